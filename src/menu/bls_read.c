/* SPDX-License-Identifier: BSD-2-Clause */
/* Boot loader entries: reading those that an index names, and the menu of them. */
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/uri.h"
#include "core/utf8.h"
#include "core/util.h"
#include "menu/bls.h"

#define ENTRIES_MAX 512
#define FOLDER_TAIL "/loader/entries"
#define LINK        "href=\""

static int no_memory(void)
{
	return fail(ERR_NOMEM, "bls: no memory for a menu");
}

static bool ends_with(const char *s, const char *tail)
{
	size_t len = strlen(s), n = strlen(tail);

	return len > n && strcasecmp(s + len - n, tail) == 0;
}

/* ---- entries ---- */

void bls_free_entries(struct list *entries)
{
	struct bls_entry *e, *next;

	list_for_each_safe(e, next, entries, node) {
		list_remove(&e->node);
		bls_free(e);
	}
}

/* Whether it is for machines like this one, and says something to start. */
static bool is_ours(const struct bootmenu_files *files, const struct bls_entry *e)
{
	if (e->architecture && strcasecmp(e->architecture, "x64") != 0 &&
		strcasecmp(e->architecture, "x86-64") != 0)
		return false;
	return e->kernel || e->uki || (e->program && files->is_efi);
}

static void insert(struct list *entries, struct bls_entry *e)
{
	struct bls_entry *other;

	list_for_each(other, entries, node) {
		if (bls_compare(e, other) < 0)
			break;
	}
	list_add_tail(&e->node, &other->node); /* before it */
}

/* A program that says itself what it is. */
static int make_uki_entry(const char *name, struct bls_entry **ret)
{
	_cleanup_(freep) char *text = str_format("uki %s\n", name);
	const char *slash = strrchr(name, '/');

	return text ? bls_parse(slash ? slash + 1 : name, text, strlen(text), ret) : no_memory();
}

static int read_entry(
	const struct bootmenu_files *files, const char *folder, const char *name, struct list *ret)
{
	_cleanup_(freep) char *path = NULL, *text = NULL;
	struct bls_entry *e;
	size_t len;
	int rc;

	if (ends_with(name, ".efi")) {
		rc = make_uki_entry(name, &e);
	} else {
		path = str_format("%s/%s%s", folder, name, ends_with(name, ".conf") ? "" : ".conf");
		rc = path ? files->read(files->arg, path, &text, &len) : no_memory();
		if (!rc)
			rc = bls_parse(name, text, len, &e);
	}
	if (rc)
		return rc;
	if (is_ours(files, e)) {
		insert(ret, e);
		return 0;
	}
	log_info("bls: %s is not for this machine, or starts nothing", name);
	bls_free(e);
	return 0;
}

/* Names stay in the folder, but for those of programs. */
static bool is_name(const char *name)
{
	return ends_with(name, ".efi") || (!strchr(name, '/') && *name != '.');
}

/* What the line says, without blanks around it; it is cut there. */
static char *trimmed(char *line)
{
	size_t len;

	while (*line == ' ' || *line == '\t')
		line++;
	for (len = strlen(line); len && (unsigned char)line[len - 1] <= ' ';)
		line[--len] = '\0';
	return line;
}

/* The next line of (*text), cut off, or NULL. */
static char *next_line(char **text)
{
	char *line = *text, *end;

	if (!*line)
		return NULL;
	end = line + strcspn(line, "\n");
	*text = end + (*end ? 1 : 0);
	*end = '\0';
	return trimmed(line);
}

static const char *title_of(const struct bls_entry *e)
{
	return e->title ? e->title : e->id;
}

static bool same_title(const struct bls_entry *a, const struct bls_entry *b)
{
	return strcmp(title_of(a), title_of(b)) == 0;
}

/* Whether another of (entries) has the same title, with (versions): and the same version. */
static bool is_ambiguous(const struct list *entries, const struct bls_entry *e, bool versions)
{
	const struct bls_entry *other;

	list_for_each(other, entries, node) {
		if (other != e && same_title(e, other) &&
			(!versions ||
				strcmp(e->version ? e->version : "",
					other->version ? other->version : "") == 0))
			return true;
	}
	return false;
}

static char *shown_title(const struct list *entries, const struct bls_entry *e)
{
	if (!is_ambiguous(entries, e, false))
		return str_dup(title_of(e));
	if (e->version && !is_ambiguous(entries, e, true))
		return str_format("%s (%s)", title_of(e), e->version);
	return str_format("%s (%s)", title_of(e), e->id);
}

static int set_titles(struct list *entries)
{
	struct bls_entry *e;

	list_for_each(e, entries, node) {
		e->shown = shown_title(entries, e);
		if (!e->shown)
			return no_memory();
		text_make_printable(e->shown);
	}
	return 0;
}

/* ---- which there are ---- */

