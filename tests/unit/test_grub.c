/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads every configuration of GRUB below tests/data/grub and compares the menus, and what each
 * entry does, with NAME.out. NAME is a folder, the image; NAME.opt has lines: "path=" of the
 * configuration, "label=", "uuid=", "root=", "prefix=", "firmware=pc", "set=name=value", and
 * "has=" paths that exist beside the files in the folder. "url=http://HOST" makes the folder a
 * server's: then "@HOST/…" in it is another server, "x.iso!/…" is inside of an ISO image, and
 * configurations that entries lead to are shown, too; "setting=name=value" is what the machine
 * answers, "answer=" what is typed. `test_grub NAME…` prints instead of comparing.
 */
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/status.h"
#include "core/util.h"
#include "menu/grub.h"
#include "menu/grub_priv.h"
#include "unit/check.h"

#define FOLDER "tests/data/grub"

/* ---- the image ---- */

#define LINES_MAX 64

struct image {
	const char *name;
	char *text; /* of NAME.opt, cut into lines */
	const char *path, *label, *uuid, *root, *prefix, *url, *answer;
	const char *has[LINES_MAX];
	const char *set[LINES_MAX];
	const char *setting[LINES_MAX];
	unsigned n_has, n_set, n_setting;
	bool is_pc;
	struct strbuf said; /* since it was shown last */
};

/* Where the file (path), or the URL, of the image is here; caller frees. */
static char *place_of(const struct image *image, const char *path)
{
	size_t home = image->url ? strlen(image->url) : 0;
	const char *host;

	if (strncmp(path, "iso:", 4) == 0)
		path += 4;
	if (home && strncmp(path, image->url, home) == 0)
		path += home;
	host = strstr(path, "://");
	return host ? str_format(FOLDER "/%s/@%s", image->name, host + 3)
		    : str_format(FOLDER "/%s%s", image->name, path);
}

static char *read_all(const char *path, size_t *ret_len)
{
	FILE *f = fopen(path, "rb");
	struct strbuf text = {};
	char part[4096];
	size_t n;

	if (!f)
		return NULL;
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		(void)strbuf_add(&text, part, n);
	(void)fclose(f);
	*ret_len = text.len;
	return strbuf_take(&text);
}

static int image_read(void *arg, const char *path, char **ret, size_t *ret_len)
{
	const struct image *image = arg;
	_cleanup_(freep) char *host = place_of(image, path);
	struct stat st;
	char *text;

	if (stat(host, &st) == 0 && S_ISREG(st.st_mode)) {
		text = read_all(host, ret_len);
		if (text) {
			*ret = text;
			return 0;
		}
	}
	return fail(ERR_NOENT, "image: there is no %s", path);
}

static bool image_exists(void *arg, const char *path)
{
	const struct image *image = arg;
	_cleanup_(freep) char *host = place_of(image, path);

	for (unsigned i = 0; i < image->n_has; i++)
		if (strcmp(image->has[i], path) == 0 ||
			(image->url &&
				strcmp(host + strlen(FOLDER "/") + strlen(image->name),
					image->has[i]) == 0))
			return true;
	return access(host, F_OK) == 0;
}

static void set_option(struct image *image, char *line)
{
	char *value = strchr(line, '=');

	CHECK(value != NULL);
	if (!value)
		return;
	*value++ = '\0';
	if (strcmp(line, "path") == 0)
		image->path = value;
	else if (strcmp(line, "label") == 0)
		image->label = value;
	else if (strcmp(line, "uuid") == 0)
		image->uuid = value;
	else if (strcmp(line, "root") == 0)
		image->root = value;
	else if (strcmp(line, "prefix") == 0)
		image->prefix = value;
	else if (strcmp(line, "url") == 0)
		image->url = value;
	else if (strcmp(line, "answer") == 0)
		image->answer = value;
	else if (strcmp(line, "setting") == 0 && image->n_setting < LINES_MAX)
		image->setting[image->n_setting++] = value;
	else if (strcmp(line, "firmware") == 0)
		image->is_pc = strcmp(value, "pc") == 0;
	else if (strcmp(line, "has") == 0 && image->n_has < LINES_MAX)
		image->has[image->n_has++] = value;
	else if (strcmp(line, "set") == 0 && image->n_set < LINES_MAX - 1)
		image->set[image->n_set++] = value;
	else
		CHECK(!"a known option");
}

