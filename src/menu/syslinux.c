/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading SYSLINUX, ISOLINUX and PXELINUX configurations as version 6 of them does: what its core
 * and its menu modules would make of the same files, in one tree. A missing file that is included
 * and words that nobody knows are passed over.
 */
#include <string.h>

#include "core/status.h"
#include "menu/syslinux_priv.h"
#include "menu/syslinux_settle.h"

static void free_shared(void *shared)
{
	struct syslinux *s = shared;

	for (struct syslinux_name *n = s->names, *next; n; n = next) {
		next = n->next;
		free(n);
	}
	for (unsigned i = 0; i < SYSLINUX_FACTS; i++)
		free(s->facts[i]);
	free(s->next_server);
	free(s->main);
	free(s->cwd);
	free(s);
}

/* Copies (text), which may be NULL; false: no memory. */
static bool copy_to(char **field, const char *text)
{
	if (text)
		*field = str_dup(text);
	return !text || *field;
}

/* The shared part, with an empty first menu. */
static struct syslinux *new_shared(
	const struct bootmenu_files *files, const char *path, const struct syslinux_options *o)
{
	struct syslinux *s = calloc(1, sizeof *s);
	bool good = s != NULL;

	if (good) {
		s->files = *files;
		s->variant = o->variant;
		s->cwd = o->cwd ? str_dup(o->cwd) : syslinux_folder(o->variant, path);
		s->root = bootmenu_new(NULL, &syslinux_ops);
		if (s->root)
			s->root->style = bootmenu_style_new(NULL);
		good = s->cwd && s->root && s->root->style && copy_to(&s->main, path) &&
			copy_to(&s->next_server, o->next_server);
	}
	for (unsigned i = 0; good && i < SYSLINUX_FACTS; i++)
		good = copy_to(&s->facts[i], o->facts[i]);
	if (good) {
		s->root->shared = s;
		s->root->free_shared = free_shared;
		return s;
	}
	(void)fail(ERR_NOMEM, "syslinux: no memory for %s", path);
	if (s) {
		bootmenu_free(s->root);
		free_shared(s);
	}
	return NULL;
}

/* ---- files ---- */

/* Keeps the name of a file for as long as the tree. */
static const char *keep_name(struct syslinux *s, const char *path)
{
	size_t len = strlen(path);
	struct syslinux_name *n = malloc(sizeof *n + len + 1);

	if (!n) {
		(void)fail(ERR_NOMEM, "syslinux: no memory for %s", path);
		return NULL;
	}
	memcpy(n->text, path, len + 1);
	n->next = s->names;
	s->names = n;
	return n->text;
}

static int check_limits(const struct syslinux_reader *r, const char *path)
{
	for (unsigned i = 0; i < r->n_stack; i++)
		if (strcmp(r->stack[i], path) == 0)
			return fail(ERR_LOOP, "%s:%u: includes %s, which is being read", r->at.file,
				r->at.line, path);
	if (r->n_stack == SYSLINUX_DEPTH_MAX)
		return fail(ERR_LOOP, "%s:%u: more than %u files include one another", r->at.file,
			r->at.line, SYSLINUX_DEPTH_MAX);
	if (r->n_files == SYSLINUX_FILES_MAX)
		return fail(ERR_TOOBIG, "%s:%u: more than %u files", r->at.file, r->at.line,
			SYSLINUX_FILES_MAX);
	return 0;
}

static int read_lines(struct syslinux_reader *r, const char *text, size_t len)
{
	struct syslinux_lines l = {.text = text, .len = len};
	int rc = 0;

	while (rc == 0 && syslinux_line(&l, r->line)) {
		r->at.line = l.line;
		rc = syslinux_directive(r, r->line);
	}
	return rc;
}

/* Reads the file (path) as if it stood here. */
static int read_file(struct syslinux_reader *r, const char *path)
{
	struct syslinux_place back = r->at;
	_cleanup_(freep) char *text = NULL;
	const char *name;
	size_t len = 0;
	int rc = check_limits(r, path);

	if (rc == 0)
		rc = r->s->files.read(r->s->files.arg, path, &text, &len);
	if (rc)
		return rc;
	if (len > SYSLINUX_BYTES_MAX - r->n_bytes)
		return fail(ERR_TOOBIG, "%s: the configuration is larger than %u bytes", path,
			SYSLINUX_BYTES_MAX);
	name = keep_name(r->s, path);
	if (!name)
		return -ERR_NOMEM;
	r->n_bytes += len;
	r->n_files++;
	r->stack[r->n_stack++] = name;
	r->at.file = name;
	rc = read_lines(r, text, len);
	r->n_stack--;
	r->at = back;
	return rc;
}

