/* SPDX-License-Identifier: BSD-2-Clause */
/* Trees of menus: finding an entry by its name, title, number or way, and what cannot be found. */
#include <stdlib.h>

#include "core/status.h"
#include "menu/bootmenu.h"
#include "unit/check.h"

static unsigned n_freed, n_shared_freed;

static int no_plan(struct bootmenu_entry *e, struct bootplan *ret)
{
	(void)ret;
	return fail(ERR_NOTSUP, "test: %s", e->name);
}

static void count_body(void *body)
{
	free(body);
	n_freed++;
}

static void count_shared(void *shared)
{
	(void)shared;
	n_shared_freed++;
}

static const struct bootmenu_ops ops = {.plan = no_plan, .free_body = count_body};

static struct bootmenu_entry *add(struct bootmenu *m, const char *name, const char *title)
{
	struct bootmenu_entry *e = bootmenu_add(m, name, title);

	CHECK(e != NULL);
	if (!e)
		abort();
	if (name)
		e->body = malloc(1);
	return e;
}

static struct bootmenu *below(struct bootmenu *m, const char *name, const char *title)
{
	struct bootmenu_entry *e = bootmenu_add(m, name, title);
	struct bootmenu *sub = bootmenu_new(m, &ops);

	if (!e || !sub)
		abort();
	e->submenu = sub;
	return sub;
}

/*
 * heading (no name), linux, off (disabled), hidden, "2" titled Two, tools > (disk, more > (deep)),
 * "a>b" titled Odd, linux again
 */
static struct bootmenu *make_tree(void)
{
	struct bootmenu *m = bootmenu_new(NULL, &ops), *tools, *more;

	if (!m)
		abort();
	m->shared = m;
	m->free_shared = count_shared;
	(void)add(m, NULL, "heading");
	(void)add(m, "linux", "Linux, the first");
	add(m, "off", "Switched off")->is_disabled = true;
	add(m, "hidden", "Not shown")->is_hidden = true;
	(void)add(m, "2", "Two");
	tools = below(m, "tools", "Tools");
	(void)add(tools, "disk", "Disk");
	(void)add(tools, "linux", "Linux, below");
	more = below(tools, "more", "More tools");
	(void)add(more, "deep", "Deep");
	(void)add(m, "a>b", "Odd");
	(void)add(m, "linux", "Linux, the last");
	return m;
}

static const struct {
	const char *which;
	const char *title; /* NULL: not found */
} table[] = {
	{"linux", "Linux, the first"},
	{"Linux, the last", "Linux, the last"},
	{"Linux, below", "Linux, below"},
	{"LINUX", NULL},
	{"lin", NULL},
	{"", NULL},
	{"heading", NULL},
	{"off", NULL},
	{"Switched off", NULL},
	{"hidden", "Not shown"},
	{"Not shown", "Not shown"},
	{"1", "Linux, the first"},
	{"2", "Two"}, /* the name is before the number, which is the same here */
	{"3", "Tools"},
	{"4", "Odd"},
	{"5", "Linux, the last"},
	{"05", "Linux, the last"},
	{"6", NULL},
	{"0", NULL},
	{"-1", NULL},
	{"+1", NULL},
	{" 1", NULL},
	{"1 ", NULL},
	{"4294967297", NULL},
	{"99999999999999999999999", NULL},
	{"tools", "Tools"},
	{"disk", "Disk"},
	{"deep", "Deep"},
	{"tools>disk", "Disk"},
	{"Tools>Disk", "Disk"},
	{"tools>linux", "Linux, below"},
	{"tools>2", "Linux, below"},
	{"3>1", "Disk"},
	{"3>3>1", "Deep"},
	{"tools>more>deep", "Deep"},
	{"tools>deep", "Deep"},
	{"more>deep", "Deep"},
	{"tools>hidden", NULL},
	{"tools>", NULL},
	{">disk", NULL},
	{"linux>disk", NULL},
	{"nothing>disk", NULL},
	{"off>disk", NULL},
	{"a>b", "Odd"},
	{"a", NULL},
};

static void test_find(void)
{
	struct bootmenu *m = make_tree();

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct bootmenu_entry *e = NULL;
		int rc = bootmenu_find(m, table[i].which, &e);

		if (table[i].title) {
			CHECK_EQ(rc, 0);
			CHECK_STR(e ? e->title : NULL, table[i].title);
		} else {
			CHECK_EQ(rc, -ERR_NOENT);
			CHECK(e == NULL);
		}
	}
	bootmenu_free(m);
}

static void test_sentences(void)
{
	struct bootmenu *m = make_tree(), *empty = bootmenu_new(NULL, &ops);
	struct bootmenu_entry *e;

	CHECK_EQ(bootmenu_find(m, "windows", &e), -ERR_NOENT);
	CHECK_STR(fail_last()->text,
		"there is no entry \"windows\", there are \"linux\", \"hidden\", \"2\", \"tools\", "
		"\"disk\", \"linux\", \"more\", \"deep\", \"a>b\", \"linux\"");
	CHECK_EQ(bootmenu_find(m, "more>windows", &e), -ERR_NOENT);
	CHECK_STR(fail_last()->text, "there is no entry \"windows\", there are \"deep\"");
	CHECK_EQ(bootmenu_find(empty, "1", &e), -ERR_NOENT);
	CHECK_STR(fail_last()->text, "there is no entry \"1\", there are none at all");
	bootmenu_free(empty);
	bootmenu_free(m);
}

static void test_free(void)
{
	n_freed = n_shared_freed = 0;
	bootmenu_free(make_tree());
	CHECK_EQ(n_freed, 9);
	CHECK_EQ(n_shared_freed, 1);
	bootmenu_free(NULL);
}

static void test_plan_free(void)
{
	struct bootplan p = {.kind = BOOTPLAN_CONFIG,
		.file = strdup("f"),
		.cmdline = strdup("c"),
		.cwd = strdup("/"),
		.initrds = {strdup("i"), strdup("j")},
		.n_initrds = 2,
		.is_menu = true};

	bootplan_free(&p);
	CHECK(!p.file && !p.cmdline && !p.cwd && !p.initrds[0] && p.n_initrds == 0 && !p.is_menu);
	bootplan_free(&p);
	CHECK(!p.file);
}

int main(void)
{
	test_find();
	test_sentences();
	test_free();
	test_plan_free();
	return check_done();
}
