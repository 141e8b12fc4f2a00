/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs a configuration of GRUB as its menu would be made: what there is at first, and what is
 * left. */
#include "menu/grub.h"

#include <string.h>

#include "core/log.h"
#include "core/status.h"
#include "menu/grub_priv.h"
#include "menu/menu.h"

#define DEFAULT_ROOT "cd0"

static int set_exported(struct grub_env *e, const char *name, const char *value)
{
	int rc = grub_env_set(e, name, value);

	return rc ? rc : grub_env_export(e, name);
}

/* What scripts ask of GRUB's version. */
static int set_features(struct grub_env *e)
{
	static const char *const features[] = {"feature_chainloader_bpb", "feature_ntldr",
		"feature_platform_search_hint", "feature_default_font_path",
		"feature_all_video_module", "feature_menuentry_id", "feature_menuentry_options",
		"feature_200_final", "feature_nativedisk_cmd", "feature_timeout_style",
		"feature_search_cryptodisk_only"};
	int rc = 0;

	for (unsigned i = 0; i < ARRAY_SIZE(features) && !rc; i++)
		rc = set_exported(e, features[i], "y");
	return rc;
}

static int set_given(struct grub_env *e, const char *const *variables)
{
	int rc = 0;

	for (; variables && *variables && !rc; variables++) {
		size_t n = strcspn(*variables, "=");
		_cleanup_(freep) char *name = str_ndup(*variables, n);

		if (!name)
			return fail(ERR_NOMEM, "grub: no memory for a name");
		rc = set_exported(e, name, *variables + n + ((*variables)[n] == '='));
	}
	return rc;
}

/* "(device)/path" for a path, or for a URL "scheme://host/path"; NULL: no memory. */
static char *with_device(const struct grub *g, const char *path)
{
	const char *colon = strstr(path, "://"), *rest;
	size_t home = strlen(g->home);

	if (home && strncmp(path, g->home, home) == 0 && path[home] == '/')
		return str_format("(%s)%s", g->root, path + home);
	if (*path == '/' || !colon)
		return str_format("(%s)%s", g->root, path);
	rest = colon + 3 + strcspn(colon + 3, "/");
	return str_format("(%.*s,%.*s)%s", (int)(colon - path), path, (int)(rest - colon - 3),
		colon + 3, rest);
}

int grub_set_config(struct grub *g, struct grub_env *e, const char *path)
{
	_cleanup_(freep) char *file = with_device(g, path);
	char *slash;
	int rc;

	if (!file)
		return fail(ERR_NOMEM, "grub: no memory for a path");
	rc = set_exported(e, "config_file", file);
	slash = strrchr(file, '/');
	if (slash)
		*slash = '\0';
	return rc ? rc : set_exported(e, "config_directory", file);
}

/* The device we come from, the configuration's place, and the prefix, which is its folder unless
 * (prefix) is given. */
static int set_places(struct grub *g, struct grub_env *e, const char *path, const char *prefix)
{
	int rc = set_exported(e, "root", g->root);

	if (!rc)
		rc = grub_set_config(g, e, path);
	if (!rc)
		rc = set_exported(
			e, "prefix", prefix ? prefix : grub_env_get(e, "config_directory"));
	return rc;
}

/* Where GRUB's program would be. */
static int set_cmdpath(struct grub *g, struct grub_env *e)
{
	_cleanup_(freep) char *path = str_format("(%s)/EFI/BOOT", g->root);

	return path ? set_exported(e, "cmdpath", path)
		    : fail(ERR_NOMEM, "grub: no memory for a path");
}

static int set_variables(
	struct grub *g, struct grub_env *e, const char *path, const struct grub_options *o)
{
	int rc = set_exported(e, "grub_platform", g->files.is_efi ? "efi" : "pc");

