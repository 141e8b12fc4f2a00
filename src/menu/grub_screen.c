/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a configuration of GRUB says about the screen: that it is graphics ("terminal_output
 * gfxterm"), in which size ("gfxmode"), and the picture of a "theme", of which nothing else is
 * used. That the screen is graphics is a state of GRUB's machine; here it is kept in a variable
 * that goes everywhere, of a name that configurations cannot write.
 */
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "menu/bootmenu_style.h"
#include "menu/grub_priv.h"

#define GRAPHICS "screen is graphics"
#define PICTURE  "desktop-image:"
#define SIDE_MAX 16384u

static const char *get(const struct grub_run *r, const char *name)
{
	const char *value = grub_env_get(&r->context->env, name);

	return value ? value : "";
}

/* "terminal_output [--append] gfxterm" */
static int cmd_terminal(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	bool is_more = false, wants = false;
	int rc;

	(void)node;
	for (unsigned i = 1; i < a->n; i++) {
		is_more |= strcmp(a->v[i], "--append") == 0;
		wants |= strcmp(a->v[i], "gfxterm") == 0;
	}
	if (a->n < 2 || (is_more && !wants))
		return 0;
	rc = grub_env_set(&r->context->env, GRAPHICS, wants ? "1" : "");
	return rc ? rc : grub_env_export(&r->context->env, GRAPHICS);
}

/* Where the file (text) is, "" if it is not there: 1 if so, 0, or an error. */
static int find(struct grub_run *r, const char *text, struct grub_file *ret)
{
	int rc = grub_exists(r, text);

	if (rc <= 0)
		return rc;
	rc = grub_resolve(r, text, ret);
	return rc == -ERR_NOTSUP ? 0 : rc < 0 ? rc : 1;
}

const struct grub_command grub_screen_commands[] = {
	{"terminal_output", cmd_terminal},
	{"terminal", cmd_terminal},
	{},
};

/* ---- for the menu ---- */

/* The first "WIDTHxHEIGHT" of a list like "1024x768x32,auto". */
static void set_size(struct bootmenu_style *s, const char *modes)
{
	char *end;
	unsigned long w = strtoul(modes, &end, 10),
		      h = *end == 'x' ? strtoul(end + 1, NULL, 10) : 0;

	if (!w || !h || w > SIDE_MAX || h > SIDE_MAX)
		return;
	s->width = (unsigned)w;
	s->height = (unsigned)h;
	s->has_size = true;
}

/* The name behind PICTURE in the theme (text), as it stands there. NULL: none. */
static char *theme_picture(const char *text)
{
	const char *p = text;
	size_t n;

	p += strspn(p, " \t");
	while (*p && strncmp(p, PICTURE, strlen(PICTURE)) != 0) {
		p += strcspn(p, "\n");
		p += strspn(p, " \t\r\n");
	}
	if (!*p)
		return NULL;
	p += strlen(PICTURE);
	p += strspn(p, " \t\"");
	n = strcspn(p, "\"\r\n");
	return n ? str_ndup(p, n) : NULL;
}

/* Names in a theme are relative to it. */
static char *beside(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');

	if (*name == '/' || *name == '(' || !slash)
		return str_dup(name);
	return str_format("%.*s/%s", (int)(slash - path), path, name);
}

/* A theme that cannot be read has no picture. */
static int set_theme_picture(struct grub_run *r, struct bootmenu_style *s, const char *theme)
{
	_cleanup_(grub_file_free) struct grub_file f = {}, picture = {};
	_cleanup_(freep) char *text = NULL;
	_cleanup_(freep) char *name = NULL;
	_cleanup_(freep) char *path = NULL;
	size_t len;
	int rc = *theme ? find(r, theme, &f) : 0;

	if (rc <= 0 || r->g->files.read(r->g->files.arg, f.path, &text, &len))
		return MIN(rc, 0);
	name = theme_picture(text);
	path = name ? beside(theme, name) : NULL;
	rc = path ? find(r, path, &picture) : 0;
	if (rc > 0)
		s->background = TAKE(picture.path);
	return MIN(rc, 0);
}

int grub_dress(struct grub_run *r, struct bootmenu *m)
{
	if (!*get(r, GRAPHICS))
		return 0;
	if (!m->style) {
		m->style = bootmenu_style_new(NULL);
		if (!m->style)
			return -ERR_NOMEM;
		m->style->is_only_screen = true;
	}
	m->style->is_graphic = true;
	set_size(m->style, get(r, "gfxmode"));
	return m->style->background ? 0 : set_theme_picture(r, m->style, get(r, "theme"));
}
