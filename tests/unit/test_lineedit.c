/* SPDX-License-Identifier: BSD-2-Clause */
/* The line editor, as typed and as seen. */
#include <stdlib.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/status.h"
#include "core/util.h"
#include "fake/screen.h"
#include "fake/virtual_time.h"
#include "menu/history.h"
#include "menu/lineedit.h"
#include "menu/textedit.h"
#include "unit/check.h"

#define CTRL(c)   ((c)&0x1f)
#define MAX_STEPS 400

static struct screen_step steps[MAX_STEPS];
static size_t n_steps;

static void key(int k)
{
	steps[n_steps++] = (struct screen_step){.key = k};
}

static void type(const char *s)
{
	for (size_t n, len = strlen(s); len; s += n, len -= n)
		key((int)utf8_decode(s, len, &n));
}

static void look(void (*fn)(void))
{
	steps[n_steps++] = (struct screen_step){.look = fn};
}

/* Reads a line with the steps collected; the text, or the name of the error. */
static const char *edit_how(struct lineedit how)
{
	static char *line;
	int rc;

	free(line);
	line = NULL;
	screen_play(steps, n_steps);
	n_steps = 0;
	how.prompt = how.prompt ? how.prompt : "> ";
	rc = lineedit_read(&how, &line);
	CHECK_EQ(console_column(), 0);
	CHECK_EQ(screen_cursor_col(), 0);
	CHECK_EQ(screen_steps_left(), 0);
	CHECK(!screen_touched_edge());
	return rc ? err_name(rc) : line;
}

static const char *edit(void)
{
	return edit_how((struct lineedit){});
}

