/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * In a text mode the cells of the screen lie in memory (IBM VGA, modes 2, 3 and 7) and its cursor
 * is two registers, so that nothing here needs a mode switch; the firmware's own idea of the
 * cursor is kept right in the BIOS data area. Only cells that changed are copied: in a virtual
 * machine each access may cost a trap, and on real ones this memory is the slowest there is.
 *
 * A screen in a graphics mode is put into mode 3. One that cannot be written in memory even so is
 * written through INT 10h, by runs of equal cells.
 */
#include "arch/bios/screen.h"

#include <string.h>

#include "arch/bios/bda.h"
#include "arch/bios/textscreen.h"
#include "arch/bios/thunk.h"
#include "arch/x86/port.h"
#include "core/util.h"

#define COLS_DEFAULT 80
#define COLS_MIN     40
#define ROWS_DEFAULT 25
#define ROWS_MIN     10

#define TEXT_MONO   0xb0000u
#define TEXT_COLOUR 0xb8000u
#define PAGE_MASK   0x7ffeu /* an offset in 32 KiB of cells */

#define IVT_INT10_SEGMENT (0x10 * 4 + 2)
/* A graphics card's BIOS lies here, be it a card or a part of the machine. */
#define VIDEO_ROM_SEG     0xc000u
#define VIDEO_ROM_SEG_END 0xc800u

enum { MODE_MONO80 = 2, MODE_COLOUR80 = 3, MODE_MDA = 7 };
enum { CRTC_CURSOR_START = 0x0a, CRTC_CURSOR_HIGH = 0x0e, CRTC_CURSOR_LOW = 0x0f };
#define CRTC_CURSOR_OFF 0x20

enum {
	VIDEO_SET_MODE = 0x0000,
	VIDEO_CURSOR_SHAPE = 0x0100,
	VIDEO_SET_CURSOR = 0x0200,
	VIDEO_WRITE_CELLS = 0x0900,
	VIDEO_TELETYPE = 0x0e00,
	VIDEO_GET_MODE = 0x0f00,
};

static struct {
	struct textscreen text;
	enum screen_how how;
	bool keep_cursor;
	uint16_t shown[TEXTSCREEN_CELLS_MAX]; /* what the device shows, as far as we know */
	volatile uint16_t *cells;             /* text memory of the page */
	uint16_t crtc;
	uint16_t page_cell; /* the page's first cell, as the CRT controller counts */
	uint8_t page;
	unsigned cursor_at; /* where the device's cursor is; UINT_MAX: unknown */
	bool cursor_on;
} screen;

/* ---- text memory ---- */

static bool in_text_mode(void)
{
	uint8_t mode = bda_get8(BDA_VIDEO_MODE);

	return mode == MODE_MONO80 || mode == MODE_COLOUR80 || mode == MODE_MDA;
}

static volatile uint16_t *text_memory(void)
{
	uintptr_t base = bda_get8(BDA_VIDEO_MODE) == MODE_MDA ? TEXT_MONO : TEXT_COLOUR;

	return (volatile uint16_t *)(base + (bda_get16(BDA_PAGE_START) & PAGE_MASK));
}

static uint8_t crtc_get(uint8_t index)
{
	x86_outb(screen.crtc, index);
	return x86_inb((uint16_t)(screen.crtc + 1));
}

static void crtc_put(uint8_t index, uint8_t value)
{
	x86_outw(screen.crtc, (uint16_t)(value << 8 | index));
}

/* A machine without a graphics card may well have memory there, but no CRT controller. */
static bool card_answers(void)
{
	uint8_t old = crtc_get(CRTC_CURSOR_LOW), other = old ^ 0xff;
	volatile uint16_t *cell = text_memory();
	uint16_t old_cell = *cell, other_cell = old_cell ^ 0xffff;
	bool ok;

	crtc_put(CRTC_CURSOR_LOW, other);
	ok = crtc_get(CRTC_CURSOR_LOW) == other;
	crtc_put(CRTC_CURSOR_LOW, old);
	*cell = other_cell;
	ok = ok && *cell == other_cell;
	*cell = old_cell;
	return ok;
}

