/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What schemes report of their streams: that a server has answered, bytes, an end. An answer that
 * goes on with a file must be of the same file, or everything begins again: two versions are
 * never mixed.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/download_priv.h"
#include "core/log.h"
#include "core/util.h"

#define CHANGES_MOST 8                 /* beginnings of a file that changes on its server */
#define HALT_US      (100 * US_PER_MS) /* so long a gap stands open until a sender times out */

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

void stream_gap(struct stream *s)
{
	if (!s->over && s->delivered && plat_now_us() - s->data_us >= HALT_US)
		s->t->lossy = true;
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

static bool is_too_long(const struct transfer *t, uint64_t len)
{
	return t->most && len != TRANSFER_UNKNOWN && len > t->most;
}

static int fail_too_long(const struct stream *s, uint64_t len)
{
	return fail(ERR_TOOBIG, "%s: %llu bytes or more, of which at most %llu are taken",
		uri_text(s->uri), (unsigned long long)len, (unsigned long long)s->t->most);
}

static int offer_first(struct stream *s, const struct offer *o)
{
	struct transfer *t = s->t;
	struct uri *uri = uri_dup(s->uri);
	uint64_t room = o->total;
	int rc = 0;

	if (t->is_part) {
		t->last = MIN(t->last, o->total);
		room = t->last > t->first ? t->last - t->first : 0;
	}
	if (is_too_long(t, room))
		rc = fail_too_long(s, room);
	blob_rewind(&t->data, rc ? 0 : room);
	if (!rc && room != TRANSFER_UNKNOWN && !t->data.room)
		rc = name_culprit(s, blob_expect(&t->data, room));
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
	s->pos = t->first;
	download_rest_is_had(t);
	return 0;
}

/* An answer of (o) to the request for a part. 0 if it is one. */
static int part_refused(const struct stream *s, const struct offer *o)
{
	const struct transfer *t = s->t;

	if (o->coded || !o->ranges || o->from != s->pos || o->total == TRANSFER_UNKNOWN)
		return fail(t->offered ? ERR_VERIFY : ERR_NOTSUP,
			t->offered ? "%s: the file has changed while it was read"
				   : "%s: the server gives no parts of files",
			uri_text(s->uri));
	if (t->offered && !same_file(t, s, o))
		return fail(
			ERR_VERIFY, "%s: the file has changed while it was read", uri_text(s->uri));
	return 0;
}

/* With a version known beforehand the first answer is like one that goes on. */
static int offer_part(struct stream *s, const struct offer *o)
{
	struct transfer *t = s->t;
	int rc = part_refused(s, o);

	if (!rc && t->offered) {
		if (!t->data.room)
			rc = name_culprit(s, blob_expect(&t->data, t->last - t->first));
		t->data_us = t->progress_us;
		t->rtt_us = o->rtt_us;
	} else if (!rc) {
		return offer_first(s, o);
	}
	if (!rc)
		return 0;
	s->over = true;
	if (s->helper)
		t->helper_failures = HELPER_FAILURES;
	else
		download_end(t, rc);
	return -ERR_CANCELED;
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
	if (t->is_part)
		return offer_part(s, o);
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
	download_abandon(t, s);
	download_forget(t);
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
	return !rc && is_too_long(s->t, s->t->received) ? fail_too_long(s, s->t->received) : rc;
}

static int take_placed(struct stream *s, const void *data, size_t len)
{
	struct transfer *t = s->t;
	int rc;

	if (t->is_part && len > t->last - s->pos)
		len = t->last - s->pos;
	if (len > t->total - s->pos)
		return fail(ERR_PROTO, "%s: more came than the %llu bytes announced",
			uri_text(s->uri), (unsigned long long)t->total);
	rc = blob_put(&t->data, s->pos - t->first, data, len);
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
	stream_alive(s);
	t->parts += s->pos == 0 || !s->delivered;
	s->delivered = true;
	t->data_us = s->data_us = t->progress_us;
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

void stream_end(struct stream *s, int status, bool again, uint64_t after_ms)
{
	struct transfer *t = s->t;

	if (s->over || t->status != -ERR_RUNNING)
		return;
	s->over = true;
	if (download_is_whole(t))
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
		download_failed(s, again, after_ms);
	}
}
