/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A 16550 UART (National Semiconductor PC16550D), polled. No interrupts, since ours are off most of
 * the time: typing fits into the FIFO, and what is pasted faster than we look is lost on real
 * hardware. A line nobody drives must not stop the machine: each wait is bounded, and once one
 * ended in vain there is no waiting until the line moves again.
 */
#include "arch/bios/serial.h"

#include "arch/bios/bda.h"
#include "arch/x86/cpuid.h"
#include "arch/x86/port.h"
#include "core/clock.h"
#include "core/console.h"
#include "core/log.h"
#include "core/setting_type.h"
#include "core/settings.h"
#include "core/utf8.h"
#include "core/util.h"

#define COM1_PORT  0x3f8
#define CLOCK_BAUD 115200u
#define SETTING    "serial-line"
#define FIFO_LEN   16
#define WAIT_US    US_PER_S /* far longer than a working line takes; an emulator may be held up */
#define COLS       80
#define ROWS       24 /* of a VT100 */

enum { REG_DATA, REG_IER, REG_FCR, REG_LCR, REG_MCR, REG_LSR, REG_MSR, REG_SCRATCH };
enum {
	FCR_ENABLE_CLEAR = 0x07,
	IIR_FIFO = 0xc0,
	LCR_8N1 = 0x03,
	LCR_DLAB = 0x80,
	MCR_DTR_RTS = 0x03,
	LSR_DATA = 0x01,
	LSR_THRE = 0x20,
	LSR_IDLE = 0x40,
};

static struct {
	uint16_t port; /* 0: none */
	bool on;
	bool stuck;    /* the last wait was in vain */
	bool watched;  /* the setting is */
	unsigned fifo; /* bytes it takes once it is empty */
	unsigned room; /* bytes it surely takes now */
	unsigned baud;
	struct utf8 utf8;
	uint32_t pending; /* decoded, not yet asked for; 0: none */
} line;

static uint8_t in(unsigned reg)
{
	return x86_inb((uint16_t)(line.port + reg));
}

static void out(unsigned reg, uint8_t value)
{
	x86_outb((uint16_t)(line.port + reg), value);
}

static bool is_uart(uint16_t port)
{
	static const uint8_t patterns[] = {0x55, 0xaa};

	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		x86_outb((uint16_t)(port + REG_SCRATCH), patterns[i]);
		if (x86_inb((uint16_t)(port + REG_SCRATCH)) != patterns[i])
			return false;
	}
	return x86_inb((uint16_t)(port + REG_LSR)) != 0xff;
}

/* What was written last is not to be cut off by a new speed or an emptied FIFO. */
static void drain(void)
{
	uint64_t deadline = plat_now_us() + WAIT_US;

	while (!(in(REG_LSR)&LSR_IDLE) && plat_now_us() < deadline)
		x86_pause();
}

static void set_up(unsigned baud)
{
	unsigned divisor = CLOCK_BAUD / baud;

	drain();
	out(REG_IER, 0);
	out(REG_LCR, LCR_8N1 | LCR_DLAB);
	out(REG_DATA, (uint8_t)divisor);
	out(REG_IER, (uint8_t)(divisor >> 8));
	out(REG_LCR, LCR_8N1);
	out(REG_FCR, FCR_ENABLE_CLEAR);
	out(REG_MCR, MCR_DTR_RTS);
	line.fifo = (in(REG_FCR)&IIR_FIFO) == IIR_FIFO ? FIFO_LEN : 1;
	line.room = 0;
	line.baud = baud;
	line.on = true;
	line.stuck = false;
}

/* "off", "no" and 0 switch the line off, a number is its speed; cleared, it is as it was at
 * first. */
static void apply_setting(void)
{
	_cleanup_(strbuf_free) struct strbuf text = {0};
	unsigned long baud = CLOCK_BAUD;
	char *end;

	if (!line.port)
		return;
	if (settings_get(SETTING, &text) == 0) {
		baud = strtoul(text.s, &end, 10);
		if (end == text.s || *end)
			baud = 0;
	}
	if (baud == 0) {
		line.on = false;
		return;
	}
	if (baud > CLOCK_BAUD || CLOCK_BAUD % baud) {
		log_warn("serial: %lu baud cannot be set, ignoring", baud);
		return;
	}
	if (!line.on || baud != line.baud)
		set_up((unsigned)baud);
}

void serial_init(void)
{
	uint16_t port = bda_get16(BDA_COM1);

	/* Firmware that keeps the line for itself, to redirect its text, takes it out of the list. */
	if (!port)
		port = COM1_PORT;
	line.port = is_uart(port) ? port : 0;
	if (!line.port)
		return;
	set_up(line.baud ? line.baud : CLOCK_BAUD);
	if (!line.watched)
		(void)settings_add_applicator(apply_setting);
	line.watched = true;
}

bool serial_present(void)
{
	return line.port && line.on;
}

static bool wait_for_room(void)
{
	uint64_t deadline = plat_now_us() + WAIT_US;

	while (!(in(REG_LSR)&LSR_THRE)) {
		if (line.stuck || plat_now_us() >= deadline) {
			line.stuck = true;
			return false;
		}
		x86_pause();
	}
	line.stuck = false;
	line.room = line.fifo;
	return true;
}

static void put(char c)
{
	if (!line.room && !wait_for_room())
		return;
	out(REG_DATA, (uint8_t)c);
	line.room--;
}

void serial_write(const char *text, size_t len)
{
	if (!serial_present())
		return;
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n')
			put('\r');
		put(text[i]);
	}
}

bool serial_has_data(void)
{
	return serial_present() && (line.pending || (in(REG_LSR)&LSR_DATA));
}

int serial_getkey(void)
{
	uint32_t cp[2];

	if (line.pending) {
		cp[0] = line.pending;
		line.pending = 0;
		return (int)cp[0];
	}
	if (!serial_present())
		return KEY_NONE;
	for (unsigned i = 0; i < UTF8_MAX && (in(REG_LSR)&LSR_DATA); i++) {
		unsigned n = utf8_push(&line.utf8, in(REG_DATA), cp);

		if (n == 2)
			line.pending = cp[1];
		if (n && cp[0])
			return (int)cp[0];
	}
	return KEY_NONE;
}

void serial_size(unsigned *ret_cols, unsigned *ret_rows)
{
	*ret_cols = COLS;
	*ret_rows = ROWS;
}
