/* SPDX-License-Identifier: BSD-2-Clause */
/* Boot loader entries: their files, their order, and the menu of a folder with an index. */
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "menu/bls.h"
#include "menu/grub.h"
#include "unit/check.h"

static struct bls_entry *parse(const char *name, const char *text)
{
	struct bls_entry *e = NULL;

	CHECK_EQ(bls_parse(name, text, strlen(text), &e), 0);
	return e;
}

static void test_keys(void)
{
	struct bls_entry *e = parse("6a98-6.1.0.conf",
		"\xef\xbb\xbftitle First\r\n# comment\r\ntitle        Debian GNU/Linux 12 \r\n\tversion 6.1.0-18\nunknown x\n"
		"machine-id 6a98\nsort-key debian\nlinux\t/6a98/6.1/linux\ninitrd /a.img\n"
		"initrd /b.img /c.img\noptions root=UUID=1  ro\noptions quiet\ndevicetree /x.dtb\n"
		"architecture x64\ntitle Debian\noptions\nlinux\n");

	CHECK_STR(e->id, "6a98-6.1.0");
	CHECK_STR(e->title, "Debian");
	CHECK_STR(e->version, "6.1.0-18");
	CHECK_STR(e->machine_id, "6a98");
	CHECK_STR(e->sort_key, "debian");
	CHECK_STR(e->kernel, "/6a98/6.1/linux");
	CHECK_STR(e->options, "root=UUID=1  ro quiet");
	CHECK_STR(e->architecture, "x64");
	CHECK_EQ(e->n_initrds, 3);
	CHECK_STR(e->initrds[0], "/a.img");
	CHECK_STR(e->initrds[2], "/c.img");
	CHECK(!e->is_spent);
	bls_free(e);
}

static void test_counters(void)
{
	static const struct {
		const char *name, *id;
		bool is_spent;
	} table[] = {
		{"a.conf", "a", false},
		{"a+3.conf", "a", false},
		{"node+3.efi", "node.efi", false},
		{"node+0-3.EFI", "node.EFI", true},
		{"node.efi.conf", "node.efi", false},
		{"a+0.conf", "a", true},
		{"a+0-3.conf", "a", true},
		{"a+2-1.conf", "a", false},
		{"a+.conf", "a+", false},
		{"a-3.conf", "a-3", false},
		{"+1.conf", "+1", false},
		{"a+b.conf", "a+b", false},
		{"c++", "c++", false},
		{".conf", ".conf", false},
		{"10", "10", false},
		{"a+10", "a", false},
		{"a+-1", "a+-1", false},
	};

	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		struct bls_entry *e = parse(table[i].name, "");

		CHECK_STR(e->id, table[i].id);
		CHECK_EQ(e->is_spent, table[i].is_spent);
		bls_free(e);
	}
}

static void test_too_many(void)
{
	struct strbuf text = {};
	struct bls_entry *e = NULL;

	for (unsigned i = 0; i <= BLS_INITRDS; i++)
		(void)strbuf_addf(&text, "initrd /%u\n", i);
	CHECK_EQ(bls_parse("many", text.s, text.len, &e), -ERR_TOOBIG);
	CHECK(e == NULL);
	strbuf_reset(&text);
	for (unsigned i = 0; i < 16384; i++)
		(void)strbuf_adds(&text, "options x\n");
	CHECK_EQ(bls_parse("long", text.s, text.len, &e), -ERR_TOOBIG);
	CHECK(e == NULL);
	strbuf_free(&text);
}

/* The examples of the specification, and what they say of each other. */
static void test_versions(void)
{
	static const struct {
		const char *older, *newer;
	} table[] = {
		{"~~", "~"},
		{"~", ""},
		{"1.0~rc1", "1.0"},
		{"1.0", "1.0^post"},
		{"1.0-1", "1.0^1"},
		{"1.0", "1.0.1"},
		{"1.0.1", "1.0a"},
		{"1", "2"},
		{"9", "10"},
		{"6.1.9", "6.1.10"},
		{"a", "b"},
		{"a", "aa"},
		{"B", "a"},
		{"1a", "1b"},
		{"6.1.0-9", "6.1.0-18"},
		{"12", "123"},
		{"x", "1"},
		{"5.14.0-70.el9", "5.14.0-362.el9"},
		{"1_0", "1_1"},
	};
	static const char *const same[][2] = {
		{"", ""}, {"1.0", "1.0"}, {"01", "1"}, {"1_0", "1 0"}, {"a_", "a"}};

	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		CHECK(bls_compare_versions(table[i].older, table[i].newer) < 0);
		CHECK(bls_compare_versions(table[i].newer, table[i].older) > 0);
		if (bls_compare_versions(table[i].older, table[i].newer) >= 0)
			printf("\t%s < %s\n", table[i].older, table[i].newer);
	}
	for (unsigned i = 0; i < ARRAY_SIZE(same); i++)
		CHECK_EQ(bls_compare_versions(same[i][0], same[i][1]), 0);
}

