/* SPDX-License-Identifier: BSD-2-Clause */
/* Going through another loader's menu when what is chosen does not start: who has chosen is
 * told why, and chooses again from where the choice was, also after Ctrl-C has ended the wait for a
 * file. In front of a menu that nobody may leave it begins anew by itself. */
#include <stdlib.h>
#include <string.h>

#include "core/console.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "fake/virtual_time.h"
#include "menu/syslinux.h"
#include "script/bootrun.h"
#include "unit/check.h"

#define MENU  "UI menu.c32\nTIMEOUT 1\nLABEL one\nKERNEL a\nLABEL two\nKERNEL b\n"
#define BELOW MENU "MENU BEGIN x\nLABEL three\nKERNEL c\nLABEL four\nKERNEL d\nMENU END\n"
#define BOSS  MENU "MENU MASTER PASSWD boss\n"
#define AGAIN "Press any key to choose again, Ctrl-C to leave"
#define ANEW  "Press any key to choose again; starting over in 1 s"
#define BACK  "LABEL back\nCONFIG default\nLABEL one\nKERNEL a\n"
#define TIMES 70 /* more than the configurations that may lead to one another by themselves */

static const struct {
	const char *what, *config, *keys;
	int fails;           /* the first that is started, by this */
	const char *started; /* what was */
	int rc;
	const char *asked; /* AGAIN, ANEW; NULL: neither */
	bool late;         /* the keys come when the first was started */
} cases[] = {
	{"it starts", MENU, "\r", 0, "a ", 0, NULL, false},
	{"a missing file", MENU, "\r \033[B\r", ERR_NOENT, "a b ", 0, AGAIN, false},
	{"a wait that was ended", MENU, "\r \033[B\r", ERR_CANCELED, "a b ", 0, AGAIN, false},
	{"nobody is there", MENU, "", ERR_NOENT, "a ", -ERR_NOENT, NULL, false},
	{"nobody who chose", MENU, "", ERR_CANCELED, "a ", -ERR_CANCELED, NULL, false},
	{"the highlight stays", MENU, "\033[B\r \r", ERR_NOENT, "b b ", 0, AGAIN, false},
	{"in a submenu, too", BELOW, "\033[F\r\033[B\r \r", ERR_NOENT, "d d ", 0, AGAIN, false},
	{"nobody may leave", BOSS, "", ERR_NOENT, "a a ", 0, ANEW, false},
	{"or end a wait", BOSS, "", ERR_CANCELED, "a a ", 0, ANEW, false},
	{"but who is there chooses", BOSS, " \033[B\r", ERR_NOENT, "a b ", 0, ANEW, true},
	{"Ctrl-C is a key like any", BOSS, "\003\r", ERR_NOENT, "a a ", 0, ANEW, true},
	{"who has gone does not count", BOSS, "\033[B\r", ERR_NOENT, "b a ", 0, ANEW, false},
};

static struct {
	const char *menu, *keys;
	struct strbuf shown, started;
	int fails, then; /* the next that is started, and the one after it */
	bool wait;
	unsigned polls; /* the menu is another after so many times; 0: never */
} now;

static void screen_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	CHECK_EQ(strbuf_add(&now.shown, text, len), 0);
}

static int screen_getkey(struct console *c)
{
	(void)c;
	return *now.keys && !now.wait ? *now.keys++ : KEY_NONE;
}

static void screen_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = 80;
	*rows = 25;
}

static const struct console_ops screen_ops = {
	.write = screen_write, .getkey = screen_getkey, .size = screen_size};
static struct console console = {.ops = &screen_ops, .name = "test"};

static int read_file(void *arg, const char *path, char **ret, size_t *ret_len)
{
	(void)arg;
	if (strcmp(path, "/pxelinux.cfg/default") != 0)
		return fail(ERR_NOENT, "test: there is no %s", path);
	*ret = str_dup(now.menu);
	*ret_len = strlen(now.menu);
	return *ret ? 0 : fail(ERR_NOMEM, "test: no memory");
}

static bool exists(void *arg, const char *path)
{
	(void)arg;
	(void)path;
	return true;
}

static int start(void *arg, const struct bootplan *p)
{
	int code = now.fails;

	(void)arg;
	now.fails = now.then;
	now.then = 0;
	now.wait = false;
	CHECK_EQ(strbuf_addf(&now.started, "%s ", p->file + strspn(p->file, "/")), 0);
	return code ? fail(code, "test: %s does not start", p->file) : 0;
}

static int read_menu(struct bootmenu **ret)
{
	const struct bootmenu_files files = {.read = read_file, .exists = exists};
	const struct syslinux_options o = {.variant = SYSLINUX_PXE};

	return syslinux_read(&files, "/pxelinux.cfg/default", &o, ret);
}

static int follow(
	void *arg, const struct bootmenu *m, const struct bootplan *p, struct bootmenu **ret)
{
	(void)arg;
	(void)m;
	(void)p;
	if (now.polls && !--now.polls)
		now.menu = MENU;
	return read_menu(ret);
}

