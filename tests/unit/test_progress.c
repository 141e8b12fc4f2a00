/* SPDX-License-Identifier: BSD-2-Clause */
/* The progress line: its words, and when it is on the screen. */
#include "core/clock.h"
#include "core/console.h"
#include "core/log.h"
#include "core/status.h"
#include "core/wait.h"
#include "fake/screen.h"
#include "fake/virtual_time.h"
#include "menu/progress.h"
#include "menu/progress_text.h"
#include "unit/check.h"

#define MIB (1024ull * 1024)

static const struct {
	struct progress p;
	unsigned cols;
	const char *want;
} table[] = {
	{{.what = "the link", .waited_us = 4200000}, 80, "Waiting for the link... 4 s"},
	{{.what = "an answer", .waited_us = 200 * US_PER_S}, 80,
		"Waiting for an answer... 3 min 20 s"},
	{{.what = "an answer that takes long", .waited_us = 0}, 20, "Waiting for an answe"},
	{{.n_files = 1,
		 .name = "http://h/dir/vmlinuz?x=/y",
		 .bytes = 512,
		 .total = 1024,
		 .rate = 512},
		80, "vmlinuz  512 B of 1.0 KiB  50%  512 B/s  1 s left"},
	{{.n_files = 1,
		 .name = "initrd",
		 .bytes = 12 * MIB + MIB / 2,
		 .total = 100 * MIB,
		 .rate = 10 * MIB},
		80, "initrd  12.5 MiB of 100.0 MiB  12%  10.0 MiB/s  9 s left"},
	{{.n_files = 1, .name = "x/f", .bytes = 5 * MIB, .total_unknown = true, .rate = MIB}, 80,
		"f  5.0 MiB  1.0 MiB/s"},
	{{.n_files = 1, .name = "x/f", .bytes = 5 * MIB, .total_unknown = true}, 80, "f  5.0 MiB"},
	{{.n_files = 3, .name = "x/f", .bytes = 5 * MIB, .total = 10 * MIB, .rate = MIB}, 80,
		"3 files  5.0 MiB of 10.0 MiB  50%  1.0 MiB/s  5 s left"},
	{{.n_files = 1,
		 .name = "x/f",
		 .bytes = 5 * MIB,
		 .total = 10 * MIB,
		 .rate = MIB,
		 .quiet_us = 7 * US_PER_S},
		80, "f  5.0 MiB of 10.0 MiB  50%  nothing received for 7 s"},
	{{.n_files = 1,
		 .name = "x/f",
		 .activity = "connecting to 10.0.0.1",
		 .total_unknown = true,
		 .waited_us = 3 * US_PER_S},
		80, "f: connecting to 10.0.0.1... 3 s"},
	{{.n_files = 1,
		 .name = "http://h/x.iso.xz",
		 .activity = "unpacking",
		 .computing = true,
		 .bytes = 3 * MIB,
		 .total = 10 * MIB,
		 .rate = MIB},
		80, "x.iso.xz: unpacking  30%  7 s left"},
	{{.n_files = 1, .name = "x", .activity = "unpacking", .computing = true, .total = 10}, 80,
		"x: unpacking  0%"},
	{{.n_files = 1, .name = "http://h/", .bytes = 1, .total_unknown = true}, 80,
		"http://h/  1 B"},
	{{.n_files = 1,
		 .name = "x/a-very-long-name-of-a-kernel",
		 .bytes = 5 * MIB,
		 .total = 10 * MIB},
		40, "a-very-long-na  5.0 MiB of 10.0 MiB  50%"},
	{{.n_files = 1, .name = "f", .bytes = 20, .total = 10, .rate = 1}, 80,
		"f  20 B of 10 B  100%  1 B/s"},
	{{.n_files = 1, .name = "f", .bytes = 1ull << 62, .total = UINT64_MAX, .rate = 1}, 80,
		"f  4194304.0 TiB of 16777215.9 TiB  25%  1 B/s  2823 h 15 min left"},
	{{.n_files = 1, .name = "e\033[2Jvil", .bytes = 1, .total_unknown = true}, 80, "evil  1 B"},
};

static void test_text(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		_cleanup_(strbuf_free) struct strbuf out = {};

		progress_format(&table[i].p, table[i].cols, &out);
		CHECK_STR(out.s, table[i].want);
		CHECK(out.len <= table[i].cols);
	}
}