static void test_patterns(void)
{
	static const struct {
		const char *pattern, *text;
		bool fits;
	} table[] = {
		{"", "", true},
		{"*", "", true},
		{"a", "", false},
		{"debian-*", "Debian-6.1", true},
		{"*.conf", "x.conf", true},
		{"*.conf", "x.con", false},
		{"a?c", "abc", true},
		{"a?c", "ac", false},
		{"[ab]x", "bx", true},
		{"[!ab]x", "bx", false},
		{"[a-c]*", "cat", true},
		{"[a-c]*", "dog", false},
		{"[a", "[a", true},
		{"[]a]", "]", true},
		{"*a*b*c", "xxaxxbxxbc", true},
		{"*a*b*c", "xxaxxcb", false},
		{"**x", "aax", true},
		{"@saved", "a", false},
	};

	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		bool fits = bls_matches(table[i].pattern, table[i].text);

		CHECK_EQ(fits, table[i].fits);
		if (fits != table[i].fits)
			printf("\t%s %s\n", table[i].pattern, table[i].text);
	}
}

/* ---- folders ---- */

struct file {
	const char *path, *text;
};
static const struct file *given;

static int given_read(void *arg, const char *path, char **ret, size_t *ret_len)
{
	(void)arg;
	for (const struct file *f = given; f->path; f++) {
		if (strcmp(f->path, path) != 0)
			continue;
		*ret = str_dup(f->text);
		*ret_len = strlen(f->text);
		return 0;
	}
	return fail(ERR_NOENT, "there is no %s", path);
}

static bool given_exists(void *arg, const char *path)
{
	(void)arg;
	for (const struct file *f = given; f->path; f++)
		if (strcmp(f->path, path) == 0)
			return true;
	return false;
}

/* "title=file args [initrds]; …" of the menu, with what is taken and when. */
static char *shown(struct bootmenu *m)
{
	struct bootmenu_entry *e;
	struct strbuf out = {};

	list_for_each(e, &m->entries, node) {
		struct bootplan p = {};

		CHECK_EQ(m->ops->plan(e, &p), 0);
		(void)strbuf_addf(&out, "%s=%s %s", e->title, p.file, p.cmdline);
		for (unsigned i = 0; i < p.n_initrds; i++)
			(void)strbuf_addf(&out, " [%s]", p.initrds[i]);
		(void)strbuf_adds(&out, "; ");
		bootplan_free(&p);
	}
	(void)strbuf_addf(&out, "%s %llu%s", m->initial ? m->initial->name : "none",
		(unsigned long long)m->timeout_ms, m->is_immediate ? " immediate" : "");
	return strbuf_take(&out);
}

static void check_editing(struct bootmenu *m, bool can_edit)
{
	struct bootmenu_entry *e = list_entry(m->entries.prev, struct bootmenu_entry, node);
	_cleanup_(bootplan_free) struct bootplan p = {};
	_cleanup_(freep) char *line = NULL;

	CHECK_EQ(m->ops->line != NULL, can_edit);
	if (!m->ops->line)
		return;
	CHECK_EQ(m->ops->line(e, &line), 0);
	CHECK_EQ(m->ops->plan(e, &p), 0);
	CHECK_STR(line, p.cmdline);
	bootplan_free(&p);
	CHECK_EQ(m->ops->plan_line(m, e, "single", &p), 0);
	CHECK_STR(p.cmdline, "single");
	CHECK_EQ(m->ops->plan_line(m, NULL, "single", &p), -ERR_NOTSUP);
}

static void check_menu(const struct file *files, bool is_efi, const char *index, const char *want)
{
	const struct bootmenu_files f = {
		.read = given_read, .exists = given_exists, .is_efi = is_efi, .is_remote = true};
	struct bootmenu *m = NULL;
	int rc;

	given = files;
	rc = bls_read(&f, index, &m);
	if (rc) {
		CHECK_STR(fail_last()->text, want);
	} else {
		_cleanup_(freep) char *got = shown(m);

		check_editing(m, strstr(want, "immediate") == NULL);

		CHECK_STR(got, want);
	}
	bootmenu_free(m);
}

#define HOME "http://h/boot/loader/"

