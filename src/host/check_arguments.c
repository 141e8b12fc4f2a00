/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of options and arguments: those that the command would refuse, whatever happens
 * before, and those that it takes for something else than is meant. */
#include "host/check_arguments.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/setting_type.h"
#include "core/settings_name.h"
#include "core/sha256.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/transfer.h"
#include "core/uri.h"
#include "core/util.h"
#include "host/alloc.h"
#include "host/check_address.h"
#include "host/similar.h"
#include "image/cpio.h"
#include "script/interp.h"

static bool is_number(const char *text, uint64_t max)
{
	uint64_t n;

	return number_parse(text, max, &n) == 0;
}

static const struct {
	const char *command, *what;
	unsigned argument;
	uint64_t max;
	bool may_be_negative;
} numbers[] = {
	{"sleep", "a number of seconds", 0, UINT32_MAX, false},
	{"exit", "a number", 0, INT_MAX, false},
	{"cpuid", "a bit number (0 to 31)", 0, 31, false},
	{"colour", "a colour (0 to 7)", 0, 7, false},
	{"color", "a colour (0 to 7)", 0, 7, false},
	{"cpair", "a pair of colours (0 to 7)", 0, 7, false},
	{"inc", "a number", 1, INT64_MAX, true},
};

static void check_numbers(const struct check *k)
{
	for (unsigned i = 0; i < ARRAY_SIZE(numbers); i++) {
		unsigned at = k->g.first + numbers[i].argument;
		const char *text;

		if (strcmp(numbers[i].command, k->c->words[0].text) != 0 || at >= k->c->n)
			continue;
		text = k->c->words[at].text;
		if (!word_expands(text) &&
			!is_number(text + (numbers[i].may_be_negative && *text == '-'),
				numbers[i].max))
			PROBLEM(k, &k->c->words[at], "bad-value", "%s: \"%s\" is not %s",
				numbers[i].command, text, numbers[i].what);
	}
}

void check_type(const struct check *k, struct place at, const char *name)
{
	static const struct setting_type *const types[] = {&setting_type_string,
		&setting_type_uristring, &setting_type_ipv4, &setting_type_ipv6,
		&setting_type_dnssl, &setting_type_int8, &setting_type_int16, &setting_type_int32,
		&setting_type_uint8, &setting_type_uint16, &setting_type_uint32, &setting_type_hex,
		&setting_type_hexhyp, &setting_type_hexraw, &setting_type_base64,
		&setting_type_busdevfn, &setting_type_uuid, &setting_type_guid};
	const char *colon = strchr(name, ':');
	struct setting_name parsed;
	struct similar s;

	if (!colon || setting_name_parse(name, &parsed) != -ERR_NOTSUP) {
		PROBLEM_AT(k, at, "bad-setting", "\"%s\" is not the name of a setting", name);
		return;
	}
	s = similar_to(colon + 1);
	for (unsigned i = 0; i < ARRAY_SIZE(types); i++)
		similar_try(&s, types[i]->name);
	if (s.best)
		PROBLEM_AT(k, at, "bad-setting", "%s: there is no type \"%s\"; is %s meant?", name,
			colon + 1, s.best);
	else
		PROBLEM_AT(k, at, "bad-setting",
			"%s: there is no type \"%s\"; there are string, int32, uint32, hex, ipv4, "
			"uuid and others",
			name, colon + 1);
}

static bool is_read_only(const struct setting_name *n)
{
	static const char *const blocks[] = {
		"smbios", "cpuid", "pci", "usb", "acpi", "efi", "memmap", "builtin"};

	for (unsigned i = 0; i < ARRAY_SIZE(blocks); i++) {
		if (strcmp(n->block, blocks[i]) == 0)
			return strcmp(n->name, "unixtime") != 0;
	}
	return false;
}

