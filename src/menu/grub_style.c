/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a menu of GRUB wants to look, and who may do what in it: the variables of colours, the
 * picture, users and their passwords.
 */
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

#define BLACK 0

/* ---- colours ---- */

/* GRUB's names, in the order of the PC's numbers, and what they are. */
static const struct {
	const char *name;
	uint8_t ansi; /* 0 to 7, the brighter ones bold */
	uint32_t rgb;
} colours[] = {
	{"black", 0, 0x000000},
	{"blue", 4, 0x0000aa},
	{"green", 2, 0x00aa00},
	{"cyan", 6, 0x00aaaa},
	{"red", 1, 0xaa0000},
	{"magenta", 5, 0xaa00aa},
	{"brown", 3, 0xaa5500},
	{"light-gray", 7, 0xaaaaaa},
	{"dark-gray", 0, 0x555555},
	{"light-blue", 4, 0x5555ff},
	{"light-green", 2, 0x55ff55},
	{"light-cyan", 6, 0x55ffff},
	{"light-red", 1, 0xff5555},
	{"light-magenta", 5, 0xff55ff},
	{"yellow", 3, 0xffff55},
	{"white", 7, 0xffffff},
};
#define BRIGHT 8 /* the first of them */

static int find_colour(const char *name, size_t len)
{
	for (unsigned i = 0; i < ARRAY_SIZE(colours); i++)
		if (strlen(colours[i].name) == len && strncmp(colours[i].name, name, len) == 0)
			return (int)i;
	return -1;
}

bool grub_read_colours(const char *text, struct bootmenu_colour *ret)
{
	size_t n = text ? strcspn(text, "/") : 0;
	int fg = n && text[n] ? find_colour(text, n) : -1;
	int bg = fg < 0 ? -1 : find_colour(text + n + 1, strlen(text + n + 1));

	if (bg < 0)
		return false;
	*ret = (struct bootmenu_colour){
		.ansi = ANSI_ATTR_PLAIN,
		.fg = 0xff000000 | colours[fg].rgb,
		.bg = bg == BLACK ? 0 : 0xff000000 | colours[bg].rgb,
		.shadow = SHADOW_NONE,
	};
	if (fg == bg) /* to be read only on the picture, which consoles of text do not show */
		return true;
	ret->ansi.fg = colours[fg].ansi;
	ret->ansi.bg = colours[bg].ansi;
	ret->ansi.bold = fg >= BRIGHT;
	return true;
}

static void set_colours(struct bootmenu_style *s, const struct bootmenu_colour *c,
	const enum bootmenu_element *elements, unsigned n)
{
	/* GRUB has no colours for what else graphical menus have. */
	const uint32_t meant = 1u << BOOTMENU_UNSEL | 1u << BOOTMENU_HOTKEY | 1u << BOOTMENU_SEL |
		1u << BOOTMENU_HOTSEL;

	for (unsigned i = 0; i < n; i++) {
		s->colours[elements[i]] = *c;
		s->colours_given |= 1u << elements[i] & meant;
	}
}

/* The first of the variables that holds colours. */
static bool find_colours(
	const struct grub_run *r, const char *a, const char *b, struct bootmenu_colour *ret)
{
	return grub_read_colours(grub_env_get(&r->context->env, a), ret) ||
		grub_read_colours(grub_env_get(&r->context->env, b), ret);
}

static const enum bootmenu_element entries[] = {
	BOOTMENU_UNSEL, BOOTMENU_HOTKEY, BOOTMENU_BORDER, BOOTMENU_DISABLED, BOOTMENU_SCROLLBAR};
static const enum bootmenu_element highlighted[] = {BOOTMENU_SEL, BOOTMENU_HOTSEL};
static const enum bootmenu_element others[] = {BOOTMENU_SCREEN, BOOTMENU_TITLE, BOOTMENU_TABMSG,
	BOOTMENU_CMDMARK, BOOTMENU_CMDLINE, BOOTMENU_TIMEOUT_MSG, BOOTMENU_TIMEOUT, BOOTMENU_HELP,
	BOOTMENU_MSG, BOOTMENU_PWDBORDER, BOOTMENU_PWDHEADER, BOOTMENU_PWDENTRY};

/* Colours that are not said stay; those of a (fresh) style are light gray on black, as GRUB
 * has it. */
static void set_all_colours(struct bootmenu_style *s, const struct grub_run *r, bool fresh)
{
	struct bootmenu_colour c;

	if (find_colours(r, "color_normal", "menu_color_normal", &c) ||
		(fresh && grub_read_colours("light-gray/black", &c)))
		set_colours(s, &c, others, ARRAY_SIZE(others));
	if (find_colours(r, "menu_color_normal", "color_normal", &c) ||
		(fresh && grub_read_colours("light-gray/black", &c)))
		set_colours(s, &c, entries, ARRAY_SIZE(entries));
	if (find_colours(r, "menu_color_highlight", "color_highlight", &c) ||
		(fresh && grub_read_colours("black/light-gray", &c)))
		set_colours(s, &c, highlighted, ARRAY_SIZE(highlighted));
}

