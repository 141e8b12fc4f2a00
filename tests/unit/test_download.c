/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine of downloads against a scheme that follows a script: each stream started takes the
 * next act, which says what it offers, how much it delivers and how it ends; the last act
 * repeats.
 */
#include "check.h"

#include <stdlib.h>

#include "core/console.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/virtual_time.h"

#define ALL      UINT64_MAX
#define FILE_LEN (1u << 20)
#define PIECE    (16u << 10)
#define HOUR_US  (3600 * US_PER_S)

struct act {
	uint64_t deliver;     /* bytes, then the end; ALL: to the end that was asked for */
	int status;           /* of the end */
	bool again, no_offer; /* no_offer: ends before it has answered */
	bool unknown, ranges, coded;
	uint64_t after_ms, rtt_us, total;
	const char *etag, *modified;
	uint8_t version;  /* of the contents */
	uint64_t hush_us; /* silence before the end; when it delivers ALL, after 2 MiB */
	bool gap;         /* for want of a lost packet */
};

static struct {
	const struct act *acts;
	unsigned n_acts, n_started, n_live, n_live_max;
	struct {
		uint64_t pos, end, at_us;
		char host[16];
	} seen[64];
} play;

struct fake {
	struct list node;
	struct stream *s;
	const struct act *act;
	uint64_t left;
	uint64_t hush_end_us;
	bool answered, over, hushed;
};

static struct list fakes = LIST_INIT(fakes);

static uint8_t byte_at(uint64_t pos, uint8_t version)
{
	return (uint8_t)((pos * 31 ^ pos >> 8 ^ pos >> 16) + version);
}

static int fake_start(struct stream *s)
{
	struct fake *f = calloc(1, sizeof(*f));
	unsigned i = play.n_started++;

	if (!f)
		abort();
	if (i < ARRAY_SIZE(play.seen)) {
		play.seen[i].pos = s->pos;
		play.seen[i].end = s->end;
		play.seen[i].at_us = now_us;
		(void)snprintf(play.seen[i].host, sizeof(play.seen[i].host), "%s", s->uri->host);
	}
	f->s = s;
	f->act = &play.acts[MIN(i, play.n_acts - 1)];
	f->left = f->act->deliver;
	s->priv = f;
	list_add_tail(&f->node, &fakes);
	play.n_live++;
	play.n_live_max = MAX(play.n_live_max, play.n_live);
	return 0;
}

static void fake_stop(struct stream *s)
{
	struct fake *f = s->priv;

	play.n_live--;
	list_remove(&f->node);
	free(f);
}

static void fake_finish(struct fake *f)
{
	const struct act *a = f->act;
	int rc = a->status;

	f->over = true;
	if (rc)
		(void)fail(-rc, "fake: %s broke with %d", uri_text(f->s->uri), -rc);
	stream_end(f->s, rc, a->again, a->after_ms);
}

static bool fake_is_hushed(struct fake *f)
{
	bool now = f->left == ALL ? f->s->pos == 2u << 20 : !f->left;

	if (f->act->hush_us && now && !f->hushed) {
		f->hushed = true;
		f->hush_end_us = now_us + f->act->hush_us;
	}
	now = now_us < f->hush_end_us;
	if (now && f->act->gap)
		stream_gap(f->s);
	return now;
}

static void fake_step(struct fake *f)
{
	const struct act *a = f->act;
	uint64_t total = a->total ? a->total : FILE_LEN, n;
	uint8_t data[PIECE];
	struct offer o = {.total = a->unknown ? TRANSFER_UNKNOWN : total,
		.from = a->ranges ? f->s->pos : 0,
		.etag = a->etag,
		.modified = a->modified,
		.ranges = a->ranges,
		.coded = a->coded,
		.rtt_us = a->rtt_us};

	if (a->no_offer) {
		fake_finish(f);
		return;
	}
	if (!f->answered) {
		f->answered = true;
		f->over = stream_offer(f->s, &o) != 0;
		return;
	}
	if (fake_is_hushed(f))
		return;
	n = MIN(MIN(f->left, (uint64_t)PIECE), MIN(total, f->s->end) - f->s->pos);
	for (uint64_t i = 0; i < n; i++)
		data[i] = byte_at(f->s->pos + i, a->version);
	if (n && stream_data(f->s, data, n)) {
		f->over = true;
		return;
	}
	if (f->left != ALL)
		f->left -= n;
	if (!n)
		fake_finish(f);
}