/* `set NAME:type VALUE`, also for names that have a type of their own. */
static void check_set(const struct check *k, const struct listed_word *name)
{
	struct strbuf raw = {}, value = {};
	struct setting_name parsed;
	struct setting_key key;
	/* A script with an answer to its failure tries whether it is one. */
	bool is_set = strcmp(k->c->words[0].text, "set") == 0;
	bool known = is_set && k->g.first + 1 < k->c->n && k->c->behind != LEX_OR &&
		k->c->behind != LEX_AND;
	const char *equals = strchr(name->text, '=');

	if (word_expands(name->text))
		return;
	if (setting_name_parse(name->text, &parsed)) {
		check_type(k, name->at, name->text);
		return;
	}
	if (equals && is_set && k->g.first + 1 == k->c->n)
		PROBLEM(k, name, "bad-setting",
			"set: a blank parts name and value, this clears a setting \"%s\"; is `set "
			"%.*s %s` meant?",
			name->text, (int)(equals - name->text), name->text, equals + 1);
	if (is_read_only(&parsed) && k->c->behind != LEX_OR &&
		strcmp(k->c->words[0].text, "show") != 0)
		PROBLEM(k, name, "bad-setting", "%s: %s cannot be changed, %s is read-only",
			k->c->words[0].text, name->text, parsed.block);
	setting_name_key(&parsed, false, &key);
	for (unsigned i = k->g.first + 1; known && i < k->c->n; i++) {
		known = !word_expands(k->c->words[i].text);
		if (i > k->g.first + 1)
			(void)strbuf_addc(&value, ' ');
		(void)strbuf_adds(&value, k->c->words[i].text);
	}
	if (known && key.type && key.type->parse(key.type, value.s, &raw))
		PROBLEM(k, &k->c->words[k->g.first + 1], "bad-value",
			"set: \"%s\" is no value for %s, which is of type %s", value.s, name->text,
			key.type->name);
	strbuf_free(&raw);
	strbuf_free(&value);
}

static const char *const fetching[] = {"kernel", "imgselect", "imgload", "initrd", "module",
	"imgfetch", "boot", "chain", "imgexec", "sanboot", "sanhook", "isoboot", "pxelinux",
	"grubcfg", "blscfg", "certstore", "imgset", "shim", "fdt"};

static bool is_fetching(const char *command)
{
	for (unsigned i = 0; i < ARRAY_SIZE(fetching); i++) {
		if (strcmp(fetching[i], command) == 0)
			return true;
	}
	return false;
}

static void check_url(const struct check *k, const struct listed_word *w)
{
	const char *problem;

	if (w->text[0] == '"' || w->text[0] == '\'') {
		PROBLEM(k, w, "quoted",
			"%s: quotes have no meaning, this one would be part of the "
			"address",
			k->c->words[0].text);
		return;
	}
	problem = address_problem(w->text);
	if (problem)
		PROBLEM(k, w, "bad-url", "%s: %s", k->c->words[0].text, problem);
}

/* Where an initrd's file is to be put: /PATH mode=… mkdir=… */
static void check_cpio(const struct check *k)
{
	struct strbuf args = {};
	struct cpio_args parsed;
	bool known = k->g.first + 1 < k->c->n && k->c->words[k->g.first + 1].text[0] == '/';

	for (unsigned i = k->g.first + 1; known && i < k->c->n; i++) {
		known = !word_expands(k->c->words[i].text);
		if (args.len)
			(void)strbuf_addc(&args, ' ');
		(void)strbuf_adds(&args, k->c->words[i].text);
	}
	if (known && cpio_parse_args(args.s, &parsed))
		PROBLEM(k, &k->c->words[k->g.first + 1], "bad-value", "%s", fail_last()->text);
	strbuf_free(&args);
}

static bool is_initrd(const char *command)
{
	return strcmp(command, "initrd") == 0 || strcmp(command, "module") == 0 ||
		strcmp(command, "imgfetch") == 0;
}

static void check_digest(const struct check *k)
{
	const struct given_option *o = given_find(&k->g, "sha256");

	if (!o || word_expands(o->value))
		return;
	if (strlen(o->value) != 2 * SHA256_LEN ||
		strspn(o->value, "0123456789abcdefABCDEF") != 2 * SHA256_LEN)
		PROBLEM_AT(k, o->at, "bad-value",
			"%s: --sha256 wants %d hexadecimal digits, not \"%.80s\"",
			k->c->words[0].text, 2 * SHA256_LEN, o->value);
}

/* Options whose values are of a kind of their own. */
static const struct {
	const char *command, *option;
	uint64_t least, most; /* numbers */
	const char *words;    /* or one of these, in blanks; NULL: a number */
} values[] = {
	{"vcreate", "tag", 1, 4094, NULL},
	{"vcreate", "priority", 0, 7, NULL},
	{"colour", "basic", 0, 9, NULL},
	{"colour", "rgb", 0, 0xffffff, NULL},
	{"color", "basic", 0, 9, NULL},
	{"color", "rgb", 0, 0xffffff, NULL},
	{"cpair", "foreground", 0, 9, NULL},
	{"cpair", "background", 0, 9, NULL},
	{"sanboot", "drive", 0, 255, NULL},
	{"sanhook", "drive", 0, 255, NULL},
	{"sanunhook", "drive", 0, 255, NULL},
	{"params", "method", 0, 0, " GET POST PUT HEAD "},
	{"ifconf", "configurator", 0, 0, " dhcp ipv6 "},
	{"dhcp", "configurator", 0, 0, " dhcp ipv6 "},
};