static void test_menus(void)
{
	static const struct file fedora[] = {
		{HOME "entries/index",
			"# what is there\n\n6.1.conf\n 6.10 \n6.2.conf\nmissing.conf\n../evil\nold.conf\n"
			"arm.conf\nshell.conf\n/EFI/Linux/x.efi\n"},
		{HOME "entries/6.1.conf",
			"title Fedora\nversion 6.1\nlinux \\v61\ninitrd /d\\i61\n"},
		{HOME "entries/6.10.conf",
			"title Fedora\nversion 6.10\nlinux /v610\ninitrd http://o/i610\n"
			"options a\noptions b\n"},
		{HOME "entries/6.2.conf", "title Fedora\nversion 6.1\nlinux v62\n"},
		{HOME "entries/old.conf", "title Old\nsort-key old\nuki /o.efi\nprofile 2\n"},
		{HOME "entries/arm.conf", "title ARM\nlinux /arm\narchitecture aa64\n"},
		{HOME "entries/shell.conf", "efi \\shell.efi\noptions \\x\n"},
		{HOME "loader.conf", "timeout 5\ndefault 6.2*\neditor yes\n"},
		{},
	};
	static const struct file few[] = {
		{"/e/index", "b\na\n"},
		{"/e/a.conf", "title It's A\nlinux /a\n"},
		{"/e/b.conf", "linux /b\n"},
		{},
	};
	static const struct file forced[] = {
		{"/loader/entries/index", "a"},
		{"/loader/entries/a.conf", "linux /a"},
		{"/loader/loader.conf", "timeout menu-force\ndefault nothing\n"},
		{},
	};
	static const struct file at_once[] = {
		{"/loader/entries/index",
			"\xef\xbb\xbf"
			"a\nb"}, /* as some editors mark UTF-8 */
		{"/loader/entries/a.conf", "linux /a"},
		{"/loader/entries/b.conf", "linux /b"},
		{"/loader/loader.conf",
			"\xef\xbb\xbf"
			"default A.conf\n#timeout 3\neditor no"},
		{},
	};
	static const struct file listed[] = {
		{HOME "entries/",
			"<a href=\"../\">Up</a>\n<a href=\"a.conf\">a.conf</a>\n"
			"<a href=\"./b+2.conf\">b</a><a href=\"/x/c.conf\">c</a>\n"
			"<a href=\"6.12%2Bdeb13.conf\">d</a><a href=\"%2e%2e%2fg.conf\">g</a><a href=\"e.txt\">e</a><a href=\"f.conf"},
		{HOME "entries/a.conf", "linux /a"},
		{HOME "entries/b+2.conf", "linux /b"},
		{HOME "entries/6.12+deb13.conf", "linux /d"},
		{HOME "g.conf", "linux /g"},
		{HOME "entries/c.conf", "linux /c"},
		{},
	};
	static const struct file empty_list[] = {{HOME "entries/", "<a href=\"../\">Up</a>"}, {}};
	static const struct file nothing[] = {{"/e/index", "a\n"}, {"/e/a.conf", "efi /x.efi"}, {}};

	check_menu(fedora, true, HOME "entries/index",
		"Old=http://h/boot/o.efi @2; "
		"Fedora (6.10)=http://h/boot/v610 a b [http://o/i610]; "
		"Fedora (6.2)=http://h/boot/v62 ; "
		"Fedora (6.1)=http://h/boot/v61  [http://h/boot/d/i61]; "
		"x.efi=http://h/boot/EFI/Linux/x.efi ; shell=http://h/boot/shell.efi \\x; 6.2 5000");
	check_menu(few, false, "/e/index", "b=/e/b ; It's A=/e/a ; none 0");
	check_menu(forced, false, "/loader/entries/index", "a=/a ; none 0");
	check_menu(at_once, false, "/loader/entries/index", "b=/b ; a=/a ; a 0 immediate");
	check_menu(nothing, false, "/e/index", "bls: /e/index offers nothing for this machine");
	check_menu(nothing, false, "/none/index", "there is no /none/index");
	check_menu(listed, false, HOME "entries/index",
		"6.12+deb13=http://h/boot/d ; b=http://h/boot/b ; a=http://h/boot/a ; none 0");
	check_menu(empty_list, false, HOME "entries/index", "there is no " HOME "entries/index");
}

/* GRUB's blscfg makes entries of its own language of them. */
static void test_blscfg(void)
{
	static const struct file files[] = {
		{"/grub.cfg", "set kernelopts='root=/dev/sda ro'\nset default=old\nblscfg\n"},
		{"/loader/entries/index", "new\nold\n"},
		{"/loader/entries/new.conf",
			"title It's new\nlinux /vmlinuz\ninitrd /i $tuned_initrd\noptions $kernelopts x\n"},
		{"/loader/entries/old.conf", "title Old\nlinux /old\n"},
		{},
	};
	const struct bootmenu_files f = {
		.read = given_read, .exists = given_exists, .is_efi = true};
	static const struct file complete[] = {{"/i", ""}, {"/vmlinuz", ""}, {"/old", ""}, {}};
	struct file all[ARRAY_SIZE(files) + ARRAY_SIZE(complete)];
	const struct grub_options o = {};
	struct bootmenu *m = NULL;

	memcpy(all, files, sizeof files);
	memcpy(all + ARRAY_SIZE(files) - 1, complete, sizeof complete);
	given = all;
	CHECK_EQ(grub_read(&f, "/grub.cfg", &o, &m), 0);
	if (m) {
		_cleanup_(freep) char *got = shown(m);

		CHECK_STR(got,
			"Old=/old BOOT_IMAGE=/old; "
			"It's new=/vmlinuz BOOT_IMAGE=/vmlinuz root=/dev/sda ro x [/i]; old 0");
	}
	bootmenu_free(m);
}

int main(void)
{
	test_keys();
	test_counters();
	test_too_many();
	test_versions();
	test_patterns();
	test_menus();
	test_blscfg();
	return check_done();
}