static bool fake_poll(struct poller *p)
{
	struct fake *f, *tmp;
	bool busy = false;

	(void)p;
	now_us += 1000;
	list_for_each_safe(f, tmp, &fakes, node) {
		if (f->over)
			continue;
		fake_step(f);
		busy = true;
	}
	return busy;
}

static struct poller fake_poller = {.poll = fake_poll};
static const struct scheme fake = {
	.name = "fake", .ranges = true, .start = fake_start, .stop = fake_stop};
static const struct scheme serial = {.name = "serial", .start = fake_start, .stop = fake_stop};
const struct scheme *const schemes[] = {&fake, &serial, NULL};

/* ---- keyboard: Ctrl-C ends what would go on for ever ---- */

static uint64_t ctrl_c_us = DEADLINE_NEVER;

static unsigned n_told; /* breaks, on the screen */

static void screen_write(struct console *c, const char *text, size_t len)
{
	const char end[] = "in a moment";

	(void)c;
	for (size_t i = 0; i + sizeof(end) <= len + 1; i++)
		n_told += memcmp(text + i, end, sizeof(end) - 1) == 0;
}

static int screen_getkey(struct console *c)
{
	(void)c;
	if (now_us < ctrl_c_us)
		return KEY_NONE;
	ctrl_c_us = DEADLINE_NEVER;
	return KEY_CTRL_C;
}

static void screen_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = 80;
	*rows = 25;
}

static const struct console_ops screen_ops = {screen_write, screen_getkey, screen_size};
static struct console screen = {&screen_ops, "fake", NULL};

/* ---- running ---- */

static struct transfer *run(
	const struct act *acts, unsigned n, const char *mirror, const uint8_t *sha256, int want)
{
	_cleanup_(uri_freep) struct uri *uri = NULL, *other = NULL;
	struct transfer_options o = {.sha256 = sha256};
	const struct uri *mirrors[1];
	struct transfer *t = NULL;
	uint64_t begin = now_us;

	memset(&play, 0, sizeof(play));
	play.acts = acts;
	play.n_acts = n;
	ctrl_c_us = now_us + HOUR_US;
	CHECK_EQ(uri_parse("fake://one/file", &uri), 0);
	if (mirror) {
		CHECK_EQ(uri_parse(mirror, &other), 0);
		mirrors[0] = other;
		o.mirrors = mirrors;
		o.n_mirrors = 1;
	}
	CHECK_EQ(transfer_start(uri, &o, &t), 0);
	CHECK_EQ(transfer_wait(t, 0), want);
	CHECK(now_us - begin < HOUR_US);
	return t;
}

static bool is_version(const struct transfer *t, uint8_t version, uint64_t len)
{
	if (t->data.len != len)
		return false;
	for (uint64_t i = 0; i < len; i++)
		if (t->data.data[i] != byte_at(i, version))
			return false;
	return true;
}

#define RUN(acts, mirror, digest, want) run(acts, ARRAY_SIZE(acts), mirror, digest, want)
#define GOOD                            .ranges = true, .etag = "\"a\"", .modified = "m"

static void test_plain(void)
{
	static const struct act a[] = {{.deliver = ALL, GOOD}};
	struct transfer *t;
	t = RUN(a, NULL, NULL, 0);
	CHECK(is_version(t, 0, FILE_LEN));
	transfer_free(t);
}

/* Lost at every step: resumed where it broke, byte for byte. */
static void test_resume(void)
{
	for (unsigned k = 1; k < FILE_LEN / PIECE; k += 7) {
		const struct act a[] = {
			{.deliver = (uint64_t)k * PIECE, .status = -ERR_RESET, .again = true, GOOD},
			{.deliver = ALL, GOOD}};
		struct transfer *t = RUN(a, NULL, NULL, 0);

		CHECK_EQ(play.seen[1].pos, k * PIECE);
		CHECK_EQ(t->resumes, 1);
		CHECK(is_version(t, 0, FILE_LEN));
		transfer_free(t);
	}
}

static void test_replaced(void)
{
	static const struct act a[] = {
		{.deliver = 5 * PIECE, .status = -ERR_RESET, .again = true, GOOD},
		{.deliver = ALL, .ranges = true, .etag = "\"b\"", .modified = "n", .version = 7}};
	struct transfer *t;
	t = RUN(a, NULL, NULL, 0);
	CHECK(is_version(t, 7, FILE_LEN));
	CHECK_EQ(t->restarts, 1);
	transfer_free(t);
}

