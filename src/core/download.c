/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine of downloads: what to ask of which source, and what to do when a stream breaks.
 *
 * One stream goes on from the first missing byte. When the path is long and the server gives parts,
 * helpers fetch pieces from the end of the file backwards, until the first one meets them. A stream
 * that breaks is followed by one from the next source, or later from the same; its answer must be of
 * the same file, or everything begins again: two versions are never mixed.
 *
 * Schemes report from the network's poller; this file's poller starts and stops streams.
 */
#include "core/download.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/transfer.h"
#include "core/util.h"
#include "core/wait.h"

#define TRIES_BEFORE_DATA 3                 /* also of those that lose what they had */
#define CHANGES_MOST      8                 /* beginnings of a file that changes on its server */
#define PATIENCE_US       (120 * US_PER_S)  /* without progress, once data has come */
#define FAR_US            (2 * US_PER_MS)   /* a round trip that is worth several connections */
#define HALT_US           (100 * US_PER_MS) /* silence in which a sender waits for a lost packet */
#define PARALLEL_LEAST    (4u << 20)        /* bytes left that are worth it */
#define PIECE_LEAST       (512u << 10)
#define PIECE_MOST        (4u << 20)
#define CONNECTIONS       4 /* for one file, unless "range-connections" says otherwise */
#define CONNECTIONS_MOST  8 /* in all */
#define HELPER_FAILURES   3
#define HASH_PIECE        (256u << 10) /* between two looks at the network */

/* ---- streams ---- */

static void stream_stop(struct stream *s)
{
	s->over = true;
	if (s->started)
		s->scheme->stop(s);
	list_remove(&s->node);
	uri_free(s->uri);
	free(s);
}

static void reap(struct transfer *t, bool all)
{
	struct stream *s, *tmp;

	list_for_each_safe(s, tmp, &t->streams, node) {
		if (s->over || all)
			stream_stop(s);
	}
}

static unsigned count_streams(const struct transfer *t)
{
	const struct stream *s;
	unsigned n = 0;

	list_for_each(s, &t->streams, node)
		n += !s->over;
	return n;
}

static unsigned count_all_streams(void)
{
	const struct transfer *t;
	unsigned n = 0;

	list_for_each(t, transfer_list(), node)
		n += count_streams(t);
	return n;
}

static unsigned count_active(void)
{
	const struct transfer *t;
	unsigned n = 0;

	list_for_each(t, transfer_list(), node)
		n += t->status == -ERR_RUNNING && !t->queued;
	return n;
}

static void abandon_others(struct transfer *t, const struct stream *but)
{
	struct stream *s;

	list_for_each(s, &t->streams, node)
		s->over |= s != but;
}

/* Starts a stream of [pos, end) from (src). What fails at once is handled like what fails later. */
static void stream_begin(
	struct transfer *t, struct source *src, uint64_t pos, uint64_t end, bool helper)
{
	struct stream *s = calloc(1, sizeof(*s));
	int rc;

	if (s)
		s->uri = uri_dup(src->uri);
	if (!s || !s->uri) {
		free(s);
		download_end(
			t, fail(ERR_NOMEM, "%s: no memory for a download", uri_text(src->uri)));
		return;
	}
	s->t = t;
	s->source = src;
	s->scheme = src->scheme;
	s->pos = pos;
	s->end = end;
	/* Servers make entity-tags of their own. */
	s->etag = pos && src == t->origin ? t->etag : "";
	s->modified = pos ? t->modified : "";
	s->plain = t->plain || t->hopeless;
	s->helper = helper;
	s->hurry = sources_has_fresh(&t->sources, src);
	list_add_tail(&s->node, &t->streams);
	rc = s->scheme->start(s);
	s->started = !rc;
	if (rc)
		stream_end(s, rc, rc == -ERR_UNREACH, 0);
}

/* ---- beginning again ---- */

/* Throws away what has come. */
static void forget(struct transfer *t)
{
	blob_rewind(&t->data, t->total);
	t->have = (struct extents){0};
	t->received = 0;
	t->total = TRANSFER_UNKNOWN;
	t->offered = false;
	t->parts = 0;
	t->hashed = 0;
	if (t->hash) {
		uint8_t unused[SHA256_LEN];

		sha256_finish(t->hash, unused); /* it starts anew */
	}
}

static bool is_whole(const struct transfer *t)
{
	return t->whole ||
		(t->offered && t->total != TRANSFER_UNKNOWN && t->have.bytes == t->total);
}

