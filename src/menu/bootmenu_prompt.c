/* SPDX-License-Identifier: BSD-2-Clause */
/* The prompt of other loaders ("boot:"), editing of command lines, passwords, and help. */
#include "menu/bootmenu_prompt.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/password.h"
#include "core/status.h"
#include "core/utf8.h"
#include "core/util.h"
#include "gfx/display.h"
#include "menu/lineedit.h"

/* Help for prompts fills 25 rows, the prompt goes below it, and who reads it types on. */
#define SPARE_ROWS 4

/* ---- help ---- */

const char *bootmenu_help_for(const struct bootmenu *m, int key)
{
	static const int keys[BOOTMENU_FKEYS] = {KEY_F1, KEY_F2, KEY_F3, KEY_F4, KEY_F5, KEY_F6,
		KEY_F7, KEY_F8, KEY_F9, KEY_F10, KEY_F11, KEY_F12};

	for (unsigned i = 0; m->style && i < BOOTMENU_FKEYS; i++)
		if (keys[i] == key)
			return m->style->help[i].file;
	return NULL;
}

/* How many rows (line), of (len) bytes, takes, which ends without a line end. (*row) becomes 0 where
 * it clears the screen. */
static unsigned height(const char *line, size_t len, unsigned cols, unsigned *row)
{
	static const char clear[] = "\033[2J";
	unsigned rows = 1, col = 0;
	size_t n;

	for (size_t at = 0; at < len; at += n) {
		uint32_t cp = utf8_decode(line + at, len - at, &n);
		unsigned width = cp == '\t' ? 8 - col % 8 : cp < ' ' ? 0 : utf8_width(cp);

		if (len - at >= sizeof(clear) - 1 &&
			memcmp(line + at, clear, sizeof(clear) - 1) == 0) {
			*row = 0;
			rows = 1;
			col = 0;
		}
		while (cp == '\033' && at + n < len && !isalpha((unsigned char)line[at + n - 1]))
			n++;
		col += width;
		if (col > cols) {
			rows++;
			col = width;
		}
	}
	return rows;
}

/* False: whoever reads has had enough. */
static bool wants_more(uint64_t deadline_us)
{
	int key = KEY_NONE, rc;

	console_puts("\033[0mPress any key for more, Esc to go back ");
	rc = console_waitkey(deadline_us, &key);
	console_puts("\r\033[K");
	return !rc && key != KEY_ESC && key != KEY_CTRL_C;
}

static size_t line_length(const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);

	return end ? (size_t)(end - text) : len;
}

static unsigned height_of_all(const char *text, size_t len, unsigned cols)
{
	unsigned row = 0;

	for (size_t at = 0, n; at < len; at += n + 1) {
		unsigned high;

		n = line_length(text + at, len - at);
		high = height(text + at, n, cols, &row);
		row += high;
	}
	return row;
}

/* Prints (text), which somebody has asked for, and waits where a screen is full, unless no more than
 * (spare) rows scroll away. False: they do not want the rest. */
static bool print_pages(const char *text, size_t len, unsigned spare, uint64_t deadline_us)
{
	unsigned cols, rows, row = 0;
	size_t from = 0;

	console_size(&cols, &rows);
	rows -= 2; /* the question, and the line end before it */
	if (height_of_all(text, len, cols) <= rows + spare)
		rows = UINT_MAX;
	for (size_t at = 0, n; at < len; at += n + 1) {
		unsigned high;

		n = line_length(text + at, len - at);
		high = height(text + at, n, cols, &row);
		if (row && row + high > rows) {
			console_write(text + from, at - from);
			from = at;
			row = 0;
			if (!wants_more(deadline_us))
				return false;
		}
		row += high;
	}
	console_write(text + from, len - from);
	return true;
}

/* Prints the file, or why it cannot be. False: whoever reads does not want the rest. */
static bool print_help(
	const struct bootmenu *m, const char *path, unsigned spare, uint64_t deadline_us)
{
	_cleanup_(strbuf_free) struct strbuf text = {};
	int rc = m->ops->read_help ? m->ops->read_help(m, path, &text)
				   : fail(ERR_NOTSUP, "menu: %s cannot be shown", path);

	if (rc)
		console_printf("%s\n", fail_last()->text);
	return rc || !text.len || print_pages(text.s, text.len, spare, deadline_us);
}

void bootmenu_show_help(const struct bootmenu *m, const char *path, uint64_t deadline_us)
{
	int key;

	display_dim(true);
	console_puts("\033[0m\033[2J\033[H");
	if (print_help(m, path, 0, deadline_us)) {
		console_puts("\nPress any key to go back ");
		(void)console_waitkey(deadline_us, &key);
	}
	display_dim(false);
	console_puts("\n");
}

/* ---- the prompt ---- */

/* The menu whose prompt is being read; the editor's callbacks know nothing else. */
static const struct bootmenu *asking;
static uint64_t asking_until_us;