static void test_mirror(void)
{
	static const struct act a[] = {
		{.no_offer = true, .status = -ERR_NOFILE}, {.deliver = ALL, GOOD}};
	static const struct act dead[] = {{.no_offer = true, .status = -ERR_NOFILE},
		{.no_offer = true, .status = -ERR_ACCES}};
	struct transfer *t;
	t = RUN(a, "fake://two/file", NULL, 0);
	CHECK_STR(play.seen[1].host, "two");
	CHECK(is_version(t, 0, FILE_LEN));
	transfer_free(t);
	t = RUN(dead, "fake://two/file", NULL, -ERR_NOFILE);
	CHECK_EQ(play.n_started, 2);
	transfer_free(t);
}

static void test_retry_after(void)
{
	static const struct act a[] = {
		{.no_offer = true, .status = -ERR_SERVER, .again = true, .after_ms = 7000},
		{.deliver = ALL, GOOD}};
	static const struct act long_ago[] = {
		{.no_offer = true, .status = -ERR_SERVER, .again = true, .after_ms = 9999999},
		{.deliver = ALL, GOOD}};
	struct transfer *t;
	t = RUN(a, NULL, NULL, 0);
	CHECK(play.seen[1].at_us - play.seen[0].at_us >= 7 * US_PER_S);
	transfer_free(t);
	t = RUN(long_ago, NULL, NULL, 0);
	CHECK(play.seen[1].at_us - play.seen[0].at_us < 125 * US_PER_S);
	transfer_free(t);
}

static void test_attempts(void)
{
	static const struct act quick[] = {
		{.no_offer = true, .status = -ERR_REFUSED, .again = true}};
	static const struct act slow[] = {
		{.no_offer = true, .status = -ERR_TIMEDOUT, .again = true}};
	struct transfer *t;
	t = RUN(quick, NULL, NULL, -ERR_REFUSED);
	CHECK_EQ(play.n_started, 3);
	transfer_free(t);
	t = RUN(slow, NULL, NULL, -ERR_TIMEDOUT);
	CHECK_EQ(play.n_started, 1);
	transfer_free(t);
}

static void test_gone_in_the_middle(void)
{
	static const struct act a[] = {
		{.deliver = 5 * PIECE, .status = -ERR_RESET, .again = true, GOOD},
		{.no_offer = true, .status = -ERR_REFUSED, .again = true}};
	struct transfer *t;
	n_told = 0;
	t = RUN(a, NULL, NULL, -ERR_REFUSED);
	CHECK(play.n_started > 5);
	CHECK_EQ(n_told, 2); /* it broke, and has gone; not each time it was asked again */
	transfer_free(t);
}

/* The resolver is gone for a moment in the middle of it: http ends with (again) false. */
static void test_name_in_the_middle(void)
{
	static const struct act a[] = {
		{.deliver = 5 * PIECE, .status = -ERR_RESET, .again = true, GOOD},
		{.no_offer = true, .status = -ERR_NAME, .again = false}, {.deliver = ALL, GOOD}};
	struct transfer *t;
	t = RUN(a, NULL, NULL, 0);
	CHECK(t->status == 0 && is_version(t, 0, FILE_LEN));
	transfer_free(t);
}

/* Heads come, bytes never do. */
static void test_heads_only(void)
{
	static const struct act a[] = {{.status = -ERR_RESET, .again = true, GOOD}};
	struct transfer *t;
	t = RUN(a, NULL, NULL, -ERR_RESET);
	transfer_free(t);
}

/* Each answer is another file, none gets to its end. */
static void test_ever_changing(void)
{
	static struct act a[60];
	static char tags[60][8];
	struct transfer *t;
	for (unsigned i = 0; i < 60; i++) {
		(void)snprintf(tags[i], sizeof(tags[i]), "\"%u\"", i);
		a[i] = (struct act){.deliver = 5 * PIECE,
			.status = -ERR_RESET,
			.again = true,
			.ranges = true,
			.etag = tags[i],
			.version = (uint8_t)i};
	}
	t = run(a, 60, NULL, NULL, -ERR_PROTO);
	CHECK(play.n_started < 20);
	transfer_free(t);
}

