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
#include "core/sha256.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/transfer.h"
#include "core/util.h"
#include "host/alloc.h"
#include "host/words_of.h"
#include "image/cpio.h"
#include "script/interp.h"

#define STAND_IN      "1" /* for a word that is not known: a number, a key, a name */
#define OPTIONS_BYTES 8192

struct check {
	const struct listing *l;
	struct findings *f;
	const struct listed_command *c;
	struct given g;
};

#define PROBLEM(k, word, rule, ...)                                                                \
	findings_add((k)->f, true, (k)->l->file, (word)->at, rule, __VA_ARGS__)

/* ---- commands ---- */

/* How many letters have to change to get from (a) to (b), with an upper limit. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[32], n = (unsigned)strlen(b);

	if (n >= ARRAY_SIZE(row) || strlen(a) >= ARRAY_SIZE(row))
		return UINT_MAX;
	for (unsigned j = 0; j <= n; j++)
		row[j] = j;
	for (unsigned i = 0; a[i]; i++) {
		unsigned corner = row[0]++;

		for (unsigned j = 0; j < n; j++) {
			unsigned up = row[j + 1], best = corner + (a[i] != b[j]);

			best = MIN(best, MIN(up, row[j]) + 1);
			corner = up;
			row[j + 1] = best;
		}
	}
	return row[n];
}

static const char *similar_command(const char *name)
{
	const char *best = NULL;
	unsigned least = 3;
	const struct command *c;

	for (unsigned n = 0; (c = command_at(n)); n++) {
		unsigned d = distance(name, c->name);

		if (d < least && d < strlen(name)) {
			least = d;
			best = c->name;
		}
	}
	return best;
}

static void check_unknown(const struct check *k)
{
	const struct listed_word *w = &k->c->words[0];
	const char *similar = similar_command(w->text);

	if (command_unknown(w->text) == -ERR_NOTSUP)
		findings_add(k->f, false, k->l->file, w->at, "unsupported-command", "%s",
			fail_last()->text);
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
		PROBLEM(k, &k->c->words[at], rule, "%s", why);
		free(why);
	} else if (rc >= 0 && try_options(k, argv, n, true) < 0) {
		unsigned most = (unsigned)rc + (unsigned)k->g.shape.max;

		if (k->g.shape.max < INT_MAX && n > most)
			PROBLEM(k, &k->c->words[most], "argument-count",
				"%s: \"%s\" is one argument too many", argv[0],
				k->c->words[most].text);
		else
			PROBLEM(k, &k->c->words[0], "argument-count", "%s", fail_last()->text);
	}
	free(argv);
	return k->f->n == before;
}

/* ---- arguments ---- */

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

/* `set NAME:type VALUE`, also for names that have a type of their own. */
static void check_set(const struct check *k, const struct listed_word *name)
{
	struct strbuf raw = {}, value = {};
	struct setting_name parsed;
	struct setting_key key;
	/* A script with an answer to its failure tries whether it is one. */
	bool known = strcmp(k->c->words[0].text, "set") == 0 && k->g.first + 1 < k->c->n &&
		k->c->behind != LEX_OR && k->c->behind != LEX_AND;

	if (word_expands(name->text))
		return;
	if (setting_name_parse(name->text, &parsed)) {
		PROBLEM(k, name, "bad-setting", "%s: \"%s\" %s", k->c->words[0].text, name->text,
			strchr(name->text, ':') &&
					setting_name_parse(name->text, &parsed) == -ERR_NOTSUP
				? "has no type that settings can have"
				: "is not the name of a setting");
		return;
	}
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
	"imgfetch", "boot", "chain", "imgexec", "sanboot", "sanhook", "isoboot", "pxelinux", "grubcfg", "certstore",
	"imgset", "shim", "fdt"};

static bool is_fetching(const char *command)
{
	for (unsigned i = 0; i < ARRAY_SIZE(fetching); i++) {
		if (strcmp(fetching[i], command) == 0)
			return true;
	}
	return false;
}

static bool has_scheme(const char *name, size_t len)
{
	for (const struct scheme *const *s = schemes; *s; s++) {
		if (strlen((*s)->name) == len && strncasecmp((*s)->name, name, len) == 0)
			return true;
	}
	return len == 3 && strncasecmp(name, "iso", 3) == 0;
}

static void check_url(const struct check *k, const struct listed_word *w)
{
	const char *colon = strchr(w->text, ':');
	size_t n = strspn(w->text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_+");
	struct uri *uri = NULL;

	if (colon && w->text + n == colon && n && colon[1] == '/') {
		if (!has_scheme(w->text, n))
			PROBLEM(k, w, "bad-url", "%s: there is no way to fetch %.*s: addresses",
				k->c->words[0].text, (int)n, w->text);
		else if (colon[2] != '/' && strncasecmp(w->text, "iso", 3) != 0)
			PROBLEM(k, w, "bad-url", "%s: \"%s\" names no server: a slash is missing",
				k->c->words[0].text, w->text);
	}
	if (word_expands(w->text))
		return;
	if (uri_parse(w->text, &uri))
		PROBLEM(k, w, "bad-url", "%s", fail_last()->text);
	uri_free(uri);
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
		PROBLEM(k, &k->c->words[0], "bad-value",
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
			PROBLEM(k, &k->c->words[0], "bad-value", "%s: --%s is one of%s, not \"%s\"",
				values[i].command, values[i].option, values[i].words, o->value);
		else
			PROBLEM(k, &k->c->words[0], "bad-value",
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

static void check_arguments(const struct check *k)
{
	const struct listed_word *setting = command_names_setting(k->c, &k->g);

	check_numbers(k);
	check_digest(k);
	check_values(k);
	check_isset(k);
	if (setting)
		check_set(k, setting);
	if (is_fetching(k->c->words[0].text) && k->g.first < k->c->n &&
		strcmp(k->c->words[0].text, "imgset") != 0)
		check_url(k, &k->c->words[k->g.first]);
	if (is_initrd(k->c->words[0].text))
		check_cpio(k);
}

/* ---- ${…} ---- */

struct in_word {
	const struct check *k;
	const struct listed_word *w;
};

static void check_expansion(const char *name, unsigned offset, void *arg)
{
	const struct in_word *in = arg;
	struct listed_word at = *in->w;
	struct setting_name parsed;

	at.at.column += offset;
	if (strchr(name, UNKNOWN))
		return;
	if (setting_name_parse(name, &parsed) == -ERR_NOTSUP)
		PROBLEM(in->k, &at, "bad-setting", "${%s} has no type that settings can have",
			name);
	else if (name[strspn(name, "/:.")] == '\0' && *name)
		PROBLEM(in->k, &at, "bad-setting", "${%s} names no setting", name);
}

static void check_command(struct check *k)
{
	for (unsigned i = 0; i < k->c->n; i++) {
		struct in_word in = {k, &k->c->words[i]};

		if (!word_expansions(k->c->words[i].text, check_expansion, &in))
			PROBLEM(k, &k->c->words[i], "syntax",
				"\"${\" without a \"}\" behind it in \"%s\"", k->c->words[i].text);
	}
	if (!k->c->n || word_expands(k->c->words[0].text))
		return;
	if (!command_find(k->c->words[0].text)) {
		check_unknown(k);
		return;
	}
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
