/* SPDX-License-Identifier: BSD-2-Clause */
/* Boot loader entries: the file of one, and their order. Pure. */
#include "menu/bls.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/utf8.h"
#include "core/util.h"

#define SUFFIX         ".conf"
#define PROGRAM_SUFFIX ".efi"
#define TEXT_MAX       (64u << 10)

void bls_free(struct bls_entry *e)
{
	if (!e)
		return;
	while (e->n_initrds > 0)
		free(e->initrds[--e->n_initrds]);
	free(e->id);
	free(e->title);
	free(e->version);
	free(e->machine_id);
	free(e->sort_key);
	free(e->architecture);
	free(e->kernel);
	free(e->program);
	free(e->uki);
	free(e->profile);
	free(e->options);
	free(e->users);
	free(e->arguments);
	free(e->hotkey);
	free(e->shown);
	free(e);
}

/* ---- one entry ---- */

/* "NAME+LEFT" and "NAME+LEFT-DONE": without the counters, *ret_spent when none is left. */
static size_t without_counters(const char *name, size_t len, bool *ret_spent)
{
	size_t n = len, left;

	while (n && isdigit((unsigned char)name[n - 1]))
		n--;
	if (n && n < len && name[n - 1] == '-')
		for (n--; n && isdigit((unsigned char)name[n - 1]);)
			n--;
	if (n < 2 || name[n - 1] != '+' || !isdigit((unsigned char)name[n]))
		return len;
	left = strspn(name + n, "0");
	*ret_spent = !isdigit((unsigned char)name[n + left]);
	return n - 1;
}

/* The length of (name) without (suffix), 0 if that is not its end. */
static size_t without_suffix(const char *name, const char *suffix)
{
	size_t len = strlen(name), n = strlen(suffix);

	return len > n && strcasecmp(name + len - n, suffix) == 0 ? len - n : 0;
}

/* What is no file of an entry, but a program, keeps its suffix. */
static char *id_of(const char *name, bool *ret_spent)
{
	size_t conf = without_suffix(name, SUFFIX), efi = without_suffix(name, PROGRAM_SUFFIX);
	size_t len = conf ? conf : efi ? efi : strlen(name);
	size_t n = without_counters(name, len, ret_spent);

	return str_format("%.*s%s", (int)n, name, efi ? name + len : "");
}

/* A later value replaces an earlier one. */
static int set(char **where, const char *value, size_t len)
{
	char *copy = str_ndup(value, len);

	if (!copy)
		return -ERR_NOMEM;
	free(*where);
	*where = copy;
	return 0;
}

/* A later value comes behind an earlier one. */
static int append(char **where, const char *value, size_t len)
{
	char *all = *where ? str_format("%s %.*s", *where, (int)len, value) : str_ndup(value, len);

	if (!all)
		return -ERR_NOMEM;
	free(*where);
	*where = all;
	return 0;
}

/* Some write several on one line. */
static int add_initrds(struct bls_entry *e, const char *value, size_t len)
{
	while (len) {
		size_t n = 0;

		while (n < len && !isspace((unsigned char)value[n]))
			n++;
		if (n && e->n_initrds == BLS_INITRDS)
			return -ERR_TOOBIG;
		if (n && set(&e->initrds[e->n_initrds], value, n))
			return -ERR_NOMEM;
		e->n_initrds += n > 0;
		n += n < len;
		value += n;
		len -= n;
	}
	return 0;
}

static int set_key(
	struct bls_entry *e, const char *key, size_t key_len, const char *value, size_t len)
{
	const struct {
		const char *key;
		char **where;
		int (*add)(char **where, const char *value, size_t len);
	} table[] = {
		{"title", &e->title, set},
		{"version", &e->version, set},
		{"machine-id", &e->machine_id, set},
		{"sort-key", &e->sort_key, set},
		{"architecture", &e->architecture, set},
		{"linux", &e->kernel, set},
		{"efi", &e->program, set},
		{"uki", &e->uki, set},
		{"uki-url", &e->uki, set},
		{"profile", &e->profile, set},
		{"options", &e->options, append},
		{"grub_users", &e->users, set},
		{"grub_arg", &e->arguments, append},
		{"grub_hotkey", &e->hotkey, set},
	};

	for (unsigned i = 0; i < ARRAY_SIZE(table); i++)
		if (strlen(table[i].key) == key_len && memcmp(key, table[i].key, key_len) == 0)
			return table[i].add(table[i].where, value, len);
	if (key_len == 6 && memcmp(key, "initrd", 6) == 0)
		return add_initrds(e, value, len);
	return 0;
}

static int read_line(struct bls_entry *e, const char *line, size_t len)
{
	size_t key = 0, at;

	while (len && isspace((unsigned char)*line)) {
		line++;
		len--;
	}
	while (len && (isspace((unsigned char)line[len - 1]) || !line[len - 1]))
		len--;
	if (!len || *line == '#')
		return 0;
	while (key < len && !isspace((unsigned char)line[key]))
		key++;
	for (at = key; at < len && isspace((unsigned char)line[at]);)
		at++;
	return at < len ? set_key(e, line, key, line + at, len - at) : 0;
}

