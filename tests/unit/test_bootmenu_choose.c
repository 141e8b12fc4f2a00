/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Choosing from configurations of SYSLINUX and GRUB with keys: menus, their prompt, passwords,
 * help, command lines that are edited, and what the clock takes. A NUL among the keys is a pause.
 */
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/keymap.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "fake/virtual_time.h"
#include "menu/grub.h"
#include "menu/syslinux.h"
#include "unit/check.h"

#define PAUSE_US 80000 /* longer than ESC waits for what may follow it */
#define KEYS(k)  k, sizeof(k) - 1
#define F1       "\033[11~"
#define F2       "\033[12~"
#define F3       "\033[13~"

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
	"F1 help.txt\nF2 long.txt\n";
static const char prompt[] =
	"PROMPT 1\nDEFAULT one\nSAY Welcome\nF1 help.txt\nF2 long.txt\nF3 full.txt\n"
	"LABEL one\nKERNEL a\nLABEL other\nKERNEL b\nAPPEND z\n";
static const char timed[] = "UI menu.c32\nTIMEOUT 1\nONTIMEOUT two late\n"
			    "LABEL one\nKERNEL a\nLABEL two\nKERNEL b\n";
static const char total[] =
	"UI menu.c32\nTOTALTIMEOUT 2\nLABEL one\nKERNEL a\nLABEL two\nKERNEL b\n"
	"LABEL locked\nMENU PASSWD secret\nKERNEL c\nF1 help.txt\nF2 long.txt\n";
static const char circle[] =
	"UI menu.c32\nTOTALTIMEOUT 2\nMENU BEGIN below\nLABEL up\nMENU DEFAULT\nMENU EXIT\n"
	"LABEL deep\nKERNEL b\nMENU END\nLABEL one\nKERNEL a\n";
static const char hidden[] = "UI menu.c32\nMENU HIDDEN\nTIMEOUT 50\nMENU HIDDENKEY F1,x two fast\n"
			     "LABEL one\nKERNEL a\nLABEL two\nKERNEL b\n";
static const char hidden_words[] = "UI menu.c32\nMENU HIDDEN\nTIMEOUT 10\nMENU HIDDENROW 3\n"
				   "MENU AUTOBOOT Boots in # second{,s}\nLABEL one\nKERNEL a\n";
static const char placed[] =
	"UI menu.c32\nMENU TITLE Box\nMENU ROWS 2\nMENU WIDTH 40\nMENU MARGIN 5\n"
	"MENU VSHIFT 4\nTIMEOUT 300\nMENU AUTOBOOT Soon: #\nMENU TIMEOUTROW 15\n"
	"LABEL one\nMENU LABEL The ^first\nKERNEL a\nLABEL two\nKERNEL b\nLABEL three\nKERNEL c\n";
static const char master[] = "UI menu.c32\nMENU MASTER PASSWD boss\nLABEL one\nKERNEL a\n";
static const char closed[] = "UI menu.c32\nALLOWOPTIONS 0\nLABEL one\nKERNEL a\n";
static const char sealed[] = "UI menu.c32\nALLOWOPTIONS 0\nMENU MASTER PASSWD boss\n"
			     "LABEL one\nKERNEL a\n";
static const char no_names[] = "PROMPT 1\nNOCOMPLETE 1\nLABEL one\nKERNEL a\n"
			       "LABEL other\nKERNEL b\nAPPEND z\n";
static const char no_words[] = "PROMPT 1\nALLOWOPTIONS 0\nDEFAULT other 1  2\n"
			       "LABEL one\nKERNEL a\nLABEL other\nKERNEL b\nAPPEND z\n";
static const char mapped[] = "KBDMAP maps/y-is-z.ktl\nKBDMAP help.txt\nKBDMAP gone.ktl\n"
			     "UI menu.c32\nLABEL one\nKERNEL a\n";
static const char at_once[] =
	"PROMPT 0\nDEFAULT one\nSAY Going\nLABEL one\nKERNEL a\nLABEL two\nKERNEL b\n";
static const char grub[] = "set timeout=-1\n"
			   "menuentry One { linux /a x }\nmenuentry Two --hotkey=c { linux /b }\n"
			   "submenu More --hotkey=m { menuentry Deep { linux /d } }\n";
