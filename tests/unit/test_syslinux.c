/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads every configuration tests/data/syslinux/NAME/ and compares the tree, and what each of its
 * entries does, with NAME.out; configurations that entries lead to are read, too. A file "cwd" in
 * the folder is the folder's URL. `test_syslinux NAME…` prints instead of comparing.
 */
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "menu/syslinux.h"
#include "menu/syslinux_priv.h"
#include "unit/check.h"

#define FOLDER      "tests/data/syslinux"
#define VISITED_MAX 40

/* ---- files ---- */

static char *host_path(const char *name, const char *path)
{
	const char *host = strstr(path, "://");

	if (host)
		path = host + 3 + strcspn(host + 3, "/");
	return str_format(FOLDER "/%s%s", name, path);
}

static int read_host(const char *path, char **ret, size_t *ret_len)
{
	struct strbuf text = {};
	char buf[4096];
	struct stat st;
	FILE *f = stat(path, &st) == 0 && S_ISREG(st.st_mode) ? fopen(path, "rb") : NULL;
	size_t n;

	if (!f)
		return fail(ERR_NOENT, "test: there is no %s", path);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		if (strbuf_add(&text, buf, n))
			abort();
	fclose(f);
	*ret_len = text.len;
	*ret = strbuf_take(&text);
	return 0;
}

static int read_one(void *arg, const char *path, char **ret, size_t *ret_len)
{
	_cleanup_(freep) char *host = host_path(arg, path);

	CHECK(path[0] == '/' || syslinux_is_url(path));
	return read_host(host, ret, ret_len);
}

static bool exists(void *arg, const char *path)
{
	_cleanup_(freep) char *host = host_path(arg, path);
	struct stat st;

	return stat(host, &st) == 0;
}

/* ---- the transcript ---- */

static struct {
	struct strbuf out;
	char *visited[VISITED_MAX];
	unsigned n_visited;
} dump;

#define say(...)                                                                                   \
	do {                                                                                       \
		if (strbuf_addf(&dump.out, __VA_ARGS__))                                           \
			abort();                                                                   \
	} while (0)

static void say_failure(void)
{
	say("error %s: %s\n", err_name(fail_last()->code), fail_last()->text);
}

static void dump_plan(struct bootmenu *m, struct bootmenu_entry *e, int depth, bool follow);

static void dump_help(const char *help, int depth)
{
	while (*help) {
		size_t n = strcspn(help, "\n");

		say("%*s? %.*s\n", depth, "", (int)n, help);
		help += n + (help[n] ? 1 : 0);
	}
}

static const char *const kinds[] = {[BOOTPLAN_FILE] = "file",
	[BOOTPLAN_DISK] = "disk",
	[BOOTPLAN_CONFIG] = "config",
	[BOOTPLAN_LOCAL] = "local",
	[BOOTPLAN_REBOOT] = "reboot",
	[BOOTPLAN_POWEROFF] = "poweroff",
	[BOOTPLAN_SETUP] = "setup"};

/* What ONERROR leads to. */
static void dump_on_error(struct bootmenu *m)
{
	struct bootplan p = {};

	say("  on error -> ");
	if (m->ops->plan_line(m, NULL, m->on_error, &p)) {
		say_failure();
		return;
	}
	say("%s %s [%s]\n", kinds[p.kind], p.file ? p.file : "", p.cmdline ? p.cmdline : "");
	bootplan_free(&p);
}

static void dump_menu(struct bootmenu *m, int depth, bool follow)
{
	struct bootmenu_entry *e;

	say("%*smenu \"%s\"", depth, "", m->title ? m->title : "");
	if (m->timeout_ms)
		say(" timeout %llu ms", (unsigned long long)m->timeout_ms);
	if (m->is_immediate)
		say(" immediate");
	if (m->initial)
		say(" initial \"%s\"", m->initial->name);
	if (m->on_timeout)
		say(" then \"%s\"", m->on_timeout->name);
	if (m->total_ms)
		say(" in all %llu ms", (unsigned long long)m->total_ms);
	if (m->on_error)
		say(" on error \"%s\"", m->on_error);
	if (m->prompt && m->prompt->is_first)
		say(" prompt %llu ms", (unsigned long long)m->prompt->timeout_ms);
	if (m->prompt && m->prompt->greeting)
		say(" greeting \"%s\"", m->prompt->greeting);
	if (m->start)
		say(" start \"%s\"", m->start->title ? m->start->title : "");
	say("\n");
	if (m->on_error)
		dump_on_error(m);
	list_for_each(e, &m->entries, node) {
		say("%*s", depth + 2, "");
		if (!e->name) {
			say("---- %s\n", e->title);
			continue;
		}
		say("%s", e->name);
		if (strcmp(e->name, e->title) != 0)
			say(" \"%s\"", e->title);
		if (e->key)
			say(" key %c", e->key);
		if (e->indent)
			say(" indent %u", e->indent);
		say("%s%s\n", e->is_hidden ? " hidden" : "", e->is_disabled ? " disabled" : "");
		if (e->password)
			say("%*spassword \"%s\"\n", depth + 4, "", e->password);
		if (e->help)
			dump_help(e->help, depth + 4);
		if (e->submenu)
			dump_menu(e->submenu, depth + 4, follow);
		else if (e->help_file)
			say("%*s-> shows %s\n", depth + 4, "", e->help_file);
		else if (e->is_quit)
			say("%*s-> prompt\n", depth + 4, "");
		else if (e->jump)
			say("%*s-> menu \"%s\"\n", depth + 4, "",
				e->jump->title ? e->jump->title : "");
		else
			dump_plan(m, e, depth + 4, follow);
	}
}

