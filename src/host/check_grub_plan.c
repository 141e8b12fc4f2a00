/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the entries of a GRUB configuration do: it is run by the interpreter that boots them, once
 * for each firmware. What both refuse at the same place is reported, for what is asked there
 * differs.
 */
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "host/alloc.h"
#include "host/check_grub.h"
#include "host/check_plans.h"

#define REFUSED_MOST 1000u
#define SERVER       "192.0.2.1"
#define HOME         "tftp://" SERVER

struct refused {
	const char *file;
	unsigned line;
	char *reason;
	unsigned runs; /* a bit for each */
};

struct run {
	struct plans p;
	struct refused *v;
	unsigned n, bit;
};

static void note(struct run *r)
{
	const char *file, *reason;
	unsigned line;

	if (!plans_failure(&r->p, &file, &line, &reason) || r->n == REFUSED_MOST ||
		strncmp(reason, "unknown command", 15) == 0)
		return;
	for (unsigned i = 0; i < r->n; i++) {
		if (r->v[i].file == file && r->v[i].line == line) {
			r->v[i].runs |= r->bit;
			return;
		}
	}
	r->v = host_grow(r->v, r->n, sizeof(*r->v));
	r->v[r->n++] = (struct refused){file, line, host_ndup(reason, strlen(reason)), r->bit};
}

static void note_menu(struct run *r, struct bootmenu *m)
{
	struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node) {
		_cleanup_(bootplan_free) struct bootplan plan = {};

		if (e->submenu)
			note_menu(r, e->submenu);
		else if (e->name && m->ops->plan(e, &plan) == -ERR_NOTSUP)
			note(r);
	}
}

static void run(struct run *r, bool is_efi)
{
	static const char *const variables[] = {"net_default_server=" SERVER,
		"net_default_ip=192.0.2.9", "net_default_mac=52:54:00:12:34:56", NULL};
	const struct grub_options o = {
		.root = "tftp," SERVER, .home = HOME, .variables = variables};
	struct bootmenu_files files = plans_files(&r->p);
	struct bootmenu *m;

	files.is_efi = is_efi;
	r->bit = is_efi ? 2 : 1;
	if (grub_read(&files, r->p.path, &o, &m))
		return;
	note_menu(r, m);
	bootmenu_free(m);
}

static const struct gr_file *file_of(const struct gr *g, const char *name)
{
	for (unsigned i = 0; i < g->n_files; i++) {
		if (g->files[i]->name == name)
			return g->files[i];
	}
	return NULL;
}

/* Where the first word of (line) stands. */
static size_t start_of(const struct gr_file *f, unsigned line)
{
	const char *p = f->text;

	for (unsigned i = 1; i < line && *p; i++) {
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	return (size_t)(p - f->text) + strspn(p, " \t");
}

/* What may be refused only because a file is not here: an image that "loopback" is given, or what
 * "search" looks for. */
static bool is_unsure(const struct gr *g, const char *reason)
{
	for (unsigned i = 0; i < g->n_loops; i++) {
		size_t n = strlen(g->loops[i]);

		if (*reason == '(' && strncmp(reason + 1, g->loops[i], n) == 0 &&
			reason[n + 1] == ')')
			return true;
	}
	return *reason == '/' && !g->c->root;
}

void gr_check_plans(struct gr *g, const char *text, size_t len)
{
	const char *name = g->files[0]->name, *below = name;
	size_t root = g->c->root ? strlen(g->c->root) : 0;
	char *path;
	struct run r = {};

	if (!gr_is_first(g, g->files[0]))
		return;
	if (root && strncmp(name, g->c->root, root) == 0)
		below += root;
	path = host_format(HOME "%s", below == name || *below != '/' ? "/grub/grub.cfg" : below);
	r.p = (struct plans){
		.c = g->c, .main = name, .path = path, .home = HOME, .text = text, .len = len};
	run(&r, false);
	run(&r, true);
	for (unsigned i = 0; i < r.n; i++) {
		const struct refused *v = &r.v[i];
		const struct gr_file *f = file_of(g, v->file);

		if (f && v->runs == 3 && !is_unsure(g, v->reason) &&
			!plans_is_told(&r.p, v->file, v->line, false))
			gr_report(g, f, start_of(f, v->line), false, "unsupported",
				"%s: the entry cannot be started", v->reason);
		free(r.v[i].reason);
	}
	free(r.v);
	plans_free(&r.p);
	free(path);
}
