/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SYSLINUX configurations from anywhere: reading ends, every entry can be planned, what plans lead
 * to can be read. The input is files, with 0xff between them; which one a path is, its last byte
 * tells. The first byte is the variant and whether the folder is a URL.
 */
#include <string.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "menu/syslinux.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define FOLLOW_MAX 3
#define PARTS_MAX  8

static struct {
	const char *s[PARTS_MAX];
	size_t len[PARTS_MAX];
	unsigned n;
} parts;

static void split(const char *s, size_t len)
{
	parts.n = 0;
	while (parts.n < PARTS_MAX) {
		const char *mark = memchr(s, 0xff, len);
		size_t n = mark ? (size_t)(mark - s) : len;

		parts.s[parts.n] = s;
		parts.len[parts.n++] = n;
		if (!mark)
			return;
		s += n + 1;
		len -= n + 1;
	}
}

static int read_part(void *arg, const char *path, char **ret, size_t *ret_len)
{
	size_t n = strlen(path);
	unsigned i = (unsigned char)path[n - 1] % (PARTS_MAX + 1u);
	char *copy;

	(void)arg;
	if (strcmp(path, "/dir/main") == 0)
		i = 0;
	if (i >= parts.n)
		return fail(ERR_NOENT, "fuzz: there is no %s", path);
	copy = malloc(parts.len[i] + 1);
	if (!copy)
		return fail(ERR_NOMEM, "fuzz: no memory");
	memcpy(copy, parts.s[i], parts.len[i]);
	copy[parts.len[i]] = '\0';
	*ret = copy;
	*ret_len = parts.len[i];
	return 0;
}

static bool exists(void *arg, const char *path)
{
	(void)arg;
	return strlen(path) % 2;
}

static void walk(struct bootmenu *m, unsigned depth);

static void plan(struct bootmenu *m, struct bootmenu_entry *e, unsigned depth)
{
	struct bootplan p = {};
	struct bootmenu *next;

	if (m->ops->plan(e, &p) == 0 && p.kind == BOOTPLAN_CONFIG && depth < FOLLOW_MAX &&
		syslinux_follow(m, &p, &next) == 0) {
		walk(next, depth + 1);
		bootmenu_free(next);
	}
	bootplan_free(&p);
}

/* Its line, edited, does what lines do. */
static void edit(struct bootmenu *m, struct bootmenu_entry *e)
{
	struct bootplan p = {};
	char *line = NULL;

	if (m->ops->line(e, &line) == 0)
		(void)m->ops->plan_line(m, e, line, &p);
	free(line);
	bootplan_free(&p);
}

static void type(struct bootmenu *m, const char *line)
{
	struct bootplan p = {};

	(void)m->ops->plan_line(m, NULL, line, &p);
	bootplan_free(&p);
}

/* What the prompt has, and its help. */
static void prompt(struct bootmenu *m)
{
	struct strbuf text = {};

	if (!m->prompt || !m->style)
		abort();
	type(m, m->prompt->line ? m->prompt->line : ".linux a initrd=b,c");
	type(m, m->on_error ? m->on_error : "a b");
	for (unsigned i = 0; i < BOOTMENU_FKEYS; i++)
		if (m->style->help[i].file)
			(void)m->ops->read_help(m, m->style->help[i].file, &text);
	strbuf_free(&text);
}

/* A few entries of each menu lead on, for there may be many that lead to large ones. */
static void walk(struct bootmenu *m, unsigned depth)
{
	struct bootmenu_entry *e;
	unsigned n = 0;

	if (m->is_immediate && !m->initial)
		abort();
	list_for_each(e, &m->entries, node) {
		if (e->submenu && (e->submenu->parent != m || !e->name))
			abort();
		if (e->submenu)
			walk(e->submenu, depth);
		else
			plan(m, e, n++ < 3 ? depth : FOLLOW_MAX);
		if (n < 3)
			edit(m, e);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bootmenu_files files = {.read = read_part, .exists = exists};
	struct syslinux_options o = {
		.facts = {[SYSLINUX_IP] = "192.0.2.10", [SYSLINUX_CPU] = " a  b "}};
	struct bootmenu_entry *e;
	struct bootmenu *m;

	if (len == 0)
		return 0;
	o.variant = data[0] % 3;
	o.cwd = data[0] & 4 ? "http://192.0.2.1/dir/" : NULL;
	split((const char *)data + 1, len - 1);
	if (syslinux_read(&files, "/dir/main", &o, &m))
		return 0;
	walk(m, 0);
	prompt(m);
	(void)bootmenu_find(m, "a>1", &e);
	bootmenu_free(m);
	return 0;
}
