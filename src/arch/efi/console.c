/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The firmware's text output (UEFI 2.10, 12.4), which may be a screen, a serial terminal or both at
 * once, as a device of core/ansi.h. Every call may cost milliseconds at 115200 baud: a run of
 * text is one OutputString(), attributes and cursor are set only when they change. The firmware's
 * own mode structure tells where the cursor is.
 *
 * Firmware and terminals disagree on what happens after the last column, so it is never written:
 * lines are broken here. And a terminal's size is unknown to the firmware, which may believe in
 * 100x31: where there is one, only as much is used as every terminal has.
 */
#include "arch/efi/console.h"

#include "arch/efi/framebuffer.h"
#include "arch/efi/keyboard.h"
#include "arch/efi/system.h"
#include "arch/efi/terminal.h"
#include "core/ansi.h"
#include "core/console.h"
#include "core/util.h"

#define COLS_WANTED   80
#define TERMINAL_COLS 80u
#define TERMINAL_ROWS 24u
#define COLS_MIN      40
#define ROWS_MIN      10
#define TAB_STOP      8
#define DEFAULT_FG    7
#define DEFAULT_BG    0

static struct {
	SIMPLE_TEXT_OUTPUT_INTERFACE *out; /* NULL: this machine has none */
	struct ansi ansi;
	struct terminal terminal;
	unsigned cols, rows; /* that we use */
	UINTN attribute;
} screen;

static unsigned cursor_col(void)
{
	return (unsigned)screen.out->Mode->CursorColumn;
}

static unsigned cursor_row(void)
{
	return (unsigned)screen.out->Mode->CursorRow;
}

static void cursor_to(unsigned row, unsigned col)
{
	if (row != cursor_row() || col != cursor_col())
		(void)screen.out->SetCursorPosition(screen.out, col, row);
}

/* ---- characters ---- */

