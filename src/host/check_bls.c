/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boot loader entries, files "loader/entries/NAME.conf", and the index that names them on a server.
 * Loaders pass over keys they do not know, so only those that are nearly one are errors.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/util.h"
#include "host/alloc.h"
#include "host/check_address.h"
#include "host/check_text.h"
#include "host/configs.h"
#include "host/similar.h"
#include "menu/bls.h"

enum key {
	TITLE,
	VERSION,
	MACHINE_ID,
	SORT_KEY,
	LINUX,
	EFI,
	UKI,
	UKI_URL,
	PROFILE,
	INITRD,
	OPTIONS,
	ARCHITECTURE,
	DEVICETREE,
	DEVICETREE_OVERLAY,
	EXTRA,
	ID,
	KEYS
};
static const char *const keys[KEYS] = {"title", "version", "machine-id", "sort-key", "linux", "efi",
	"uki", "uki-url", "profile", "initrd", "options", "architecture", "devicetree",
	"devicetree-overlay", "extra", "id"};

struct bls_check {
	struct configs *c;
	const char *file;
	unsigned line;
	unsigned seen[KEYS]; /* line of the first; 0: none */
	bool has_unknown;
	bool has_names; /* of entries, in an index */
};

static void report(struct bls_check *b, bool is_error, unsigned line, unsigned column,
	const char *rule, const char *text)
{
	findings_add(b->c->f, is_error, b->file, (struct place){line, column}, rule, "%s", text);
}

#define REPORT(b, is_error, column, rule, ...)                                                     \
	do {                                                                                       \
		char *text_ = host_format(__VA_ARGS__);                                            \
                                                                                                   \
		report(b, is_error, (b)->line, column, rule, text_);                               \
		free(text_);                                                                       \
	} while (0)

static void check_architecture(struct bls_check *b, const char *value, unsigned column)
{
	static const char *const known[] = {"x64", "x86-64", "ia32", "x86", "arm", "aa64", "arm64",
		"loongarch32", "loongarch64", "riscv32", "riscv64", "riscv128", "ia64", "ppc64",
		"ppc64-le", "s390x", "mips64"};
	struct similar s = similar_to(value);

	for (unsigned i = 0; i < ARRAY_SIZE(known); i++) {
		if (strcasecmp(known[i], value) == 0) {
			if (i > 1)
				REPORT(b, false, column, "architecture",
					"architecture %s: the entry is left out on x64", value);
			return;
		}
		similar_try(&s, known[i]);
	}
	if (strncasecmp(value, "x86_64", 6) == 0 || strcasecmp(value, "amd64") == 0)
		s.best = "x64";
	REPORT(b, true, column, "architecture",
		"architecture %s: there is none of that name, so the entry is left out%s%s%s",
		value, s.best ? "; is \"" : "", s.best ? s.best : "", s.best ? "\" meant?" : "");
}

static void check_path(struct bls_check *b, const char *key, const char *value, unsigned column)
{
	if (*value == '(' || strchr(value, '\\'))
		REPORT(b, true, column, "bad-value",
			"%s: a path has slashes and begins at the root, not \"%s\"", key, value);
	else if (strstr(value, "://") && address_problem(value))
		REPORT(b, true, column, "bad-url", "%s: %s", key, address_problem(value));
	else if (!configs_may_have(b->c, b->file, value))
		configs_report_missing(
			b->c, true, b->file, (struct place){b->line, column}, key, value);
}

static void check_initrds(struct bls_check *b, const char *value, unsigned column)
{
	for (size_t at = 0; value[at];) {
		size_t n = strcspn(value + at, " \t");
		char *name = host_ndup(value + at, n);

		if (n && *name != '$') /* GRUB's variables */
			check_path(b, "initrd", name, column + (unsigned)at);
		free(name);
		at += n + strspn(value + at + n, " \t");
	}
}

static void check_machine_id(struct bls_check *b, const char *value, unsigned column)
{
	size_t n = strspn(value, "0123456789abcdefABCDEF");

	if (n != 32 || value[n])
		REPORT(b, false, column, "bad-value",
			"machine-id is 32 hexadecimal digits, not \"%s\"", value);
}

static void check_options(struct bls_check *b, const char *value, unsigned column)
{
	const char *what, *odd = typographic(value, strlen(value), &what);
	const char *mark = strstr(value, " # ");

	if (odd)
		REPORT(b, false, column + (unsigned)(odd - value), "encoding", "options: %s", what);
	if (mark)
		REPORT(b, false, column + (unsigned)(mark - value) + 1, "comment",
			"a comment is a line of its own, this belongs to the value");
}

static void check_value(struct bls_check *b, enum key key, const char *value, unsigned column)
{
	switch (key) {
	case LINUX:
	case EFI:
	case UKI:
		check_path(b, keys[key], value, column);
		break;
	case UKI_URL:
		if (!strstr(value, "://"))
			REPORT(b, true, column, "bad-value", "uki-url is no URL: %s", value);
		break;
	case INITRD:
		check_initrds(b, value, column);
		break;
	case OPTIONS:
		check_options(b, value, column);
		break;
	case EXTRA:
		REPORT(b, false, column, "unsupported", "extra is passed over: %s is not fetched",
			value);
		break;
	case ARCHITECTURE:
		check_architecture(b, value, column);
		break;
	case MACHINE_ID:
		check_machine_id(b, value, column);
		break;
	default:
		break;
	}
}

static bool may_repeat(enum key key)
{
	return key == INITRD || key == OPTIONS || key == DEVICETREE_OVERLAY || key == EXTRA;
}

