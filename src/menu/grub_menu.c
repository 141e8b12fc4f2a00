/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Menus of GRUB's language: menuentry and submenu, which entry is taken when, and what an entry
 * does when it is chosen. An entry's block is run then, with the variables its menu ended up
 * with.
 */
#include <string.h>

#include "core/console.h"
#include "core/status.h"
#include "menu/grub_priv.h"

struct grub_entry {
	struct grub *g;
	struct grub_context *context;
	const struct grub_node *node; /* its block is run; NULL: (plan) is it */
	struct grub_args args;        /* in the pool */
	const char *users;            /* in the pool; who may choose it, NULL: not said */
	bool is_submenu, is_unrestricted;
	struct bootplan plan;
};

struct grub_context *grub_context_fork(struct grub *g, const struct grub_context *from)
{
	struct grub_context *c = calloc(1, sizeof *c);

	if (!c) {
		(void)fail(ERR_NOMEM, "grub: no memory for variables");
		return NULL;
	}
	c->env.total = &g->env_size;
	if (from) {
		c->functions = from->functions;
		c->devices = from->devices;
	}
	if (from && grub_env_fork(&c->env, &from->env, true)) {
		grub_env_free(&c->env);
		free(c);
		return NULL;
	}
	c->next = g->contexts;
	g->contexts = c;
	return c;
}

/* ---- menuentry ---- */

struct entry_options {
	const char *title, *id, *hotkey, *users;
	bool is_unrestricted;
	struct grub_args args; /* those it keeps */
};

int grub_hotkey(const char *text)
{
	static const struct {
		const char *name;
		int key;
	} table[] = {{"backspace", KEY_BACKSPACE}, {"tab", KEY_TAB}, {"delete", KEY_DELETE}};

	for (unsigned i = 0; text && i < ARRAY_SIZE(table); i++)
		if (strcmp(text, table[i].name) == 0)
			return table[i].key;
	return text && text[0] > ' ' && text[0] < 127 && !text[1] ? text[0] : 0;
}

static int keep_arg(struct grub_run *r, struct grub_args *keep, const char *arg)
{
	char *copy = grub_copy(r->pool, arg, strlen(arg));

	if (!copy)
		return -fail_last()->code;
	keep->v[keep->n++] = copy;
	return 0;
}

/* The title, which is $1, and what follows it. */
static int read_options(struct grub_run *r, const struct grub_args *a, struct entry_options *ret)
{
	static const struct grub_option table[] = {
		{"id", '\0', OPTION_VALUE},
		{"hotkey", '\0', OPTION_VALUE},
		{"class", '\0', OPTION_VALUE},
		{"users", '\0', OPTION_VALUE},
		{"unrestricted", '\0', OPTION_FLAG},
	};
	struct grub_option_reader o = {.args = a, .next = 1};
	const char *value;
	int which, rc = 0;

	ret->args.v = grub_alloc(r->pool, a->n * sizeof *ret->args.v);
	if (!ret->args.v)
		return -fail_last()->code;
	while (!rc &&
		(which = grub_next_option(&o, table, ARRAY_SIZE(table), &value)) != OPTION_END) {
		if (which == OPTION_UNKNOWN) { /* GRUB takes it for a title, "-----" */
			value = a->v[o.next - 1];
			o.letters = NULL;
		}
		if (which == OPTION_OPERAND || which == OPTION_UNKNOWN)
			rc = keep_arg(r, &ret->args, value);
		else if (which == 0)
			ret->id = value;
		else if (which == 1)
			ret->hotkey = value;
		else if (which == 3)
			ret->users = value;
		else if (which == 4)
			ret->is_unrestricted = true;
	}
	ret->title = ret->args.n ? ret->args.v[0] : NULL;
	return rc;
}

/* A line between entries: nothing happens when it is chosen. */
static bool is_separator(const struct grub_node *block)
{
	const struct grub_word *w = block ? block->words : NULL;

	if (!block)
		return true;
	return !block->next && block->kind == NODE_COMMAND && w && !w->next && w->parts &&
		!w->parts->next && strcmp(w->parts->text, "true") == 0;
}

/* A new entry whose body is filled but for what it does; NULL recorded. */
static struct bootmenu_entry *new_entry(struct grub_run *r, const char *name, const char *title)
{
	struct bootmenu_entry *e;
	struct grub_entry *body;

