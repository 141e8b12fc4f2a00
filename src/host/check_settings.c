/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Settings that are read but never set by any of the scripts checked together. Those that Hawser,
 * the machine or a DHCP server may have are no matter of scripts; and a script that asks by
 * `isset` whether there is one knows that it may be missing.
 */
#include "host/check_settings.h"

#include <stdlib.h>
#include <string.h>

#include "core/setting_type.h"
#include "core/settings_name.h"
#include "core/util.h"
#include "host/alloc.h"
#include "host/foreign.h"
#include "host/similar.h"

struct reads {
	const struct program *p;
	const struct listing *l;
	struct findings *f;
	unsigned script, line, k; /* the command that is looked at */
	const struct listed_word *w;
	char **told;
	unsigned n_told;
};

/* Blocks there are without any script's doing. */
static bool is_known_block(const char *block)
{
	static const char *const known[] = {"builtin", "smbios", "cpuid", "pci", "usb", "acpi",
		"efi", "memmap", "proxydhcp", "pxebs", "netX", "vram", "guestinfo", "dhcp", ""};
	size_t n = strcspn(block, ".");

	if (strncmp(block, "net", 3) == 0 && block[3] >= '0' && block[3] <= '9')
		return true;
	for (unsigned i = 0; i < ARRAY_SIZE(known); i++) {
		if (strlen(known[i]) == n && memcmp(known[i], block, n) == 0)
			return true;
	}
	return false;
}

/* A setting of this name may be there without any script's doing. */
static bool is_given(const struct setting_name *n)
{
	struct setting_name plain = *n;
	struct setting_key key;
	uint64_t tag;

	if (setting_tag_parse(n->name, &tag))
		return true;
	plain.type = NULL;
	setting_name_key(&plain, false, &key);
	return key.tag != SETTING_TAG_NONE || key.type;
}

/* Some script stores (name), which is (n). netX and net0 may be the same. */
static bool is_stored(const struct program *p, const struct setting_name *n, const char *name)
{
	if (program_stores(p, name))
		return true;
	for (unsigned i = 0; n->block[0] && i < p->n_stores; i++) {
		const char *slash = strrchr(p->stores[i].name, '/');

		if (slash && pattern_matches(slash + 1, n->name))
			return true;
	}
	return false;
}

static bool asks_for(const struct listed_command *c, const char *name)
{
	for (unsigned i = 1; i < c->n; i++) {
		char *asked = word_is_setting(c->words[i].text);
		bool is = asked && strcmp(asked, name) == 0;

		free(asked);
		if (is)
			return true;
	}
	return false;
}

/* True if (fn) finds (what) in a command that is (isset), or in one that is not. */
typedef bool (*find_fn)(const struct listed_command *c, const char *what);
static bool is_anywhere(const struct program *p, bool isset, find_fn fn, const char *what)
{
	for (unsigned s = 0; s < p->n; s++) {
		for (unsigned i = 0; i < p->v[s].l.n; i++) {
			const struct listed_line *line = &p->v[s].l.lines[i];

			for (unsigned j = 0; j < line->n; j++) {
				const struct listed_command *c = &line->commands[j];

				if (c->n && (strcmp(c->words[0].text, "isset") == 0) == isset &&
					fn(c, what))
					return true;
			}
		}
	}
	return false;
}

/* `isset ${NAME}` somewhere: then empty is an answer, too. */
static bool is_asked_for(const struct program *p, const char *name)
{
	return is_anywhere(p, true, asks_for, name);
}

static bool has_text(const struct listed_command *c, const char *text)
{
	for (unsigned i = 1; i < c->n; i++) {
		if (strstr(c->words[i].text, text))
			return true;
	}
	return false;
}

static bool tell_once(struct reads *r, const char *name)
{
	for (unsigned i = 0; i < r->n_told; i++) {
		if (strcmp(r->told[i], name) == 0)
			return false;
	}
	r->told = host_grow(r->told, r->n_told, sizeof(*r->told));
	r->told[r->n_told++] = host_ndup(name, strlen(name));
	return true;
}

/* Blocks in which every name may be found. */
static bool is_open_block(const char *block)
{
	return strcmp(block, "efi") == 0 || strcmp(block, "guestinfo") == 0 ||
		strcmp(block, "vram") == 0;
}

