/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of GRUB's language that find things: search, probe, regexp, loopback, cat. */
#include <ctype.h>
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

#define OPERANDS_MAX 8

/* ---- search ---- */

enum search_by { BY_NOTHING, BY_FILE, BY_LABEL, BY_UUID };

struct search {
	enum search_by by;
	const char *what, *var; /* var NULL: only shown */
};

/* The EFI program of a system on a disk: GRUB looks for it there, and never on servers. */
static bool is_loader(const char *path)
{
	size_t n = strlen(path);

	return n > 4 && strcasecmp(path + n - 4, ".efi") == 0;
}

static int find_it(struct grub_run *r, const struct search *s)
{
	const struct bootmenu_files *files = &r->g->files;
	_cleanup_(freep) char *path = NULL;

	if (s->by == BY_LABEL)
		return files->label && strcmp(files->label, s->what) == 0;
	if (s->by == BY_UUID)
		return files->uuid && strcasecmp(files->uuid, s->what) == 0;
	if (files->is_remote && is_loader(s->what))
		return 0;
	path = str_format("(%s)%s%s", r->g->root, *s->what == '/' ? "" : "/", s->what);
	return path ? grub_exists(r, path) : fail(ERR_NOMEM, "grub: no memory for a path");
}

static int search(struct grub_run *r, const struct search *s)
{
	int rc = find_it(r, s);

	if (rc < 0)
		return rc;
	if (!rc) {
		r->sought_loader |=
			r->g->files.is_remote || (s->by == BY_FILE && is_loader(s->what));
		return grub_complain(r, true, ERR_NOENT, "search finds no \"%.80s\"", s->what);
	}
	return s->var ? grub_env_set(&r->context->env, s->var, r->g->root) : 0;
}

static int cmd_search(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	static const struct grub_option table[] = {
		{"file", 'f', OPTION_FLAG},
		{"label", 'l', OPTION_FLAG},
		{"fs-uuid", 'u', OPTION_FLAG},
		{"set", 's', OPTION_SET},
		{"hint", 'h', OPTION_VALUE},
		{"hint-ieee1275", '\0', OPTION_VALUE},
		{"hint-bios", '\0', OPTION_VALUE},
		{"hint-baremetal", '\0', OPTION_VALUE},
		{"hint-efi", '\0', OPTION_VALUE},
		{"hint-arc", '\0', OPTION_VALUE},
	};
	struct grub_option_reader o = {.args = a, .next = 1};
	struct search s = {};
	const char *operands[OPERANDS_MAX], *value;
	unsigned n = 0, set_at = 0;
	bool sets = false;
	int which;

	(void)node;
	while ((which = grub_next_option(&o, table, ARRAY_SIZE(table), &value)) != OPTION_END) {
		if (which == OPTION_OPERAND && n < OPERANDS_MAX)
			operands[n++] = value;
		if (which >= 0 && which < 3)
			s.by = BY_FILE + (enum search_by)which;
		if (which == 3) {
			sets = true;
			s.var = value;
			set_at = n;
		}
	}
	/* "--set" may have the variable as the next word, if a word remains to look for. */
	if (sets && !s.var && n > 1 && set_at < n) {
		s.var = operands[set_at];
		s.what = operands[set_at == 0];
	} else if (n > 0) {
		s.what = operands[0];
		s.var = sets && !s.var ? "root" : s.var;
	}
	if (!s.what || !s.by)
		return grub_complain(r, true, ERR_SYNTAX, "search for nothing");
	return search(r, &s);
}

/* search.file, search.fs_label, search.fs_uuid NAME [VAR [HINT…]]. */
static int cmd_search_by(
	struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	struct search s = {.by = BY_FILE};

	(void)node;
	if (a->n < 2)
		return grub_complain(r, true, ERR_SYNTAX, "%s: nothing to look for", a->v[0]);
	if (strcmp(a->v[0], "search.fs_label") == 0)
		s.by = BY_LABEL;
	if (strcmp(a->v[0], "search.fs_uuid") == 0)
		s.by = BY_UUID;
	s.what = a->v[1];
	s.var = a->n > 2 ? a->v[2] : NULL;
	return search(r, &s);
}