static int go(const char *menu, const char *keys)
{
	const struct bootrun r = {.who = "test", .start = start, .follow = follow};
	struct bootmenu *m = NULL;
	int rc;

	strbuf_reset(&now.started);
	now.menu = menu;
	now.keys = keys;
	rc = read_menu(&m);
	if (!rc)
		rc = bootrun(&r, &m, NULL);
	bootmenu_free(m);
	return rc;
}

/* Entries that are tried when the default fails: Ctrl-C ends that, and who chooses from where one
 * leads may choose again. */
static void test_fallbacks(void)
{
	static const struct {
		const char *keys;
		int then;
		unsigned n;
		const char *started;
		int rc;
	} falls[] = {
		{"", 0, 2, "a b ", 0},
		{"", ERR_CANCELED, 2, "a b ", -ERR_CANCELED},
		{"\r \r", ERR_NOENT, 1, "a a a ", 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(falls); i++) {
		const struct bootrun r = {
			.who = "test", .start = start, .follow = follow, .again_s = 1};
		struct bootmenu *m = NULL;

		strbuf_reset(&now.started);
		now.menu = MENU "LABEL three\nCONFIG default\n";
		now.keys = falls[i].keys;
		now.wait = true;
		now.fails = ERR_NOENT;
		now.then = falls[i].then;
		CHECK_EQ(read_menu(&m), 0);
		m->n_fallbacks = falls[i].n;
		m->fallbacks[0] = list_entry(m->entries.next->next, struct bootmenu_entry, node);
		m->fallbacks[falls[i].n - 1] =
			list_entry(m->entries.prev, struct bootmenu_entry, node);
		CHECK_EQ(bootrun(&r, &m, NULL), falls[i].rc);
		CHECK_STR(now.started.s, falls[i].started);
		CHECK_EQ(*now.keys, 0);
		bootmenu_free(m);
	}
}

/* A configuration that leads back to itself: people may go that way as often as they want, and so
 * may the clock of a menu that waits for the server to have something else. */
static void test_circles(void)
{
	char keys[TIMES + sizeof("\033[B\r")];

	memset(keys, '\r', TIMES);
	memcpy(keys + TIMES, "\033[B\r", sizeof("\033[B\r"));
	CHECK_EQ(go("UI menu.c32\n" BACK, keys), 0);
	CHECK_STR(now.started.s, "a ");
	CHECK_EQ(*now.keys, 0);
	now.polls = TIMES;
	CHECK_EQ(go("UI menu.c32\nTIMEOUT 100\n" BACK, ""), 0);
	CHECK_STR(now.started.s, "a ");
	CHECK_EQ(now.polls, 0);
	CHECK_EQ(go("DEFAULT back\n" BACK, ""), -ERR_LOOP);
	CHECK(strstr(fail_last()->text, "more than 64 menus lead to it") != NULL);
}

static int reread(void *arg, struct bootmenu **ret)
{
	now.menu = arg;
	return *now.menu ? read_menu(ret) : fail(ERR_TIMEDOUT, "test: no answer");
}

/* Beginning anew where nobody may leave takes what the server has by then, if it answers. */
static void test_anew(void)
{
	static const struct {
		const char *then, *started;
	} table[] = {{"DEFAULT n\nLABEL n\nKERNEL new\n", "a new "}, {"", "a a "}};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const struct bootrun r = {.who = "test",
			.start = start,
			.reread = reread,
			.arg = (void *)table[i].then,
			.again_s = 1};
		struct bootmenu *m;

		strbuf_reset(&now.started);
		now.menu = BOSS;
		now.keys = "";
		now.fails = ERR_NOENT;
		CHECK_EQ(read_menu(&m), 0);
		CHECK_EQ(bootrun(&r, &m, NULL), 0);
		CHECK_STR(now.started.s, table[i].started);
		bootmenu_free(m);
	}
}

static void play(size_t i)
{
	const struct bootrun r = {.who = "test", .start = start, .again_s = 1};
	struct bootmenu *m;

	strbuf_reset(&now.shown);
	strbuf_reset(&now.started);
	now.menu = cases[i].config;
	now.keys = cases[i].keys;
	now.wait = cases[i].late;
	now.fails = cases[i].fails;
	CHECK_EQ(read_menu(&m), 0);
	CHECK_EQ(bootrun(&r, &m, NULL), cases[i].rc);
	CHECK_STR(now.started.s, cases[i].started);
	CHECK_EQ(strstr(now.shown.s, AGAIN) != NULL,
		cases[i].asked && strcmp(cases[i].asked, AGAIN) == 0);
	CHECK_EQ(strstr(now.shown.s, ANEW) != NULL,
		cases[i].asked && strcmp(cases[i].asked, ANEW) == 0);
	CHECK_EQ(*now.keys, 0);
	bootmenu_free(m);
}

int main(void)
{
	CHECK_EQ(console_add(&console), 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned failed_before = check_failed;

		play(i);
		if (check_failed != failed_before)
			printf("\tin \"%s\": %s\n", cases[i].what, now.shown.s);
	}
	test_fallbacks();
	test_circles();
	test_anew();
	strbuf_free(&now.shown);
	strbuf_free(&now.started);
	return check_done();
}