	if (r->n_entries == GRUB_ENTRIES_MAX) {
		(void)grub_fail(r, ERR_TOOBIG, "more than %u entries", GRUB_ENTRIES_MAX);
		return NULL;
	}
	body = calloc(1, sizeof *body);
	e = body ? bootmenu_add(r->menu, name, title) : NULL;
	if (!e) {
		free(body);
		(void)fail(ERR_NOMEM, "grub: no memory for an entry");
		return NULL;
	}
	r->n_entries++;
	text_make_printable(e->title);
	body->g = r->g;
	body->context = r->context;
	e->body = body;
	return e;
}

static int cmd_menuentry(
	struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	bool is_submenu = strcmp(a->v[0], "submenu") == 0;
	struct entry_options o = {};
	struct grub_entry *body;
	struct bootmenu_entry *e;
	const char *name;
	int rc;

	if (!r->menu)
		return grub_complain(r, true, ERR_NOTSUP,
			"%s inside an entry: write submenu for the outer one", a->v[0]);
	rc = read_options(r, a, &o);
	if (rc)
		return rc;
	if (!o.title || !node->has_block)
		return grub_complain(
			r, false, ERR_SYNTAX, "%s without a title or a block", a->v[0]);
	name = o.id ? o.id : o.title;
	if (!is_submenu && !o.id && is_separator(node->body))
		name = NULL;
	e = new_entry(r, name, o.title);
	if (!e)
		return -fail_last()->code;
	body = e->body;
	body->node = node;
	body->args = o.args;
	body->is_submenu = is_submenu;
	e->key = grub_hotkey(o.hotkey);
	e->key_runs = e->key != 0;
	body->is_unrestricted = o.is_unrestricted;
	if (o.users)
		body->users = grub_copy(r->pool, o.users, strlen(o.users));
	return o.users && !body->users ? -fail_last()->code : 0;
}

const struct grub_command grub_menu_commands[] = {
	{"menuentry", cmd_menuentry},
	{"submenu", cmd_menuentry},
	{},
};

int grub_menu_add_plan(struct grub_run *r)
{
	static const char *const names[] = {
		[BOOTPLAN_LOCAL] = "exit",
		[BOOTPLAN_REBOOT] = "reboot",
		[BOOTPLAN_POWEROFF] = "halt",
		[BOOTPLAN_SETUP] = "fwsetup",
	};
	struct bootplan plan;
	struct bootmenu_entry *e;
	const char *name, *slash;
	int rc = grub_take_plan(r, "the configuration", &plan);

	if (rc)
		return rc;
	slash = plan.file ? strrchr(plan.file, '/') : NULL;
	name = plan.file ? (slash ? slash + 1 : plan.file) : names[plan.kind];
	e = new_entry(r, name, name);
	if (!e) {
		bootplan_free(&plan);
		return -fail_last()->code;
	}
	((struct grub_entry *)e->body)->plan = plan;
	r->menu->initial = e;
	r->menu->is_immediate = true;
	return 0;
}

/* ---- submenus ---- */

static unsigned menu_depth(const struct bootmenu *m)
{
	unsigned n = 0;

	for (; m->parent; m = m->parent)
		n++;
	return n;
}

/* Sets "chosen", the path of what is chosen, and "default", which is what that of the menu
 * above says behind (name). */
static int set_chosen(struct grub_env *e, const char *name, const char *rest)
{
	const char *before = grub_env_get(e, "chosen");
	_cleanup_(strbuf_free) struct strbuf path = {};
	int rc = before ? strbuf_addf(&path, "%s>", before) : strbuf_adds(&path, "");

	for (; *name && !rc; name++)
		rc = *name == '>' ? strbuf_adds(&path, ">>") : strbuf_addc(&path, *name);
	if (rc)
		return fail(ERR_NOMEM, "grub: no memory for a name");
	rc = grub_env_set(e, "chosen", path.len ? path.s : "");
	grub_env_unset(e, "default");
	if (!rc && *rest)
		rc = grub_env_set(e, "default", rest);
	return rc ? rc : grub_env_export(e, "chosen");
}

