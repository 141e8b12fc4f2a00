/* SPDX-License-Identifier: BSD-2-Clause */
/* What GRUB configurations define, set and include, before anything is judged. */
#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "host/alloc.h"
#include "host/check_grub.h"

#define FILES_MOST 64u

static void add_string(char ***v, unsigned *n, const char *text)
{
	*v = host_grow(*v, *n, sizeof(char *));
	(*v)[(*n)++] = host_ndup(text, strlen(text));
}

/* Takes (value). */
static void add_set(struct gr *g, const char *name, size_t len, char *value)
{
	g->sets = host_grow(g->sets, g->n_sets, sizeof(*g->sets));
	g->sets[g->n_sets++] = (struct gr_set){host_ndup(name, len), value};
}

/* "name=value" */
static void gather_assignment(struct gr *g, const struct grub_word *w)
{
	size_t n = gr_assigns(w);
	char *text;

	if (!n)
		return;
	text = gr_plain(w);
	add_set(g, w->parts->text, n, text ? host_ndup(text + n + 1, strlen(text + n + 1)) : NULL);
	free(text);
}

/* "--set=NAME", "--set=1:NAME", "--set NAME", "-s NAME"; all words could be a name. */
static void gather_options(struct gr *g, const struct grub_word *w)
{
	bool is_next = false;

	for (w = w->next; w; w = w->next) {
		char *text = gr_plain(w), *name = text, *colon;

		if (text && strncmp(text, "--set=", 6) == 0)
			name = text + 6;
		else if (text && strncmp(text, "-s=", 3) == 0)
			name = text + 3;
		else if (text && !is_next)
			name = NULL;
		if (name && (colon = strchr(name, ':')))
			name = colon + 1;
		if (name)
			add_set(g, name, strlen(name), NULL);
		is_next = text && (!strcmp(text, "--set") || !strcmp(text, "-s"));
		free(text);
	}
}

/* Names that are words of their own: "read NAME". */
static void gather_names(struct gr *g, const struct grub_word *w)
{
	for (w = w->next; w; w = w->next) {
		char *text = gr_plain(w);

		if (text)
			add_set(g, text, strlen(text), NULL);
		free(text);
	}
}

static const char *const roots[] = {"tftp", "http", "https", "pxe"};

static bool is_network(const char *device)
{
	device += *device == '(';
	for (unsigned i = 0; i < ARRAY_SIZE(roots); i++) {
		size_t n = strlen(roots[i]);

		if (strncmp(device, roots[i], n) == 0 && (!device[n] || strchr(",:)", device[n])))
			return true;
	}
	return false;
}

/* "tftp" and "pxe" without another server, in parentheses or not. */
static bool is_own_server(const char *device)
{
	size_t n;

	device += *device == '(';
	n = strcspn(device, ")");
	return (n == 4 && memcmp(device, "tftp", n) == 0) ||
		(n == 3 && memcmp(device, "pxe", n) == 0);
}

/* Whether what is below "/" may be on a disk, or on another server. */
static void gather_root(struct gr *g)
{
	for (unsigned i = 0; i < g->n_sets; i++) {
		const struct gr_set *s = &g->sets[i];

		if (strcmp(s->name, "root") == 0 && (!s->value || !is_own_server(s->value)))
			g->moves_root = true;
	}
}

/* ---- other files ---- */

static bool is_loaded(const struct gr *g, const char *path)
{
	for (unsigned i = 0; i < g->n_files; i++) {
		if (strcmp(g->files[i]->name, path) == 0)
			return true;
	}
	return false;
}