int bls_parse(const char *name, const char *text, size_t len, struct bls_entry **ret)
{
	size_t bom = utf8_bom(text, len);
	struct bls_entry *e;
	int rc = 0;

	if (len > TEXT_MAX)
		return fail(ERR_TOOBIG, "bls: %s has more than %u KiB", name, TEXT_MAX >> 10);
	text += bom;
	len -= bom;
	e = calloc(1, sizeof *e);
	if (e)
		e->id = id_of(name, &e->is_spent);
	if (!e || !e->id)
		rc = -ERR_NOMEM;
	while (len && !rc) {
		const char *end = memchr(text, '\n', len);
		size_t n = end ? (size_t)(end - text) : len;

		rc = read_line(e, text, n);
		n += n < len;
		text += n;
		len -= n;
	}
	if (!rc) {
		*ret = e;
		return 0;
	}
	bls_free(e);
	return rc == -ERR_TOOBIG
		? fail(ERR_TOOBIG, "bls: %s: more than %d initrds", name, BLS_INITRDS)
		: fail(ERR_NOMEM, "bls: no memory for %s", name);
}

/* ---- order ---- */

static bool counts(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("-.~^", c));
}

static int compare_numbers(const char **a, const char **b)
{
	size_t n, m;
	int d;

	*a += strspn(*a, "0");
	*b += strspn(*b, "0");
	n = strspn(*a, "0123456789");
	m = strspn(*b, "0123456789");
	d = n != m ? (n < m ? -1 : 1) : strncmp(*a, *b, n);
	*a += n;
	*b += m;
	return d;
}

static int compare_letters(const char **a, const char **b)
{
	size_t n = 0, m = 0;
	int d;

	while (isalpha((unsigned char)(*a)[n]))
		n++;
	while (isalpha((unsigned char)(*b)[m]))
		m++;
	d = strncmp(*a, *b, MIN(n, m));
	if (!d && n != m)
		d = n < m ? -1 : 1;
	*a += n;
	*b += m;
	return d;
}

int bls_compare_versions(const char *a, const char *b)
{
	/* Each stands before what has none there; the end comes behind the first of them. */
	static const char marks[] = "~-^.";

	for (;;) {
		const char *mark = marks;
		int d = 0;

		while (*a && !counts(*a))
			a++;
		while (*b && !counts(*b))
			b++;
		for (; *mark && *a != *mark && *b != *mark; mark++)
			if (mark == marks && (!*a || !*b))
				return (*a != 0) - (*b != 0);
		if (*mark && *a != *b)
			return *a == *mark ? -1 : 1;
		if (*mark) {
			a++;
			b++;
			continue;
		}
		d = isdigit((unsigned char)*a) || isdigit((unsigned char)*b)
			? compare_numbers(&a, &b)
			: compare_letters(&a, &b);
		if (d)
			return d;
	}
}

/* Texts that may not be there. */
static int compare_texts(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

int bls_compare(const struct bls_entry *a, const struct bls_entry *b)
{
	int d = (int)a->is_spent - (int)b->is_spent;

	if (!d)
		d = (a->sort_key == NULL) - (b->sort_key == NULL);
	if (!d && a->sort_key) {
		d = compare_texts(a->sort_key, b->sort_key);
		if (!d)
			d = compare_texts(a->machine_id, b->machine_id);
		if (!d)
			d = bls_compare_versions(
				b->version ? b->version : "", a->version ? a->version : "");
	}
	return d ? d : bls_compare_versions(b->id, a->id);
}

/* ---- patterns ---- */

/* Whether (c) is in the set that *(p), behind its "[", begins; *p is then behind its "]". False,
 * and *p untouched, if that is missing. */
static bool in_set(const char **p, char c)
{
	const char *s = *p;
	bool negated = *s == '!' || *s == '^', found = false;

	s += negated;
	for (const char *first = s; *s && (*s != ']' || s == first); s++) {
		char from = (char)tolower((unsigned char)*s), to = from;

		if (s[1] == '-' && s[2] && s[2] != ']') {
			to = (char)tolower((unsigned char)s[2]);
			s += 2;
		}
		found |= c >= from && c <= to;
	}
	if (!*s)
		return false;
	*p = s + 1;
	return found != negated;
}

bool bls_matches(const char *pattern, const char *text)
{
	const char *star = NULL, *star_text = NULL;

	for (;;) {
		const char *p = pattern;
		char c = (char)tolower((unsigned char)*text);
		bool fits;

		if (*p == '*') {
			star = pattern = p + 1;
			star_text = text;
			continue;
		}
		if (!c && !*p)
			return true;
		fits = c && (*p == '?' || (char)tolower((unsigned char)*p) == c);
		if (c && *p == '[') {
			p++;
			fits = in_set(&p, c) || (fits && p == pattern + 1);
			p--;
		}
		if (fits) {
			pattern = p + 1;
			text++;
		} else if (star && *star_text) {
			pattern = star;
			text = ++star_text;
		} else {
			return false;
		}
	}
}
