/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Choosing from configurations of SYSLINUX with keys: menus, their prompt, passwords, help, command
 * lines that are edited, and what the clock takes. A NUL among the keys is a pause.
 */
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "menu/syslinux.h"
#include "unit/check.h"

#define PAUSE_US 80000 /* longer than ESC waits for what may follow it */
#define KEYS(k)  k, sizeof(k) - 1
#define F1       "\033[11~"

static const char menu[] =
	"UI menu.c32\n"
	"MENU TITLE The menu\n"
	"DEFAULT two\n"
	"LABEL one\nMENU LABEL ^One\nKERNEL a\nAPPEND x  y\n"
	"LABEL two\nKERNEL b\n"
	"TEXT HELP\nAbout the second\nENDTEXT\n"
	"LABEL locked\nMENU PASSWD secret\nKERNEL c\n"
	"LABEL about\nMENU HELP help.txt\n"
	"LABEL out\nMENU QUIT\n"
	"MENU BEGIN sub\nMENU TITLE Below\nMENU PASSWD $4$salt$2gDsLm/57U00KyShbiYsgvPIsQs\n"
	"LABEL deep\nKERNEL d\nMENU END\n"
	"F1 help.txt\n";
static const char prompt[] = "PROMPT 1\nDEFAULT one\nSAY Welcome\nF1 help.txt\n"
			     "LABEL one\nKERNEL a\nLABEL other\nKERNEL b\nAPPEND z\n";
static const char timed[] = "UI menu.c32\nTIMEOUT 1\nONTIMEOUT two late\n"
			    "LABEL one\nKERNEL a\nLABEL two\nKERNEL b\n";
static const char total[] =
	"UI menu.c32\nTOTALTIMEOUT 2\nLABEL one\nKERNEL a\nLABEL two\nKERNEL b\n";
static const char hidden[] = "UI menu.c32\nMENU HIDDEN\nTIMEOUT 50\nMENU HIDDENKEY F1,x two fast\n"
			     "LABEL one\nKERNEL a\nLABEL two\nKERNEL b\n";
static const char master[] = "UI menu.c32\nMENU MASTER PASSWD boss\nLABEL one\nKERNEL a\n";
static const char closed[] = "UI menu.c32\nALLOWOPTIONS 0\nLABEL one\nKERNEL a\n";
static const char at_once[] =
	"PROMPT 0\nDEFAULT one\nSAY Going\nLABEL one\nKERNEL a\nLABEL two\nKERNEL b\n";

static const struct {
	const char *what, *config, *keys;
	size_t n_keys;
	const char *plan; /* its command line; NULL: the menu is left */
	const char *shown;
} cases[] = {
	{"Enter on the default", menu, KEYS("\r"), "BOOT_IMAGE=b ", "About the second"},
	{"a hotkey highlights only", menu, KEYS("o\r"), "BOOT_IMAGE=a x  y", "The menu"},
	{"Tab edits", menu, KEYS("o\t more\r"), "BOOT_IMAGE=a x  y more", "a x  y"},
	{"editing given up", menu, KEYS("o\t more\033\0\r"), "BOOT_IMAGE=a x  y", "Esc: back"},
	{"a password", menu, KEYS("\033[B\rsecret\r"), "BOOT_IMAGE=c ", "Password required"},
	{"a wrong one", menu, KEYS("\033[B\rSecret\r \0\0\003"), NULL, "not the password"},
	{"a menu with a password", menu, KEYS("\033[F\rsecret\r\r"), "BOOT_IMAGE=d ", "Below"},
	{"Esc goes back", menu, KEYS("\033[F\rsecret\r\033\0o\r"), "BOOT_IMAGE=a x  y", "Below"},
	{"an entry that is help", menu, KEYS("\033[B\033[B\r o\r"), "BOOT_IMAGE=a x  y",
		"This is help"},
	{"F1", menu, KEYS(F1 " \r"), "BOOT_IMAGE=b ", "\033[0;1;34;49mThis is help"},
	{"MENU QUIT leads to the prompt", menu, KEYS("\033[B\033[B\033[B\rone two\r"),
		"BOOT_IMAGE=a x  y two", "boot: "},
	{"so does Esc, and back", menu, KEYS("\033\0\033\0\r"), "BOOT_IMAGE=b ", "boot: "},
	{"a file at the prompt", menu, KEYS("\033\0.linux k v\r"), "BOOT_IMAGE=k v", "boot: "},
	{"Ctrl-C leaves", menu, KEYS("\003"), NULL, "The menu"},

	{"the prompt's default", prompt, KEYS("\r"), "BOOT_IMAGE=a ", "Welcome"},
	{"completion", prompt, KEYS("ot\t1\r"), "BOOT_IMAGE=b z 1", "boot: "},
	{"help at the prompt", prompt, KEYS(F1 "one\r"), "BOOT_IMAGE=a ", "This is help"},
	{"Ctrl-C at the prompt", prompt, KEYS("\003"), NULL, "boot: "},

	{"ONTIMEOUT", timed, KEYS(""), "BOOT_IMAGE=b late", NULL},
	{"a key stops the clock", timed, KEYS("\033[B\0\0\0\033[A\r"), "BOOT_IMAGE=a ", NULL},
	{"nothing stops TOTALTIMEOUT", total, KEYS("\033[B\0"), "BOOT_IMAGE=b ", NULL},
	{"a hidden key", hidden, KEYS("x"), "BOOT_IMAGE=b fast", "any key for the menu"},
	{"any other shows the menu", hidden, KEYS(" \r"), "BOOT_IMAGE=a ", "any key for the menu"},
	{"the master's password for Tab", master, KEYS("\tno\r \tboss\r z\r"), "BOOT_IMAGE=a z",
		"not the password"},
	{"the master's password for Esc", master, KEYS("\033\0boss\rone k\r"), "BOOT_IMAGE=a k",
		"boot: "},
	{"nothing to edit", closed, KEYS("\t\r"), "BOOT_IMAGE=a ", NULL},
	{"no prompt either", closed, KEYS("\033"), NULL, NULL},

	{"at once", at_once, KEYS(""), "BOOT_IMAGE=a ", "Going"},
	{"but not after Esc", at_once, KEYS("\033\0\0two\r"), "BOOT_IMAGE=b ", "boot: "},
};