/* The name that a link at (text) leads to: servers encode "+" in it; caller frees. */
static char *linked_name(const char *text)
{
	_cleanup_(freep) char *link = str_ndup(text, strcspn(text, "\"\n"));
	_cleanup_(strbuf_free) struct strbuf name = {};

	return link && !uri_decode_string(link, &name) ? strbuf_take(&name) : NULL;
}

/* The files of entries that a page links to, one a line. */
static int add_links(const char *page, struct strbuf *out)
{
	int rc = 0;

	while (!rc && (page = strstr(page, LINK)) != NULL) {
		_cleanup_(freep) char *name = NULL;

		page += strlen(LINK);
		page += strncmp(page, "./", 2) == 0 ? 2 : 0;
		name = linked_name(page);
		if (!name)
			return no_memory();
		if (ends_with(name, ".conf") && is_name(name) && !strpbrk(name, "%&?#\n"))
			rc = strbuf_addf(out, "%s\n", name) ? no_memory() : 0;
	}
	return rc;
}

/* What servers of HTTP make of a folder, in place of an index. */
static int read_listing(const struct bootmenu_files *files, const char *folder, char **ret)
{
	_cleanup_(freep) char *path = str_format("%s/", folder), *page = NULL;
	_cleanup_(strbuf_free) struct strbuf names = {};
	size_t len;
	int rc = path ? files->read(files->arg, path, &page, &len) : no_memory();

	if (!rc)
		rc = add_links(page, &names);
	if (!rc && !names.len)
		rc = -ERR_NOENT;
	if (!rc)
		*ret = strbuf_take(&names);
	return rc;
}

static int read_index(const struct bootmenu_files *files, const char *folder, char **ret)
{
	_cleanup_(freep) char *index = str_format("%s/" BLS_INDEX, folder);
	struct failure why;
	size_t len;
	int rc = index ? files->read(files->arg, index, ret, &len) : no_memory();

	if (rc != -ERR_NOENT || strncmp(folder, "http", 4) != 0)
		return rc;
	why = *fail_last();
	rc = read_listing(files, folder, ret);
	return rc == -ERR_NOMEM || rc == -ERR_CANCELED ? rc : rc ? fail_again(&why) : 0;
}

int bls_read_entries(const struct bootmenu_files *files, const char *folder, struct list *ret)
{
	_cleanup_(freep) char *index = str_format("%s/" BLS_INDEX, folder), *text = NULL;
	char *rest, *line;
	unsigned n = 0;
	int rc = index ? read_index(files, folder, &text) : no_memory();

	rest = rc ? NULL : text + utf8_bom(text, strlen(text));
	while (!rc && (line = next_line(&rest)) != NULL) {
		if (!*line || *line == '#')
			continue;
		if (++n > ENTRIES_MAX)
			rc = fail(ERR_TOOBIG, "bls: %s names more than %d", index, ENTRIES_MAX);
		else if (is_name(line))
			rc = read_entry(files, folder, line, ret);
		else
			log_warn("bls: %s: \"%.80s\" is no name, ignoring", index, line);
		if (rc && rc != -ERR_NOMEM && rc != -ERR_CANCELED && n <= ENTRIES_MAX) {
			log_warn("bls: %s, ignoring", fail_last()->text);
			rc = 0;
		}
	}
	if (!rc)
		rc = set_titles(ret);
	if (rc)
		bls_free_entries(ret);
	return rc;
}

/* ---- the menu ---- */

struct shared {
	char *root; /* what paths are below */
};

static void free_shared(void *arg)
{
	struct shared *s = arg;

	free(s->root);
	free(s);
}

/* (path) of an entry, which may have the slashes of EFI; a URL stays what it is. */
static int copy_path(const struct shared *s, const char *path, char **ret)
{
	bool is_url = strstr(path, "://") != NULL;
	bool is_absolute = *path == '/' || *path == '\\';

	*ret = str_format("%s%s%s", is_url ? "" : s->root, is_url || is_absolute ? "" : "/", path);
	if (!*ret)
		return no_memory();
	for (char *p = *ret; *p && !is_url; p++)
		*p = *p == '\\' ? '/' : *p;
	return 0;
}

static int set_cmdline(const struct bls_entry *e, struct bootplan *p)
{
	const char *options = e->options ? e->options : "";

	if (e->uki && e->profile)
		p->cmdline = str_format("@%s%s%s", e->profile, *options ? " " : "", options);
	else
		p->cmdline = str_dup(options);
	return p->cmdline ? 0 : no_memory();
}

static int plan(struct bootmenu_entry *entry, struct bootplan *ret)
{
	const struct bootmenu *m = entry->menu;
	const struct bls_entry *e = entry->body;
	struct bootplan p = {.kind = BOOTPLAN_FILE};
	int rc = copy_path(m->shared,
		e->kernel        ? e->kernel
			: e->uki ? e->uki
				 : e->program,
		&p.file);

	if (!rc)
		rc = set_cmdline(e, &p);
	for (; p.n_initrds < e->n_initrds && !rc; p.n_initrds++)
		rc = copy_path(m->shared, e->initrds[p.n_initrds], &p.initrds[p.n_initrds]);
	if (rc)
		bootplan_free(&p);
	else
		*ret = p;
	return rc;
}