/* Runs the submenu's block; 1: it makes a menu, 0: it does not. */
static int run_submenu(struct grub_run *outer, const struct bootmenu_entry *e, const char *rest,
	struct bootmenu *sub)
{
	const struct grub_entry *body = e->body;
	struct grub_run r = {.g = outer->g,
		.pool = outer->pool,
		.menu = sub,
		.n_entries = outer->n_entries,
		.steps = outer->steps,
		.background = outer->background,
		.at = body->node,
		.args = body->args,
		.in_function = true};
	int rc = grub_step(&r, 1 + body->context->env.n / GRUB_STEP_VARS);

	if (!rc)
		r.context = grub_context_fork(r.g, body->context);
	rc = rc ? rc : r.context ? set_chosen(&r.context->env, e->name, rest) : -fail_last()->code;
	if (!rc)
		rc = grub_run_list(&r, body->node->body);
	outer->steps = r.steps;
	if (!rc && !r.wants_config && !r.is_final && !list_empty(&sub->entries)) {
		rc = grub_menu_finish(&r);
		outer->steps = r.steps;
		outer->n_entries = r.n_entries;
		rc = rc ? rc : 1;
	}
	bootplan_free(&r.plan);
	return rc;
}

/* A block that exceeds a limit makes no menu; running it as an entry says why. (rest) is its
 * default, "" if it is not said. */
static int read_submenu(struct grub_run *r, struct bootmenu_entry *e, const char *rest)
{
	struct bootmenu *sub;
	int rc;

	if (menu_depth(r->menu) == GRUB_MENUS_MAX)
		return 0;
	sub = bootmenu_new(r->menu, &grub_menu_ops);
	if (!sub)
		return -ERR_NOMEM;
	sub->title = str_dup(e->title);
	rc = sub->title ? run_submenu(r, e, rest, sub)
			: fail(ERR_NOMEM, "grub: no memory for a title");
	if (rc == 1) {
		e->submenu = sub;
		return 0;
	}
	bootmenu_free(sub);
	return rc == -ERR_NOMEM || rc == -ERR_CANCELED ? rc : 0;
}

/* ---- timeout and default ---- */

/* The first name of "a>b", where ">>" is a ">" of the name; the rest follows in (text). */
static char *first_name(const char **text)
{
	struct strbuf out = {};
	const char *s = *text;
	char *name;
	int rc = 0;

	for (; *s && !rc; s++) {
		if (*s == '>' && s[1] != '>')
			break;
		s += *s == '>';
		rc = strbuf_addc(&out, *s);
	}
	*text = *s ? s + 1 : s;
	name = rc ? NULL : strbuf_take(&out);
	strbuf_free(&out);
	return name;
}

/* A number counts from 0 and everything; else the title or the name. */
static struct bootmenu_entry *find_default(struct bootmenu *m, const char *name)
{
	const char *end;
	unsigned long long n = grub_number(name, &end);
	bool is_number = end > name && !*end;
	struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node) {
		if (is_number ? n-- == 0
			      : strcmp(e->title, name) == 0 ||
					(e->name && strcmp(e->name, name) == 0))
			return e->name ? e : NULL;
	}
	return NULL;
}

/* Takes the first name off (path): that of the default. */
static int set_default(struct bootmenu *m, const char **path)
{
	_cleanup_(freep) char *name = **path ? first_name(path) : str_dup("");

	if (!name)
		return fail(ERR_NOMEM, "grub: no memory for a name");
	if (*name && !m->is_immediate)
		m->initial = find_default(m, name);
	return 0;
}

/* "fallback=1 'some title'", what is taken when the default does not start. */
static int set_fallbacks(struct bootmenu *m, const char *text)
{
	while (*text && m->n_fallbacks < BOOTMENU_FALLBACKS) {
		size_t n = strcspn(text, " ");
		_cleanup_(freep) char *name = str_ndup(text, n);
		struct bootmenu_entry *e = name && n ? find_default(m, name) : NULL;

		if (!name)
			return fail(ERR_NOMEM, "grub: no memory for a name");
		if (e)
			m->fallbacks[m->n_fallbacks++] = e;
		text += n;
		text += *text == ' ';
	}
	return 0;
}