/* (w) with $prefix, $root and the like taken for the folder it is in; a new string or NULL. */
static char *local_name(const struct gr *g, const struct grub_word *w)
{
	static const char *const here[] = {"prefix", "config_directory", "root", "cmdpath"};
	char *text = host_ndup("", 0), *longer, *close;

	for (const struct grub_part *p = w->parts; p; p = p->next) {
		bool is_var = p->kind == PART_VAR || p->kind == PART_QUOTED_VAR;
		const char *value = is_var ? gr_value(g, p->text) : p->text;

		for (unsigned i = 0; is_var && !value && i < ARRAY_SIZE(here); i++)
			value = strcmp(here[i], p->text) == 0 ? "" : NULL;
		longer = value ? host_format("%s%s", text, value) : NULL;
		free(text);
		if (!longer)
			return NULL;
		text = longer;
	}
	close = *text == '(' ? strchr(text, ')') : NULL;
	if (close && close != text + 1 && !is_network(text)) {
		free(text);
		return NULL;
	}
	longer = host_format("%s", close ? close + 1 : text);
	free(text);
	return longer;
}

static void include(struct gr *g, const struct gr_file *f, const struct grub_word *w)
{
	char *name = w ? local_name(g, w) : NULL;
	char *path = name && *name ? configs_find(g->c, f->name, name) : NULL, *text;
	size_t len;

	free(name);
	if (!path || g->n_files == FILES_MOST) {
		g->is_incomplete = true;
		free(path);
		return;
	}
	text = is_loaded(g, path) ? NULL : configs_read(g->c, path, &len);
	if (text)
		(void)gr_load(g, path, text, len);
	free(path);
}

/* ---- commands ---- */

/* Variables that a condition asks for need not be set. */
static void gather_asked(struct gr *g, const struct grub_word *w)
{
	for (; w; w = w->next) {
		for (const struct grub_part *p = w->parts; p; p = p->next) {
			if (p->kind == PART_VAR || p->kind == PART_QUOTED_VAR)
				add_string(&g->asked, &g->n_asked, p->text);
		}
	}
}

static void gather_by_name(struct gr_walk *w, const struct grub_node *n, const char *name)
{
	static const char *const options[] = {
		"search", "regexp", "probe", "smbios", "file", "cpuid", "cmp", "lspci", "setpci"};
	static const char *const names[] = {"read", "getenv", "search.file", "search.fs_label",
		"search.fs_uuid", "net_get_dhcp_option", "keystatus"};
	static const char *const any[] = {"load_env", "eval", "extract_entries_source", "blscfg",
		"extract_entries_configfile", "legacy_source"};
	struct gr *g = w->g;

	for (unsigned i = 0; i < ARRAY_SIZE(options); i++)
		if (strcmp(options[i], name) == 0)
			gather_options(g, n->words);
	for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i], name) == 0)
			gather_names(g, n->words);
	for (unsigned i = 0; i < ARRAY_SIZE(any); i++)
		g->sets_any |= strcmp(any[i], name) == 0;
	if (strcmp(name, "test") == 0 || *name == '[')
		gather_asked(g, n->words);
	if (strcmp(name, "loopback") == 0 && n->words->next) {
		char *device = gr_plain(n->words->next);

		if (device)
			add_string(&g->loops, &g->n_loops, device);
		free(device);
	}
	if (strcmp(name, "source") == 0 || strcmp(name, ".") == 0)
		include(g, w->file, n->words->next);
}

static void gather(struct gr_walk *w, const struct grub_node *n)
{
	struct gr *g = w->g;
	char *name;

	if (n->kind == NODE_FUNCTION)
		add_string(&g->functions, &g->n_functions, n->name);
	if (n->kind == NODE_FOR)
		add_set(g, n->name, strlen(n->name), NULL);
	if (n->kind != NODE_COMMAND || !n->words)
		return;
	name = gr_plain(n->words);
	if (gr_assigns(n->words))
		gather_assignment(g, n->words);
	else if (name && strcmp(name, "set") == 0 && n->words->next)
		gather_assignment(g, n->words->next);
	else if (name)
		gather_by_name(w, n, name);
	else
		g->sets_any = true; /* "$command" may be anything */
	free(name);
}

void gr_gather(struct gr *g, const struct gr_file *f)
{
	struct gr_walk w = {.g = g, .command = gather};

	gr_walk_file(&w, f);
	gather_root(g);
}