static void free_body(void *body)
{
	bls_free(body);
}

static const struct bootmenu_ops ops = {
	.plan = plan,
	.line = bootmenu_plain_line,
	.plan_line = bootmenu_plain_plan,
	.free_body = free_body,
	.letters = "e",
};
/* With "editor no". */
static const struct bootmenu_ops fixed_ops = {.plan = plan, .free_body = free_body};

static bool is_no(const char *value)
{
	static const char *const words[] = {"no", "n", "false", "f", "off", "0"};

	for (unsigned i = 0; i < ARRAY_SIZE(words); i++)
		if (strcasecmp(value, words[i]) == 0)
			return true;
	return false;
}

/* Moves (entries) into (m). */
static int add_entries(struct bootmenu *m, struct list *entries)
{
	struct bls_entry *e, *next;

	list_for_each_safe(e, next, entries, node) {
		struct bootmenu_entry *shown = bootmenu_add(m, e->id, e->shown);

		if (!shown)
			return no_memory();
		list_remove(&e->node);
		shown->body = e;
	}
	return 0;
}

/* ---- loader.conf ---- */

static void set_timeout(struct bootmenu *m, const char *value)
{
	char *end;
	unsigned long s = strtoul(value, &end, 10);

	m->is_immediate = strcmp(value, "menu-force") != 0;
	if (*value < '0' || *value > '9' || *end || s == 0)
		return;
	m->is_immediate = false;
	m->timeout_ms = (uint64_t)MIN(s, UINT32_MAX) * 1000;
}

static void set_default(struct bootmenu *m, const char *pattern)
{
	struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node) {
		_cleanup_(freep) char *file = str_format("%s.conf", e->name);

		if (!bls_matches(pattern, e->name) && !(file && bls_matches(pattern, file)))
			continue;
		m->initial = e;
		return;
	}
}

static void set_option(struct bootmenu *m, char *line)
{
	size_t key = strcspn(line, " \t");
	char *value = trimmed(line + key);

	line[key] = '\0';
	if (!*value)
		return;
	if (strcmp(line, "timeout") == 0)
		set_timeout(m, value);
	else if (strcmp(line, "default") == 0)
		set_default(m, value);
	else if (strcmp(line, "editor") == 0)
		m->ops = is_no(value) ? &fixed_ops : &ops;
}

/* As systemd-boot: without a time the default is taken at once. */
static int read_options(const struct bootmenu_files *files, const char *root, struct bootmenu *m)
{
	_cleanup_(freep) char *path = str_format("%s/loader/loader.conf", root), *text = NULL;
	char *rest, *line;
	size_t len;
	int rc = path ? files->read(files->arg, path, &text, &len) : no_memory();

	if (rc)
		return rc == -ERR_NOENT ? 0 : rc;
	m->is_immediate = true;
	rest = text + utf8_bom(text, strlen(text));
	while ((line = next_line(&rest)) != NULL)
		if (*line && *line != '#')
			set_option(m, line);
	return 0;
}

/* Fills (m) from the (folder) of entries, which are below (root). */
static int fill(const struct bootmenu_files *files, const char *folder, const char *root,
	struct bootmenu *m)
{
	struct list entries;
	int rc;

	list_init(&entries);
	rc = bls_read_entries(files, folder, &entries);
	if (!rc)
		rc = add_entries(m, &entries);
	if (!rc)
		rc = read_options(files, root, m);
	if (!rc && list_empty(&m->entries))
		rc = fail(
			ERR_NOENT, "bls: %s/" BLS_INDEX " offers nothing for this machine", folder);
	bls_free_entries(&entries);
	return rc;
}

int bls_read(const struct bootmenu_files *files, const char *index, struct bootmenu **ret)
{
	const char *slash = strrchr(index, '/');
	_cleanup_(freep) char *folder = str_ndup(index, slash ? (size_t)(slash - index) : 0);
	struct bootmenu *m = bootmenu_new(NULL, &ops);
	struct shared *s = calloc(1, sizeof *s);
	int rc = 0;

	if (folder && s) {
		size_t len = strlen(folder), n = strlen(FOLDER_TAIL);
		bool is_usual = len >= n && strcmp(folder + len - n, FOLDER_TAIL) == 0;

		s->root = str_ndup(folder, is_usual ? len - n : len);
	}
	if (!m || !s || !s->root)
		rc = no_memory();
	if (m && s) {
		m->shared = s;
		m->free_shared = free_shared;
	}
	if (!rc)
		rc = fill(files, folder, s->root, m);
	if (!rc) {
		*ret = m;
		return 0;
	}
	if (!m && s)
		free_shared(s);
	bootmenu_free(m);
	return rc;
}
