/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each command by itself. Options and their values are read by the very function that reads them
 * when the script runs, with a stand-in for what is known only then; what it complains about is
 * what the script would fail with.
 */
#include "host/check_words.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/setting_type.h"
#include "core/settings_name.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "host/alloc.h"
#include "host/check_arguments.h"
#include "host/similar.h"
#include "host/words_of.h"
#include "script/interp.h"

#define STAND_IN      "1" /* for a word that is not known: a number, a key, a name */
#define OPTIONS_BYTES 8192

/* ---- commands ---- */

static const char *similar_command(const char *name)
{
	struct similar s = similar_to(name);
	const struct command *c;

	for (unsigned n = 0; (c = command_at(n)); n++)
		similar_try(&s, c->name);
	return s.best;
}

/* `dhcp||exit`: a command that ends where a separator stands. True if it was that. */
static bool check_glued_command(const struct check *k, const struct listed_word *w)
{
	size_t n = strcspn(w->text, "|&;");
	char *name;
	bool is;

	if (!w->text[n])
		return false;
	name = host_ndup(w->text, n);
	is = command_find(name) != NULL;
	free(name);
	if (is)
		PROBLEM(k, w, "glued-separator",
			"%s: \"%.*s\" separates commands only with blanks around it", w->text,
			(int)strspn(w->text + n, "|&;"), w->text + n);
	return is;
}

static void check_unknown(const struct check *k)
{
	const struct listed_word *w = &k->c->words[0];
	const char *similar = similar_command(w->text);

	if (check_glued_command(k, w))
		return;
	if (command_unknown(w->text) == -ERR_NOTSUP)
		findings_add(k->f, false, k->l->file, w->at, "unsupported-command", "%s",
			fail_last()->text);
	else if (w->text[strlen(w->text) - 1] == ':')
		PROBLEM(k, w, "unknown-command", "%s: no such command; a label is written :%.*s",
			w->text, (int)strlen(w->text) - 1, w->text);
	else if (similar)
		PROBLEM(k, w, "unknown-command", "%s: no such command; is \"%s\" meant?", w->text,
			similar);
	else
		PROBLEM(k, w, "unknown-command", "%s: no such command", w->text);
}

/* ---- options and the number of arguments ---- */

static int try_options(const struct check *k, char **argv, unsigned argc, bool count)
{
	static uint64_t out[OPTIONS_BYTES / sizeof(uint64_t)];

	memset(out, 0, sizeof(out));
	return options_read((int)argc, argv, k->g.shape.desc, out, count ? k->g.shape.min : 0,
		count ? k->g.shape.max : INT_MAX);
}

/* The last word of the shortest beginning that fails as all of it does. */
static unsigned blame(const struct check *k, char **argv, const char *why)
{
	unsigned n = 2;

	for (; n < k->c->n; n++) {
		if (try_options(k, argv, n, false) < 0 && strcmp(fail_last()->text, why) == 0)
			break;
	}
	return MIN(n, k->c->n) - 1;
}

static void report_option(
	const struct check *k, const struct listed_word *w, const char *rule, const char *why)
{
	const char *name = w->text + strspn(w->text, "-");
	char *bare = host_ndup(name, strcspn(name, "="));
	struct similar s = similar_to(bare);

	for (const struct option_desc *d = k->g.shape.desc; d->name; d++)
		similar_try(&s, d->name);
	if (strcmp(rule, "unknown-option") != 0)
		PROBLEM(k, w, rule, "%s", why);
	else if (s.best && w->text[1] == '-')
		PROBLEM(k, w, rule, "%s; is --%s meant?", why, s.best);
	else
		PROBLEM(k, w, rule, "%s; usage: %s %s", why, k->c->words[0].text,
			command_find(k->c->words[0].text)->usage);
	free(bare);
}