static void test_keys(void)
{
	static const struct {
		const char *before;
		int keys[8];
		const char *after, *want;
	} table[] = {
		{"hello", {0}, "", "hello"},
		{"", {0}, "", ""},
		{"helo", {KEY_LEFT}, "l", "hello"},
		{"helo", {CTRL('B')}, "l", "hello"},
		{"ac", {KEY_LEFT, KEY_LEFT, KEY_LEFT, KEY_RIGHT}, "b", "abc"},
		{"bc", {KEY_HOME}, "a", "abc"},
		{"bc", {CTRL('A')}, "a", "abc"},
		{"ab", {KEY_HOME, KEY_END}, "c", "abc"},
		{"ab", {KEY_HOME, CTRL('E')}, "c", "abc"},
		{"ac", {CTRL('A'), CTRL('F')}, "b", "abc"},
		{"abx", {KEY_BACKSPACE}, "c", "abc"},
		{"abx", {KEY_DEL_ASCII}, "c", "abc"},
		{"axbc", {KEY_HOME, KEY_RIGHT, KEY_DELETE}, "", "abc"},
		{"axbc", {KEY_HOME, KEY_RIGHT, CTRL('D')}, "", "abc"},
		{"abc", {KEY_HOME, KEY_BACKSPACE, KEY_END, CTRL('D'), KEY_RIGHT}, "", "abc"},
		{"abx", {KEY_DELETE}, "c", "abc"},
		{"ab xyz", {KEY_LEFT, KEY_LEFT, KEY_LEFT, CTRL('K')}, "c", "ab c"},
		{"xyz ab", {KEY_LEFT, KEY_LEFT, CTRL('U')}, "", "ab"},
		{"one two  ", {CTRL('W')}, "2", "one 2"},
		{"one two", {CTRL('W'), CTRL('W'), CTRL('W')}, "x", "x"},
		{"gr\xc3\xbc\xc3\x9f", {KEY_BACKSPACE, KEY_BACKSPACE}, "\xc3\xa4", "gr\xc3\xa4"},
		{"\xe4\xb8\xad\xe6\x96\x87", {KEY_LEFT, KEY_DELETE}, "", "\xe4\xb8\xad"},
		{"a", {KEY_F5, KEY_ESC, KEY_UP, CTRL('Z'), KEY_PGUP}, "b", "ab"},
		{"a", {KEY_TAB}, "b", "ab"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		screen_init(80, 25);
		type(table[i].before);
		for (unsigned k = 0; k < 8 && table[i].keys[k]; k++) {
			key(table[i].keys[k]);
			if (table[i].keys[k] == KEY_ESC)
				steps[n_steps++] = (struct screen_step){.pause_ms = 120};
		}
		type(table[i].after);
		key(KEY_ENTER);
		CHECK_STR(edit(), table[i].want);
		if (*table[i].want) {
			CHECK(strncmp(screen_row(0), "> ", 2) == 0);
			CHECK_STR(screen_row(0) + 2, table[i].want);
		}
		CHECK_EQ(screen_cursor_row(), 1);
	}
}

static void look_cursor(void)
{
	CHECK_STR(screen_row(0), "Name: abcd");
	CHECK_EQ(screen_cursor_row(), 0);
	CHECK_EQ(screen_cursor_col(), 8);
}

static void look_stars(void)
{
	CHECK_STR(screen_row(0), "Password: ***");
}

static void test_screen(void)
{
	screen_init(80, 25);
	console_puts("Name: ");
	type("abcd");
	key(KEY_LEFT);
	key(KEY_LEFT);
	look(look_cursor);
	key(KEY_ENTER);
	CHECK_STR(edit_how((struct lineedit){.prompt = ""}), "abcd");
	CHECK_STR(screen_row(0), "Name: abcd");

	screen_init(80, 25);
	type("p\xc3\xa4ss");
	key(KEY_BACKSPACE);
	look(look_stars);
	key(KEY_ENTER);
	CHECK_STR(
		edit_how((struct lineedit){.prompt = "Password: ", .secret = true}), "p\xc3\xa4s");

	screen_init(80, 25);
	type("!");
	key(KEY_ENTER);
	CHECK_STR(edit_how((struct lineedit){.initial = "old\033[2J"}), "old\033[2J!");
	CHECK_STR(screen_row(0), "> old?[2J!");
}

static void look_end_of_long(void)
{
	const char *row = screen_row(0);

	CHECK(strncmp(row, "> ", 2) == 0);
	CHECK_STR(row + strlen(row) - 8, "98 | 99|");
	CHECK(strlen(row) <= 39);
	CHECK_EQ(screen_cursor_row(), 0);
	CHECK_STR(screen_row(1), "");
}

static void look_start_of_long(void)
{
	CHECK(strncmp(screen_row(0), "> 0 | 1 | 2 | ", 14) == 0);
	CHECK_EQ(screen_cursor_col(), 2);
}

/* What would be lost in part is not edited at all. */
static void test_too_long(void)
{
	static char text[65537 + 1];

	memset(text, 'x', sizeof(text) - 1);
	screen_init(40, 10);
	CHECK_STR(edit_how((struct lineedit){.initial = text}), err_name(ERR_TOOBIG));
	CHECK_STR(fail_last()->text, "input: 65537 bytes are too many to edit");
}

static void test_long(void)
{
	char text[600] = "";
	char end[16];

	for (unsigned i = 0; i < 100; i++) {
		snprintf(end, sizeof(end), "%s%u", i ? " | " : "", i);
		strcat(text, end);
	}
	screen_init(40, 10);
	key('|');
	look(look_end_of_long);
	key(KEY_BACKSPACE);
	key(KEY_HOME);
	look(look_start_of_long);
	key(KEY_END);
	key(KEY_ENTER);
	CHECK_STR(edit_how((struct lineedit){.initial = text}), text);
	CHECK(strncmp(screen_row(0), "> 0 | 1 | 2 | ", 14) == 0);
	CHECK_EQ(screen_cursor_row(), 1);

	screen_init(40, 10);
	type("x");
	key(KEY_ENTER);
	CHECK_STR(edit_how((struct lineedit){.prompt = "A prompt that fills nearly all of it: "}),
		"x");
	CHECK_STR(screen_row(0), "A prompt that fills nearly all of it:");
	CHECK_STR(screen_row(1), "x");
}

static void test_ends(void)
{
	uint64_t start = plat_now_us();

	screen_init(80, 25);
	type("ab");
	key(KEY_CTRL_C);
	CHECK_STR(edit(), err_name(ERR_CANCELED));
	CHECK_EQ(fail_last()->code, ERR_CANCELED);
	CHECK_STR(edit_how((struct lineedit){.timeout_ms = 150}), err_name(ERR_TIMEDOUT));
	CHECK(plat_now_us() - start >= 150 * US_PER_MS);
	type("a");
	steps[n_steps++] = (struct screen_step){.pause_ms = 300};
	key(KEY_ENTER);
	CHECK_STR(edit_how((struct lineedit){.timeout_ms = 150}), "a");
}

static void enter(const char *text)
{
	type(text);
	key(KEY_ENTER);
	CHECK_STR(edit_how((struct lineedit){.history = true}), text);
}

static void ups(unsigned up, unsigned down)
{
	while (up--)
		key(KEY_UP);
	while (down--)
		key(KEY_DOWN);
	key(KEY_ENTER);
}

static void test_history(void)
{
	const struct lineedit how = {.history = true};
	char text[16];

	screen_init(80, 25);
	enter("first");
	enter("second");
	enter("second");
	enter("");
	type("third");
	key(KEY_ENTER);
	CHECK_STR(edit(), "third");
	ups(1, 0);
	CHECK_STR(edit_how(how), "second");
	ups(2, 0);
	CHECK_STR(edit_how(how), "first");
	ups(9, 0);
	CHECK_STR(edit_how(how), "first");
	type("draft");
	ups(2, 2);
	CHECK_STR(edit_how(how), "draft");
	ups(3, 1);
	CHECK_STR(edit_how(how), "first");
	ups(1, 0);
	CHECK_STR(edit(), "");

	for (unsigned i = 0; i < 40; i++) {
		snprintf(text, sizeof(text), "line%u", i);
		history_add(text);
	}
	CHECK_STR(history_get(1), "line39");
	CHECK_STR(history_get(HISTORY_LINES), "line8");
	CHECK(!history_get(HISTORY_LINES + 1));
	CHECK(!history_get(0));
}

static const char *candidates(const char *prefix, bool first, unsigned n)
{
	static const char *const names[] = {"imgargs", "imgfetch", "imgfree", "initrd", "shell"};

	for (size_t i = 0; first && i < ARRAY_SIZE(names); i++)
		if (strncmp(names[i], prefix, strlen(prefix)) == 0 && !n--)
			return names[i];
	return NULL;
}

static void look_listed(void)
{
	int row = screen_find("imgargs   imgfetch  imgfree");

	CHECK(row > 0);
	CHECK_STR(screen_row((unsigned)row + 1), "> img");
}

static void look_not_listed(void)
{
	CHECK_EQ(screen_find("imgargs   imgfetch"), -1);
	CHECK_STR(screen_row(0), "> img");
}

static void test_complete(void)
{
	const struct lineedit how = {.complete = candidates};
	static const struct {
		const char *typed, *want;
	} table[] = {
		{"sh\t", "shell "},
		{"img\tx", "imgx"},
		{"imgf\t", "imgf"},
		{"imgfe\thttp", "imgfetch http"},
		{"in\t && sh\t", "initrd  && shell "},
		{"a;in\t", "a;in"},
		{"a ; in\t", "a ; initrd "},
		{"sh sh\t", "sh sh"},
		{"nothing\t", "nothing"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		screen_init(80, 25);
		type(table[i].typed);
		key(KEY_ENTER);
		CHECK_STR(edit_how(how), table[i].want);
	}
	screen_init(80, 25);
	type("i\t");
	type("mg\t");
	look(look_not_listed);
	type("\t");
	look(look_listed);
	key(KEY_ENTER);
	CHECK_STR(edit_how(how), "img");
}

/* The window shows as much as there is room for. */
static void test_window(void)
{
	struct textedit e = {};

	CHECK_EQ(textedit_init(&e, "0123456789abcdefghijklmnopqrstuvwxyz", false), 0);
	CHECK_EQ(textedit_scroll(&e, 20), 20);
	CHECK_EQ(e.first, 16);
	textedit_key(&e, KEY_HOME);
	CHECK_EQ(textedit_scroll(&e, 20), 0);
	for (unsigned i = 0; i < 21; i++)
		textedit_key(&e, KEY_RIGHT);
	CHECK_EQ(textedit_scroll(&e, 20), 10);
	for (unsigned i = 0; i < 11; i++)
		textedit_key(&e, KEY_RIGHT);
	CHECK_EQ(textedit_scroll(&e, 20), 16);
	CHECK_EQ(e.first, 16);
	textedit_free(&e);
}

int main(void)
{
	test_window();
	test_keys();
	test_screen();
	test_long();
	test_too_long();
	test_ends();
	test_history();
	test_complete();
	(void)edit_how((struct lineedit){.timeout_ms = 1});
	return check_done();
}