static void load_options(struct image *image)
{
	_cleanup_(freep) char *path = str_format(FOLDER "/%s.opt", image->name);
	size_t len;
	char *line, *rest;

	image->path = "/boot/grub/grub.cfg";
	image->text = read_all(path, &len);
	for (line = image->text ? strtok_r(image->text, "\n", &rest) : NULL; line;
		line = strtok_r(NULL, "\n", &rest))
		set_option(image, line);
}

/* ---- the world ---- */

static void say(void *arg, const char *text)
{
	struct image *image = arg;

	(void)strbuf_adds(&image->said, text);
}

static int nap(void *arg, uint64_t ms, bool may_end)
{
	struct image *image = arg;

	(void)strbuf_addf(&image->said, "<%llu ms>%s", (unsigned long long)ms, may_end ? "" : "!");
	return 0;
}

static int ask(void *arg, bool is_secret, char **ret)
{
	struct image *image = arg;

	(void)strbuf_adds(&image->said, is_secret ? "<secret>" : "<line>");
	*ret = str_dup(image->answer ? image->answer : "");
	return *ret ? 0 : -ERR_NOMEM;
}

static char *setting(void *arg, const char *name)
{
	const struct image *image = arg;
	size_t n = strlen(name);

	for (unsigned i = 0; i < image->n_setting; i++)
		if (strncmp(image->setting[i], name, n) == 0 && image->setting[i][n] == '=')
			return str_dup(image->setting[i] + n + 1);
	return NULL;
}

static char *resolve(void *arg, const char *host)
{
	(void)arg;
	return strcmp(host, "known") == 0 ? str_dup("192.0.2.77") : NULL;
}

/* ---- the transcript ---- */