static void memory_cells(void)
{
	const struct textscreen *t = &screen.text;

	for (unsigned i = 0; i < t->cols * t->rows; i++)
		if (t->cells[i] != screen.shown[i])
			screen.cells[i] = screen.shown[i] = t->cells[i];
}

static void memory_cursor(unsigned at, bool on)
{
	if (on != screen.cursor_on) {
		uint8_t start = crtc_get(CRTC_CURSOR_START) & (uint8_t)~CRTC_CURSOR_OFF;

		crtc_put(CRTC_CURSOR_START, (uint8_t)(start | (on ? 0 : CRTC_CURSOR_OFF)));
	}
	if (at != screen.cursor_at) {
		crtc_put(CRTC_CURSOR_HIGH, (uint8_t)((screen.page_cell + at) >> 8));
		crtc_put(CRTC_CURSOR_LOW, (uint8_t)(screen.page_cell + at));
	}
}

static void tell_cursor(void)
{
	const struct textscreen *t = &screen.text;

	bda_put16(
		BDA_CURSOR + 2u * screen.page, (uint16_t)(t->row << 8 | textscreen_cursor_col(t)));
}

/* ---- INT 10h ---- */

static uint16_t int10(uint32_t ax, uint32_t bl, uint32_t cx, uint32_t dx)
{
	struct real_regs regs = {
		.eax = ax, .ebx = (uint32_t)screen.page << 8 | bl, .ecx = cx, .edx = dx};

	bios_int(0x10, &regs);
	return (uint16_t)regs.eax;
}

static void int10_cursor(unsigned row, unsigned col)
{
	(void)int10(VIDEO_SET_CURSOR, 0, 0, row << 8 | col);
}

static void int10_cursor_shape(bool on)
{
	uint16_t shape = bda_get16(BDA_CURSOR_SHAPE);

	(void)int10(VIDEO_CURSOR_SHAPE, 0, on ? shape & 0x1f1fu : shape | CRTC_CURSOR_OFF << 8, 0);
}

/* Whoever shows the text elsewhere should see lines go by, and not all of the screen again. */
static void int10_scroll(void)
{
	struct textscreen *t = &screen.text;
	unsigned last = (t->rows - 1) * t->cols;

	for (unsigned i = 0; i < MIN(t->scrolled, t->rows); i++) {
		int10_cursor(t->rows - 1, 0);
		(void)int10(VIDEO_TELETYPE | '\n', 0, 0, 0);
		memmove(screen.shown, screen.shown + t->cols, last * sizeof(screen.shown[0]));
		for (unsigned k = last; k < last + t->cols; k++)
			screen.shown[k] = TEXTSCREEN_CELL(TEXTSCREEN_PLAIN, ' ');
	}
}

static void int10_row(unsigned from, unsigned to)
{
	const struct textscreen *t = &screen.text;

	for (unsigned i = from, n; i < to; i += n) {
		uint16_t cell = t->cells[i];

		n = 1;
		if (cell == screen.shown[i])
			continue;
		while (i + n < to && t->cells[i + n] == cell && screen.shown[i + n] != cell)
			n++;
		int10_cursor(i / t->cols, i % t->cols);
		(void)int10(VIDEO_WRITE_CELLS | (cell & 0xff), cell >> 8, n, 0);
		memcpy(screen.shown + i, t->cells + i, n * sizeof(cell));
	}
}

static void int10_cells(void)
{
	const struct textscreen *t = &screen.text;

	int10_scroll();
	for (unsigned i = 0; i < t->cols * t->rows; i += t->cols)
		int10_row(i, i + t->cols);
}

static bool video_rom_has_int10(void)
{
	uint16_t segment = *(volatile uint16_t *)phys_at(IVT_INT10_SEGMENT);

	return segment >= VIDEO_ROM_SEG && segment < VIDEO_ROM_SEG_END;
}