static void set_timeout(struct bootmenu *m, const char *text, const char *style)
{
	const char *end;
	unsigned long long s = grub_number(text, &end);

	if (end == text)
		return;
	m->is_immediate = s == 0;
	m->timeout_ms = (uint64_t)MIN(s, UINT32_MAX) * 1000;
	m->is_hidden = s && strcmp(style, "hidden") == 0;
	m->is_countdown = s && strcmp(style, "countdown") == 0;
}

/* The variable (name), "" if there is none. */
static const char *variable(const struct grub_run *r, const char *name)
{
	const char *value = grub_env_get(&r->context->env, name);

	return value ? value : "";
}

int grub_menu_finish(struct grub_run *r)
{
	const char *rest = variable(r, "default");
	struct bootmenu *m = r->menu;
	struct bootmenu_entry *e;
	int rc = grub_set_style(r);

	if (!rc)
		rc = set_default(m, &rest);
	list_for_each(e, &m->entries, node) {
		const struct grub_entry *body = e->body;

		if (!rc)
			rc = grub_set_users(r, e, body->users, body->is_unrestricted);
		if (!rc && body->is_submenu)
			rc = read_submenu(r, e, rest);
	}
	if (!rc)
		rc = grub_dress(r, m);
	if (rc || m->is_immediate)
		return rc;
	set_timeout(m, variable(r, "timeout"), variable(r, "timeout_style"));
	return set_fallbacks(m, variable(r, "fallback"));
}

/* ---- what an entry does ---- */

static int copy_string(char **ret, const char *s)
{
	if (!s)
		return 0;
	*ret = str_dup(s);
	return *ret ? 0 : fail(ERR_NOMEM, "grub: no memory for what an entry does");
}

static int copy_plan(const struct bootplan *from, struct bootplan *ret)
{
	struct bootplan p = {.kind = from->kind, .local = from->local};
	int rc = copy_string(&p.file, from->file);

	if (!rc)
		rc = copy_string(&p.cmdline, from->cmdline);
	for (; p.n_initrds < from->n_initrds && !rc; p.n_initrds++) {
		unsigned i = p.n_initrds;

		rc = copy_string(&p.initrds[i], from->initrds[i]);
		if (!rc)
			rc = copy_string(&p.initrd_paths[i], from->initrd_paths[i]);
	}
	if (rc)
		bootplan_free(&p);
	else
		*ret = p;
	return rc;
}

static int run_entry(struct grub_run *r, const struct grub_entry *body, const char *name)
{
	int rc = grub_env_fork(&r->context->env, &body->context->env, false);

	if (!rc)
		rc = set_chosen(&r->context->env, name, "");
	return rc ? rc : grub_run_list(r, body->node->body);
}

static int plan(struct bootmenu_entry *e, struct bootplan *ret)
{
	const struct grub_entry *body = e->body;
	struct grub_context context = {};
	struct grub_pool pool = {};
	size_t env_size = 0;
	struct grub_run r = {.g = body->g,
		.pool = &pool,
		.context = &context,
		.at = body->node,
		.args = body->args,
		.in_function = true};
	int rc;

	if (!body->node)
		return copy_plan(&body->plan, ret);
	context.env.total = &env_size;
	context.functions = body->context->functions;
	context.devices = body->context->devices;
	rc = run_entry(&r, body, e->name ? e->name : e->title);
	r.at = body->node;
	if (!rc)
		rc = grub_take_plan(&r, e->title, ret);
	if (!rc && ret->kind == BOOTPLAN_CONFIG && !r.is_foreign)
		rc = grub_keep_state(&r, body->context->functions, ret);
	if (rc)
		bootplan_free(ret);
	bootplan_free(&r.plan);
	grub_env_free(&context.env);
	grub_pool_free(&pool);
	return rc;
}

static void free_body(void *arg)
{
	struct grub_entry *body = arg;

	bootplan_free(&body->plan);
	free(body);
}

static int read_file(const struct bootmenu *m, const char *path, char **ret, size_t *ret_len)
{
	const struct grub *g;

	while (m->parent)
		m = m->parent;
	g = m->shared;
	return g->files.read(g->files.arg, path, ret, ret_len);
}

const struct bootmenu_ops grub_menu_ops = {
	.plan = plan,
	.line = bootmenu_plain_line,
	.plan_line = bootmenu_plain_plan,
	.read_file = read_file,
	.free_body = free_body,
	.follow = grub_follow,
	.letters = "ec",
};
