/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scripts that lead to other scripts. A chain counts for a circle if the script comes to it when
 * all that does not ask anybody succeeds: a menu, a question or a comparison on the way may lead
 * out of it, so menus may well link back.
 */
#include "host/check_chains.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/status.h"
#include "core/uri.h"
#include "core/utf8.h"
#include "core/util.h"
#include "host/alloc.h"
#include "host/foreign.h"

#define SCRIPTS_MAX 200u
#define FILE_MAX    (4u << 20)

/* ---- reading ---- */

static bool is_url(const char *what)
{
	return strstr(what, "://") != NULL;
}

static int read_file(const char *path, struct blob *ret)
{
	FILE *f = fopen(path, "rb");
	char bytes[4096];
	size_t n;
	int rc = 0;

	if (!f)
		return fail(ERR_NOFILE, "%s: %m", path);
	while (!rc && (n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		rc = ret->len > FILE_MAX ? fail(ERR_TOOBIG, "%s: too long for a script", path)
					 : blob_append(ret, bytes, n);
	if (!rc && ferror(f))
		rc = fail(ERR_IO, "%s: %m", path);
	fclose(f);
	return rc ? rc : blob_seal(ret);
}

static bool has_magic(const struct blob *b)
{
	static const char *const magics[] = {"#!ipxe", "#!gpxe", "#!hawser"};
	const char *text = b->len ? (const char *)b->data : "";
	size_t bom = utf8_bom(text, b->len), len = b->len - bom;
	const char *s = text + bom;

	for (unsigned i = 0; i < ARRAY_SIZE(magics); i++) {
		size_t n = strlen(magics[i]);

		if (len > n && memcmp(s, magics[i], n) == 0 && lex_is_blank(s[n]))
			return true;
	}
	return false;
}

/* The same file, by whatever path. */
static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	if (strcmp(a, b) == 0)
		return true;
	return !is_url(a) && !is_url(b) && stat(a, &x) == 0 && stat(b, &y) == 0 &&
		x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int find_script(const struct program *p, const char *what)
{
	for (unsigned i = 0; i < p->n; i++) {
		if (same_file(p->v[i].file, what))
			return (int)i;
	}
	return -1;
}

/* As chains_load(); (must): what is no script is a finding, too. */
static int load(struct program *p, const char *what, chain_fetch fetch, bool must)
{
	struct uri *uri = NULL;
	struct blob data = {};
	int n = find_script(p, what), rc;

	if (n >= 0)
		return n;
	if (is_url(what)) {
		rc = uri_parse(what, &uri);
		if (!rc)
			rc = fetch ? fetch(uri, &data) : -ERR_NOTSUP;
	} else {
		rc = read_file(what, &data);
	}
	if (!rc && !has_magic(&data) && !must)
		rc = -ERR_NOTMINE;
	if (rc) {
		uri_free(uri);
		blob_free(&data);
		return rc;
	}
	n = (int)program_add(p, what, uri, data.data ? (const char *)data.data : "", data.len);
	if (!has_magic(&data))
		findings_add(p->f, true, p->v[n].file, (struct place){1, 1}, "no-script",
			"a script begins with a line \"#!ipxe\", this file would not be run");
	blob_free(&data);
	return n;
}

int chains_load(struct program *p, const char *what, chain_fetch fetch)
{
	return load(p, what, fetch, true);
}

/* ---- following ---- */

static bool is_chain(const struct listed_command *c)
{
	static const char *const names[] = {"chain", "imgexec", "boot"};

	for (unsigned i = 0; c->n && i < ARRAY_SIZE(names); i++) {
		if (strcmp(c->words[0].text, names[i]) == 0)
			return true;
	}
	return false;
}

/* The file for (path) of the server (host) in the folder (root), as `run` would take it. */
static char *below_root(const char *root, const char *host, const char *path)
{
	char *file;

	if (!root)
		return NULL;
	file = host_format("%s/%s%s", root, host ? host : "", path);
	if (host && *host && access(file, R_OK) == 0)
		return file;
	free(file);
	return host_format("%s%s", root, path);
}

/* Where (target) is as seen from the script (from); a new string, NULL if that is not to be
 * told. */
static char *resolve(const struct program *p, const struct script *from, const char *target)
{
	_cleanup_(uri_freep) struct uri *ref = NULL, *uri = NULL;
	_cleanup_(strbuf_free) struct strbuf path = {}, text = {};
	const char *slash = strrchr(from->file, '/');
	char *file, *below;

	if (!*target || uri_parse(target, &ref))
		return NULL;
	if (from->uri) {
		if (uri_resolve(from->uri, ref, &uri) || !uri->host || !from->uri->host ||
			strcmp(uri->host, from->uri->host) != 0 || uri_format(uri, URI_FULL, &text))
			return NULL;
		return strbuf_take(&text);
	}
	if (ref->opaque || uri_path_decoded(ref, &path) || !path.len)
		return NULL;
	if (ref->scheme || path.s[0] == '/')
		return below_root(p->root, ref->host, path.s);
	file = slash ? host_format("%.*s/%s", (int)(slash - from->file), from->file, path.s)
		     : host_format("%s", path.s);
	below = p->root ? host_format("%s/%s", p->root, path.s) : NULL;
	if (below && access(file, R_OK) != 0 && access(below, R_OK) == 0) {
		free(file);
		return below;
	}
	free(below);
	return file;
}

/* The file beside the script (from) that has the name that (word) ends in, whatever comes
 * before it: a server's address that is known only later. A new string, or NULL. */
static char *beside(const struct script *from, const char *word)
{
	const char *end = strrchr(word, '}'), *name = strrchr(word, '/');
	const char *slash = strrchr(from->file, '/');
	char *path;

	name = name && name > end ? name + 1 : end ? end + 1 : "";
	if (from->uri || !*name || name[strcspn(name, "?#")])
		return NULL;
	path = slash ? host_format("%.*s/%s", (int)(slash - from->file), from->file, name)
		     : host_format("%s", name);
	if (access(path, R_OK) == 0)
		return path;
	free(path);
	return NULL;
}

/* The script that (c) of the script (from) runs, as a file or URL; a new string, or NULL. */
static char *chained(const struct program *p, unsigned from, const struct listed_command *c,
	const struct listed_word **ret_word)
{
	struct given g;
	char *target, *what;

	if (!is_chain(c))
		return NULL;
	given_read(c, &g);
	if (!g.known || g.first >= c->n)
		return NULL;
	*ret_word = &c->words[g.first];
	target = program_expand(p, c->words[g.first].text);
	what = target ? resolve(p, &p->v[from], target) : NULL;
	if (!what)
		what = beside(&p->v[from], target ? target : c->words[g.first].text);
	free(target);
	return what;
}

/* Calls (fn) for each command of each script, also of those that (fn) adds. */
typedef void (*command_fn)(struct program *p, unsigned script, struct listed_command *c, void *arg);
static void each_command(struct program *p, command_fn fn, void *arg)
{
	for (unsigned i = 0; i < p->n; i++) {
		for (unsigned n = 0; n < p->v[i].l.n; n++) {
			for (unsigned k = 0; k < p->v[i].l.lines[n].n; k++)
				fn(p, i, &p->v[i].l.lines[n].commands[k], arg);
		}
	}
}

/* A script that is not in the folder that stands for all servers, and the script that wants it
 * has no answer to that. */
static void report_missing(struct program *p, unsigned script, const struct listed_command *c,
	const struct listed_word *w, const char *what)
{
	const char *dot = strrchr(what, '.');

	if (p->root && c->behind != LEX_OR && dot &&
		(strcmp(dot, ".ipxe") == 0 || strcmp(dot, ".cfg") == 0))
		findings_add(p->f, true, p->v[script].file, w->at, "missing-file",
			"%s: there is no file %s", c->words[0].text, what);
}

static void follow(struct program *p, unsigned script, struct listed_command *c, void *arg)
{
	const struct listed_word *w;
	char *what = chained(p, script, c, &w);

	if (what && p->n < SCRIPTS_MAX && load(p, what, arg, false) == -ERR_NOFILE)
		report_missing(p, script, c, w, what);
	free(what);
}

static void link_to(struct program *p, unsigned script, struct listed_command *c, void *arg)
{
	const struct listed_word *w = NULL;
	char *what = chained(p, script, c, &w);
	int to = what ? find_script(p, what) : -1;

	(void)arg;
	if (w)
		c->chains = to < 0 ? -1 : to + 1;
	free(what);
}

void chains_link(struct program *p)
{
	each_command(p, link_to, NULL);
	foreign_mark(p);
}

void chains_follow(struct program *p, chain_fetch fetch)
{
	each_command(p, follow, fetch);
	chains_link(p);
}

/* ---- circles ---- */

/* What the user or the machine decides, so that the way on is not known. */
static bool is_decision(const struct listed_command *c)
{
	static const char *const names[] = {"iseq", "isset", "prompt", "choose", "read", "cpuid",
		"login", "present", "shell", "config", "exit", "reboot", "poweroff", "iflinkwait",
		"sanboot", "isoboot", "autoboot", "imgverify"};

	for (unsigned i = 0; c->n && i < ARRAY_SIZE(names); i++) {
		if (strcmp(c->words[0].text, names[i]) == 0)
			return true;
	}
	return false;
}

struct chain {
	const struct listed_word *w;
	int to; /* script */
	bool replaces;
};

/* A walk through a script, as far as its way is certain. */
struct certain {
	const struct program *p;
	unsigned script;
	bool *seen;       /* lines */
	unsigned line, k; /* the next command */
};

/* The next command that is sure to run; NULL: none, or none that can be known. */
static const struct listed_command *next_command(struct certain *w)
{
	const struct listing *l = &w->p->v[w->script].l;

	while (w->line < l->n) {
		if (w->k == 0 && w->seen[w->line])
			return NULL;
		w->seen[w->line] = true;
		while (w->k < l->lines[w->line].n) {
			const struct listed_command *c = &l->lines[w->line].commands[w->k++];

			if (c->before != LEX_OR)
				return c;
		}
		w->line++;
		w->k = 0;
	}
	return NULL;
}

/* Goes where `goto` (c) leads; false if that is not to be told. */
static bool jump(struct certain *w, const struct listed_command *c)
{
	char *label = program_expand(w->p, c->words[1].text);
	int at = label ? listing_find_label(&w->p->v[w->script].l, label) : -1;

	free(label);
	if (at < 0)
		return false;
	w->line = (unsigned)at;
	w->k = 0;
	return true;
}

/* Goes on to the next chain that is certain. */
static bool next_chain(struct certain *w, struct chain *ret)
{
	const struct listed_command *c;

	while ((c = next_command(w)) && !is_decision(c)) {
		bool is_goto = c->n == 2 && strcmp(c->words[0].text, "goto") == 0;
		struct given g;

		if (is_goto && !jump(w, c))
			return false;
		if (!is_chain(c))
			continue;
		if (c->chains <= 0)
			return false; /* a kernel, most likely, which does not come back */
		given_read(c, &g);
		ret->w = &c->words[g.first];
		ret->replaces = given_find(&g, "replace") != NULL;
		ret->to = c->chains - 1;
		return true;
	}
	return false;
}

struct path {
	const struct program *p;
	struct findings *f;
	unsigned *way, n_way;             /* scripts */
	const struct listed_word **words; /* by which each leads to the next */
	bool *done;
};

/* Tells of it where its first script leads on. */
static void report_circle(const struct path *path, unsigned to)
{
	char *names = host_ndup("", 0);
	unsigned first = 0;

	while (path->way[first] != to)
		first++;
	for (unsigned i = first; i < path->n_way; i++) {
		char *longer = host_format("%s%s -> ", names, path->p->v[path->way[i]].file);

		free(names);
		names = longer;
	}
	findings_add(path->f, true, path->p->v[to].file, path->words[first]->at, "chain-circle",
		"scripts chain in a circle: %s%s", names, path->p->v[to].file);
	free(names);
}

static void visit(struct path *path, unsigned script)
{
	struct certain w = {.p = path->p, .script = script};
	struct chain c;

	w.seen = host_alloc(path->p->v[script].l.n, sizeof(*w.seen));
	path->way[path->n_way++] = script;
	while (next_chain(&w, &c)) {
		bool circle = false;

		path->words[path->n_way - 1] = c.w;
		for (unsigned i = 0; i < path->n_way; i++)
			circle |= path->way[i] == (unsigned)c.to;
		if (circle)
			report_circle(path, (unsigned)c.to);
		else if (!path->done[c.to])
			visit(path, (unsigned)c.to);
		if (c.replaces)
			break;
	}
	path->n_way--;
	path->done[script] = true;
	free(w.seen);
}

void check_chains(const struct program *p, struct findings *f)
{
	struct path path = {.p = p, .f = f};

	path.way = host_alloc(p->n, sizeof(*path.way));
	path.words = host_alloc(p->n, sizeof(*path.words));
	path.done = host_alloc(p->n, sizeof(*path.done));
	for (unsigned i = 0; i < p->n; i++) {
		if (!path.done[i])
			visit(&path, i);
	}
	free(path.way);
	free(path.words);
	free(path.done);
}