/* The name that is meant by (name), which nobody sets; without its block. */
static const char *name_meant(const struct program *p, const char *name)
{
	struct similar s = similar_to(name);
	struct setting_key key;

	for (unsigned i = 0; i < p->n_stores; i++) {
		if (!strpbrk(p->stores[i].name, "/" UNKNOWNS))
			similar_try(&s, p->stores[i].name);
	}
	for (unsigned i = 0; setting_predefined(i, &key); i++)
		similar_try(&s, key.name);
	return s.best;
}

static void report_read(
	struct reads *r, const char *text, struct place at, const struct setting_name *n)
{
	const char *meant = name_meant(r->p, n->name), *slash = n->block[0] ? "/" : "";
	bool foreign = foreign_before(r->p, r->script, r->line, r->k);

	if (meant)
		findings_add(r->f, !foreign, r->l->file, at, "never-set",
			"${%s} is read, but never set; is ${%s%s%s} meant?", text, n->block, slash,
			meant);
	else if (!foreign)
		findings_add(r->f, true, r->l->file, at, "never-set",
			"${%s} is read, but never set", text);
}

/* ---- names with others in them ---- */

/* What may be before the first and behind the last UNKNOWN of both goes together. */
static bool may_be_same(const char *a, const char *b)
{
	size_t n = strcspn(a, UNKNOWNS), m = strcspn(b, UNKNOWNS);
	const char *x = strrchr(a, UNKNOWN), *y = strrchr(b, UNKNOWN);

	if (!y)
		return pattern_matches(a, b);
	if (!x)
		return pattern_matches(b, a);
	if (memcmp(a, b, MIN(n, m)) != 0)
		return false;
	n = strlen(++x);
	m = strlen(++y);
	return memcmp(x + n - MIN(n, m), y + m - MIN(n, m), MIN(n, m)) == 0;
}

/* Some script stores into a block of the name (pattern). */
static bool may_be_made(const struct program *p, const char *pattern)
{
	for (unsigned i = 0; i < p->n_stores; i++) {
		const char *name = p->stores[i].name;
		char *block = host_ndup(name, strcspn(name, "/"));
		bool may = may_be_same(pattern, block) &&
			(name[strlen(block)] || strchr(block, UNKNOWN));

		free(block);
		if (may)
			return true;
	}
	return false;
}

/* Some block may have the name (pattern). */
static bool may_be_block(const struct program *p, const char *pattern)
{
	static const char *const known[] = {"net0", "net10", "netX", "net0-1", "net0.dhcp",
		"net0.lldp", "net0.dhcp.0", "builtin", "smbios", "cpuid", "pci", "usb", "acpi",
		"efi", "memmap", "proxydhcp", "pxebs"};

	for (unsigned i = 0; i < ARRAY_SIZE(known); i++) {
		if (pattern_matches(pattern, known[i]))
			return true;
	}
	return may_be_made(p, pattern);
}

/* Some setting may have the name (pattern), which has no block. */
static bool may_be_name(const struct program *p, const char *pattern)
{
	struct setting_key key;

	if (strspn(pattern, "0123456789." UNKNOWNS) == strlen(pattern))
		return true;
	for (unsigned i = 0; setting_predefined(i, &key); i++) {
		if (pattern_matches(pattern, key.name))
			return true;
	}
	for (unsigned i = 0; i < p->n_stores; i++) {
		const char *slash = strrchr(p->stores[i].name, '/');

		if (may_be_same(pattern, slash ? slash + 1 : p->stores[i].name))
			return true;
	}
	return false;
}

/* (text), in which others are expanded, stands at (offset) of the word that is looked at. */
static void check_pattern(struct reads *r, const char *text, unsigned offset)
{
	struct place at = {r->w->at.line, r->w->at.column + offset};
	char *shown = host_ndup(r->w->text + offset, strlen(text) + 3);
	char *name = host_ndup(text, strcspn(text, ":")), *slash = strchr(name, '/');

	if (slash)
		*slash = '\0';
	if (foreign_before(r->p, r->script, r->line, r->k) ||
		(!slash && is_anywhere(r->p, true, has_text, shown)))
		;
	else if (slash && !may_be_block(r->p, name) && tell_once(r, shown))
		findings_add(r->f, true, r->l->file, at, "never-set",
			"%s: there is no block of such a name, and no script makes one", shown);
	else if (!may_be_name(r->p, slash ? slash + 1 : name) && tell_once(r, shown))
		findings_add(r->f, true, r->l->file, at, "never-set",
			"%s is read, but no setting of such a name is ever set", shown);
	free(name);
	free(shown);
}

