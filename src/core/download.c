/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine of downloads: what to ask of which source, and what to do when a stream breaks.
 *
 * One stream goes on from the first missing byte, others may help (download_parts.c). A stream that
 * breaks is followed by one from the next source, or later from the same.
 *
 * Schemes report from the network's poller (download_report.c); this file's poller starts and stops
 * streams.
 */
#include <stdio.h>
#include <string.h>

#include "core/console.h"
#include "core/download_priv.h"
#include "core/log.h"
#include "core/util.h"
#include "core/wait.h"

#define TRIES_BEFORE_DATA 3                /* also of those that lose what they had */
#define PATIENCE_US       (120 * US_PER_S) /* without progress, once data has come */

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

unsigned download_count_streams(const struct transfer *t)
{
	const struct stream *s;
	unsigned n = 0;

	list_for_each(s, &t->streams, node)
		n += !s->over;
	return n;
}

unsigned download_count_all_streams(void)
{
	const struct transfer *t;
	unsigned n = 0;

	list_for_each(t, transfer_list(), node)
		n += download_count_streams(t);
	return n;
}

unsigned download_count_active(void)
{
	const struct transfer *t;
	unsigned n = 0;

	list_for_each(t, transfer_list(), node)
		n += t->status == -ERR_RUNNING && !t->queued;
	return n;
}

void download_abandon(struct transfer *t, const struct stream *but)
{
	struct stream *s;

	list_for_each(s, &t->streams, node)
		s->over |= s != but;
}

void download_stream(
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
	s->data_us = plat_now_us();
	s->hurry = sources_has_fresh(&t->sources, src);
	list_add_tail(&s->node, &t->streams);
	rc = s->scheme->start(s);
	s->started = !rc;
	if (rc)
		stream_end(s, rc, rc == -ERR_UNREACH, 0);
}

/* ---- beginning again ---- */

void download_rest_is_had(struct transfer *t)
{
	if (!t->is_part)
		return;
	(void)extents_add(&t->have, 0, t->first);
	if (t->total != TRANSFER_UNKNOWN && t->last < t->total)
		(void)extents_add(&t->have, t->last, t->total);
}

void download_forget(struct transfer *t)
{
	blob_rewind(&t->data, t->total);
	t->have = (struct extents){0};
	download_rest_is_had(t);
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

bool download_is_whole(const struct transfer *t)
{
	return t->whole ||
		(t->offered && t->total != TRANSFER_UNKNOWN && t->have.bytes == t->total);
}

bool download_can_resume(const struct transfer *t)
{
	return t->offered && t->ranges && !t->coded && !t->hopeless &&
		t->total != TRANSFER_UNKNOWN && (t->etag[0] || t->modified[0] || t->verify);
}

/* ---- failures ---- */

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

/* Tells the user who broke off, and who goes on; once data has come, for before that it is
 * routine. */
static void tell_break(const struct transfer *t, bool resume, const struct source *next)
{
	const char *host = next && next->uri->host ? next->uri->host : NULL;

	if (!t->received || t->ahead)
		return;
	console_printf("%s; %s %s%s\n", fail_last()->text, resume ? "going on" : "beginning again",
		host ? "with " : "in a moment", host ? host : "");
}

void download_failed(struct stream *s, bool again, uint64_t after_ms)
{
	struct transfer *t = s->t;
	int status = -fail_last()->code;
	struct source *src = s->source;
	/* Else it was told: the source fails as it did before, and nothing has come since. */
	bool is_news = !src->failures || src->failure.code != -status, resume;
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
	resume = download_can_resume(t);
	/* What breaks off each time and has to begin anew each time gets nowhere. */
	if (!resume && t->received && ++t->thrown_away >= TRIES_BEFORE_DATA) {
		give_up(t);
		return;
	}
	if (is_news)
		tell_break(t, resume, sources_pick(&t->sources, now, &when));
	if (!resume)
		download_forget(t);
}

/* ---- the end ---- */

int download_seal(struct transfer *t)
{
	int status = blob_seal(&t->data);

	if (status < 0)
		return fail(-status, "%s: %s", uri_text(t->uri), fail_last()->text);
	return 0;
}

void download_end(struct transfer *t, int status)
{
	if (t->status != -ERR_RUNNING)
		return;
	if (status == 0)
		status = download_seal(t);
	/* The reason must be that of this status, or a transfer that failed would look like one
	 * that did not. */
	if (status < 0 && fail_last()->code != -status)
		(void)fail(-status, "%s: %s", uri_text(t->uri), err_name(status));
	if (status < 0)
		t->failure = *fail_last();
	t->status = status;
	t->end_us = plat_now_us();
	download_abandon(t, NULL);
}

/* ---- what is next ---- */

static void add_front(struct transfer *t)
{
	uint64_t when, from, end, now = plat_now_us();
	struct source *src;

	if (download_front(t) || !download_first_unclaimed(t, &from, &end))
		return;
	src = sources_pick(&t->sources, now, &when);
	if (!src) {
		if (when != UINT64_MAX)
			(void)snprintf(t->activity, sizeof(t->activity), "trying again in %llu s",
				(unsigned long long)((when - now) / US_PER_S + 1));
		return;
	}
	if (t->is_part && !src->scheme->ranges) {
		download_end(t,
			fail(ERR_NOTSUP, "%s: %s gives no parts of files", uri_text(src->uri),
				src->scheme->name));
		return;
	}
	end = t->is_part ? MIN(end, t->last) : end;
	/* Without parts there is only the beginning. */
	if (from && !t->is_part && !(download_can_resume(t) && src->scheme->ranges)) {
		download_abandon(t, NULL);
		download_forget(t);
		from = 0;
		end = UINT64_MAX;
	}
	download_stream(t, src, from, end, false);
}

/* Everything is there: streams that come to their end by themselves may do so (TFTP
 * acknowledges its last block), the others are not needed any more. */
static void finish(struct transfer *t)
{
	struct stream *s;

	list_for_each(s, &t->streams, node)
		s->over |= s->pos != t->total && s->pos != s->end;
	if (download_count_streams(t) || (t->verify && !download_hash_some(t)))
		return;
	if (t->verify)
		download_check_digest(t);
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
		if (download_count_active() >= TRANSFERS_MAX)
			return;
		t->queued = false;
	}
	if (download_is_whole(t)) {
		finish(t);
		return;
	}
	if (t->verify)
		(void)download_hash_some(t);
	download_drop_silent(t);
	add_front(t);
	if (t->status == -ERR_RUNNING)
		download_add_helper(t);
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
		if (t->status != -ERR_RUNNING || download_count_streams(t))
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
	if (download_count_active() > TRANSFERS_MAX) {
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