	if (!rc)
		rc = set_exported(e, "grub_cpu", g->files.is_efi ? "x86_64" : "i386");
	if (!rc)
		rc = set_features(e);
	if (!rc && g->files.is_efi && !g->files.is_remote)
		rc = set_cmdpath(g, e);
	if (!rc)
		rc = set_places(g, e, path, o->prefix);
	return rc ? rc : set_given(e, o->variables);
}

void grub_put(struct grub *g)
{
	while (g && --g->refs == 0) {
		struct grub *before = g->before;

		while (g->contexts) {
			struct grub_context *next = g->contexts->next;

			grub_env_free(&g->contexts->env);
			free(g->contexts);
			g->contexts = next;
		}
		grub_pool_free(&g->pool);
		free(g->root);
		free(g->home);
		free(g);
		g = before;
	}
}

static void free_shared(void *arg)
{
	grub_put(arg);
}

/* What (root) is without parentheses. */
static char *bare_root(const char *root)
{
	size_t n = root ? strlen(root) : 0;

	if (n == 0)
		return str_dup(DEFAULT_ROOT);
	return root[0] == '(' && root[n - 1] == ')' ? str_ndup(root + 1, n - 2) : str_dup(root);
}

struct grub *grub_new(const struct bootmenu_files *files, const struct grub_options *o)
{
	struct grub *g = calloc(1, sizeof *g);

	if (g) {
		g->root = bare_root(o->root);
		g->home = str_dup(o->home ? o->home : "");
	}
	if (!g || !g->root || !g->home) {
		if (g) {
			free(g->root);
			free(g->home);
		}
		free(g);
		(void)fail(ERR_NOMEM, "grub: no memory for a menu");
		return NULL;
	}
	g->refs = 1;
	g->files = *files;
	if (o->world)
		g->world = *o->world;
	return g;
}

/* Who relies on signatures has to know. */
static void tell_signatures(const struct grub_run *r)
{
	static const char text[] = "check_signatures=enforce: GRUB's signatures are not checked";
	const char *value = grub_env_get(&r->context->env, "check_signatures");

	if (!value || strcmp(value, "enforce") != 0)
		return;
	log_warn("grub: %s, files start without; a script has imgverify", text);
	menu_note(text);
}

/* When all is run: a menu, or something to start without one. */
static int finish(struct grub_run *r, const char *path)
{
	int rc = 0;

	if (r->is_final || ((r->is_loaded || r->sought_loader) && list_empty(&r->menu->entries)))
		rc = grub_menu_add_plan(r);
	if (!rc)
		rc = grub_menu_finish(r);
	tell_signatures(r);
	if (rc || !list_empty(&r->menu->entries))
		return rc;
	if (r->problem_code)
		return fail(r->problem_code, "%s", r->problem);
	return fail(ERR_NOENT, "grub: %.100s offers nothing: there is no menuentry in it", path);
}

int grub_make(struct grub *g, struct grub_context *c, const char *path, struct bootmenu **ret)
{
	struct bootmenu *m = bootmenu_new(NULL, &grub_menu_ops);
	struct grub_run r = {.g = g, .pool = &g->pool, .menu = m, .context = c};
	int rc;

	if (!m || !c) {
		bootmenu_free(m);
		grub_put(g);
		return -fail_last()->code;
	}
	m->shared = g;
	m->free_shared = free_shared;
	rc = grub_run_file(&r, path, true);
	if (!rc)
		rc = finish(&r, path);
	bootplan_free(&r.plan);
	if (rc)
		bootmenu_free(m);
	else
		*ret = m;
	return rc;
}

int grub_read(const struct bootmenu_files *files, const char *path, const struct grub_options *o,
	struct bootmenu **ret)
{
	struct grub *g = grub_new(files, o);
	struct grub_context *c = g ? grub_context_fork(g, NULL) : NULL;
	int rc = c ? set_variables(g, &c->env, path, o) : -fail_last()->code;

	if (!rc)
		return grub_make(g, c, path, ret);
	grub_put(g);
	return rc;
}
