/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of configurations on servers: each is asked for once, but one that is missing again
 * later, and all of them when somebody goes on. */
#include <stdlib.h>
#include <string.h>

#include "core/console.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/uri.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/virtual_time.h"
#include "script/netfiles.h"
#include "unit/check.h"

static unsigned n_asked;
static bool is_there;
static uint64_t total; /* as announced; 0: of what there is */
static unsigned n_sent;

static struct stream *asked; /* is answered by the poller, as networks do */

static int serve(struct stream *s)
{
	n_asked++;
	asked = s;
	return 0;
}

/* 64 MiB, or until nobody wants more. */
static void send_much(struct stream *s)
{
	static const char mib[1 << 20];
	int rc = stream_offer(s, &(struct offer){.total = total, .from = s->pos});

	while (!rc && n_sent < 64) {
		rc = stream_data(s, mib, sizeof mib);
		n_sent++;
	}
	if (!rc)
		stream_end(s, 0, false, 0);
}

static bool answer(struct poller *p)
{
	static const char text[] = "a file";
	struct stream *s = TAKE(asked);

	(void)p;
	if (!s)
		return false;
	if (!is_there) {
		stream_end(s, fail(ERR_NOFILE, "test: there is no %s", s->uri->path), false, 0);
		return true;
	}
	if (total) {
		send_much(s);
		return true;
	}
	if (!stream_offer(s, &(struct offer){.total = sizeof text - 1, .from = s->pos}) &&
		!stream_data(s, text, sizeof text - 1))
		stream_end(s, 0, false, 0);
	return true;
}

static int typed = KEY_NONE;

static void no_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	(void)text;
	(void)len;
}

static int one_key(struct console *c)
{
	int key = typed;

	(void)c;
	typed = KEY_NONE;
	return key;
}

static void no_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = *rows = 0;
}

static const struct console_ops keyboard_ops = {
	.write = no_write, .getkey = one_key, .size = no_size};
static struct console keyboard = {.ops = &keyboard_ops, .name = "test"};

static uint64_t never(struct poller *p)
{
	(void)p;
	return UINT64_MAX;
}

static struct poller network = {.poll = answer, .next_us = never};

static void stop(struct stream *s)
{
	asked = asked == s ? NULL : asked;
}

static const struct scheme test_scheme = {.name = "http", .start = serve, .stop = stop};
const struct scheme *const schemes[] = {&test_scheme, NULL};

static void check_read(const struct bootmenu_files *files, int want)
{
	char *text = NULL;
	size_t len = 0;

	CHECK_EQ(files->read(files->arg, "/file", &text, &len), want);
	CHECK_STR(text ? text : "", want ? "" : "a file");
	free(text);
}

int main(void)
{
	struct netfiles *n = netfiles_new("http://192.0.2.1");
	struct bootmenu_files files = netfiles_get(n);

	poller_add(&network);
	CHECK(!files.exists(files.arg, "/file"));
	check_read(&files, -ERR_NOENT);
	CHECK_EQ(n_asked, 1);
	is_there = true;
	CHECK(!files.exists(files.arg, "/file"));
	CHECK_EQ(n_asked, 1);
	plat_idle(plat_now_us() + 10 * US_PER_S);
	CHECK(files.exists(files.arg, "/file"));
	CHECK_EQ(n_asked, 2);
	check_read(&files, 0);
	CHECK_EQ(n_asked, 3);
	is_there = false;
	plat_idle(plat_now_us() + 10 * US_PER_S);
	CHECK(files.exists(files.arg, "/file"));
	check_read(&files, 0);
	CHECK_EQ(n_asked, 3);

	is_there = true;
	CHECK(files.exists(files.arg, "/other"));
	CHECK_EQ(n_asked, 4);

	/* Who goes on to a configuration again sees what has become of it. */
	netfiles_refresh(n);
	check_read(&files, 0);
	CHECK_EQ(n_asked, 5);
	netfiles_refresh(n);
	check_read(&files, 0);
	CHECK(files.exists(files.arg, "/other"));
	CHECK_EQ(n_asked, 5);

	/* What is too long is not fetched, or no further than its length is known. */
	total = 64 << 20;
	CHECK_EQ(files.read(files.arg, "/long", &(char *){NULL}, &(size_t){0}), -ERR_TOOBIG);
	CHECK_EQ(n_sent, 0);
	total = TRANSFER_UNKNOWN;
	CHECK_EQ(files.read(files.arg, "/long", &(char *){NULL}, &(size_t){0}), -ERR_TOOBIG);
	CHECK_EQ(n_sent, 17);
	total = 0;
	n_asked -= 2;

	/* Ctrl-C ends all, not one look of many. */
	CHECK_EQ(console_add(&keyboard), 0);
	poller_remove(&network);
	typed = KEY_CTRL_C;
	CHECK(!files.exists(files.arg, "/third"));
	poller_add(&network);
	CHECK_EQ(n_asked, 6);
	CHECK(!files.exists(files.arg, "/fourth"));
	check_read(&files, -ERR_CANCELED);
	CHECK_EQ(n_asked, 6);
	CHECK_EQ(netfiles_take_cancel(n), -ERR_CANCELED);
	CHECK_EQ(netfiles_take_cancel(n), 0);
	check_read(&files, 0);
	netfiles_free(n);
	return check_done();
}