static bool is_value(unsigned i, const char *text)
{
	char *word;
	uint64_t n;
	bool is;

	if (!values[i].words)
		return number_parse(text, UINT64_MAX, &n) == 0 && n >= values[i].least &&
			n <= values[i].most;
	word = host_format(" %s ", text);
	is = strstr(values[i].words, word) != NULL;
	free(word);
	return is;
}

static void check_values(const struct check *k)
{
	for (unsigned i = 0; i < ARRAY_SIZE(values); i++) {
		const struct given_option *o = strcmp(values[i].command, k->c->words[0].text) == 0
			? given_find(&k->g, values[i].option)
			: NULL;

		if (!o || !o->value || word_expands(o->value) || is_value(i, o->value))
			continue;
		if (values[i].words)
			PROBLEM_AT(k, o->at, "bad-value", "%s: --%s is one of%.*s, not \"%s\"",
				values[i].command, values[i].option,
				(int)strlen(values[i].words) - 1, values[i].words, o->value);
		else
			PROBLEM_AT(k, o->at, "bad-value",
				"%s: --%s is a number from %llu to %llu, not \"%s\"",
				values[i].command, values[i].option,
				(unsigned long long)values[i].least,
				(unsigned long long)values[i].most, o->value);
	}
}

/* `isset NAME` instead of `isset ${NAME}` is always so. */
static void check_isset(const struct check *k)
{
	if (strcmp(k->c->words[0].text, "isset") == 0 && k->g.first < k->c->n &&
		!strchr(k->c->words[k->g.first].text, '$'))
		PROBLEM(k, &k->c->words[k->g.first], "constant-test",
			"isset: this is always so; is ${%s} meant?", k->c->words[k->g.first].text);
}

static bool is_quoted(const char *s)
{
	size_t n = strlen(s);

	return n > 1 && (*s == '"' || *s == '\'') && s[n - 1] == *s;
}

/* `iseq ${x} "a"` is never so: quotes on one side only. */
static void check_quotes(const struct check *k)
{
	const struct listed_word *a = &k->c->words[k->g.first];

	if (strcmp(k->c->words[0].text, "iseq") == 0 && k->g.first + 1 < k->c->n &&
		is_quoted(a[0].text) != is_quoted(a[1].text))
		PROBLEM(k, is_quoted(a[0].text) ? &a[0] : &a[1], "quoted",
			"iseq: quotes have no meaning, they would have to be in the other one, too");
}

bool is_text_command(const char *name)
{
	static const char *const text[] = {"echo", "prompt", "menu", "form", "item", "param"};

	for (unsigned i = 0; i < ARRAY_SIZE(text); i++) {
		if (strcmp(text[i], name) == 0)
			return true;
	}
	return false;
}

static bool is_separator(const char *s)
{
	return strncmp(s, "||", 2) == 0 || strncmp(s, "&&", 2) == 0;
}

void check_glued(const struct check *k)
{
	const struct listed_command *c = k->c;
	bool text = is_text_command(c->words[0].text);

	for (unsigned i = 1; i < c->n; i++) {
		const char *word = c->words[i].text,
			   *next = i + 1 < c->n ? c->words[i + 1].text : "";
		size_t n = strlen(word);
		bool begins = is_separator(word), ends = n > 2 && is_separator(word + n - 2);

		/* Text may look like that, but then no command follows. */
		if (text)
			begins = begins && command_find(word + 2);
		if (text)
			ends = ends && command_find(next);
		if (begins || ends)
			PROBLEM(k, &c->words[i], "glued-separator",
				"%s: \"%.2s\" separates commands only with blanks around it", word,
				begins ? word : word + n - 2);
		else if (!text && n == 1 && strchr("|&", *word))
			PROBLEM(k, &c->words[i], "glued-separator",
				"\"%s\" separates nothing; is \"%s%s\" meant?", word, word, word);
	}
}

void check_arguments(const struct check *k)
{
	const struct listed_word *setting = command_names_setting(k->c, &k->g);

	check_numbers(k);
	check_digest(k);
	check_values(k);
	check_isset(k);
	check_quotes(k);
	if (setting)
		check_set(k, setting);
	if (is_fetching(k->c->words[0].text) && k->g.first < k->c->n &&
		strcmp(k->c->words[0].text, "imgset") != 0)
		check_url(k, &k->c->words[k->g.first]);
	if (is_initrd(k->c->words[0].text))
		check_cpio(k);
}