int syslinux_include(struct syslinux_reader *r, const char *name, const char *tag)
{
	_cleanup_(freep) char *path = NULL;
	int rc = syslinux_path(r->s, r->s->cwd, name, &path);

	if (rc == 0 && *tag)
		rc = syslinux_begin_menu(r, tag);
	if (rc)
		return rc;
	rc = read_file(r, path);
	if (rc == -ERR_NOENT || rc == -ERR_NOFILE)
		rc = 0;
	return rc || !*tag ? rc : syslinux_end_menu(r);
}

/* Reads the files (list), one a line, as one configuration. Missing ones are passed over unless all
 * are missing. */
static int read_list(struct syslinux_reader *r, const char *list)
{
	int first_rc = 0;

	while (*list) {
		size_t n = strcspn(list, "\n");
		_cleanup_(freep) char *path = str_ndup(list, n);
		int rc;

		if (!path)
			return fail(ERR_NOMEM, "syslinux: no memory for a file's name");
		rc = n ? read_file(r, path) : 0;
		if (rc && rc != -ERR_NOENT && rc != -ERR_NOFILE)
			return rc;
		first_rc = first_rc ? first_rc : rc;
		list += n + (list[n] ? 1 : 0);
	}
	return r->n_files ? 0 : first_rc;
}

/* ---- trees ---- */

static void reader_free(struct syslinux_reader *r)
{
	free(r->append);
	free(r->ui);
	free(r->dflt);
	free(r->ontimeout);
	free(r->onerror);
	free(r->keymap);
	strbuf_free(&r->greeting);
	strbuf_free(&r->help);
	free(r);
}

/* Reads (list) into the empty tree of (s); the UI and the like it names into (ret), to be freed. */
static int read_tree(struct syslinux *s, const char *list, struct syslinux_reader **ret)
{
	struct syslinux_reader *r = calloc(1, sizeof *r);
	int rc;

	if (!r)
		return fail(ERR_NOMEM, "syslinux: no memory");
	r->s = s;
	r->at.file = s->main;
	r->levels[0].menu = s->root;
	rc = read_list(r, list);
	if (rc == 0)
		rc = syslinux_close_label(r);
	if (rc == 0)
		rc = syslinux_settle(r);
	if (rc) {
		reader_free(r);
		return rc;
	}
	*ret = r;
	return 0;
}

/* A tree like (s), without what was read. */
static struct syslinux *like(const struct syslinux *s, const char *main, const char *cwd)
{
	struct syslinux_options o = {
		.variant = s->variant, .cwd = cwd, .next_server = s->next_server};

	for (unsigned i = 0; i < SYSLINUX_FACTS; i++)
		o.facts[i] = s->facts[i];
	return new_shared(&s->files, main, &o);
}

/* The files (list) as the menu modules read them. */
static int read_menu(const struct syslinux *old, const char *list, struct bootmenu **ret)
{
	struct syslinux *s = like(old, old->main, old->cwd);
	struct syslinux_reader *r;
	int rc;

	if (!s)
		return -ERR_NOMEM;
	rc = read_tree(s, list, &r);
	if (rc == 0) {
		rc = syslinux_start_menu(r);
		reader_free(r);
	}
	if (rc) {
		bootmenu_free(s->root);
		return rc;
	}
	*ret = s->root;
	return 0;
}

/* The configuration (s)->main as the core reads it: when it names a menu module for user interface
 * with files of its own, then these. Takes (s). */
static int read_config(struct syslinux *s, struct bootmenu **ret)
{
	_cleanup_(freep) char *list = NULL;
	struct syslinux_reader *r;
	int rc = read_tree(s, s->main, &r);

	if (rc == 0) {
		rc = syslinux_start(r, &list);
		reader_free(r);
	}
	if (rc == 0 && list) {
		rc = read_menu(s, list, ret);
		bootmenu_free(s->root);
		return rc;
	}
	if (rc) {
		bootmenu_free(s->root);
		return rc;
	}
	*ret = s->root;
	return 0;
}

int syslinux_read(const struct bootmenu_files *files, const char *path,
	const struct syslinux_options *o, struct bootmenu **ret)
{
	struct syslinux *s = new_shared(files, path, o);

	return s ? read_config(s, ret) : -ERR_NOMEM;
}

int syslinux_follow(const struct bootmenu *m, const struct bootplan *plan, struct bootmenu **ret)
{
	_cleanup_(freep) char *list = NULL;
	const struct syslinux *old;
	struct syslinux *s;

	while (m->parent)
		m = m->parent;
	old = m->shared;
	if (plan->is_menu) {
		list = str_format("%s\n%s", plan->file, plan->cmdline ? plan->cmdline : "");
		return list ? read_menu(old, list, ret) : fail(ERR_NOMEM, "syslinux: no memory");
	}
	s = like(old, plan->file, plan->cwd ? plan->cwd : old->cwd);
	return s ? read_config(s, ret) : -ERR_NOMEM;
}
