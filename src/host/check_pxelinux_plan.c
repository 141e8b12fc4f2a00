/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the entries of a PXELINUX configuration do: the parser that boots them reads the same files, and
 * tells for each what it would start, or which of it Hawser has not.
 */
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "host/alloc.h"
#include "host/check_pxelinux.h"

#define MAIN "/the configuration"

/* By what names the parser knows files. */
struct name {
	char *path;
	const char *file;
};

struct plans {
	struct px *x;
	struct name *names;
	unsigned n;
};

static void keep(struct plans *p, const char *path, const char *file)
{
	p->names = host_grow(p->names, p->n, sizeof(*p->names));
	p->names[p->n++] = (struct name){host_ndup(path, strlen(path)), file};
}

static int read_file(void *arg, const char *path, char **ret, size_t *ret_len)
{
	struct plans *p = arg;
	struct px *x = p->x;
	bool is_main = strcmp(path, MAIN) == 0;
	char *file = is_main || syslinux_is_url(path) ? NULL : configs_find(x->c, x->main, path);

	if (!is_main && !file)
		return fail(ERR_NOENT, "%s: is not there", path);
	keep(p, path, is_main ? x->main : configs_keep(x->c, file));
	*ret = is_main ? configs_copy(x->main_text, x->main_len)
		       : configs_read(x->c, file, ret_len);
	if (is_main)
		*ret_len = x->main_len;
	free(file);
	return *ret ? 0 : -fail_last()->code;
}

static bool exists(void *arg, const char *path)
{
	(void)arg;
	(void)path;
	return true;
}

/* Where the entry says what it starts, which begins in (line) of (file). */
static struct px_place kernel_of(const struct px *x, const char *file, unsigned line)
{
	for (unsigned i = 0; i < x->n_labels; i++) {
		const struct px_label *l = &x->labels[i];

		if (l->place.file == file && l->place.at.line == line)
			return l->kernel.file ? l->kernel : l->place;
	}
	return (struct px_place){file, {line, 1}};
}

/* What is wrong there has been told already, and better. */
static bool has_error(const struct findings *f, struct px_place at)
{
	for (unsigned i = 0; i < f->n; i++) {
		if (f->v[i].is_error && f->v[i].file == at.file && f->v[i].at.line == at.at.line)
			return true;
	}
	return false;
}

/* The last failure, whose sentence begins with the place, "path:line: ". */
static void report(struct plans *p, bool is_error, const char *rule)
{
	const char *text = fail_last()->text;

	for (unsigned i = 0; i < p->n; i++) {
		size_t n = strlen(p->names[i].path);
		char *end;
		struct px_place at;
		unsigned long line;

		if (strncmp(text, p->names[i].path, n) != 0 || text[n] != ':')
			continue;
		line = strtoul(text + n + 1, &end, 10);
		if (*end != ':' || end[1] != ' ')
			continue;
		at = kernel_of(p->x, p->names[i].file, (unsigned)line);
		if (!has_error(p->x->c->f, at))
			px_report(p->x, is_error, at, rule, "%s%s", end + 2,
				is_error ? "" : ": the entry cannot be started");
		return;
	}
}

static void check_menu(struct plans *p, struct bootmenu *m)
{
	struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node) {
		_cleanup_(bootplan_free) struct bootplan plan = {};
		int rc;

		if (e->submenu)
			check_menu(p, e->submenu);
		if (bootmenu_below(e) || e->help_file || e->is_quit || e->is_disabled || !e->name)
			continue;
		rc = m->ops->plan(e, &plan);
		if (rc == -ERR_NOTSUP)
			report(p, false, "unsupported");
		else if (rc == -ERR_SYNTAX || rc == -ERR_LOOP)
			report(p, true, "bad-value");
	}
}

void px_check_plans(struct px *x)
{
	struct plans p = {.x = x};
	const struct bootmenu_files files = {
		.read = read_file, .exists = exists, .arg = &p, .is_remote = true};
	const struct syslinux_options o = {.variant = SYSLINUX_PXE, .cwd = "/"};
	struct bootmenu *m;
	int rc = syslinux_read(&files, MAIN, &o, &m);

	if (rc == -ERR_TOOBIG)
		report(&p, true, "too-long");
	if (!rc) {
		check_menu(&p, m);
		bootmenu_free(m);
	}
	for (unsigned i = 0; i < p.n; i++)
		free(p.names[i].path);
	free(p.names);
}