static bool can_resume(const struct transfer *t)
{
	return t->offered && t->ranges && !t->coded && !t->hopeless &&
		t->total != TRANSFER_UNKNOWN && (t->etag[0] || t->modified[0] || t->verify);
}

/* True if an answer of (o) is about the file of which we have bytes. */
static bool same_file(const struct transfer *t, const struct stream *s, const struct offer *o)
{
	if (o->coded || t->coded || o->total != t->total || t->total == TRANSFER_UNKNOWN)
		return false;
	if (t->etag[0] && o->etag[0] && strcmp(t->etag, o->etag) == 0)
		return true;
	/* Servers make entity-tags of their own; their dates of one file are alike. */
	if (t->etag[0] && o->etag[0] && s->source == t->origin)
		return false;
	if (t->modified[0] && strcmp(t->modified, o->modified) == 0)
		return true;
	/* The digest will tell. */
	return t->verify && (s->source != t->origin || (!t->etag[0] && !t->modified[0]));
}

static void copy_text(char *to, size_t cap, const char *from)
{
	/* Half a validator is none. */
	if (strlen(from) < cap)
		(void)snprintf(to, cap, "%s", from);
	else
		to[0] = '\0';
}

/* ---- what schemes report ---- */

void stream_alive(struct stream *s)
{
	if (!s->over)
		s->t->progress_us = plat_now_us();
}

void stream_activity(struct stream *s, const char *fmt, ...)
{
	va_list ap;

	if (s->over || s->helper)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(s->t->activity, sizeof(s->t->activity), fmt, ap);
	va_end(ap);
}

/* What a blob says of memory, with the file it is about. */
static int name_culprit(const struct stream *s, int rc)
{
	if (rc == -ERR_TOOBIG)
		return fail(ERR_TOOBIG, "%s: %s", uri_text(s->uri), fail_last()->text);
	return rc;
}

static int offer_first(struct stream *s, const struct offer *o)
{
	struct transfer *t = s->t;
	struct uri *uri = uri_dup(s->uri);
	int rc = 0;

	blob_rewind(&t->data, o->total);
	if (o->total != TRANSFER_UNKNOWN && !t->data.room)
		rc = name_culprit(s, blob_expect(&t->data, o->total));
	if (rc || !uri) {
		uri_free(uri);
		s->over = true;
		download_end(t, rc ? rc : fail(ERR_NOMEM, "%s: no memory", uri_text(s->uri)));
		return -ERR_CANCELED;
	}
	uri_free(t->uri);
	t->uri = uri;
	t->offered = true;
	t->total = o->total;
	t->ranges = o->ranges && s->scheme->ranges;
	t->coded = o->coded;
	t->rtt_us = o->rtt_us;
	t->origin = s->source;
	if (!t->data_us)
		t->data_us = t->progress_us; /* from now on it is worth waiting for */
	copy_text(t->etag, sizeof(t->etag), o->etag);
	copy_text(t->modified, sizeof(t->modified), o->modified);
	s->pos = 0;
	return 0;
}

int stream_offer(struct stream *s, const struct offer *offer)
{
	const struct offer plain =
				   {
					   .total = offer->total,
					   .from = offer->from,
					   .etag = offer->etag ? offer->etag : "",
					   .modified = offer->modified ? offer->modified : "",
					   .ranges = offer->ranges,
					   .coded = offer->coded,
					   .rtt_us = offer->rtt_us,
				   },
			   *o = &plain;
	struct transfer *t = s->t;

	if (s->over || t->status != -ERR_RUNNING)
		return -ERR_CANCELED;
	stream_alive(s);
	if (t->offered && o->from == s->pos && s->pos > 0 && same_file(t, s, o)) {
		if (!s->helper) {
			t->resumes++;
			log_info("%s: going on at %llu of %llu bytes from %s", uri_text(t->uri),
				(unsigned long long)s->pos, (unsigned long long)t->total,
				s->uri->host ? s->uri->host : "");
		}
		return 0;
	}
	if (s->helper) { /* the first stream sorts out what this means */
		t->helper_failures = HELPER_FAILURES;
		s->over = true;
		return -ERR_CANCELED;
	}
	if (t->received) {
		t->restarts++;
		log_info("%s: %s, beginning again", uri_text(t->uri),
			o->from == 0 && same_file(t, s, o) ? "the server sends all again"
							   : "the file has changed");
		if (++t->thrown_away > CHANGES_MOST) {
			download_end(t,
				fail(ERR_PROTO,
					"%s: began again %u times, as the server does not go on with the "
					"same file",
					uri_text(s->uri), CHANGES_MOST));
			return -ERR_CANCELED;
		}
	}
	abandon_others(t, s);
	forget(t);
	if (o->from == 0)
		return offer_first(s, o);
	s->over = true; /* the next one asks from the beginning */
	return -ERR_CANCELED;
}