/* False if something is wrong with them. */
static bool check_options(const struct check *k)
{
	const char *rule = "bad-value";
	char **argv = host_alloc(k->c->n + 1, sizeof(*argv)), *why;
	/* The command behind `time` has words of its own. */
	unsigned n = strcmp(k->c->words[0].text, "time") == 0 ? MIN(k->c->n, 2u) : k->c->n;
	const unsigned before = k->f->n;
	unsigned at;
	int rc;

	for (unsigned i = 0; i < k->c->n; i++)
		argv[i] =
			word_expands(k->c->words[i].text) ? (char *)STAND_IN : k->c->words[i].text;
	rc = try_options(k, argv, n, false);
	if (rc < 0 && rc != -ERR_CANCELED) {
		why = host_ndup(fail_last()->text, strlen(fail_last()->text));
		if (strstr(why, "unknown option"))
			rule = "unknown-option";
		at = blame(k, argv, why);
		report_option(k, &k->c->words[at], rule, why);
		free(why);
	} else if (rc >= 0 && try_options(k, argv, n, true) < 0) {
		unsigned most = (unsigned)rc + (unsigned)k->g.shape.max;

		if (k->g.shape.max < INT_MAX && n > most)
			PROBLEM(k, &k->c->words[most], "argument-count",
				"%s: \"%s\" is one argument too many", argv[0],
				k->c->words[most].text);
		else
			PROBLEM(k, &k->c->words[0], "argument-count", "%s; usage: %s %s",
				fail_last()->text, argv[0], command_find(argv[0])->usage);
	}
	free(argv);
	return k->f->n == before;
}

/* ---- ${…} ---- */

struct in_word {
	const struct check *k;
	const struct listed_word *w;
};

/* The type behind (name), the rest of which is not known. */
static void check_type_of(const struct check *k, struct place at, const char *name)
{
	const char *colon = strrchr(name, ':');
	char *shown;

	if (!colon || strchr(colon, UNKNOWN) || setting_type_find(colon + 1))
		return;
	shown = host_format("…%s", colon);
	check_type(k, at, shown);
	free(shown);
}

static void check_expansion(const char *name, unsigned offset, void *arg)
{
	const struct in_word *in = arg;
	struct listed_word at = *in->w;
	struct setting_name parsed;

	at.at.column += offset;
	if (strchr(name, UNKNOWN)) {
		check_type_of(in->k, at.at, name);
		return;
	}
	if (setting_name_parse(name, &parsed) == -ERR_NOTSUP)
		check_type(in->k, at.at, name);
	else if (name[strspn(name, "/:.")] == '\0' && *name)
		PROBLEM(in->k, &at, "bad-setting", "${%s} names no setting", name);
}

/* What looks like something else. */
static void check_looks(const struct check *k, const struct listed_word *w)
{
	static const char space[] = "\xc2\xa0"; /* U+00A0 */
	struct listed_word at = *w;
	const char *s = strstr(w->text, space), *command = k->c->words[0].text;
	bool is_set = strcmp(command, "set") == 0;

	if (s && !is_set && !is_text_command(command)) {
		at.at.column += (unsigned)(s - w->text);
		PROBLEM(k, &at, "syntax", "this is a no-break space, which parts no words");
	}
	s = strstr(w->text, "$(");
	/* Kernels may be given such arguments. */
	if (s && strchr(s, ')') && (w == &k->c->words[1] || is_set)) {
		at.at = w->at;
		at.at.column += (unsigned)(s - w->text);
		findings_add(k->f, false, k->l->file, at.at, "syntax",
			"$(…) is text like any other; is ${…} meant?");
	}
}

static void check_command(struct check *k)
{
	unsigned before;

	for (unsigned i = 0; i < k->c->n; i++) {
		struct in_word in = {k, &k->c->words[i]};
		struct listed_word at = *in.w;
		int unclosed = word_expansions(in.w->text, check_expansion, &in);

		check_looks(k, in.w);
		if (unclosed < 0)
			continue;
		at.at.column += (unsigned)unclosed;
		PROBLEM(k, &at, "syntax", "\"${\" without a \"}\" behind it in \"%s\"", at.text);
	}
	if (!k->c->n || word_expands(k->c->words[0].text))
		return;
	if (!command_find(k->c->words[0].text)) {
		check_unknown(k);
		return;
	}
	before = k->f->n;
	check_glued(k);
	if (k->f->n != before)
		return;
	given_read(k->c, &k->g);
	if (k->g.shape.desc && !check_options(k))
		return;
	if (k->g.known)
		check_arguments(k);
}

/* `time COMMAND…`: the rest is a command of its own. */
static void check_timed(struct check *k)
{
	struct listed_command rest = *k->c;

	if (k->c->n < 2 || strcmp(k->c->words[0].text, "time") != 0)
		return;
	rest.words++;
	rest.n--;
	k->c = &rest;
	check_command(k);
}

void check_words(const struct listing *l, struct findings *f)
{
	for (unsigned i = 0; i < l->n; i++) {
		for (unsigned j = 0; j < l->lines[i].n; j++) {
			struct check k = {.l = l, .f = f, .c = &l->lines[i].commands[j]};

			check_command(&k);
			check_timed(&k);
		}
	}
}