static void test_rate(void)
{
	struct progress_rate r = {};

	CHECK_EQ(progress_rate(&r), 0);
	progress_rate_sample(&r, 1, 0, 1000);
	CHECK_EQ(progress_rate(&r), 0);
	progress_rate_sample(&r, 1, 100, 101000);
	CHECK_EQ(progress_rate(&r), 1000);
	for (unsigned i = 2; i < 100; i++)
		progress_rate_sample(&r, 1, i * 200, 1000 + i * 100000);
	CHECK_EQ(progress_rate(&r), 2000);
	progress_rate_sample(&r, 2, 99 * 200, 1000 + 99 * 100000);
	CHECK_EQ(progress_rate(&r), 0);
	progress_rate_sample(&r, 2, 99 * 200 + 50, 1000 + 100 * 100000);
	CHECK_EQ(progress_rate(&r), 500);
	progress_rate_sample(&r, 2, 10, 1000 + 101 * 100000);
	CHECK_EQ(progress_rate(&r), 0);
}

static bool never(void *arg)
{
	(void)arg;
	return false;
}

static void look_not_yet(void)
{
	CHECK_STR(screen_row(0), "");
}

static void look_waiting(void)
{
	CHECK_STR(screen_row(0), "Waiting for a miracle... 0 s");
	(void)screen_bytes();
}

static void look_economy(void)
{
	CHECK(screen_bytes() <= 6 * 40);
	console_puts("a message\n");
	CHECK_STR(screen_row(0), "a message");
	CHECK_STR(screen_row(1), "");
}

static void look_again(void)
{
	CHECK_STR(screen_row(0), "a message");
	CHECK_STR(screen_row(1), "Waiting for a miracle... 1 s");
}

static void test_screen(void)
{
	static const struct screen_step steps[] = {{.pause_ms = 200}, {.look = look_not_yet},
		{.pause_ms = 250}, {.look = look_waiting}, {.pause_ms = 400},
		{.look = look_economy}, {.pause_ms = 250}, {.look = look_again}};

	screen_init(80, 25);
	screen_play(steps, ARRAY_SIZE(steps));
	CHECK_EQ(wait_until("a miracle", never, NULL, deadline_in_ms(1300)), -ERR_TIMEDOUT);
	CHECK_EQ(screen_steps_left(), 0);
	progress_erase();
	CHECK_STR(screen_row(1), "");
	CHECK_EQ(screen_cursor_col(), 0);
	(void)screen_bytes();
	progress_erase();
	CHECK_EQ(screen_bytes(), 0);
}

static void breathe_for(unsigned ms)
{
	const uint64_t end = deadline_in_ms(ms);

	bool interrupted = false;

	while (plat_now_us() < end)
		interrupted |= wait_breathe();
	CHECK(!interrupted);
}

static void test_work(void)
{
	struct wait_work w = {.name = "a/b.xz", .activity = "unpacking", .total = 200};

	screen_init(80, 25);
	wait_show_work(&w);
	breathe_for(200);
	CHECK_STR(screen_row(0), "");
	w.done = 100;
	breathe_for(250);
	CHECK(strncmp(screen_row(0), "b.xz: unpacking  50%", 20) == 0);
	wait_show_work(NULL);
	progress_erase();
	(void)screen_bytes();
	breathe_for(450);
	CHECK_EQ(screen_bytes(), 0);
}

static void test_silence(void)
{
	screen_init(80, 25);
	(void)wait_until(NULL, never, NULL, deadline_in_ms(500));
	CHECK_EQ(screen_bytes(), 0);
	console_set_fullscreen(true);
	(void)wait_until("nobody", never, NULL, deadline_in_ms(500));
	CHECK_EQ(screen_bytes(), 0);
	console_set_fullscreen(false);

	console_puts("Loading");
	(void)wait_until("more", never, NULL, deadline_in_ms(500));
	console_puts("ok\n");
	CHECK_STR(screen_row(0), "Loading");
	CHECK_STR(screen_row(1), "ok");
}

int main(void)
{
	progress_init();
	test_text();
	test_rate();
	test_screen();
	test_work();
	test_silence();
	return check_done();
}