/* Bytes of a file of unknown length, or the coded ones. */
static int take_appended(struct stream *s, const void *data, size_t len)
{
	int rc = name_culprit(s, blob_append(&s->t->data, data, len));

	s->t->received += rc ? 0 : len;
	return rc;
}

static int take_placed(struct stream *s, const void *data, size_t len)
{
	struct transfer *t = s->t;
	int rc;

	if (len > t->total - s->pos)
		return fail(ERR_PROTO, "%s: more came than the %llu bytes announced",
			uri_text(s->uri), (unsigned long long)t->total);
	rc = blob_put(&t->data, s->pos, data, len);
	if (!rc && !extents_add(&t->have, s->pos, s->pos + len))
		rc = fail(ERR_AGAIN, "%s: too many parts", uri_text(s->uri));
	t->received = t->have.bytes;
	return rc;
}

int stream_data(struct stream *s, const void *data, size_t len)
{
	struct transfer *t = s->t;
	uint64_t end;
	int rc;

	if (s->over || t->status != -ERR_RUNNING)
		return -ERR_CANCELED;
	if (!len)
		return 0;
	rc = t->total == TRANSFER_UNKNOWN ? take_appended(s, data, len) : take_placed(s, data, len);
	if (rc) {
		s->over = true;
		if (!s->helper)
			download_end(t, rc);
		return rc;
	}
	t->halting |= s->delivered && plat_now_us() - t->data_us >= HALT_US;
	stream_alive(s);
	t->parts += s->pos == 0 || !s->delivered;
	s->delivered = true;
	t->data_us = t->progress_us;
	s->source->failures = 0;
	s->pos += len;
	if (t->total == TRANSFER_UNKNOWN || s->pos == t->total || s->pos == s->end)
		return 0; /* the scheme sees the end itself */
	if (s->pos > s->end || extents_gap(&t->have, s->pos, &end) != s->pos) {
		s->over = true; /* a helper was here */
		return -ERR_EXISTS;
	}
	return 0;
}

/* Patience is over, or nobody is left: the first source's reason, unless it had been forgotten. */
static void give_up(struct transfer *t)
{
	const struct source *told = &t->sources.v[0];

	for (unsigned i = 0; i < t->sources.n; i++) {
		const struct source *src = &t->sources.v[i];

		if (src->failure.code && i)
			log_warn("%s", src->failure.text);
		if (!told->failure.code)
			told = src;
	}
	download_end(t, fail_again(&told->failure));
}

/* Tells the user who broke off, and who goes on; once data has come, for before that it is routine. */
static void tell_break(const struct transfer *t, bool resume, const struct source *next)
{
	const char *host = next && next->uri->host ? next->uri->host : NULL;

	if (!t->received || t->ahead)
		return;
	console_printf("%s; %s %s%s\n", fail_last()->text, resume ? "going on" : "beginning again",
		host ? "with " : "in a moment", host ? host : "");
}

static void stream_failed(struct stream *s, bool again, uint64_t after_ms)
{
	struct transfer *t = s->t;
	int status = -fail_last()->code;
	struct source *src = s->source;
	bool resume;
	uint64_t when, now = plat_now_us();

	if (status == -ERR_NOMEM || status == -ERR_TOOBIG || status == -ERR_CANCELED) {
		download_end(t, status);
		return;
	}
	if (t->data_us && status == -ERR_NAME) /* it was known before */
		again = true;
	if (!t->data_us && (status == -ERR_TIMEDOUT || src->failures + 1 >= TRIES_BEFORE_DATA))
		again = false;
	sources_failed(&t->sources, src, again, after_ms);
	t->retries++;
	if (!sources_alive(&t->sources) || (t->data_us && now - t->data_us > PATIENCE_US)) {
		give_up(t);
		return;
	}
	log_info("%s: %s", uri_text(t->uri), src->failure.text);
	if (t->coded || (t->offered && t->total == TRANSFER_UNKNOWN))
		t->plain = true; /* the next time: those can be gone on with */
	resume = can_resume(t);
	/* What breaks off each time and has to begin anew each time gets nowhere. */
	if (!resume && t->received && ++t->thrown_away >= TRIES_BEFORE_DATA) {
		give_up(t);
		return;
	}
	tell_break(t, resume, sources_pick(&t->sources, now, &when));
	if (!resume)
		forget(t);
}