/* True for the first time. */
static bool visit(const struct bootplan *p)
{
	char *key = str_format("%s %s %s %d", p->file, p->cmdline ? p->cmdline : "",
		p->cwd ? p->cwd : "", p->is_menu);

	for (unsigned i = 0; i < dump.n_visited; i++) {
		if (strcmp(dump.visited[i], key) == 0) {
			free(key);
			return false;
		}
	}
	if (dump.n_visited == VISITED_MAX)
		abort();
	dump.visited[dump.n_visited++] = key;
	return true;
}

static void dump_followed(struct bootmenu *m, const struct bootplan *p, int depth)
{
	struct bootmenu *next;

	if (!visit(p))
		return;
	if (syslinux_follow(m, p, &next)) {
		say("%*s", depth, "");
		say_failure();
		return;
	}
	dump_menu(next, depth, true);
	bootmenu_free(next);
}

static void dump_plan(struct bootmenu *m, struct bootmenu_entry *e, int depth, bool follow)
{
	struct bootplan p = {};

	say("%*s-> ", depth, "");
	if (m->ops->plan(e, &p)) {
		CHECK(!p.file && !p.cmdline && !p.cwd && p.n_initrds == 0);
		say_failure();
		return;
	}
	say("%s", kinds[p.kind]);
	if (p.file)
		say(" %s", p.file);
	if (p.local)
		say(" 0x%x", p.local);
	if (p.kind == BOOTPLAN_CONFIG)
		say("%s in %s", p.is_menu ? " as menu" : "", p.cwd);
	say("\n");
	if (p.cmdline)
		say("%*s   [%s]\n", depth, "", p.cmdline);
	for (unsigned i = 0; i < p.n_initrds; i++)
		say("%*s   + %s%s%s\n", depth, "", p.initrds[i], p.initrd_paths[i] ? " as " : "",
			p.initrd_paths[i] ? p.initrd_paths[i] : "");
	if (p.kind == BOOTPLAN_CONFIG && follow)
		dump_followed(m, &p, depth + 2);
	bootplan_free(&p);
}

/* ---- one configuration ---- */

static const struct {
	const char *path;
	enum syslinux_variant variant;
} places[] = {
	{"/pxelinux.cfg/default", SYSLINUX_PXE},
	{"/isolinux/isolinux.cfg", SYSLINUX_ISO},
	{"/boot/isolinux/isolinux.cfg", SYSLINUX_ISO},
	{"/boot/syslinux/isolinux.cfg", SYSLINUX_ISO},
	{"/isolinux.cfg", SYSLINUX_ISO},
	{"/boot/syslinux/syslinux.cfg", SYSLINUX_SYS},
	{"/syslinux.cfg", SYSLINUX_SYS},
};

static int read_config(const char *name, struct bootmenu **ret)
{
	struct bootmenu_files files = {.read = read_one, .exists = exists, .arg = (void *)name};
	struct syslinux_options o = {.next_server = "192.0.2.1",
		.facts = {[SYSLINUX_IP] = "192.0.2.10:192.0.2.1:192.0.2.254:255.255.255.0",
			[SYSLINUX_BOOTIF] = "01-52-54-00-12-34-56",
			[SYSLINUX_SYSUUID] = "00112233-4455-6677-8899-aabbccddeeff",
			[SYSLINUX_SYSVENDOR] = "  ACME  Machine\tWorks "}};
	_cleanup_(freep) char *cwd_file = host_path(name, "/cwd");
	_cleanup_(freep) char *cwd = NULL;
	size_t n, len;

	for (n = 0; n < ARRAY_SIZE(places) - 1 && !exists((void *)name, places[n].path);)
		n++;
	o.variant = places[n].variant;
	if (read_host(cwd_file, &cwd, &len) == 0) {
		cwd[strcspn(cwd, "\n")] = '\0';
		o.cwd = cwd;
	}
	return syslinux_read(&files, places[n].path, &o, ret);
}

static void run(const char *name)
{
	struct bootmenu *m;

	strbuf_reset(&dump.out);
	if (read_config(name, &m)) {
		say_failure();
	} else {
		dump_menu(m, 0, true);
		bootmenu_free(m);
	}
	while (dump.n_visited)
		free(dump.visited[--dump.n_visited]);
}

static void compare(const char *name)
{
	_cleanup_(freep) char *path = str_format(FOLDER "/%s.out", name);
	_cleanup_(freep) char *want = NULL;
	size_t len;
	bool same;

	run(name);
	if (read_host(path, &want, &len))
		want = str_dup("");
	same = strcmp(dump.out.s, want) == 0;
	CHECK(same);
	if (!same)
		printf("%s gives\n%s", name, dump.out.s);
}

int main(int argc, char **argv)
{
	unsigned n = 0;
	struct dirent *entry;
	DIR *folder = opendir(FOLDER);

	for (int i = 1; i < argc; i++) {
		run(argv[i]);
		printf("%s", dump.out.s);
	}
	CHECK(folder != NULL);
	while (argc == 1 && folder && (entry = readdir(folder))) {
		if (entry->d_name[0] == '.' || entry->d_type != DT_DIR)
			continue;
		compare(entry->d_name);
		n++;
	}
	CHECK(argc > 1 || n >= 70);
	if (folder)
		closedir(folder);
	strbuf_free(&dump.out);
	return argc > 1 ? 0 : check_done();
}
