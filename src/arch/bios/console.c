/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The consoles of a BIOS machine: screen and keyboard, and the serial line.
 *
 * Firmware that redirects INT 10h to a serial line, like SeaBIOS with graphics switched off, does
 * not see what goes to text memory, so nothing arrives on our own line twice. But with each tick of
 * its timer it moves the terminal's cursor after the one in the BIOS data area, and takes what
 * comes in and makes keys of it. A sequence of which each side reads a part is lost: so such a
 * line is left to the firmware, unless it is seen not to read it.
 */
#include "arch/bios/console.h"

#include "arch/bios/framebuffer.h"
#include "arch/bios/keyboard.h"
#include "arch/bios/screen.h"
#include "arch/bios/serial.h"
#include "core/clock.h"
#include "core/console.h"
#include "core/keymap.h"
#include "core/log.h"
#include "core/util.h"

/* The firmware looks with every tick of 55 ms, and INT 16h is asked every 100. */
#define UNREAD_US (250 * US_PER_MS)
#define TICK_US   (60 * US_PER_MS)

static struct {
	enum screen_how how;
	bool firmware_reads; /* what comes in on our line */
	uint64_t unread_us;  /* since when something has been waiting there; 0: nothing is */
} consoles;

static void vga_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	if (consoles.how != SCREEN_NONE)
		screen_write(text, len);
}

static int vga_getkey(struct console *c)
{
	(void)c;
	return consoles.firmware_reads ? KEY_NONE : keyboard_getkey(true);
}

static void vga_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = *rows = 0;
	if (consoles.how != SCREEN_NONE)
		screen_size(cols, rows);
}

static void line_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	serial_write(text, len);
}

/* What came in waits longer than the firmware would let it. */
static bool is_unread(void)
{
	uint64_t now = plat_now_us();

	if (!serial_has_data()) {
		consoles.unread_us = 0;
		return false;
	}
	if (!consoles.unread_us)
		consoles.unread_us = now;
	return now - consoles.unread_us >= UNREAD_US;
}

static int line_getkey(struct console *c)
{
	(void)c;
	if (consoles.firmware_reads && is_unread())
		consoles.firmware_reads = false;
	return consoles.firmware_reads ? keyboard_getkey(false) : serial_getkey();
}

static void line_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	serial_size(cols, rows);
}

static const struct console_ops vga_ops = {
	.write = vga_write,
	.getkey = vga_getkey,
	.size = vga_size,
};

static const struct console_ops line_ops = {
	.write = line_write,
	.getkey = line_getkey,
	.size = line_size,
};

static struct console vga = {.ops = &vga_ops, .name = "vga"};
static struct console line = {.ops = &line_ops, .name = "serial"};

/* What the firmware still has to write, a cursor to be moved, it writes with the next tick. */
static void let_firmware_finish(void)
{
	for (unsigned i = 0; i < 2; i++)
		plat_idle(plat_now_us() + TICK_US);
}

void bios_console_init(void)
{
	bool redirected = screen_is_redirected();

	if (redirected)
		let_firmware_finish();
	serial_init();
	keymap_watch();
	consoles.how = screen_open(serial_present());
	consoles.firmware_reads = redirected && serial_present();
	if (consoles.how != SCREEN_NONE)
		(void)console_add(&vga);
	if (serial_present())
		(void)console_add(&line);
	log_info("console: screen by %s%s%s",
		consoles.how == SCREEN_MEMORY          ? "memory"
			: consoles.how == SCREEN_INT10 ? "INT 10h"
						       : "nothing",
		serial_present() ? ", serial line" : "",
		redirected ? "; the firmware redirects INT 10h" : "");
}

void bios_console_hide_screen(void)
{
	consoles.how = SCREEN_NONE;
}

void bios_console_show_screen(void)
{
	consoles.how = screen_open(serial_present());
}

void bios_console_release(void)
{
	static const char plain[] = "\033[0m\033[?25h";

	serial_write(plain, sizeof(plain) - 1);
	framebuffer_release();
	if (consoles.how != SCREEN_NONE)
		screen_release();
}

void bios_console_resume(void)
{
	serial_init();
	bios_console_show_screen();
	framebuffer_resume();
}
