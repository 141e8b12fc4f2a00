/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SYSLINUX modules that do nothing but choose what to run next: by processor (ifcpu64.c32,
 * ifcpu.c32; ours always has 64 bits), by the medium (whichsys.c32), or not at all (cmd.c32). Those
 * that choose see their arguments as words, so that one blank is left between them.
 */
#include <string.h>

#include "core/status.h"
#include "menu/syslinux_priv.h"

struct span {
	const char *s;
	size_t len;
};

static bool span_is(struct span word, const char *text)
{
	return word.len == strlen(text) && memcmp(word.s, text, word.len) == 0;
}

/* The next word behind (*p), which moves behind it; empty at the end. */
static struct span next_word(const char **p)
{
	struct span word;

	word.s = syslinux_word(*p, &word.len);
	*p = word.s + word.len;
	return word;
}

/* The words behind (*p) up to "--" or the end, which (*p) moves behind. */
static struct span next_part(const char **p)
{
	struct span part = {syslinux_skip_blanks(*p), 0};

	for (;;) {
		struct span word = next_word(p);

		if (word.len == 0 || span_is(word, "--"))
			return part;
		part.len = (size_t)(*p - part.s);
	}
}

static int take(const struct syslinux_command *c, struct span part, char **ret)
{
	char *line;

	if (part.len == 0)
		return fail(ERR_SYNTAX, "%s:%u: %.60s is given nothing to run here", c->at.file,
			c->at.line, c->name);
	line = str_ndup(part.s, part.len);
	if (!line)
		return fail(ERR_NOMEM, "%s:%u: no memory", c->at.file, c->at.line);
	*ret = line;
	return 0;
}

/* 64-bit command -- 32-bit with PAE -- 32-bit */
static int ifcpu64(const struct syslinux_command *c, const char *args, char **ret)
{
	return take(c, next_part(&args), ret);
}

/* condition... -- command -- command if one is not met */
static int ifcpu(const struct syslinux_command *c, const char *args, char **ret)
{
	static const char *const known[] = {"64", "pae", "debug", "dry-run"};
	struct span conditions = next_part(&args);
	_cleanup_(freep) char *text = str_ndup(conditions.s, conditions.len);
	const char *p = text;

	if (!text)
		return fail(ERR_NOMEM, "%s:%u: no memory", c->at.file, c->at.line);
	for (;;) {
		struct span word = next_word(&p);
		size_t i = 0;

		if (word.len == 0)
			return take(c, next_part(&args), ret);
		while (i < ARRAY_SIZE(known) && !span_is(word, known[i]))
			i++;
		if (i == ARRAY_SIZE(known))
			return syslinux_unsupported(c, "ifcpu.c32:", word.s, "64 and pae are");
	}
}

/* -iso- command -pxe- command -sys- command, in any order */
static int whichsys(const struct syslinux_command *c, const char *args, char **ret)
{
	static const char *const marks[] = {
		[SYSLINUX_ISO] = "-iso-", [SYSLINUX_PXE] = "-pxe-", [SYSLINUX_SYS] = "-sys-"};
	struct span part = {};
	bool is_ours = false;

	for (;;) {
		struct span word = next_word(&args);
		bool is_mark =
			span_is(word, "-iso-") || span_is(word, "-pxe-") || span_is(word, "-sys-");

		if (word.len == 0 || (is_mark && part.len))
			return take(c, part, ret);
		if (is_mark)
			is_ours = span_is(word, marks[c->s->variant]);
		else if (is_ours)
			part = part.len ? (struct span){part.s, (size_t)(args - part.s)} : word;
	}
}

static int cmd(const struct syslinux_command *c, const char *args, char **ret)
{
	return take(c, (struct span){args, strlen(args)}, ret);
}

int syslinux_choice(const struct syslinux_command *c, char **ret)
{
	static const struct {
		const char *name;
		int (*choose)(const struct syslinux_command *c, const char *args, char **ret);
	} modules[] = {
		{"cmd", cmd}, {"ifcpu", ifcpu}, {"ifcpu64", ifcpu64}, {"whichsys", whichsys}};
	char module[SYSLINUX_MODULE_MAX];
	size_t i = 0;
	_cleanup_(freep) char *args = NULL;
	_cleanup_(freep) char *words = NULL;
	int rc;

	syslinux_module(c, module);
	while (i < ARRAY_SIZE(modules) && strcmp(module, modules[i].name) != 0)
		i++;
	if (i == ARRAY_SIZE(modules)) {
		*ret = NULL;
		return 0;
	}
	rc = syslinux_arguments(c, &args);
	if (rc)
		return rc;
	words = syslinux_join_words(args);
	if (!words)
		return fail(ERR_NOMEM, "%s:%u: no memory", c->at.file, c->at.line);
	return modules[i].choose(c, modules[i].choose == cmd ? args : words, ret);
}