/* Ranges, no validators: the digest decides whether the pieces belong together. */
static void test_no_validators(void)
{
	static const struct act a[] = {
		{.deliver = 5 * PIECE, .status = -ERR_RESET, .again = true, .ranges = true}};
	static const struct act mixed[] = {
		{.deliver = 5 * PIECE, .status = -ERR_RESET, .again = true, .ranges = true},
		{.deliver = ALL, .ranges = true, .version = 7}};
	struct sha256 *h = sha256_new();
	uint8_t digest[SHA256_LEN], zero[SHA256_LEN] = {};
	struct transfer *t;

	for (uint64_t i = 0; i < FILE_LEN; i++) {
		uint8_t c = byte_at(i, 0);
		sha256_feed(h, &c, 1);
	}
	sha256_finish(h, digest);
	t = RUN(a, NULL, digest, 0);
	CHECK(is_version(t, 0, FILE_LEN));
	transfer_free(t);
	t = RUN(a, NULL, zero, -ERR_RESET); /* wrong, and in one piece it never arrives */
	transfer_free(t);
	for (uint64_t i = 0; i < FILE_LEN; i++) {
		uint8_t c = byte_at(i, 7);
		sha256_feed(h, &c, 1);
	}
	sha256_finish(h, digest);
	t = RUN(mixed, NULL, digest, 0); /* the mixture is found out and fetched anew */
	CHECK(is_version(t, 7, FILE_LEN));
	CHECK_EQ(t->restarts, 1);
	transfer_free(t);
	sha256_free(h);
}

/* Coded at first, then plain with all that is needed to go on: breaks of that are resumed. */
static void test_plain_after_coded(void)
{
	static const struct act a[] = {{.deliver = 3 * PIECE,
					       .status = -ERR_RESET,
					       .again = true,
					       .unknown = true,
					       .coded = true,
					       .etag = "\"a\"",
					       .modified = "m"},
		{.deliver = 9 * PIECE, .status = -ERR_RESET, .again = true, GOOD},
		{.deliver = 9 * PIECE, .status = -ERR_RESET, .again = true, GOOD},
		{.deliver = 9 * PIECE, .status = -ERR_RESET, .again = true, GOOD},
		{.deliver = ALL, GOOD}};
	struct transfer *t;
	t = RUN(a, NULL, NULL, 0);
	CHECK(t->status == 0 && is_version(t, 0, FILE_LEN));
	CHECK_EQ(play.seen[2].pos, 9 * PIECE);
	transfer_free(t);
}

static void test_early_end(void)
{
	static const struct act a[] = {{.deliver = 5 * PIECE, GOOD}, {.deliver = ALL, GOOD}};
	struct transfer *t;
	t = RUN(a, NULL, NULL, 0);
	CHECK(t->status == 0 && is_version(t, 0, FILE_LEN));
	transfer_free(t);
}

static void test_wrong_digest(void)
{
	static const struct act a[] = {{.deliver = ALL, GOOD}};
	static const uint8_t digest[SHA256_LEN];
	struct transfer *t;
	t = RUN(a, NULL, digest, -ERR_VERIFY);
	CHECK_EQ(play.n_started, 1);
	CHECK(strstr(t->failure.text, "the sha256 is ") != NULL);
	transfer_free(t);
	t = RUN(a, "fake://two/file", digest, -ERR_VERIFY);
	CHECK_EQ(play.n_started, 2);
	CHECK_STR(play.seen[1].host, "two");
	transfer_free(t);
}

static void test_parallel(void)
{
	static const struct act a[] = {
		{.deliver = ALL, GOOD, .rtt_us = 5000, .total = (24u << 20) + 12345}};
	static const struct act near[] = {
		{.deliver = ALL, GOOD, .rtt_us = 500, .total = (24u << 20) + 12345}};
	struct transfer *t;
	t = RUN(a, NULL, NULL, 0);
	CHECK(is_version(t, 0, (24u << 20) + 12345));
	CHECK_EQ(play.n_live_max, 4);
	transfer_free(t);
	CHECK_EQ(settings_set("range-connections", "1"), 0);
	t = RUN(a, NULL, NULL, 0);
	CHECK_EQ(play.n_live_max, 1);
	transfer_free(t);
	CHECK_EQ(settings_clear("range-connections"), 0);
	t = RUN(near, NULL, NULL, 0);
	CHECK_EQ(play.n_live_max, 1);
	transfer_free(t);
}

/* A short path that stands still for want of a packet gets helpers as well; one that is slow, or
 * whose packets come in another order, does not. */