/* ---- screen and keys ---- */

static struct {
	struct strbuf shown;
	const char *keys;
	size_t n_keys;
	uint64_t pause_us;
} screen;

static void screen_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	CHECK_EQ(strbuf_add(&screen.shown, text, len), 0);
}

static int screen_getkey(struct console *c)
{
	(void)c;
	if (!screen.n_keys || plat_now_us() < screen.pause_us)
		return KEY_NONE;
	screen.n_keys--;
	if (*screen.keys++)
		return screen.keys[-1];
	screen.pause_us = plat_now_us() + PAUSE_US;
	return KEY_NONE;
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

/* ---- files ---- */

static int read_file(void *arg, const char *path, char **ret, size_t *ret_len)
{
	const char *text = strcmp(path, "/help.txt") == 0 ? "\x0f"
							    "09This is help\n"
							  : arg;

	if (strcmp(path, "/help.txt") != 0 && strcmp(path, "/pxelinux.cfg/default") != 0)
		return fail(ERR_NOENT, "test: there is no %s", path);
	*ret = str_dup(text);
	*ret_len = strlen(text);
	return *ret ? 0 : fail(ERR_NOMEM, "test: no memory");
}

static bool exists(void *arg, const char *path)
{
	(void)arg;
	(void)path;
	return true;
}

/* ---- */

static void play(size_t i)
{
	const struct bootmenu_files files = {
		.read = read_file, .exists = exists, .arg = (void *)cases[i].config};
	const struct syslinux_options o = {.variant = SYSLINUX_PXE};
	_cleanup_(bootmenu_choice_free) struct bootmenu_choice c = {};
	_cleanup_(bootplan_free) struct bootplan p = {};
	struct bootmenu *m;
	int rc;

	strbuf_reset(&screen.shown);
	screen.keys = cases[i].keys;
	screen.n_keys = cases[i].n_keys;
	screen.pause_us = plat_now_us();
	CHECK_EQ(syslinux_read(&files, "/pxelinux.cfg/default", &o, &m), 0);
	if (strchr(cases[i].keys, 27) == cases[i].keys && cases[i].config == at_once) {
		(void)console_getkey(); /* what is typed while files are fetched */
		while (plat_now_us() < screen.pause_us + PAUSE_US)
			;
	}
	rc = bootmenu_choose(m, "no title", false, &c);
	if (!rc)
		rc = bootmenu_plan(m, &c, &p);
	if (cases[i].plan) {
		CHECK_EQ(rc, 0);
		CHECK_STR(p.cmdline ? p.cmdline : "", cases[i].plan);
	} else {
		CHECK_EQ(rc, -ERR_CANCELED);
	}
	CHECK(!cases[i].shown || strstr(screen.shown.s, cases[i].shown) != NULL);
	bootmenu_free(m);
	while (console_getkey() != KEY_NONE)
		;
}

int main(void)
{
	CHECK_EQ(console_add(&console), 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned failed_before = check_failed;

		play(i);
		if (check_failed != failed_before)
			printf("\tin \"%s\": %s\n", cases[i].what,
				screen.shown.len ? screen.shown.s : "");
	}
	strbuf_free(&screen.shown);
	return check_done();
}