bool screen_is_redirected(void)
{
	uint16_t mode;

	if (video_rom_has_int10())
		return false;
	/* Firmware without a graphics card has an empty handler, which does not tell the columns. */
	mode = int10(VIDEO_GET_MODE, 0, 0, 0);
	return mode != VIDEO_GET_MODE && mode >> 8 == bda_get16(BDA_COLS);
}

/* ---- the terminal ---- */

static void flush(void)
{
	struct textscreen *t = &screen.text;
	unsigned col = textscreen_cursor_col(t), at = t->row * t->cols + col;

	if (screen.how == SCREEN_MEMORY) {
		memory_cells();
		memory_cursor(at, t->cursor);
		if (!screen.keep_cursor)
			tell_cursor();
	} else {
		int10_cells();
		int10_cursor(t->row, col);
		if (t->cursor != screen.cursor_on)
			int10_cursor_shape(t->cursor);
	}
	t->scrolled = 0;
	screen.cursor_at = at;
	screen.cursor_on = t->cursor;
}

static unsigned sane(unsigned value, unsigned min, unsigned max, unsigned otherwise)
{
	return value >= min && value <= max ? value : otherwise;
}

/* Through INT 10h the screen is not read but taken as blank: what stands there stays until it
 * scrolls away or is written over. */
static void take_over(void)
{
	struct textscreen *t = &screen.text;
	uint16_t cursor;

	/* Older firmware than the EGA's does not tell its rows: it has 25. */
	textscreen_init(t, sane(bda_get16(BDA_COLS), COLS_MIN, TEXTSCREEN_COLS_MAX, COLS_DEFAULT),
		sane(bda_get8(BDA_LAST_ROW) + 1u, ROWS_MIN, TEXTSCREEN_ROWS_MAX, ROWS_DEFAULT));
	screen.page = bda_get8(BDA_PAGE) & 7;
	screen.page_cell = (uint16_t)((bda_get16(BDA_PAGE_START) & PAGE_MASK) / 2);
	screen.cursor_at = ~0u;
	screen.cursor_on = !t->cursor;
	cursor = bda_get16(BDA_CURSOR + 2u * screen.page);
	t->row = MIN(cursor >> 8, t->rows - 1);
	t->col = MIN(cursor & 0xffu, t->cols - 1);
	if (screen.how == SCREEN_MEMORY)
		for (unsigned i = 0; i < t->cols * t->rows; i++)
			t->cells[i] = screen.cells[i];
	memcpy(screen.shown, t->cells, t->cols * t->rows * sizeof(t->cells[0]));
}

/* With a serial line of ours, INT 10h is only for a graphics card that cannot be had
 * otherwise: what is redirected might end on that line again. Without one it is all there is. */
static enum screen_how choose(bool have_line, bool redirected)
{
	if (in_text_mode() && card_answers() && (have_line || !redirected))
		return SCREEN_MEMORY;
	if (!have_line || video_rom_has_int10())
		return SCREEN_INT10;
	return SCREEN_NONE;
}

enum screen_how screen_open(bool have_line)
{
	bool redirected = screen_is_redirected();

	if (!in_text_mode())
		(void)int10(VIDEO_SET_MODE | MODE_COLOUR80, 0, 0, 0);
	screen.crtc = bda_get16(BDA_CRTC);
	screen.cells = text_memory();
	screen.how = choose(have_line, redirected);
	screen.keep_cursor = redirected && have_line;
	if (screen.how != SCREEN_NONE)
		take_over();
	return screen.how;
}

void screen_write(const char *text, size_t len)
{
	if (screen.how == SCREEN_NONE)
		return;
	textscreen_write(&screen.text, text, len);
	flush();
}

void screen_release(void)
{
	static const char plain[] = "\033[0m\033[?25h";

	screen_write(plain, sizeof(plain) - 1);
	if (screen.text.col)
		screen_write("\n", 1);
	if (screen.how == SCREEN_MEMORY)
		tell_cursor();
}

void screen_size(unsigned *ret_cols, unsigned *ret_rows)
{
	*ret_cols = screen.text.cols;
	*ret_rows = screen.text.rows;
}
