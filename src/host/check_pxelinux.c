/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Configurations of PXELINUX, ISOLINUX and SYSLINUX: their loaders pass over what they do not know
 * and have no comments, so only what cannot be meant otherwise is reported. Files that are included
 * are read where they stand, as far as they can be found.
 */
#include "host/check_pxelinux.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "host/alloc.h"
#include "host/check_address.h"
#include "host/check_text.h"

#define NAME_MOST 255u /* bytes of a file's name that their loader takes */

struct px_place px_at(const struct px *x, const char *p)
{
	return (struct px_place){x->file, {x->line_no, (unsigned)(p - x->line) + 1}};
}

void px_report(
	struct px *x, bool is_error, struct px_place at, const char *rule, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	findings_add(x->c->f, is_error, at.file, at.at, rule, "%s", text);
}

/* Of these directives the last one counts. */
static bool is_once(const char *who)
{
	static const char *const names[] = {"DEFAULT", "ONTIMEOUT", "ONERROR", "UI"};

	for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(names[i], who) == 0)
			return true;
	}
	return false;
}

void px_wish(struct px *x, enum px_wants wants, const char *who, const char *text)
{
	for (unsigned i = 0; i < x->n_wishes && is_once(who); i++) {
		if (strcmp(x->wishes[i].who, who) == 0)
			x->wishes[i].text[0] = '\0';
	}
	x->wishes = host_grow(x->wishes, x->n_wishes, sizeof(*x->wishes));
	x->wishes[x->n_wishes++] = (struct px_wish){
		.wants = wants,
		.who = who,
		.text = host_ndup(text, strlen(text)),
		.place = px_at(x, text),
	};
}

void px_wish_line(struct px *x, const char *who, const char *line)
{
	px_wish(x, px_is_module(line) ? PX_UI : PX_LABEL, who, line);
}

struct px_label *px_label(struct px *x)
{
	return x->in_label ? &x->labels[x->n_labels - 1] : NULL;
}

/* "host::name" is on a server of which nothing is known. */
static const char *local_name(const char *name)
{
	const char *mark = strstr(name, "::");

	return !mark ? name : mark == name ? mark + 2 : NULL;
}

void px_want_file(struct px *x, const char *who, const char *p, const char *name)
{
	const char *local = local_name(name),
		   *problem = strstr(name, ":/") ? address_problem(name) : NULL;

	if (problem)
		px_report(x, true, px_at(x, p), "bad-url", "%s: %s", who, problem);
	else if (strlen(name) > NAME_MOST)
		px_report(x, true, px_at(x, p), "too-long",
			"%s: a file's name of %zu bytes, PXELINUX takes %u", who, strlen(name),
			NAME_MOST);
	else if (local && !configs_may_have(x->c, x->file, local))
		configs_report_missing(x->c, true, x->file, px_at(x, p).at, who, name);
}

/* ---- files ---- */

void px_file(struct px *x, const char *name, const char *text, size_t len)
{
	struct syslinux_lines l = {.text = text, .len = len};
	const char *outer = x->file, *outer_line = x->line;
	unsigned outer_no = x->line_no;
	static char lines[SYSLINUX_DEPTH_MAX + 1][SYSLINUX_LINE_MAX + 1];
	char *line = lines[x->n_including];

	if (!check_text(x->c, name, text, len))
		return;
	x->including[x->n_including++] = name;
	x->file = name;
	x->line = line;
	while (syslinux_line(&l, line)) {
		bool is_cut = l.off < len && text[l.off - 1] != '\n';

		x->line_no = l.line;
		if (is_cut && strlen(line) == SYSLINUX_LINE_MAX)
			px_report(x, true, px_at(x, line + SYSLINUX_LINE_MAX - 1), "too-long",
				"the line is longer than %u bytes: what follows counts as a line "
				"of its own",
				SYSLINUX_LINE_MAX);
		px_directive(x, line);
	}
	x->n_including--;
	x->file = outer;
	x->line = outer_line;
	x->line_no = outer_no;
}

static bool is_included(const struct px *x, const char *path)
{
	for (unsigned i = 0; i < x->n_including; i++) {
		if (configs_same(x->including[i], path))
			return true;
	}
	return false;
}

/* The file (path), which is there. */
static void include_file(struct px *x, const char *arg, const char *path)
{
	size_t len;
	char *text;

	if (is_included(x, path)) {
		px_report(x, true, px_at(x, arg), "include-circle",
			"INCLUDE: %s is being read, so that this would never end", path);
		return;
	}
	if (x->n_including == SYSLINUX_DEPTH_MAX) {
		px_report(x, true, px_at(x, arg), "include-circle",
			"INCLUDE: more than %u files include one another", SYSLINUX_DEPTH_MAX);
		return;
	}
	text = configs_read(x->c, path, &len);
	if (text)
		px_file(x, configs_keep(x->c, path), text, len);
	x->is_incomplete |= !text;
	free(text);
}

void px_include(struct px *x, const char *arg)
{
	size_t n;
	const char *word = syslinux_word(arg, &n), *tag, *local;
	char *name = host_ndup(word, n), *path = NULL;

	if (!n) {
		px_report(x, true, px_at(x, word), "argument-count", "INCLUDE names no file");
		free(name);
		return;
	}
	tag = syslinux_skip_blanks(word + n);
	if (px_is_text(tag) && !strpbrk(name, "./")) { /* "Include files are below" */
		free(name);
		return;
	}
	local = local_name(name);
	if (*tag)
		px_begin_menu(x, tag);
	px_wish(x, PX_FILE, "INCLUDE", word);
	x->wishes[x->n_wishes - 1].is_found = !local || configs_may_have(x->c, x->file, local);
	if (local && !syslinux_is_url(local))
		path = configs_find(x->c, x->file, local);
	if (path)
		include_file(x, word, path);
	x->is_incomplete |= !path;
	if (*tag)
		px_end_menu(x);
	free(path);
	free(name);
}

/* ---- all ---- */

static void px_free(struct px *x)
{
	for (unsigned i = 0; i < x->n_labels; i++)
		free(x->labels[i].name);
	for (unsigned i = 0; i < x->n_menus; i++) {
		free(x->menus[i].tag);
		free(x->menus[i].title);
	}
	for (unsigned i = 0; i < x->n_wishes; i++)
		free(x->wishes[i].text);
	free(x->labels);
	free(x->menus);
	free(x->wishes);
}

void check_pxelinux(struct configs *c, const char *name, const char *text, size_t len)
{
	struct px x = {.c = c, .main = configs_keep(c, name), .main_text = text, .main_len = len};

	x.menus = host_grow(x.menus, 0, sizeof(*x.menus));
	x.menus[x.n_menus++] = (struct px_menu){.tag = host_ndup("", 0)};
	px_file(&x, x.main, text, len);
	px_finish(&x);
	px_free(&x);
}