/* ---- users ---- */

/* Users are GRUB's, whichever configuration has named them. */
static const struct grub_user *find_user(const struct grub_run *r, const char *user, size_t len)
{
	for (const struct grub *g = r->g; g; g = g->before)
		for (const struct grub_user *u = g->users; u; u = u->next)
			if (strlen(u->name) == len && strncmp(u->name, user, len) == 0)
				return u;
	return NULL;
}

/* Adds the password of (user), of (len) characters, to the lines of (out). */
static int add_password(const struct grub_run *r, const char *user, size_t len, struct strbuf *out)
{
	const struct grub_user *u = find_user(r, user, len);

	if (!u)
		return 0;
	if (out->len && strbuf_addc(out, '\n'))
		return -ERR_NOMEM;
	return strbuf_adds(out, u->password);
}

/* The passwords of (users), a list with any of " ,;|&" between. */
static int add_passwords(const struct grub_run *r, const char *users, struct strbuf *out)
{
	static const char between[] = " ,;|&";
	int rc = 0;

	for (users += strspn(users, between); *users && !rc; users += strspn(users, between)) {
		size_t n = strcspn(users, between);

		rc = add_password(r, users, n, out);
		users += n;
	}
	return rc;
}

/* Who may do everything, NULL: whoever is there. An empty list is nobody: that locks what is not
 * --unrestricted. */
static const char *superusers(const struct grub_run *r)
{
	return grub_env_get(&r->context->env, "superusers");
}

int grub_set_users(
	struct grub_run *r, struct bootmenu_entry *e, const char *users, bool is_unrestricted)
{
	_cleanup_(strbuf_free) struct strbuf out = {};
	const char *super = superusers(r);
	int rc;

	if (!super || is_unrestricted)
		return 0;
	rc = add_passwords(r, super, &out);
	if (!rc && users)
		rc = add_passwords(r, users, &out);
	e->password = rc ? NULL : strbuf_take(&out); /* "" is opened by nobody */
	e->guards_clock = true;
	return e->password ? 0 : fail(ERR_NOMEM, "grub: no memory for a password");
}

int grub_add_user(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	struct grub *g = r->g;
	struct grub_user *u;

	(void)node;
	if (a->n < 3)
		return grub_complain(r, false, ERR_SYNTAX, "%s: a name and a password", a->v[0]);
	u = grub_alloc(&g->pool, sizeof *u);
	if (u)
		u->name = grub_copy(&g->pool, a->v[1], strlen(a->v[1]));
	if (u && u->name)
		u->password = grub_copy(&g->pool, a->v[2], strlen(a->v[2]));
	if (!u || !u->name || !u->password)
		return -fail_last()->code;
	u->next = g->users;
	g->users = u;
	return 0;
}

int grub_authenticate(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	(void)node;
	if (!superusers(r))
		return 0;
	return grub_complain(r, false, ERR_ACCES,
		"%s: passwords are asked only before entries, with --users", a->v[0]);
}

/* ---- all of it ---- */

static bool says_something(const struct grub_run *r)
{
	static const char *const names[] = {
		"color_normal", "color_highlight", "menu_color_normal", "menu_color_highlight"};

	for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
		if (grub_env_get(&r->context->env, names[i]))
			return true;
	return r->background || superusers(r);
}

static int replace(char **field, const char *value)
{
	char *copy = value ? str_dup(value) : NULL;

	if (value && !copy)
		return fail(ERR_NOMEM, "grub: no memory for a menu's looks");
	free(*field);
	*field = copy;
	return 0;
}

static int set_master(struct bootmenu_style *s, const struct grub_run *r)
{
	_cleanup_(strbuf_free) struct strbuf passwords = {};
	const char *super = superusers(r);

	if (!super)
		return replace(&s->master_password, NULL);
	if (add_passwords(r, super, &passwords))
		return fail(ERR_NOMEM, "grub: no memory for a password");
	return replace(&s->master_password, passwords.s ? passwords.s : "");
}

int grub_set_style(struct grub_run *r)
{
	const struct bootmenu *above = r->menu->parent;
	const struct bootmenu_style *like = above ? above->style : NULL;
	struct bootmenu_style *s;
	int rc;

	if (!like && !says_something(r))
		return 0;
	s = bootmenu_style_new(like);
	if (!s)
		return -ERR_NOMEM;
	r->menu->style = s;
	set_all_colours(s, r, !like);
	rc = replace(&s->background, r->background);
	return rc ? rc : set_master(s, r);
}