static void test_lossy(void)
{
	static const struct act lost[] = {
		{.deliver = ALL, GOOD, .hush_us = 150000, .gap = true, .total = 24u << 20},
		{.deliver = ALL, GOOD, .total = 24u << 20}};
	static const struct act late[] = {
		{.deliver = ALL, GOOD, .hush_us = 50000, .gap = true, .total = 24u << 20}};
	static const struct act slow[] = {
		{.deliver = ALL, GOOD, .hush_us = 150000, .total = 24u << 20}};
	struct transfer *t = RUN(lost, NULL, NULL, 0);

	CHECK(is_version(t, 0, 24u << 20));
	CHECK_EQ(play.n_live_max, 4);
	transfer_free(t);
	t = RUN(late, NULL, NULL, 0);
	CHECK_EQ(play.n_live_max, 1);
	transfer_free(t);
	t = RUN(slow, NULL, NULL, 0);
	CHECK_EQ(play.n_live_max, 1);
	transfer_free(t);
}

/* A helper that falls silent does not hold up the file when all the rest is there. */
static void test_silent_helper(void)
{
	static const struct act a[] = {{.deliver = ALL, GOOD, .rtt_us = 5000, .total = 24u << 20},
		{.deliver = PIECE, GOOD, .hush_us = HOUR_US, .total = 24u << 20},
		{.deliver = ALL, GOOD, .rtt_us = 5000, .total = 24u << 20}};
	uint64_t start = now_us;
	struct transfer *t = RUN(a, NULL, NULL, 0);

	CHECK(is_version(t, 0, 24u << 20));
	CHECK(now_us - start < 4 * US_PER_S);
	transfer_free(t);
}

/* A mirror that cannot give parts is asked while the first one pauses. */
static void test_serial_mirror(void)
{
	static const struct act a[] = {
		{.deliver = 40 * PIECE, .status = -ERR_RESET, .again = true, GOOD},
		{.no_offer = true, .status = -ERR_NOFILE}, {.deliver = ALL, GOOD}};
	struct transfer *t;
	t = RUN(a, "serial://two/file", NULL, 0);
	CHECK(is_version(t, 0, FILE_LEN));
	transfer_free(t);
}

/* Cancelled at each moment: nothing lives on. */
static void test_cancel(void)
{
	static const struct act a[] = {
		{.deliver = 20 * PIECE, .status = -ERR_RESET, .again = true, GOOD},
		{.deliver = ALL, GOOD}};
	_cleanup_(uri_freep) struct uri *uri = NULL;
	CHECK_EQ(uri_parse("fake://one/file", &uri), 0);
	for (unsigned n = 0; n < 90; n++) {
		struct transfer *t = NULL;

		memset(&play, 0, sizeof(play));
		play.acts = a;
		play.n_acts = 2;
		CHECK_EQ(transfer_start(uri, NULL, &t), 0);
		for (unsigned i = 0; i < n; i++)
			(void)wait_breathe();
		transfer_free(t);
		CHECK_EQ(play.n_live, 0);
		CHECK(list_empty(transfer_list()));
	}
}

/* A download that waits for its turn is not one that stalls. */
static void test_queue_is_no_stall(void)
{
	static const struct act a[] = {{.deliver = ALL, GOOD, .total = 600u * PIECE}};
	_cleanup_(uri_freep) struct uri *uri = NULL;
	struct transfer *t[5] = {};
	memset(&play, 0, sizeof(play));
	play.acts = a;
	play.n_acts = 1;
	ctrl_c_us = now_us + HOUR_US;
	CHECK_EQ(uri_parse("fake://one/file", &uri), 0);
	for (unsigned i = 0; i < 5; i++)
		CHECK_EQ(transfer_start(uri, NULL, &t[i]), 0);
	CHECK_EQ(play.n_started, TRANSFERS_MAX);
	CHECK_EQ(transfer_wait(t[4], 300), 0); /* the others need 600 ms */
	for (unsigned i = 0; i < 5; i++)
		transfer_free(t[i]);
}

int main(void)
{
	static void (*const tests[])(void) = {test_plain, test_resume, test_replaced, test_mirror,
		test_retry_after, test_attempts, test_gone_in_the_middle, test_name_in_the_middle,
		test_heads_only, test_ever_changing, test_no_validators, test_plain_after_coded,
		test_early_end, test_wrong_digest, test_parallel, test_lossy, test_silent_helper,
		test_serial_mirror, test_cancel, test_queue_is_no_stall};

	if (settings_init())
		abort();
	(void)console_add(&screen);
	poller_add(&fake_poller);
	for (unsigned i = 0; i < ARRAY_SIZE(tests); i++)
		tests[i]();
	return check_done();
}