/* What stands for a character that the device has no picture of. */
static CHAR16 ascii_for(uint32_t cp)
{
	static const struct {
		uint16_t first, last;
		char ascii;
	} table[] = {
		{0x00a0, 0x00a0, ' '},
		{0x2010, 0x2015, '-'},
		{0x2018, 0x201b, '\''},
		{0x201c, 0x201f, '"'},
		{0x2022, 0x2022, '*'},
		{0x2026, 0x2026, '.'},
		{0x2190, 0x2190, '<'},
		{0x2191, 0x2191, '^'},
		{0x2192, 0x2192, '>'},
		{0x2193, 0x2193, 'v'},
		{0x2500, 0x2501, '-'},
		{0x2502, 0x2503, '|'},
		{0x2504, 0x2505, '-'},
		{0x2506, 0x2507, '|'},
		{0x2508, 0x2509, '-'},
		{0x250a, 0x250b, '|'},
		{0x2550, 0x2550, '='},
		{0x2551, 0x2551, '|'},
		{0x250c, 0x257f, '+'},
		{0x2580, 0x2590, '#'},
		{0x2591, 0x2593, ':'},
		{0x25b2, 0x25b2, '^'},
		{0x25b6, 0x25ba, '>'},
		{0x25bc, 0x25bc, 'v'},
		{0x25c0, 0x25c4, '<'},
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (cp >= table[i].first && cp <= table[i].last)
			return (CHAR16)table[i].ascii;
	return '?';
}

static bool can_show(CHAR16 unit)
{
	CHAR16 text[2] = {unit, 0};

	return !EFI_ERROR(screen.out->TestString(screen.out, text));
}

/* UEFI text has neither surrogates nor combining marks. */
static size_t to_units(const uint32_t *cp, size_t n, CHAR16 *out, bool *ret_ascii)
{
	size_t len = 0;

	*ret_ascii = true;
	for (size_t i = 0; i < n; i++) {
		unsigned width = utf8_width(cp[i]);

		if (width == 0)
			continue;
		if (cp[i] >= 0x80)
			*ret_ascii = false;
		out[len++] = cp[i] < 0x10000 ? (CHAR16)cp[i] : '?';
		if (width == 2 && cp[i] >= 0x10000)
			out[len++] = '?';
	}
	out[len] = 0;
	return len;
}

static void put_units(CHAR16 *text)
{
	(void)screen.out->OutputString(screen.out, text);
}

static void newline(void)
{
	CHAR16 crlf[] = {'\r', '\n', 0};

	put_units(crlf);
}

/* Writes (len) units, and a new line wherever the right edge is reached before more text. */
static void put_wrapped(CHAR16 *text, size_t len)
{
	while (len) {
		size_t room, n;
		CHAR16 behind;

		if (cursor_col() >= screen.cols)
			newline();
		room = screen.cols - MIN(cursor_col(), screen.cols - 1);
		n = MIN(len, room);
		behind = text[n];
		text[n] = 0;
		put_units(text);
		text[n] = behind;
		text += n;
		len -= n;
	}
}

/* Box drawing on a terminal of code page 437 looks broken wherever else that terminal is. */
static void to_showable(CHAR16 *text, size_t len)
{
	if (!screen.terminal.is_pc_ansi && !EFI_ERROR(screen.out->TestString(screen.out, text)))
		return;
	for (size_t i = 0; i < len; i++)
		if (text[i] >= 0x80 && (screen.terminal.is_pc_ansi || !can_show(text[i])))
			text[i] = ascii_for(text[i]);
}

static void sink_text(void *arg, const uint32_t *cp, size_t n)
{
	CHAR16 text[2 * ANSI_MAX_RUN + 1];
	bool ascii;
	size_t len = to_units(cp, n, text, &ascii);

	(void)arg;
	if (!ascii)
		to_showable(text, len);
	put_wrapped(text, len);
}

static void put_spaces(unsigned n)
{
	CHAR16 spaces[COLS_WANTED + 1];

	while (n) {
		unsigned part = MIN(n, (unsigned)COLS_WANTED);

		for (unsigned i = 0; i < part; i++)
			spaces[i] = ' ';
		spaces[part] = 0;
		put_units(spaces);
		n -= part;
	}
}

static void sink_control(void *arg, char c)
{
	CHAR16 text[] = {(CHAR16)c, 0};

	(void)arg;
	if (c == '\n') {
		newline();
	} else if (c == '\t') {
		unsigned n = TAB_STOP - cursor_col() % TAB_STOP;

		if (cursor_col() + n < screen.cols)
			put_spaces(n);
	} else if (c == '\r' || cursor_col() > 0) {
		put_units(text);
	}
}

/* ---- attributes and cursor ---- */

/* ANSI counts red, green, blue from the lowest bit, UEFI blue, green, red. */
static UINTN efi_colour(uint8_t ansi_colour)
{
	return (ansi_colour & 1) << 2 | (ansi_colour & 2) | (ansi_colour & 4) >> 2;
}

static void sink_attr(void *arg, const struct ansi_attr *attr)
{
	UINTN fg = efi_colour(attr->fg == ANSI_DEFAULT ? DEFAULT_FG : attr->fg);
	UINTN bg = efi_colour(attr->bg == ANSI_DEFAULT ? DEFAULT_BG : attr->bg);
	UINTN value = attr->reverse ? EFI_TEXT_ATTR(bg, fg) : EFI_TEXT_ATTR(fg, bg);

	(void)arg;
	if (attr->bold)
		value |= EFI_BRIGHT;
	if (value == screen.attribute)
		return;
	screen.attribute = value;
	(void)screen.out->SetAttribute(screen.out, value);
}

static void sink_cursor_set(void *arg, unsigned row, unsigned col)
{
	(void)arg;
	cursor_to(MIN(row, screen.rows - 1), MIN(col, screen.cols - 1));
}

static unsigned moved(unsigned pos, int by, unsigned limit)
{
	int to = (int)pos + by;

	return to < 0 ? 0 : MIN((unsigned)to, limit - 1);
}

static void sink_cursor_move(void *arg, int rows, int cols)
{
	(void)arg;
	cursor_to(moved(cursor_row(), rows, screen.rows), moved(cursor_col(), cols, screen.cols));
}

static void sink_cursor_visible(void *arg, bool on)
{
	(void)arg;
	(void)screen.out->EnableCursor(screen.out, on);
}

/* ---- erasing ---- */

static void erase_from(unsigned row, unsigned col)
{
	cursor_to(row, col);
	if (col < screen.cols)
		put_spaces(screen.cols - col);
}

static void sink_erase(void *arg, enum ansi_erase what)
{
	unsigned row = cursor_row(), col = cursor_col();

	(void)arg;
	if (what == ANSI_ERASE_SCREEN) {
		(void)screen.out->ClearScreen(screen.out);
		return;
	}
	erase_from(row, what == ANSI_ERASE_LINE ? 0 : col);
	if (what == ANSI_ERASE_BELOW)
		for (unsigned r = row + 1; r < screen.rows; r++)
			erase_from(r, 0);
	cursor_to(row, col);
}

static const struct ansi_sink sink = {
	.text = sink_text,
	.control = sink_control,
	.attr = sink_attr,
	.cursor_set = sink_cursor_set,
	.cursor_move = sink_cursor_move,
	.erase = sink_erase,
	.cursor_visible = sink_cursor_visible,
};

/* ---- the console ---- */

static void efi_console_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	if (screen.out)
		ansi_feed(&screen.ansi, text, len);
}