void stream_end(struct stream *s, int status, bool again, uint64_t after_ms)
{
	struct transfer *t = s->t;

	if (s->over || t->status != -ERR_RUNNING)
		return;
	s->over = true;
	if (is_whole(t))
		return;
	if (status < 0 && fail_last()->code != -status)
		(void)fail(-status, "%s: %s", uri_text(s->uri), err_name(status));
	if (status == 0 && t->total == TRANSFER_UNKNOWN) {
		t->total = t->received;
		t->whole = true;
		return;
	}
	if (status == 0 && (s->pos >= t->total || s->pos >= s->end))
		return;
	if (status == 0) {
		status = fail(ERR_RESET, "%s: the end came too early: received %llu of %llu bytes",
			uri_text(s->uri), (unsigned long long)t->received,
			(unsigned long long)t->total);
		again = true;
	}
	if (s->helper) {
		t->helper_failures++;
		t->retries++;
	} else {
		stream_failed(s, again, after_ms);
	}
}

/* ---- the end ---- */

void download_end(struct transfer *t, int status)
{
	if (t->status != -ERR_RUNNING)
		return;
	if (status == 0)
		status = blob_seal(&t->data);
	/* The reason must be that of this status, or a transfer that failed would look like one
	 * that did not. */
	if (status < 0 && fail_last()->code != -status)
		(void)fail(-status, "%s: %s", uri_text(t->uri), err_name(status));
	if (status < 0)
		t->failure = *fail_last();
	t->status = status;
	t->end_us = plat_now_us();
	abandon_others(t, NULL);
}