static const char guarded[] = "set superusers=root\nexport superusers\npassword root boss\n"
			      "password bob b\nset default=Open\n"
			      "menuentry One { linux /a x }\n"
			      "menuentry Bob --users bob { linux /b }\n"
			      "menuentry Open --unrestricted { linux /c }\n"
			      "submenu More --hotkey=m --unrestricted {\n"
			      "menuentry Deep --unrestricted { linux /d } }\n";

#define SHELL "the shell"
static const struct {
	const char *what, *config, *keys;
	size_t n_keys;
	const char *plan; /* its command line, SHELL; NULL: the menu is left */
	const char *shown;
} cases[] = {
	{"Enter on the default", menu, KEYS("\r"), "BOOT_IMAGE=b ", "About the second"},
	{"a hotkey highlights only", menu, KEYS("o\r"), "BOOT_IMAGE=a x  y", "The menu"},
	{"Tab edits", menu, KEYS("o\t more\r"), "BOOT_IMAGE=a x  y more", "a x  y"},
	{"editing given up", menu, KEYS("o\t more\033\0\r"), "BOOT_IMAGE=a x  y", "Esc: back"},
	{"and the prompt behind it", menu, KEYS("o\t more\033\0\033\0one two\r"),
		"BOOT_IMAGE=a x  y two", "boot: "},
	{"a password", menu, KEYS("\033[B\rsecret\r"), "BOOT_IMAGE=c ", "Password required"},
	{"Tab asks for it, too", menu, KEYS("\033[B\tsecret\r x\r"), "BOOT_IMAGE=c x", "Password"},
	{"and does without nothing", menu, KEYS("\033[B\tno\r \033[A\r"), "BOOT_IMAGE=b ",
		"not the password"},
	{"a wrong one", menu, KEYS("\033[B\rSecret\r \0\0\003"), NULL, "not the password"},
	{"a menu with a password", menu, KEYS("\033[F\rsecret\r\r"), "BOOT_IMAGE=d ", "Below"},
	{"Esc goes back", menu, KEYS("\033[F\rsecret\r\033\0o\r"), "BOOT_IMAGE=a x  y", "Below"},
	{"an entry that is help", menu, KEYS("\033[B\033[B\r o\r"), "BOOT_IMAGE=a x  y",
		"This is help"},
	{"F1", menu, KEYS(F1 " \r"), "BOOT_IMAGE=b ", "\033[0;1;34;49mThis is help"},
	{"long help in pages", menu, KEYS(F2 "  \r"), "BOOT_IMAGE=b ",
		"Line 23\n\033[0mPress any key for more, Esc to go back \r\033[KLine 24\n"},
	{"or not all of them", menu, KEYS(F2 "\033\0\r"), "BOOT_IMAGE=b ", "any key for more"},
	{"MENU QUIT leads to the prompt", menu, KEYS("\033[B\033[B\033[B\rone two\r"),
		"BOOT_IMAGE=a x  y two", "boot: "},
	{"so does Esc, and back", menu, KEYS("\033\0\033\0\r"), "BOOT_IMAGE=b ", "boot: "},
	{"a file at the prompt", menu, KEYS("\033\0.linux k v\r"), "BOOT_IMAGE=k v", "boot: "},
	{"Ctrl-C leaves", menu, KEYS("\003"), NULL, "The menu"},
	{"below the items is the screen", menu, KEYS("\003"), NULL,
		"\033[0;37;40m\033[?25l\033[2J\033[0;37;44m\033[1;1H\033[K"},

	{"the prompt's default", prompt, KEYS("\r"), "BOOT_IMAGE=a ", "Welcome"},
	{"completion", prompt, KEYS("ot\t1\r"), "BOOT_IMAGE=b z 1", "boot: "},
	{"no completion", no_names, KEYS("ot\ther 1\r"), "BOOT_IMAGE=b z 1", "boot: "},
	{"ALLOWOPTIONS 0 is about what is typed", no_words, KEYS("one x\r"), "BOOT_IMAGE=a ",
		"boot: "},
	{"not about the default", no_words, KEYS("\r"), "BOOT_IMAGE=b z 1  2", "boot: "},
	{"help at the prompt", prompt, KEYS(F1 "one\r"), "BOOT_IMAGE=a ", "This is help"},
	{"who has read a screen types on", prompt, KEYS(F3 "one\r"), "BOOT_IMAGE=a ", "Line 25"},
	{"pages there", prompt, KEYS(F2 "\033\0one\r"), "BOOT_IMAGE=a ", "any key for more"},
	{"Ctrl-C at the prompt", prompt, KEYS("\003"), NULL, "boot: "},

	{"ONTIMEOUT", timed, KEYS(""), "BOOT_IMAGE=b late", NULL},
	{"a key stops the clock", timed, KEYS("\033[B\0\0\0\033[A\r"), "BOOT_IMAGE=a ", NULL},
	{"nothing stops TOTALTIMEOUT", total, KEYS("\033[B\0"), "BOOT_IMAGE=a ", NULL},
	{"not even a password that is asked for", total, KEYS("\033[F\r"), "BOOT_IMAGE=a ",
		"Password required"},
	{"or help", total, KEYS(F1), "BOOT_IMAGE=a ", "This is help"},
	{"or its pages", total, KEYS(F2), "BOOT_IMAGE=a ", "any key for more"},
	{"but it does not go round", circle, KEYS("\0\0\0\0\033[F\r"), "BOOT_IMAGE=b ", NULL},
	{"a hidden key", hidden, KEYS("x"), "BOOT_IMAGE=b fast", "any key for the menu"},
	{"any other shows the menu", hidden, KEYS(" \r"), "BOOT_IMAGE=a ", "any key for the menu"},
	{"a hidden menu in its own words", hidden_words, KEYS(""), "BOOT_IMAGE=a ",
		"\033[3;1H                               \033[0;37;40mBoots in 1 second "},
	{"items in their place", placed, KEYS("\033[B\033[B\r"), "BOOT_IMAGE=c ",
		"\033[8;6H\033[0;7;37;40m \033[0;7;37;40mThe \033[0;1;7;37;40mf"},
	{"and a countdown in its", placed, KEYS("\r"), "BOOT_IMAGE=a ",
		"\033[19;1H                                   \033[0;37;40mSoon: 30"},
	{"the master's password for Tab", master, KEYS("\tno\r \tboss\r z\r"), "BOOT_IMAGE=a z",
		"not the password"},
	{"the master's password for Esc", master, KEYS("\033\0boss\rone k\r"), "BOOT_IMAGE=a k",
		"boot: "},
	{"and for Ctrl-C", master, KEYS("\003no\r \0\003boss\r"), NULL, "not the password"},
	{"which alone does not leave", master, KEYS("\003\0\003\0\r"), "BOOT_IMAGE=a ", "Password"},
	{"nor Esc without a prompt", sealed, KEYS("\033\0no\r \r"), "BOOT_IMAGE=a ",
		"not the password"},
	{"nothing to edit", closed, KEYS("\t\r"), "BOOT_IMAGE=a ", NULL},
	{"no prompt either", closed, KEYS("\033"), NULL, NULL},

	{"a map of the keyboard", mapped, KEYS("\r"), "BOOT_IMAGE=a ", NULL},

	{"at once", at_once, KEYS(""), "BOOT_IMAGE=a ", "Going"},
	{"but not after Esc", at_once, KEYS("\033\0\0two\r"), "BOOT_IMAGE=b ", "boot: "},

	{"e edits, as in GRUB", grub, KEYS("e y\r"), "BOOT_IMAGE=/a x y", "e: edit"},
	{"editing given up", grub, KEYS("e y\033\0\r"), "BOOT_IMAGE=/a x", "Esc: back"},
	{"what has no line says so",
		"set timeout=-1\nmenuentry a { exit; }\nmenuentry b { linux /b; }\n",
		KEYS("e\033[B\r"), "BOOT_IMAGE=/b", "a: nothing to edit"},
	{"Tab does, too", grub, KEYS("\t y\r"), "BOOT_IMAGE=/a x y", "e: edit"},
	{"c is no hotkey", grub, KEYS("c"), SHELL, "c: command line"},
	{"c in a submenu", grub, KEYS("mc"), SHELL, "c: command line"},
	{"Esc leaves", grub, KEYS("\033\0"), NULL, "One"},
	{"a superuser", guarded, KEYS("\033[A\033[A\rboss\r"), "BOOT_IMAGE=/a x", "Password"},
	{"not a user", guarded, KEYS("\033[A\033[A\rb\r \033[B\rb\r"), "BOOT_IMAGE=/b",
		"not the password"},
	{"unrestricted", guarded, KEYS("\r"), "BOOT_IMAGE=/c", NULL},
	{"but not to edit", guarded, KEYS("eb\r \r"), "BOOT_IMAGE=/c", "not the password"},
	{"unless by a superuser", guarded, KEYS("eboss\r y\r"), "BOOT_IMAGE=/c y", "Password"},
	{"nor for the shell", guarded, KEYS("cb\r \r"), "BOOT_IMAGE=/c", "not the password"},
	{"which a superuser gets", guarded, KEYS("cboss\r"), SHELL, "Password"},
	{"nor by Esc", guarded, KEYS("\033\0no\r \r"), "BOOT_IMAGE=/c", "not the password"},
	{"nor by Ctrl-C", guarded, KEYS("\003\0\003\0\r"), "BOOT_IMAGE=/c", "Password"},
	{"not even in a submenu", guarded, KEYS("m\0\003\0no\r \r"), "BOOT_IMAGE=/d",
		"not the password"},
	{"a superuser leaves", guarded, KEYS("\033\0boss\r"), NULL, "Password"},
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

static int read_lines(unsigned n, char **ret, size_t *ret_len)
{
	struct strbuf text = {};
	int rc = 0;

	for (unsigned i = 1; i <= n && !rc; i++)
		rc = strbuf_addf(&text, "Line %u\n", i);
	*ret_len = text.len;
	*ret = rc ? NULL : strbuf_take(&text);
	return *ret ? 0 : fail(ERR_NOMEM, "test: no memory");
}

static int read_file(void *arg, const char *path, char **ret, size_t *ret_len)
{
	const char *text = strcmp(path, "/help.txt") == 0 ? "\x0f"
							    "09This is help\n"
							  : arg;

	if (strcmp(path, "/long.txt") == 0)
		return read_lines(30, ret, ret_len);
	if (strcmp(path, "/full.txt") == 0)
		return read_lines(25, ret, ret_len);
	if (strcmp(path, "/maps/y-is-z.ktl") == 0) {
		uint8_t *table = malloc(KEYMAP_TABLE);

		CHECK(table != NULL);
		for (unsigned i = 0; table && i < KEYMAP_TABLE; i++)
			table[i] = i == 'y' ? 'z' : (uint8_t)i;
		*ret = (char *)table;
		*ret_len = KEYMAP_TABLE;
		return 0;
	}
	if (strcmp(path, "/help.txt") != 0 && strcmp(path, "/pxelinux.cfg/default") != 0 &&
		strcmp(path, "/grub.cfg") != 0)
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
	const struct grub_options like_disk = {};
	bool is_grub = strncmp(cases[i].config, "set ", 4) == 0;
	_cleanup_(bootmenu_choice_free) struct bootmenu_choice c = {};
	_cleanup_(bootplan_free) struct bootplan p = {};
	struct bootmenu *m;
	int rc;

	strbuf_reset(&screen.shown);
	screen.keys = cases[i].keys;
	screen.n_keys = cases[i].n_keys;
	screen.pause_us = plat_now_us();
	CHECK_EQ(is_grub ? grub_read(&files, "/grub.cfg", &like_disk, &m)
			 : syslinux_read(&files, "/pxelinux.cfg/default", &o, &m),
		0);
	if (strchr(cases[i].keys, 27) == cases[i].keys && cases[i].config == at_once) {
		(void)console_getkey(); /* what is typed while files are fetched */
		while (plat_now_us() < screen.pause_us + PAUSE_US)
			;
	}
	rc = bootmenu_choose(m, "no title", false, &c);
	if (!rc && !c.wants_shell)
		rc = bootmenu_plan(m, &c, &p);
	if (c.wants_shell) {
		CHECK_STR(cases[i].plan ? cases[i].plan : "", SHELL);
	} else if (cases[i].plan) {
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
	CHECK_EQ(keymap_char(keymap_current(), 'y'), 'z');
	strbuf_free(&screen.shown);
	return check_done();
}