static int efi_console_getkey(struct console *c)
{
	(void)c;
	return keyboard_getkey();
}

static void efi_console_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = screen.out ? screen.cols : 0;
	*rows = screen.out ? screen.rows : 0;
}

static const struct console_ops console_ops = {
	.write = efi_console_write,
	.getkey = efi_console_getkey,
	.size = efi_console_size,
};

static struct console console = {.ops = &console_ops, .name = "efi"};

static bool mode_size(INT32 mode, UINTN *ret_cols, UINTN *ret_rows)
{
	return mode >= 0 &&
		!EFI_ERROR(screen.out->QueryMode(screen.out, (UINTN)mode, ret_cols, ret_rows)) &&
		*ret_cols >= COLS_MIN && *ret_rows >= ROWS_MIN;
}

/* The firmware's mode is kept unless it is too narrow: changing it clears the screen. */
static void choose_mode(void)
{
	UINTN cols = 0, rows = 0, best_area = 0;
	INT32 best = -1;

	if (mode_size(screen.out->Mode->Mode, &cols, &rows) && cols >= COLS_WANTED)
		return;
	for (INT32 mode = 0; mode < screen.out->Mode->MaxMode; mode++) {
		if (!mode_size(mode, &cols, &rows) || cols * rows <= best_area)
			continue;
		best = mode;
		best_area = cols * rows;
	}
	if (best >= 0)
		(void)screen.out->SetMode(screen.out, (UINTN)best);
}

static void read_size(void)
{
	UINTN cols, rows;

	if (!mode_size(screen.out->Mode->Mode, &cols, &rows))
		return;
	screen.cols = (unsigned)cols - 1;
	screen.rows = (unsigned)rows;
	if (screen.terminal.is_serial) {
		screen.cols = MIN(screen.cols, TERMINAL_COLS);
		screen.rows = MIN(screen.rows, TERMINAL_ROWS);
	}
}

static void plain(void)
{
	screen.attribute = EFI_TEXT_ATTR(EFI_LIGHTGRAY, EFI_BLACK);
	(void)screen.out->SetAttribute(screen.out, screen.attribute);
	(void)screen.out->EnableCursor(screen.out, TRUE);
}

void efi_console_init(void)
{
	screen.out = efi.st->ConOut;
	screen.cols = COLS_WANTED;
	screen.rows = TERMINAL_ROWS;
	ansi_init(&screen.ansi, &sink, NULL);
	if (screen.out) {
		terminal_find(&screen.terminal);
		choose_mode();
		read_size();
		plain();
	}
	keyboard_init(!screen.terminal.is_serial);
	(void)console_add(&console);
}

void efi_console_hide_screen(void)
{
	screen.out = screen.terminal.is_serial ? terminal_output() : NULL;
	if (screen.out) {
		read_size();
		plain();
	}
}

/* The device that draws text on the screen keeps its mode, and finds out that it has to set it
 * again when it is told to. */
void efi_console_show_screen(void)
{
	SIMPLE_TEXT_OUTPUT_INTERFACE *on_screen = terminal_screen();

	if (on_screen)
		(void)on_screen->SetMode(on_screen, (UINTN)on_screen->Mode->Mode);
	screen.out = efi.st->ConOut;
	if (!screen.out)
		return;
	if (!on_screen)
		(void)screen.out->SetMode(screen.out, (UINTN)screen.out->Mode->Mode);
	read_size();
	plain();
}

void efi_console_release(bool to_firmware)
{
	framebuffer_release(to_firmware);
	if (screen.out)
		plain();
}

void efi_console_resume(void)
{
	screen.out = efi.st->ConOut;
	framebuffer_resume();
	if (!screen.out)
		return;
	choose_mode();
	read_size();
	plain();
	ansi_init(&screen.ansi, &sink, NULL);
}

void efi_console_done(void)
{
	efi_console_release(true);
	keyboard_done();
}