/* ---- all of them ---- */

/* `isset ${NAME}` of what is never read elsewhere, and nearly the name of something else. */
static void check_asked(struct reads *r, const char *name, struct place at)
{
	const char *meant = strlen(name) > 4 ? name_meant(r->p, name) : NULL;
	struct similar s = similar_to(name);
	char *start = host_format("${%s", name);

	s.least = MIN(s.least, 2u); /* one letter */
	if (meant)
		similar_try(&s, meant);
	if (s.best && !is_anywhere(r->p, false, has_text, start) && tell_once(r, name))
		findings_add(r->f, false, r->l->file, at, "never-set",
			"${%s} is asked for, but never set; is ${%s} meant?", name, meant);
	free(start);
}

static void check_read(const char *text, unsigned offset, void *arg)
{
	struct reads *r = arg;
	struct place at = {r->w->at.line, r->w->at.column + offset};
	struct setting_name n;
	char *name;

	if (strchr(text, UNKNOWN)) {
		check_pattern(r, text, offset);
		return;
	}
	if (setting_name_parse(text, &n))
		return;
	name = n.block[0] ? host_ndup(text, strcspn(text, ":")) : host_ndup(n.name, strlen(n.name));
	if (n.block[0] && !is_known_block(n.block) && !may_be_made(r->p, n.block)) {
		if (!foreign_before(r->p, r->script, r->line, r->k) && tell_once(r, name))
			findings_add(r->f, true, r->l->file, at, "never-set",
				"${%s}: there is no block %s, and no script makes one", text,
				n.block);
	} else if (is_open_block(n.block) || is_given(&n) || is_stored(r->p, &n, name)) {
		;
	} else if (!n.block[0] && is_asked_for(r->p, name)) {
		check_asked(r, name, at);
	} else if (tell_once(r, name)) {
		report_read(r, text, at, &n);
	}
	free(name);
}

/* True if all that ever stores (name) as anything but a sum stores a string. */
static bool is_text(const struct program *p, const char *name)
{
	bool text = false;

	for (unsigned i = 0; i < p->n_stores; i++) {
		const struct store *s = &p->stores[i];

		if (!pattern_matches(s->name, name))
			continue;
		if (s->typed || strcmp(s->name, name) != 0)
			return false;
		text |= s->value && *s->value;
	}
	return text;
}

/* `inc` counts numbers, and `set NAME 1` stores a string. */
static void check_inc(struct reads *r, const struct listed_command *c)
{
	const struct listed_word *w = c->n > 1 ? &c->words[1] : NULL;
	struct setting_name n;

	if (!w || strcmp(c->words[0].text, "inc") != 0 || word_expands(w->text) ||
		setting_name_parse(w->text, &n) || n.type || n.block[0] || is_given(&n) ||
		!is_text(r->p, n.name) || c->behind == LEX_OR)
		return;
	findings_add(r->f, true, r->l->file, w->at, "bad-value",
		"inc: %s is set as a string, which cannot be counted; `set %s:int32 …` makes a number",
		n.name, n.name);
}

static void check_command(struct reads *r, const struct listed_command *c)
{
	check_inc(r, c);
	for (unsigned i = 0; i < c->n; i++) {
		r->w = &c->words[i];
		(void)word_expansions(c->words[i].text, check_read, r);
	}
}

void check_settings(const struct program *p, unsigned script, struct findings *f)
{
	struct reads r = {.p = p, .script = script, .l = &p->v[script].l, .f = f};

	for (r.line = 0; r.line < r.l->n; r.line++) {
		for (r.k = 0; r.k < r.l->lines[r.line].n; r.k++)
			check_command(&r, &r.l->lines[r.line].commands[r.k]);
	}
	for (unsigned i = 0; i < r.n_told; i++)
		free(r.told[i]);
	free(r.told);
}
