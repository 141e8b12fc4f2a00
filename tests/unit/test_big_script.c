/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A script of 2,000 lines with a menu of 300 items, up to the drawn menu: what it costs is counted
 * in allocations, rounds of the pollers and bytes for the screen, which are the same on every
 * machine; and a script twice as long costs twice as much.
 */
#include <sanitizer/allocator_interface.h>

#include "core/console.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/transfer.h"
#include "core/wait.h"
#include "image/image.h"
#include "script/commands.h"
#include "script/script.h"
#include "unit/check.h"

#define LINES 2000u
#define ITEMS 300u

const struct command *const command_tables[] = {
	cmd_text_table, cmd_test_table, cmd_setting_table, cmd_flow_table, cmd_menu_table, NULL};
const char *const commands_unsupported[] = {COMMANDS_UNSUPPORTED, NULL};
const struct scheme *const schemes[] = {NULL};
const struct decoder_type *const decoders[] = {NULL};
const struct image_type *const image_types[] = {&script_image_type, NULL};

/* ---- what is counted ---- */

static struct {
	bool on;
	unsigned long allocations, bytes, rounds;
} count;

static void on_malloc(const volatile void *p, size_t size)
{
	(void)p;
	(void)size;
	count.allocations += count.on;
}

static void on_free(const volatile void *p)
{
	(void)p;
}

static bool on_poll(struct poller *p)
{
	(void)p;
	count.rounds++;
	return false;
}

static struct poller poller = {.poll = on_poll};

/* ---- a screen, and somebody who chooses what is highlighted as soon as there is a menu ---- */

static void screen_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	(void)text;
	count.bytes += len;
}

static int screen_getkey(struct console *c)
{
	(void)c;
	if (!console_fullscreen())
		return KEY_NONE;
	count.on = false;
	return KEY_ENTER;
}

static void screen_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = 80;
	*rows = 25;
}

static const struct console_ops screen_ops = {screen_write, screen_getkey, screen_size};
static struct console screen = {&screen_ops, "screen", NULL};

/* ---- scripts ---- */

/* A script of (lines), the last of which shows the menu of (items). */
static void write_script(struct strbuf *out, unsigned lines, unsigned items)
{
	unsigned n = 2; /* the first and the last line */

	strbuf_reset(out);
	CHECK_EQ(strbuf_adds(out, "#!ipxe\n"), 0);
	for (; n + items + 6 < lines; n += 6)
		CHECK_EQ(
			strbuf_addf(out,
				":part%u\nset version%u ${version}.%u # a comment\n"
				"isset ${version%u} && set last %u || goto part0\n"
				"iseq ${last} %u || exit 1\n\nset base http://10.0.0.1/${last:uristring}\n",
				n, n, n, n, n, n),
			0);
	CHECK_EQ(strbuf_adds(out, "menu Everything\n"), 0);
	for (unsigned i = 0; i < items; i++, n++)
		CHECK_EQ(strbuf_addf(out, "item system%u ${last} System number %u\n", i, i), 0);
	for (n++; n < lines; n++)
		CHECK_EQ(strbuf_adds(out, "set base ${base}\n"), 0);
	CHECK_EQ(strbuf_addf(out, "choose --default system%u chosen", items / 2), 0);
}

static void run(const struct strbuf *script, unsigned items)
{
	char want[24];
	_cleanup_(freep) char *chosen = NULL;
	unsigned long before;

	count.allocations = count.bytes = count.rounds = 0;
	count.on = true;
	CHECK_EQ(script_run_text("big", script->s, script->len), 0);
	before = count.allocations;
	chosen = settings_get_text("chosen");
	CHECK(chosen != NULL);
	snprintf(want, sizeof(want), "system%u", items / 2);
	CHECK_STR(chosen, want);
	CHECK(before > 0);
}

static unsigned lines_in(const struct strbuf *script)
{
	unsigned n = 1;

	for (size_t i = 0; i < script->len; i++)
		n += script->s[i] == '\n';
	return n;
}

int main(void)
{
	_cleanup_(strbuf_free) struct strbuf script = {};
	unsigned long once, bytes;

	CHECK_EQ(settings_init(), 0);
	CHECK_EQ(console_add(&screen), 0);
	poller_add(&poller);
	CHECK(__sanitizer_install_malloc_and_free_hooks(on_malloc, on_free) > 0);

	write_script(&script, LINES, ITEMS);
	CHECK_EQ(lines_in(&script), LINES);
	run(&script, ITEMS);
	once = count.allocations;
	bytes = count.bytes;
	printf("%lu allocations, %lu rounds, %lu bytes drawn\n", once, count.rounds, bytes);
	CHECK(once < 40 * LINES);
	CHECK(count.rounds <= LINES);
	CHECK(bytes < 16384);

	write_script(&script, 2 * LINES, 2 * ITEMS);
	run(&script, 2 * ITEMS);
	CHECK(count.allocations < 5 * once / 2);
	CHECK(count.bytes < 2 * bytes);
	return check_done();
}