static void show_said(struct image *image, unsigned indent, struct strbuf *out)
{
	char *line, *rest;

	if (!image->said.len)
		return;
	for (line = strtok_r(image->said.s, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		(void)strbuf_addf(out, "%*s> %s\n", indent, "", line);
	strbuf_reset(&image->said);
}

#define FOLLOW_MOST 16

static void show_menu(struct image *image, struct bootmenu *m, unsigned indent, struct strbuf *out);

static void show_problem(int rc, unsigned indent, struct strbuf *out)
{
	char why[320];

	fail_format(rc, why, sizeof why);
	*strstr(why, " (error") = '\0';
	(void)strbuf_addf(out, "%*s! %s: %s\n", indent, "", err_name(rc), why);
}

static void show_followed(struct image *image, struct bootmenu *from, const struct bootplan *p,
	unsigned indent, struct strbuf *out)
{
	struct bootmenu *m = NULL;
	int rc = from->ops->follow(from, p, &m);

	show_said(image, indent, out);
	if (rc == -ERR_NOTMINE)
		(void)strbuf_addf(out, "%*s  (of another loader)\n", indent, "");
	else if (rc)
		show_problem(rc, indent, out);
	else
		show_menu(image, m, indent, out);
	bootmenu_free(m);
}

static void show_plan(struct image *image, struct bootmenu *m, struct bootmenu_entry *e,
	unsigned indent, struct strbuf *out)
{
	static const char *const kinds[] = {
		"file", "disk", "config", "local", "reboot", "poweroff", "setup"};
	struct bootplan p = {};
	int rc = m->ops->plan(e, &p);

	show_said(image, indent, out);
	if (rc) {
		show_problem(rc, indent, out);
		return;
	}
	(void)strbuf_addf(out, "%*s= %s", indent, "", kinds[p.kind]);
	if (p.file)
		(void)strbuf_addf(out, " %s", p.file);
	if (p.local)
		(void)strbuf_addf(out, " 0x%x", p.local);
	(void)strbuf_adds(out, "\n");
	if (p.cmdline)
		(void)strbuf_addf(out, "%*s  args %s\n", indent, "", p.cmdline);
	for (unsigned i = 0; i < p.n_initrds; i++) {
		(void)strbuf_addf(out, "%*s  initrd %s", indent, "", p.initrds[i]);
		if (p.initrd_paths[i])
			(void)strbuf_addf(out, " as %s", p.initrd_paths[i]);
		(void)strbuf_adds(out, "\n");
	}
	if (p.kind == BOOTPLAN_CONFIG && image->url && indent < FOLLOW_MOST)
		show_followed(image, m, &p, indent + 2, out);
	bootplan_free(&p);
}

static void add_style(const struct bootmenu_style *s, struct strbuf *out)
{
	if (!s)
		return;
	if (s->is_graphic)
		(void)strbuf_adds(out, " graphics");
	if (s->has_size)
		(void)strbuf_addf(out, "=%ux%u", s->width, s->height);
	if (!s->is_only_screen)
		(void)strbuf_addf(out, " colours=%06x/%06x,%06x/%06x",
			s->colours[BOOTMENU_UNSEL].fg & 0xffffff,
			s->colours[BOOTMENU_UNSEL].bg & 0xffffff,
			s->colours[BOOTMENU_SEL].fg & 0xffffff,
			s->colours[BOOTMENU_SEL].bg & 0xffffff);
	if (s->background)
		(void)strbuf_addf(out, " picture=%s", s->background);
}

static void show_menu(struct image *image, struct bootmenu *m, unsigned indent, struct strbuf *out)
{
	struct bootmenu_entry *e;

	(void)strbuf_addf(out, "%*smenu", indent, "");
	if (m->title)
		(void)strbuf_addf(out, " \"%s\"", m->title);
	if (m->initial)
		(void)strbuf_addf(out, " initial=%s", m->initial->name);
	if (m->timeout_ms)
		(void)strbuf_addf(out, " timeout=%llu", (unsigned long long)m->timeout_ms);
	for (unsigned i = 0; i < m->n_fallbacks; i++)
		(void)strbuf_addf(out, " fallback=%s", m->fallbacks[i]->name);
	add_style(m->style, out);
	if (m->style && m->style->master_password)
		(void)strbuf_addf(out, " master=%s", m->style->master_password);
	if (m->is_countdown || m->is_hidden)
		(void)strbuf_adds(out, m->is_hidden ? " hidden" : " countdown");
	(void)strbuf_addf(out, "%s\n", m->is_immediate ? " immediate" : "");
	indent += 2;
	list_for_each(e, &m->entries, node) {
		(void)strbuf_addf(out, "%*s\"%s\"", indent, "", e->title);
		if (e->name && strcmp(e->name, e->title) != 0)
			(void)strbuf_addf(out, " id=%s", e->name);
		if (e->key)
			(void)strbuf_addf(out, " key=0x%x", e->key);
		for (const char *line = e->password; line; line = strchr(line, '\n')) {
			line += *line == '\n';
			(void)strbuf_addf(out, " opens=%.*s", (int)strcspn(line, "\n"), line);
		}
		(void)strbuf_addf(out, "%s\n", e->name ? "" : " -");
		if (e->submenu)
			show_menu(image, e->submenu, indent + 2, out);
		else if (e->name)
			show_plan(image, m, e, indent + 2, out);
	}
}

/* Those of a server have a URL for a path, and what that makes of it. */
static char *path_of(const struct image *image, struct bootmenu_files *files)
{
	files->is_remote = image->url != NULL;
	return str_format("%s%s", image->url ? image->url : "", image->path);
}

/* "http,192.0.2.1" of a URL; caller frees. */
static char *root_of(const struct image *image)
{
	const char *colon = image->url ? strstr(image->url, "://") : NULL;

	if (!colon)
		return image->root ? str_dup(image->root) : NULL;
	return str_format("%.*s,%s", (int)(colon - image->url), image->url, colon + 3);
}

/* The transcript of the configuration (name); caller frees. */
static char *transcript(const char *name)
{
	struct image image = {.name = name};
	struct bootmenu_files files = {.read = image_read, .exists = image_exists, .arg = &image};
	const struct grub_world world = {say, nap, ask, setting, resolve, &image};
	struct grub_options o = {.variables = image.set, .world = &world};
	_cleanup_(freep) char *path = NULL, *root = NULL;
	struct bootmenu *m = NULL;
	struct strbuf out = {};
	int rc;

	load_options(&image);
	files.is_efi = !image.is_pc;
	files.label = image.label;
	files.uuid = image.uuid;
	path = path_of(&image, &files);
	root = root_of(&image);
	o.root = root;
	o.home = image.url;
	o.prefix = image.prefix;
	rc = grub_read(&files, path, &o, &m);
	show_said(&image, 0, &out);
	if (rc)
		show_problem(rc, 0, &out);
	else
		show_menu(&image, m, 0, &out);
	bootmenu_free(m);
	free(image.text);
	strbuf_free(&image.said);
	return strbuf_take(&out);
}

static void compare(const char *name)
{
	_cleanup_(freep) char *path = str_format(FOLDER "/%s.out", name);
	_cleanup_(freep) char *got = transcript(name);
	size_t len = 0;
	_cleanup_(freep) char *want = read_all(path, &len);

	if (!want || strcmp(got, want) != 0)
		printf("%s:\n", name);
	CHECK_STR(got, want);
}

static int is_folder(const struct dirent *d)
{
	return d->d_type == DT_DIR && d->d_name[0] != '.';
}

static void test_configurations(void)
{
	struct dirent **found;
	int n = scandir(FOLDER, &found, is_folder, alphasort);

	CHECK(n >= 30);
	for (int i = 0; i < n; i++) {
		compare(found[i]->d_name);
		free(found[i]);
	}
	if (n >= 0)
		free(found);
}

/* ---- limits ---- */

static struct {
	const char *text;
	size_t len;
} given;

static int given_read(void *arg, const char *path, char **ret, size_t *ret_len)
{
	(void)arg;
	if (strstr(path, "ended"))
		return fail(ERR_CANCELED, "%s: ended by Ctrl-C", path);
	if (strstr(path, "silent"))
		return fail(ERR_TIMEDOUT, "%s: no answer", path);
	*ret = str_ndup(given.text, given.len);
	*ret_len = given.len;
	return *ret ? 0 : -ERR_NOMEM;
}

static bool given_exists(void *arg, const char *path)
{
	(void)arg;
	(void)path;
	return true;
}

static int read_text(const char *text, struct bootmenu **ret)
{
	static const struct bootmenu_files files = {
		.read = given_read, .exists = given_exists, .is_efi = true};
	static const struct grub_options options = {.root = "cd0"};

	given.text = text;
	given.len = strlen(text);
	return grub_read(&files, "/grub.cfg", &options, ret);
}

static void test_limits(void)
{
	static const struct {
		const char *text;
		int rc;
	} table[] = {
		{"", -ERR_NOENT},
		{"menuentry a {\nlinux /x\n", -ERR_SYNTAX},
		{"while true; do true; done", -ERR_LOOP},
		{"until false; do :; done", -ERR_LOOP},
		{"function f { f; }\nf", -ERR_LOOP},
		{"source /grub.cfg", -ERR_LOOP},
		{"configfile /grub.cfg", -ERR_LOOP},
		{"normal", -ERR_LOOP},
		{"eval 'eval \"$0\"; source /grub.cfg'", -ERR_LOOP},
		{"set a=xxxxxxxxxxxxxxxx\nwhile true; do set a=\"$a$a\"; done", -ERR_TOOBIG},
		{"set a=x\nfor i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do set a=\"$a $a\"; done\n"
		 "for i in $a; do true; done",
			-ERR_TOOBIG},
		{"function f { for i in a b c d e f g h; do menuentry $i { linux /x; }; done; }\n"
		 "while true; do f; done",
			-ERR_TOOBIG},
	};

	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		struct bootmenu *m = NULL;
		int rc = read_text(table[i].text, &m);

		CHECK_EQ(rc, table[i].rc);
		if (rc != table[i].rc)
			printf("\t%s\n\t%s\n", table[i].text, fail_last()->text);
		CHECK(m == NULL);
		bootmenu_free(m);
	}
}

/* A menu below itself for ever is a menu up to a depth. */
static void test_submenus(void)
{
	struct bootmenu *m = NULL, *at;
	unsigned depth = 0;

	CHECK_EQ(read_text("function f { submenu more { f; }; menuentry x { linux /x; }; }\nf", &m),
		0);
	if (!m)
		return;
	for (at = m; at; depth++)
		at = list_entry(at->entries.next, struct bootmenu_entry, node)->submenu;
	CHECK_EQ(depth, GRUB_MENUS_MAX + 1);
	bootmenu_free(m);
}

/* What somebody ends is no file that is missing, and the rest is not gone on with. */
static void test_ended(void)
{
	static const char *const texts[] = {"source /ended.cfg\nmenuentry a { linux /x; }",
		"menuentry a { linux /x; }\nsubmenu b { source /ended.cfg; menuentry c { :; }; }",
		"configfile /ended.cfg\nmenuentry a { linux /x; }",
		"load_env --file /ended.cfg\nmenuentry a { linux /x; }"};

	for (unsigned i = 0; i < ARRAY_SIZE(texts); i++) {
		struct bootmenu *m = NULL;

		CHECK_EQ(read_text(texts[i], &m), -ERR_CANCELED);
		CHECK_STR(fail_last()->text, "/ended.cfg: ended by Ctrl-C");
		bootmenu_free(m);
	}
}

/* ---- submenus talk to whoever opens them ---- */

static unsigned n_talks;

static void talk_say(void *arg, const char *text)
{
	(void)arg;
	(void)text;
	n_talks++;
}

static int talk_sleep(void *arg, uint64_t ms, bool may_end)
{
	(void)arg;
	(void)may_end;
	n_talks += ms == 5000;
	return 0;
}

static int talk_ask(void *arg, bool is_secret, char **ret)
{
	(void)arg;
	n_talks += !is_secret;
	*ret = str_dup("typed");
	return *ret ? 0 : -ERR_NOMEM;
}

static void test_talk(void)
{
	static const struct bootmenu_files files = {.read = given_read, .exists = given_exists};
	static const struct grub_world world = {
		.say = talk_say, .sleep = talk_sleep, .ask = talk_ask};
	static const struct grub_options o = {.world = &world};
	struct bootmenu *m = NULL;
	struct bootmenu_entry *first;
	struct bootplan p = {};

	given.text =
		"submenu a { echo x; tr a b a; sleep 5; read y; menuentry b$y { linux /k; }; }\n"
		"submenu c { echo x; sleep 5; read y; linux /k $y; }";
	given.len = strlen(given.text);
	CHECK_EQ(grub_read(&files, "/grub.cfg", &o, &m), 0);
	if (!m)
		return;
	CHECK_EQ(n_talks, 0);
	first = list_entry(m->entries.next, struct bootmenu_entry, node);
	CHECK(first->submenu != NULL);
	CHECK_EQ(m->ops->plan(list_entry(m->entries.prev, struct bootmenu_entry, node), &p), 0);
	CHECK_EQ(n_talks, 3);
	CHECK_STR(p.cmdline, "BOOT_IMAGE=/k typed");
	bootplan_free(&p);
	bootmenu_free(m);
}

/* One thing that cannot be had costs that alone. */
static void test_silent(void)
{
	static const char *const texts[] = {"source /silent.cfg\nmenuentry a { linux /x; }",
		"blsdir=/silent; blscfg; menuentry a { linux /x; }"};

	for (unsigned i = 0; i < ARRAY_SIZE(texts); i++) {
		struct bootmenu *m = NULL;

		CHECK_EQ(read_text(texts[i], &m), 0);
		CHECK(m && !list_empty(&m->entries));
		bootmenu_free(m);
	}
	CHECK_EQ(read_text("blsdir=/silent; blscfg", &(struct bootmenu *){NULL}), -ERR_TIMEDOUT);
	CHECK_STR(fail_last()->text, "/grub.cfg:1: blscfg: /silent/index: no answer");
}

/* ---- regular expressions ---- */

static void test_regexp(void)
{
	static const struct {
		const char *pattern, *text, *whole, *first; /* whole NULL: no match */
	} table[] = {
		{"abc", "xabcx", "abc", NULL},
		{"^abc", "xabcx", NULL, NULL},
		{"^([0-9]+)\\.", "12.34", "12.", "12"},
		{"a|bc|bcd", "xbcd", "bcd", NULL},
		{"b(c|cd)", "aabcde", "bcd", "cd"},
		{"^([a-z]*)(b|bc)(.*)", "aabcd", "aabcd", "aa"},
		{"(hd[0-9]+),(.*)$", "hd0,gpt1", "hd0,gpt1", "hd0"},
		{"^\\(?([^,]*),?([^)]*)\\)?(.*)$", "(http,1.2.3.4)/x", "(http,1.2.3.4)/x", "http"},
		{"[[:alpha:]_][[:alnum:]_]*", "0 a_1-", "a_1", NULL},
		{"[^]x]+", "xx]yz", "yz", NULL},
		{"[a-]+", "x-a-", "-a-", NULL},
		{"(..):(..)", "52:54:00", "52:54", "52"},
		{"^([0-9a-f]{2}:){5}[0-9a-f]{2}$", "52:54:00:12:34:56", "52:54:00:12:34:56", "34:"},
		{"^x{2,3}$", "xxxx", NULL, NULL},
		{"^x{2,}$", "xxxx", "xxxx", NULL},
		{"a{0}b", "ab", "b", NULL},
		{"(a*)*b", "aaab", "aaab", NULL},
		{"(a|aa)*$", "aaaa", "aaaa", NULL},
		{"()+x", "x", "x", ""},
		{"a\\.b", "axb", NULL, NULL},
		{"colou?r", "color", "color", NULL},
		{"", "anything", "", NULL},
		{"^$", "", "", NULL},
		{"a)", "a)", "a)", NULL},
	};

	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		struct grub_match m;
		int rc = grub_regexp(table[i].pattern, table[i].text, &m);
		_cleanup_(freep) char *got = NULL;

		CHECK_EQ(rc, table[i].whole != NULL);
		if (rc != 1) {
			if (table[i].whole)
				printf("\t%s\n", table[i].pattern);
			continue;
		}
		got = str_ndup(table[i].text + m.start[0], m.end[0] - m.start[0]);
		CHECK_STR(got, table[i].whole);
		if (!table[i].first || m.start[1] > m.end[1])
			continue;
		free(got);
		got = str_ndup(table[i].text + m.start[1], m.end[1] - m.start[1]);
		CHECK_STR(got, table[i].first);
	}
}

static void test_bad_regexp(void)
{
	static const char *const bad[] = {"(a", "[a", "a{2", "a{3,2}", "*a", "[z-a]", "[[:none:]]",
		"a\\", "((((((((((((((((((a))))))))))))))))))", "(a{200}){200}"};
	struct grub_match m;

	for (unsigned i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK(grub_regexp(bad[i], "aaa", &m) < 0);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		_cleanup_(freep) char *text = transcript(argv[i]);

		printf("%s", text);
	}
	if (argc > 1)
		return 0;
	test_configurations();
	test_limits();
	test_submenus();
	test_ended();
	test_silent();
	test_talk();
	test_regexp();
	test_bad_regexp();
	return check_done();
}
