/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The option parser of the script language. Options come first; the first other word, or "--", ends
 * them. Names are not abbreviated. A value in a word of its own must not begin with "-".
 */
#include "script/options.h"

#include <limits.h>
#include <string.h>

#include "core/console.h"
#include "core/setting_type.h"
#include "core/status.h"
#include "core/utf8.h"
#include "script/interp.h"

#define MS_MAX (UINT64_MAX / 2000) /* still fits when it becomes microseconds */

static struct option_shape *asked; /* see options_ask() */

int number_parse(const char *text, uint64_t max, uint64_t *ret)
{
	uint64_t v;

	if (!setting_number_parse(text, strlen(text), &v) || v > max)
		return -ERR_INVAL;
	*ret = v;
	return 0;
}

/* The code point when (text) is exactly one character, else -1. */
static int single_character(const char *text)
{
	size_t len = strlen(text), n;
	uint32_t c;

	if (!len)
		return -1;
	c = utf8_decode(text, len, &n);
	return n == len && c != UTF8_BAD ? (int)c : -1;
}

int key_parse(const char *text, int *ret)
{
	int c = single_character(text);
	uint64_t n;

	if (c < 0) {
		if (number_parse(text, KEY_BASE - 1, &n))
			return -ERR_INVAL;
		c = n < 0x80 ? (int)n : KEY_BASE + (int)n;
	}
	*ret = c;
	return 0;
}

static bool list_add_value(struct option_list *list, const char *value)
{
	if (list->n == OPTION_LIST_MAX)
		return false;
	list->v[list->n++] = value;
	return true;
}

static int store_value(
	const char *cmd, const char *opt, const struct option_desc *d, const char *value, void *out)
{
	void *member = (char *)out + d->offset;

	switch (d->type) {
	case OPTION_FLAG:
		*(bool *)member = true;
		return 0;
	case OPTION_STRING:
		*(const char **)member = value;
		return 0;
	case OPTION_MS:
		if (number_parse(value, MS_MAX, member) == 0)
			return 0;
		return fail(ERR_INVAL, "%s: %s wants milliseconds, not \"%s\"", cmd, opt, value);
	case OPTION_NUMBER:
		if (number_parse(value, UINT64_MAX, member) == 0)
			return 0;
		return fail(ERR_INVAL, "%s: %s wants a number, not \"%s\"", cmd, opt, value);
	case OPTION_KEY:
		if (key_parse(value, member) == 0)
			return 0;
		return fail(ERR_INVAL, "%s: %s wants a key, not \"%s\"", cmd, opt, value);
	case OPTION_LIST:
		if (list_add_value(member, value))
			return 0;
		return fail(ERR_RANGE, "%s: %s was given more than %d times", cmd, opt,
			OPTION_LIST_MAX);
	}
	return fail(ERR_INVAL, "%s: %s is of an unknown type", cmd, opt);
}

/* The value of an option that stands in the next word. */
static int next_word(int argc, char **argv, int *i, const char *opt, const char **ret)
{
	if (*i + 1 >= argc || argv[*i + 1][0] == '-')
		return fail(ERR_INVAL, "%s: %s wants a value", argv[0], opt);
	*ret = argv[++*i];
	return 0;
}

static int parse_long(int argc, char **argv, int *i, const struct option_desc *desc, void *out)
{
	const char *opt = argv[*i], *name = opt + 2, *value = strchr(name, '=');
	size_t n = value ? (size_t)(value - name) : strlen(name);
	int rc;

	for (; desc->name; desc++) {
		if (n && strlen(desc->name) == n && memcmp(desc->name, name, n) == 0)
			break;
	}
	if (!desc->name)
		return fail(ERR_INVAL, "%s: unknown option %s", argv[0], opt);
	if (desc->type == OPTION_FLAG) {
		if (value)
			return fail(ERR_INVAL, "%s: --%s takes no value", argv[0], desc->name);
	} else if (value) {
		value++;
	} else {
		rc = next_word(argc, argv, i, opt, &value);
		if (rc)
			return rc;
	}
	return store_value(argv[0], opt, desc, value, out);
}

/* A word of letters: flags, the last one possibly with its value glued on. */
static int parse_letters(int argc, char **argv, int *i, const struct option_desc *desc, void *out)
{
	const char *p;

	for (p = argv[*i] + 1; *p; p++) {
		char opt[3] = {'-', *p, '\0'};
		const struct option_desc *d = desc;
		const char *value = NULL;
		int rc;

		while (d->name && d->letter != *p)
			d++;
		if (!d->name)
			return fail(ERR_INVAL, "%s: unknown option %s", argv[0], opt);
		if (d->type == OPTION_FLAG) {
			(void)store_value(argv[0], opt, d, NULL, out);
			continue;
		}
		if (p[1]) {
			value = p + 1;
		} else {
			rc = next_word(argc, argv, i, opt, &value);
			if (rc)
				return rc;
		}
		return store_value(argv[0], opt, d, value, out);
	}
	return 0;
}

static bool wants_help(const char *word, const struct option_desc *desc)
{
	if (strcmp(word, "--help") == 0)
		return true;
	if (strcmp(word, "-h") != 0)
		return false;
	while (desc->name && desc->letter != 'h')
		desc++;
	return !desc->name;
}

int options_read(int argc, char **argv, const struct option_desc *desc, void *out, int min, int max)
{
	int i, rc;

	for (i = 1; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
		if (strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		if (wants_help(argv[i], desc))
			return fail(ERR_CANCELED, "%s", "");
		if (argv[i][1] == '-')
			rc = parse_long(argc, argv, &i, desc, out);
		else
			rc = parse_letters(argc, argv, &i, desc, out);
		if (rc)
			return rc;
	}
	if (argc - i < min)
		return fail(ERR_RANGE, "%s: %s", argv[0],
			argc == i ? "an argument is missing" : "too few arguments");
	if (argc - i > max)
		return fail(
			ERR_RANGE, "%s: \"%s\" is one argument too many", argv[0], argv[i + max]);
	return i;
}

void options_ask(struct option_shape *ret)
{
	asked = ret;
}

int options_parse(
	int argc, char **argv, const struct option_desc *desc, void *out, int min, int max)
{
	struct option_shape *shape = TAKE(asked);
	int i;

	if (shape) {
		*shape = (struct option_shape){desc, min, max};
		return fail(ERR_CANCELED, "%s", "");
	}
	i = options_read(argc, argv, desc, out, min, max);
	if (i < 0)
		command_print_usage(argv[0]);
	return i;
}