static const struct bootmenu_entry *nth_name(
	const struct bootmenu *m, const char *prefix, unsigned *n)
{
	const struct bootmenu_entry *e, *found;

	list_for_each(e, &m->entries, node) {
		if (e->name && e->body && !e->is_disabled && !strchr(e->name, ' ') &&
			strncasecmp(e->name, prefix, strlen(prefix)) == 0 && (*n)-- == 0)
			return e;
		found = e->submenu ? nth_name(e->submenu, prefix, n) : NULL;
		if (found)
			return found;
	}
	return NULL;
}

static const char *complete_name(const char *prefix, bool first, unsigned n)
{
	const struct bootmenu_entry *e = first ? nth_name(asking, prefix, &n) : NULL;

	return e ? e->name : NULL;
}

/* Function keys show help and the prompt again; Esc goes to the menu. */
static int prompt_key(int key)
{
	const char *help = bootmenu_help_for(asking, key);

	if (key == KEY_ESC && bootmenu_has_choice(asking))
		return fail(ERR_EXISTS, "menu: the menu is wanted");
	if (!help)
		return 0;
	console_puts("\n");
	(void)print_help(asking, help, SPARE_ROWS, asking_until_us);
	return 1;
}

/* One line. An empty one stands for what is configured, if anything is. */
static int read_line(struct bootmenu *m, const struct lineedit *how, struct bootmenu_choice *ret)
{
	const struct bootmenu_prompt *p = m->prompt;
	_cleanup_(freep) char *line = NULL;
	int rc;

	asking = m;
	asking_until_us = how->deadline_us ? how->deadline_us : DEADLINE_NEVER;
	rc = lineedit_read(how, &line);
	ret->by_hand = rc != -ERR_TIMEDOUT;
	if (rc == -ERR_TIMEDOUT && (p->on_timeout || p->line))
		line = str_dup(p->on_timeout ? p->on_timeout : p->line);
	else if (rc)
		return rc;
	else if (!line[strspn(line, " \t")]) {
		free(TAKE(line));
		if (!p->line)
			return -ERR_AGAIN;
		line = str_dup(p->line);
	} else if (p->no_options) {
		char *word = line + strspn(line, " \t");

		word[strcspn(word, " \t")] = '\0';
	}
	ret->line = TAKE(line);
	return ret->line ? 0 : fail(ERR_NOMEM, "menu: no memory");
}

int bootmenu_ask_line(
	struct bootmenu *m, bool again, uint64_t deadline_us, struct bootmenu_choice *ret)
{
	struct lineedit how = {
		.prompt = "boot: ",
		.complete = m->prompt->no_complete ? NULL : complete_name,
		.on_key = prompt_key,
		.timeout_ms = again ? 0 : m->prompt->timeout_ms,
		.deadline_us = deadline_us,
		.history = true,
	};
	int rc;

	display_dim(true);
	if (!again && m->prompt->greeting)
		console_puts(m->prompt->greeting);
	do {
		rc = read_line(m, &how, ret);
		how.timeout_ms = 0;
	} while (rc == -ERR_AGAIN);
	display_dim(false);
	return rc;
}

/* ---- editing and passwords ---- */

static int leave_key(int key)
{
	return key == KEY_ESC ? fail(ERR_CANCELED, "menu: left with ESC") : 0;
}

int bootmenu_edit(struct bootmenu_entry *e, uint64_t deadline_us, struct bootmenu_choice *ret)
{
	_cleanup_(freep) char *line = NULL;
	struct lineedit how = {.prompt = "> ", .on_key = leave_key, .deadline_us = deadline_us};
	int rc = e->menu->ops->line(e, &line);

	if (rc)
		return rc;
	console_puts("\033[0m\033[2J\033[H");
	console_puts(e->title);
	console_puts("\nEnter: boot    Esc: back\n\n");
	console_puts(line); /* all of it; the editor shows a part */
	console_puts("\n\n");
	how.initial = line;
	how.title = e->title;
	how.keys = "Enter: boot    Esc: back";
	rc = lineedit_read(&how, &ret->line);
	if (rc)
		return rc;
	ret->entry = e;
	ret->by_hand = true;
	return 0;
}

static void secret_freep(char **s)
{
	text_wipe(*s);
	free(*s);
}

bool bootmenu_ask_password(const struct bootmenu *m, const char *own, uint64_t deadline_us)
{
	const char *master = m->style ? m->style->master_password : NULL;
	_cleanup_(freep) char *prompt = NULL;
	_cleanup_(secret_freep) char *typed = NULL;
	struct lineedit how = {.secret = true, .on_key = leave_key, .deadline_us = deadline_us};
	int key;

	if (!own && !master)
		return true;
	console_puts("\033[0m\033[2J\033[H");
	prompt = str_format(
		"%s: ", m->style ? m->style->texts[BOOTMENU_TEXT_PASSWORD] : "Password required");
	how.prompt = prompt;
	how.title = m->style ? m->style->texts[BOOTMENU_TEXT_PASSWORD] : "Password required";
	how.keys = "Enter: go on    Esc: back";
	if (!prompt || lineedit_read(&how, &typed))
		return false;
	if ((own && password_fits(own, typed)) || (master && password_fits(master, typed)))
		return true;
	display_dim(true);
	console_puts("That is not the password. Press any key to go back ");
	(void)console_waitkey(deadline_us, &key);
	display_dim(false);
	return false;
}
