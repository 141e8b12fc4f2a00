/* SPDX-License-Identifier: BSD-2-Clause */
/* Consoles as one, keys out of escape sequences, Ctrl-C. */
#include "core/clock.h"
#include "core/console.h"
#include "core/keydecode.h"
#include "core/status.h"
#include "core/wait.h"
#include "fake/screen.h"
#include "fake/virtual_time.h"
#include "unit/check.h"

#define ESC KEY_ESC

static const struct {
	int in[10], want[10];
} decode_table[] = {
	{{'a', 0xfc, KEY_F5}, {'a', 0xfc, KEY_F5}},
	{{ESC, '[', 'A'}, {KEY_UP}},
	{{ESC, '[', 'D', ESC, '[', 'H'}, {KEY_LEFT, KEY_HOME}},
	{{ESC, '[', '3', '~', 'x'}, {KEY_DELETE, 'x'}},
	{{ESC, '[', '1', '~', ESC, '[', '4', '~'}, {KEY_HOME, KEY_END}},
	{{ESC, '[', '7', '~', ESC, '[', '8', '~'}, {KEY_HOME, KEY_END}},
	{{ESC, '[', '1', '5', '~'}, {KEY_F5}},
	{{ESC, '[', '2', '4', '~'}, {KEY_F12}},
	{{ESC, '[', '1', ';', '5', 'C'}, {KEY_RIGHT}},
	{{ESC, '[', '3', ';', '2', '~'}, {KEY_DELETE}},
	{{ESC, 'O', 'P', ESC, 'O', 'S'}, {KEY_F1, KEY_F4}},
	{{ESC, 'O', 'A', ESC, 'O', 'M'}, {KEY_UP, KEY_ENTER}},
	{{ESC, '[', '[', 'A', ESC, '[', '[', 'E'}, {KEY_F1, KEY_F5}},
	{{ESC, '[', 'Z'}, {KEY_TAB}},
	{{ESC, '[', '0', 'n', 'x'}, {'x'}},
	{{ESC, 'x'}, {ESC, 'x'}},
	{{ESC, ESC, '[', 'B'}, {ESC, KEY_DOWN}},
	{{ESC, KEY_CTRL_C}, {ESC, KEY_CTRL_C}},
	{{ESC, '[', KEY_CTRL_C}, {ESC, '[', KEY_CTRL_C}},
	{{ESC, KEY_UP}, {ESC, KEY_UP}},
	{{ESC, '[', '1', '2', '3', '4', '5', '6', '7'},
		{ESC, '[', '1', '2', '3', '4', '5', '6', '7'}},
	{{'\r', '\n', 'a'}, {KEY_ENTER, 'a'}},
	{{'\n', '\n'}, {KEY_ENTER, KEY_ENTER}},
};

static void test_decode(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(decode_table); i++) {
		struct keydecode d = {};
		int got[32] = {0};
		unsigned n = 0;

		for (unsigned k = 0; k < 10 && decode_table[i].in[k]; k++)
			n += keydecode_push(&d, decode_table[i].in[k], 1000, got + n);
		CHECK(memcmp(got, decode_table[i].want, sizeof(decode_table[i].want)) == 0);
		CHECK_EQ(keydecode_expiry(&d), UINT64_MAX);
	}
}

static void test_decode_time(void)
{
	struct keydecode d = {};
	int out[KEYDECODE_OUT];

	CHECK_EQ(keydecode_push(&d, ESC, 1000, out), 0);
	CHECK_EQ(keydecode_expiry(&d), 1000 + KEYDECODE_ESC_US);
	CHECK_EQ(keydecode_expire(&d, 2000, out), 0);
	CHECK_EQ(keydecode_expire(&d, 1000 + KEYDECODE_ESC_US, out), 1);
	CHECK_EQ(out[0], ESC);
	CHECK_EQ(keydecode_push(&d, '[', 500000, out), 1);
	CHECK_EQ(out[0], '[');
	CHECK_EQ(keydecode_push(&d, '\r', 600000, out), 1);
	CHECK_EQ(keydecode_push(&d, '\n', 900000, out), 1);
	CHECK_EQ(out[0], KEY_ENTER);
}

static char order[64];

static void erase_hook(void)
{
	strcat(order, "E");
	console_puts("\r\033[K");
}

static void test_write(void)
{
	char big[400];

	memset(big, 'b', 399);
	big[399] = '\0';
	screen_init(80, 25);
	console_printf("%s-%d\n", "text", 7);
	CHECK_STR(screen_row(0), "text-7");
	console_printf("%s\n", big);
	CHECK_EQ(strlen(screen_row(5)), 79);
	CHECK_EQ(strlen(screen_row(1)), 80);

	screen_init(80, 25);
	console_set_before_write(erase_hook);
	console_puts("progress");
	console_puts("line");
	console_set_before_write(NULL);
	CHECK_STR(order, "EE");
	CHECK_STR(screen_row(0), "line");
}

static void test_column(void)
{
	static const struct {
		const char *text;
		unsigned want;
	} table[] = {
		{"\r", 0},
		{"abc", 3},
		{"\033[1mdef\033[0m", 6},
		{"\xc3\xbc\xe4\xb8\xad", 9},
		{"\t", 16},
		{"\b\b", 14},
		{"\033[4D", 10},
		{"\033[50D\033[3C", 3},
		{"\033[5;20H", 19},
		{"\033[2J", 0},
		{"x\n", 0},
	};

	screen_init(80, 25);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		console_puts(table[i].text);
		CHECK_EQ(console_column(), table[i].want);
	}
}