static void hex(const uint8_t *in, char *out)
{
	for (unsigned i = 0; i < SHA256_LEN; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", in[i]);
}

static void check_digest(struct transfer *t)
{
	uint8_t got[SHA256_LEN];
	char want_text[2 * SHA256_LEN + 1], got_text[2 * SHA256_LEN + 1];

	sha256_finish(t->hash, got);
	if (memcmp(got, t->sha256, SHA256_LEN) == 0) {
		download_end(t, 0);
		return;
	}
	hex(t->sha256, want_text);
	hex(got, got_text);
	(void)fail(
		ERR_VERIFY, "%s: the sha256 is %s, not %s", uri_text(t->uri), got_text, want_text);
	/* Parts of two versions, or a bad mirror: once more, in one piece, from the next one. */
	if (!t->verified_again && (t->parts > 1 || t->sources.n > 1)) {
		log_warn("%s; once more", fail_last()->text);
		t->verified_again = true;
		t->hopeless = true;
		t->whole = false;
		t->restarts++;
		t->sources.current = (t->sources.current + 1) % t->sources.n;
		forget(t);
		return;
	}
	download_end(t, -ERR_VERIFY);
}

/* Hashes what is there in one piece from the beginning. True if all of the file is done. */
static bool hash_some(struct transfer *t)
{
	uint64_t end, cap, there;
	const uint8_t *data;

	if (t->have.bytes == 0 && is_whole(t) && t->received) {
		if (blob_seal(&t->data)) { /* of unknown length until now */
			download_end(t, -fail_last()->code);
			return false;
		}
		data = t->data.data;
		there = t->received;
	} else {
		there = extents_gap(&t->have, 0, &end);
		data = blob_peek(&t->data, &cap);
	}
	if (data && t->hashed < there) {
		uint64_t n = MIN(there - t->hashed, (uint64_t)HASH_PIECE);

		sha256_feed(t->hash, data + t->hashed, n);
		t->hashed += n;
	}
	return is_whole(t) && t->hashed == t->received;
}

/* ---- what is next ---- */

static unsigned connections_wanted(void)
{
	uint64_t n;

	if (settings_get_uint("range-connections", &n))
		return CONNECTIONS;
	return (unsigned)MIN(MAX(n, (uint64_t)1), (uint64_t)CONNECTIONS_MOST);
}

static const struct stream *front_of(const struct transfer *t)
{
	const struct stream *s;

	list_for_each(s, &t->streams, node) {
		if (!s->over && !s->helper)
			return s;
	}
	return NULL;
}

/* The last part of the file that nobody has or fetches. */
static bool last_unclaimed(const struct transfer *t, uint64_t *ret_from, uint64_t *ret_end)
{
	struct extents claimed = t->have;
	const struct stream *s;

	list_for_each(s, &t->streams, node) {
		if (!s->over && s->helper && !extents_add(&claimed, s->pos, s->end))
			return false;
	}
	return extents_last_gap(&claimed, t->total, ret_from, ret_end);
}

static bool worth_helpers(const struct transfer *t, const struct stream *front)
{
	return front && front->delivered && can_resume(t) && (t->rtt_us >= FAR_US || t->halting) &&
		(t->etag[0] || t->modified[0]) && t->helper_failures < HELPER_FAILURES &&
		t->total - t->received >= PARALLEL_LEAST && count_active() == 1;
}

static void add_helper(struct transfer *t)
{
	const struct stream *front = front_of(t);
	uint64_t from, end, piece, left;

	if (!worth_helpers(t, front) || count_streams(t) >= connections_wanted() ||
		count_all_streams() >= CONNECTIONS_MOST || !last_unclaimed(t, &from, &end))
		return;
	from = MAX(from, front->pos);
	if (end <= from)
		return;
	left = end - from;
	piece = MIN(MAX(left / 8, (uint64_t)PIECE_LEAST), (uint64_t)PIECE_MOST);
	if (left < 2 * piece)
		return;
	stream_begin(t, front->source, end - piece, end, true);
}

/* The first byte that is neither there nor on its way. */
static bool first_unclaimed(const struct transfer *t, uint64_t *ret_from, uint64_t *ret_end)
{
	struct extents claimed = t->have;
	const struct stream *s;

	list_for_each(s, &t->streams, node) {
		if (!s->over && !extents_add(&claimed, s->pos, s->end))
			return false;
	}
	*ret_from = extents_gap(&claimed, 0, ret_end);
	return t->total == TRANSFER_UNKNOWN || *ret_from < t->total;
}

static void add_front(struct transfer *t)
{
	uint64_t when, from, end, now = plat_now_us();
	struct source *src;

	if (front_of(t) || !first_unclaimed(t, &from, &end))
		return;
	src = sources_pick(&t->sources, now, &when);
	if (!src) {
		if (when != UINT64_MAX)
			(void)snprintf(t->activity, sizeof(t->activity), "trying again in %llu s",
				(unsigned long long)((when - now) / US_PER_S + 1));
		return;
	}
	/* Without parts there is only the beginning. */
	if (from && !(can_resume(t) && src->scheme->ranges)) {
		abandon_others(t, NULL);
		forget(t);
		from = 0;
		end = UINT64_MAX;
	}
	stream_begin(t, src, from, end, false);
}

/* Everything is there: streams that come to their end by themselves may do so (TFTP acknowledges its
 * last block), the others are not needed any more. */
static void finish(struct transfer *t)
{
	struct stream *s;

	list_for_each(s, &t->streams, node)
		s->over |= s->pos != t->total && s->pos != s->end;
	if (count_streams(t) || (t->verify && !hash_some(t)))
		return;
	if (t->verify)
		check_digest(t);
	else
		download_end(t, 0);
}

static void download_step(struct transfer *t)
{
	reap(t, t->status != -ERR_RUNNING);
	if (t->status != -ERR_RUNNING)
		return;
	if (t->queued) {
		t->progress_us = plat_now_us(); /* it does not stall, it has not begun */
		if (count_active() >= TRANSFERS_MAX)
			return;
		t->queued = false;
	}
	if (is_whole(t)) {
		finish(t);
		return;
	}
	if (t->verify)
		(void)hash_some(t);
	add_front(t);
	if (t->status == -ERR_RUNNING)
		add_helper(t);
}

static bool downloads_poll(struct poller *poller)
{
	struct transfer *t, *tmp;
	bool busy = false;

	(void)poller;
	list_for_each_safe(t, tmp, transfer_list(), node) {
		uint64_t hashed = t->hashed;

		download_step(t);
		busy |= t->hashed != hashed;
	}
	return busy;
}

static uint64_t downloads_next(struct poller *poller)
{
	struct transfer *t;
	uint64_t next = UINT64_MAX, when;

	(void)poller;
	list_for_each(t, transfer_list(), node) {
		if (t->status != -ERR_RUNNING || count_streams(t))
			continue;
		(void)sources_pick(&t->sources, 0, &when);
		next = MIN(next, when);
	}
	return next;
}

void download_begin(struct transfer *t)
{
	static struct poller poller = {.poll = downloads_poll, .next_us = downloads_next};
	static bool registered;

	if (!registered)
		poller_add(&poller);
	registered = true;
	if (count_active() > TRANSFERS_MAX) {
		t->queued = true;
		(void)snprintf(t->activity, sizeof(t->activity), "waiting for its turn");
		return;
	}
	download_step(t);
}

void download_stop(struct transfer *t)
{
	reap(t, true);
}