/* ---- probe ---- */

static const char *probe_fact(const struct grub_run *r, int which)
{
	switch (which) {
	case 0:
		return r->g->files.label;
	case 1:
		return r->g->files.uuid;
	case 2:
		return "iso9660";
	default:
		return NULL;
	}
}

/* The device (text) without its parentheses; caller frees. */
static char *bare_device(const char *text)
{
	size_t n = strlen(text);

	return *text == '(' && n >= 2 && text[n - 1] == ')' ? str_ndup(text + 1, n - 2)
							    : str_dup(text);
}

static int cmd_probe(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	static const struct grub_option table[] = {
		{"label", 'l', OPTION_FLAG},
		{"fs-uuid", 'u', OPTION_FLAG},
		{"fs", 'f', OPTION_FLAG},
		{"set", 's', OPTION_SET},
	};
	struct grub_option_reader o = {.args = a, .next = 1};
	const char *operands[2] = {}, *var = NULL, *value, *fact = NULL;
	_cleanup_(freep) char *device = NULL;
	unsigned n = 0;
	int which, drive;

	(void)node;
	while ((which = grub_next_option(&o, table, ARRAY_SIZE(table), &value)) != OPTION_END) {
		if (which == OPTION_OPERAND && n < ARRAY_SIZE(operands))
			operands[n++] = value;
		if (which >= 0 && which < 3)
			fact = probe_fact(r, which);
		if (which == 3)
			var = value;
	}
	if (!var && n == 2)
		var = operands[0];
	device = bare_device(n ? operands[n - 1] : "");
	if (!device)
		return fail(ERR_NOMEM, "grub: no memory for a device");
	if (!fact || grub_device_place(r, device, &drive) != PLACE_IMAGE)
		return grub_complain(
			r, true, ERR_NOTSUP, "probe cannot tell that of %.60s", device);
	return var ? grub_env_set(&r->context->env, var, fact) : 0;
}

/* ---- regexp ---- */

/* "NUMBER:NAME" or "NAME", which is the first group. */
static int set_group(
	struct grub_run *r, const char *spec, const char *text, const struct grub_match *m)
{
	const char *colon = strchr(spec, ':');
	unsigned long group = colon ? strtoul(spec, NULL, 10) : 1;
	const char *name = colon ? colon + 1 : spec;
	_cleanup_(freep) char *value = NULL;

	if (group >= GRUB_GROUPS)
		return grub_complain(r, false, ERR_NOTSUP, "regexp has no group %lu", group);
	value = m->start[group] <= m->end[group]
		? str_ndup(text + m->start[group], m->end[group] - m->start[group])
		: str_dup("");
	if (!value)
		return fail(ERR_NOMEM, "grub: no memory for a value");
	return grub_env_set(&r->context->env, name, value);
}

static int match(struct grub_run *r, const char *pattern, const char *text, struct grub_match *ret)
{
	int rc = grub_step(r, 1 + (unsigned)(strlen(text) >> 2));

	if (!rc)
		rc = grub_regexp(pattern, text, ret);
	if (rc == -ERR_SYNTAX || rc == -ERR_TOOBIG)
		return !grub_complain(r, false, -rc, "%s", fail_last()->text);
	return rc;
}