static void play(const struct screen_step *steps, size_t n)
{
	screen_play(steps, n);
	while (screen_steps_left())
		(void)console_poll_interrupt();
}

static bool never(void *arg)
{
	(void)arg;
	return false;
}

static void test_keys(void)
{
	static const struct screen_step typed[] = {
		{.key = 'a'}, {.key = ESC}, {.key = '['}, {.key = 'A'}, {.key = 'b'}};
	static const struct screen_step cancel[] = {
		{.key = 'a'}, {.key = 'b'}, {.key = KEY_CTRL_C}, {.key = 'c'}};
	static const struct screen_step lone[] = {{.pause_ms = 20}, {.key = ESC}};
	uint64_t start;
	int key = 0;

	screen_init(80, 25);
	CHECK_EQ(console_getkey(), KEY_NONE);
	play(typed, ARRAY_SIZE(typed));
	CHECK(!console_poll_interrupt());
	CHECK_EQ(console_getkey(), 'a');
	CHECK_EQ(console_getkey(), KEY_UP);
	CHECK_EQ(console_getkey(), 'b');
	CHECK_EQ(console_getkey(), KEY_NONE);

	screen_play(cancel, ARRAY_SIZE(cancel));
	start = plat_now_us();
	CHECK_EQ(wait_until("the end", never, NULL, deadline_in_ms(2000)), -ERR_CANCELED);
	CHECK(plat_now_us() - start < US_PER_S);
	CHECK_EQ(console_waitkey(deadline_in_ms(1000), &key), 0);
	CHECK_EQ(key, 'c');
	CHECK_EQ(console_waitkey(deadline_in_ms(20), &key), -ERR_TIMEDOUT);
	CHECK_EQ(key, 'c');

	screen_play(cancel + 2, 1);
	CHECK_EQ(console_waitkey(deadline_in_ms(1000), &key), 0);
	CHECK_EQ(key, KEY_CTRL_C);

	start = plat_now_us();
	screen_play(lone, ARRAY_SIZE(lone));
	CHECK_EQ(console_waitkey(deadline_in_ms(1000), &key), 0);
	CHECK_EQ(key, ESC);
	CHECK(plat_now_us() - start < 300 * US_PER_MS);
}

static void test_type_ahead(void)
{
	static struct screen_step steps[501];
	unsigned n = 0;

	for (unsigned i = 0; i < 500; i++)
		steps[i].key = 'k';
	steps[500].key = KEY_CTRL_C;
	play(steps, 500);
	while (console_getkey() == 'k')
		n++;
	CHECK(n >= 64 && n < 500);
	screen_play(steps, 501);
	CHECK_EQ(wait_until(NULL, never, NULL, deadline_in_ms(60000)), -ERR_CANCELED);
	CHECK_EQ(console_getkey(), KEY_NONE);
}

/* Another key may end waits, too, for as long as somebody is interested. */
static void test_call(void)
{
	static const struct screen_step call[] = {{.key = 'a'}, {.key = KEY_CTRL_B}, {.key = 'c'}};
	static const struct screen_step cancel[] = {{.key = KEY_CTRL_C}};

	CHECK(!console_take_call());
	console_watch_call(KEY_CTRL_B);
	screen_play(call, ARRAY_SIZE(call));
	CHECK_EQ(wait_until(NULL, never, NULL, deadline_in_ms(2000)), -ERR_CANCELED);
	CHECK(console_take_call());
	CHECK(!console_take_call());
	CHECK_EQ(console_getkey(), 'c');

	play(call, ARRAY_SIZE(call));
	console_watch_call(KEY_CTRL_B);
	CHECK(!console_take_call());
	CHECK_EQ(console_getkey(), 'a');
	CHECK_EQ(console_getkey(), KEY_CTRL_B);
	CHECK_EQ(console_getkey(), 'c');

	console_watch_call(KEY_CTRL_B);
	screen_play(cancel, ARRAY_SIZE(cancel));
	CHECK(!console_take_call());
	CHECK_EQ(wait_until(NULL, never, NULL, deadline_in_ms(2000)), -ERR_CANCELED);
	CHECK(!console_take_call());
}

static void no_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	(void)text;
	(void)len;
}

static int no_key(struct console *c)
{
	(void)c;
	return KEY_NONE;
}

static void small_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = 60;
	*rows = 50;
}

static void test_size(void)
{
	static const struct console_ops ops = {no_write, no_key, small_size};
	static struct console others[8];
	unsigned cols, rows;
	int rc = 0;

	screen_init(80, 25);
	console_size(&cols, &rows);
	CHECK_EQ(cols, 80);
	CHECK_EQ(rows, 25);
	for (unsigned i = 0; i < 8; i++) {
		others[i] = (struct console){.ops = &ops, .name = "other"};
		rc = console_add(&others[i]);
	}
	CHECK_EQ(rc, -ERR_RANGE);
	console_size(&cols, &rows);
	CHECK_EQ(cols, 60);
	CHECK_EQ(rows, 25);
}

int main(void)
{
	test_decode();
	test_decode_time();
	test_write();
	test_column();
	test_keys();
	test_type_ahead();
	test_call();
	test_size();
	return check_done();
}
