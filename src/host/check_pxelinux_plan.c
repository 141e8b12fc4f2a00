/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the entries of a PXELINUX configuration do: the parser that boots them reads the same
 * files, and tells for each what it would start, or which of it Hawser has not.
 */
#include <string.h>

#include "core/status.h"
#include "host/check_plans.h"
#include "host/check_pxelinux.h"

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

/* The last failure, unless what is wrong there has been told already, and better. */
static void report(struct px *x, const struct plans *p, bool is_error, const char *rule)
{
	const char *file, *reason;
	struct px_place at;
	unsigned line;

	if (!plans_failure(p, &file, &line, &reason))
		return;
	at = kernel_of(x, file, line);
	if (!plans_is_told(p, at.file, at.at.line, true))
		px_report(x, is_error, at, rule, "%s%s", reason,
			is_error ? "" : " (the entry cannot be started)");
}

static void check_menu(struct px *x, const struct plans *p, struct bootmenu *m)
{
	struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node) {
		_cleanup_(bootplan_free) struct bootplan plan = {};
		int rc;

		if (e->submenu)
			check_menu(x, p, e->submenu);
		if (bootmenu_below(e) || e->help_file || e->is_quit || e->is_disabled || !e->name)
			continue;
		rc = m->ops->plan(e, &plan);
		if (rc == -ERR_NOTSUP)
			report(x, p, false, "unsupported");
		else if (rc == -ERR_SYNTAX || rc == -ERR_LOOP)
			report(x, p, true, "bad-value");
	}
}

void px_check_plans(struct px *x)
{
	struct plans p = {.c = x->c,
		.main = x->main,
		.path = "/pxelinux.cfg/default",
		.text = x->main_text,
		.len = x->main_len};
	const struct bootmenu_files files = plans_files(&p);
	const struct syslinux_options o = {.variant = SYSLINUX_PXE, .cwd = "/"};
	struct bootmenu *m;
	int rc = syslinux_read(&files, p.path, &o, &m);
	if (rc == -ERR_TOOBIG)
		report(x, &p, true, "too-long");
	if (!rc) {
		check_menu(x, &p, m);
		bootmenu_free(m);
	}
	plans_free(&p);
}