static int cmd_regexp(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	static const struct grub_option table[] = {{"set", 's', OPTION_VALUE}};
	struct grub_option_reader o = {.args = a, .next = 1};
	const char *operands[2], *specs[GRUB_GROUPS], *value;
	unsigned n = 0, n_specs = 0;
	struct grub_match m = {};
	int which, rc;

	(void)node;
	while ((which = grub_next_option(&o, table, ARRAY_SIZE(table), &value)) != OPTION_END) {
		if (which == OPTION_OPERAND && n < ARRAY_SIZE(operands))
			operands[n++] = value;
		if (which == 0 && n_specs < ARRAY_SIZE(specs))
			specs[n_specs++] = value;
	}
	if (n < 2)
		return grub_complain(r, false, ERR_SYNTAX, "regexp needs a pattern and a text");
	rc = match(r, operands[0], operands[1], &m);
	if (rc <= 0)
		return rc < 0 ? rc : 1;
	rc = 0;
	for (unsigned i = 0; i < n_specs && rc >= 0; i++)
		rc = set_group(r, specs[i], operands[1], &m);
	return rc;
}

/* ---- loopback, cat ---- */

/* Whether (text) names the image itself: the path that "iso_path" was given, on whatever device. */
static bool is_the_image(const struct grub_run *r, const char *text)
{
	const char *image = grub_env_get(&r->context->env, "iso_path");
	const char *close = *text == '(' ? strchr(text, ')') : NULL;

	text = close ? close + 1 : text;
	return image && *image && strcmp(text + (*text == '/'), image + (*image == '/')) == 0;
}

static int add_device(struct grub_run *r, const char *name, const char *file)
{
	struct grub_device *d = grub_alloc(r->pool, sizeof *d);

	if (d)
		d->name = grub_copy(r->pool, name, strlen(name));
	if (d && file)
		d->file = grub_copy(r->pool, file, strlen(file));
	if (!d || !d->name || (file && !d->file))
		return -fail_last()->code;
	d->next = r->context->devices;
	r->context->devices = d;
	return 0;
}

static int cmd_loopback(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	_cleanup_(grub_file_free) struct grub_file f = {};
	int rc;

	(void)node;
	if (a->n < 3 || a->v[1][0] == '-')
		return 0; /* "-d NAME": what is gone is not used */
	if (is_the_image(r, a->v[2]) && !r->g->files.is_remote)
		return add_device(r, a->v[1], NULL);
	rc = grub_resolve(r, a->v[2], &f);
	if (rc && rc != -ERR_NOTSUP)
		return rc;
	rc = rc ? 0 : grub_exists(r, a->v[2]);
	if (rc < 0)
		return rc;
	if (!rc)
		return grub_complain(r, false, ERR_NOENT, "there is no %.100s", a->v[2]);
	return add_device(r, a->v[1], f.path);
}

static int cmd_cat(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	int rc = a->n > 1 ? grub_exists(r, a->v[a->n - 1]) : 0;

	(void)node;
	return rc < 0 ? rc : !rc;
}

/* "background_image [--mode stretch|normal] [FILE]": configurations ask which of several is
 * there. */
static int cmd_background(
	struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	static const struct grub_option table[] = {{"mode", 'm', OPTION_VALUE}};
	_cleanup_(grub_file_free) struct grub_file f = {};
	struct grub_option_reader o = {.args = a, .next = 1};
	const char *value, *file = NULL;
	int which, rc;

	(void)node;
	while ((which = grub_next_option(&o, table, ARRAY_SIZE(table), &value)) != OPTION_END)
		if (which == OPTION_OPERAND)
			file = value;
	r->background = NULL;
	if (!file)
		return 0;
	rc = grub_exists(r, file);
	if (rc <= 0)
		return rc < 0 ? rc : 1;
	rc = grub_resolve(r, file, &f);
	if (rc || f.place == PLACE_DISK)
		return rc == -ERR_NOTSUP ? 1 : rc;
	r->background = grub_copy(r->pool, f.path, strlen(f.path));
	return r->background ? 0 : -fail_last()->code;
}

const struct grub_command grub_find_commands[] = {
	{"search", cmd_search},
	{"search.file", cmd_search_by},
	{"search.fs_label", cmd_search_by},
	{"search.fs_uuid", cmd_search_by},
	{"probe", cmd_probe},
	{"regexp", cmd_regexp},
	{"loopback", cmd_loopback},
	{"cat", cmd_cat},
	{"background_image", cmd_background},
	{},
};