static void check_key(
	struct bls_check *b, enum key key, unsigned at, const char *value, unsigned column)
{
	if (b->seen[key] && !may_repeat(key))
		REPORT(b, false, at, "repeated", "%s takes the place of that of line %u", keys[key],
			b->seen[key]);
	b->seen[key] = b->seen[key] ? b->seen[key] : b->line;
	if (*value)
		check_value(b, key, value, column);
	else if (key != OPTIONS)
		REPORT(b, true, at, "argument-count", "%s without a value", keys[key]);
}

static void check_unknown(struct bls_check *b, const char *key, unsigned at)
{
	static const struct {
		const char *key, *here;
	} elsewhere[] = {{"kernel", "linux"}, {"append", "options"}, {"cmdline", "options"},
		{"label", "title"}};
	struct similar s = similar_to(key);
	char *eq = strpbrk(key, "=:");
	size_t n = eq ? (size_t)(eq - key) : 0;

	b->has_unknown = true;
	if (strncmp(key, "grub_", 5) == 0 || strncasecmp(key, "x-", 2) == 0)
		return;
	for (unsigned i = 0; i < KEYS; i++) {
		similar_try(&s, keys[i]);
		if (n && strlen(keys[i]) == n && strncasecmp(keys[i], key, n) == 0) {
			REPORT(b, true, at, "unknown-key",
				"%s: a blank parts a key from its value, nothing else", key);
			return;
		}
	}
	for (unsigned i = 0; i < ARRAY_SIZE(elsewhere); i++) {
		if (strcasecmp(elsewhere[i].key, key) == 0)
			s.best = elsewhere[i].here;
	}
	if (s.best)
		REPORT(b, true, at, "unknown-key", "%s is no key; is \"%s\" meant?", key, s.best);
	else
		REPORT(b, false, at, "unknown-key", "%s is no key, and is passed over", key);
}

static void check_line(struct bls_check *b, char *line)
{
	size_t start = strspn(line, " \t"), len = strlen(line), n, at;
	char *key = line + start;

	while (len > start && (unsigned char)line[len - 1] <= ' ')
		line[--len] = '\0';
	if (!*key || *key == '#')
		return;
	n = strcspn(key, " \t");
	at = n + strspn(key + n, " \t");
	if (key[n])
		key[n] = '\0';
	for (unsigned i = 0; i < KEYS; i++) {
		if (strcmp(keys[i], key) != 0)
			continue;
		check_key(
			b, (enum key)i, (unsigned)start + 1, key + at, (unsigned)(start + at) + 1);
		return;
	}
	check_unknown(b, key, (unsigned)start + 1);
}

/* What is started, and what goes with it. */
static void check_whole(struct bls_check *b)
{
	bool has_program = b->seen[EFI] || b->seen[UKI] || b->seen[UKI_URL];
	unsigned second = b->seen[EFI] ? b->seen[EFI]
		: b->seen[UKI]         ? b->seen[UKI]
				       : b->seen[UKI_URL];

	if (!b->seen[LINUX] && !has_program && !b->has_unknown)
		report(b, true, 1, 1, "no-kernel",
			"the entry has none of linux, efi and uki: it starts nothing");
	if (b->seen[LINUX] && has_program)
		report(b, false, second, 1, "repeated",
			"linux is there, too, and is what is started");
	if (b->seen[INITRD] && !b->seen[LINUX] && has_program)
		report(b, false, b->seen[INITRD], 1, "bad-value",
			"initrd belongs to linux, which is not there");
}

static void check_lines(struct bls_check *b, const char *text, size_t len,
	void (*check)(struct bls_check *b, char *line))
{
	for (size_t at = 0; at < len;) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t n = end ? (size_t)(end - text) - at : len - at;
		char *line = host_ndup(text + at, n);

		b->line++;
		check(b, line);
		free(line);
		at += n + 1;
	}
}

/* ---- the index ---- */

static bool ends_with(const char *s, const char *tail)
{
	size_t len = strlen(s), n = strlen(tail);

	return len > n && strcasecmp(s + len - n, tail) == 0;
}

/* An entry beside the index, which is checked, too. */
static void check_named(struct bls_check *b, const char *name, unsigned column)
{
	const char *slash = strrchr(b->file, '/');
	char *path = host_format("%.*s%s%s", slash ? (int)(slash - b->file) + 1 : 0, b->file, name,
		ends_with(name, ".conf") ? "" : ".conf");
	size_t len;
	char *text = configs_read(b->c, path, &len);

	if (text)
		check_bls(b->c, path, text, len);
	else
		REPORT(b, true, column, "missing-file", "there is no file %s", path);
	free(text);
	free(path);
}

static void check_index_line(struct bls_check *b, char *line)
{
	size_t start = strspn(line, " \t"), len = strlen(line);

	while (len > start && (unsigned char)line[len - 1] <= ' ')
		line[--len] = '\0';
	line += start;
	if (!*line || *line == '#')
		return;
	b->has_names = true;
	if (ends_with(line, ".efi"))
		check_path(b, "index", line, (unsigned)start + 1);
	else if (strchr(line, '/') || *line == '.')
		REPORT(b, true, (unsigned)start + 1, "bad-value",
			"%s: an index has names of files beside it, one a line", line);
	else
		check_named(b, line, (unsigned)start + 1);
}

void check_bls(struct configs *c, const char *name, const char *text, size_t len)
{
	const char *slash = strrchr(name, '/');
	struct bls_check b = {.c = c, .file = configs_keep(c, name)};

	if (!check_text(c, name, text, len))
		return;
	if (strcmp(slash ? slash + 1 : name, BLS_INDEX) == 0) {
		check_lines(&b, text, len, check_index_line);
		if (!b.has_names)
			report(&b, true, 1, 1, "empty", "there is nothing to boot in it");
		return;
	}
	check_lines(&b, text, len, check_line);
	check_whole(&b);
}
