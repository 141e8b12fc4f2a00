/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an HTTP download makes of an answer (RFC 9110 15): which status is the file, a part of it,
 * or a reason why not; the body's framing; its content-coding. Bodies of answers that are not the
 * file are read to their end if they are short, so that the connection can be used again.
 */
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/decoder.h"
#include "core/status.h"
#include "core/util.h"
#include "net/http_coding.h"
#include "net/http_priv.h"
#include "net/http_status.h"

enum { INTERIM_MAX = 20 }; /* answers 1xx before the real one */

static const char *scheme_of(const struct http *h)
{
	return h->s->uri->scheme;
}

/* "received X of Y bytes", for messages. */
static const char *received(const struct http *h)
{
	static char text[64];
	unsigned long long got = h->s->t->received;

	if (h->s->t->total == TRANSFER_UNKNOWN)
		(void)snprintf(text, sizeof(text), "%llu bytes", got);
	else
		(void)snprintf(text, sizeof(text), "%llu of %llu bytes", got,
			(unsigned long long)h->s->t->total);
	return text;
}

void http_answer_done(struct http *h)
{
	if (h->decoder)
		h->decoder_type->close(TAKE(h->decoder));
}

/* ---- the end of an answer ---- */

/* 416: there is nothing at (from). Either the file ends there, and we have it all, or it is not the
 * file we know: then all of it is asked for, and the transfer sees what it gets. */
static void conclude_unsatisfied(struct http *h)
{
	const struct http_range *r = &h->head.range;
	const struct offer offer = {.total = r->total,
		.from = h->from,
		.etag = h->head.etag,
		.modified = h->head.modified,
		.ranges = true,
		.rtt_us = 0};

	if (r->kind == HTTP_RANGE_UNSATISFIED && r->total == h->from) {
		if (stream_offer(h->s, &offer))
			h->refused = true;
		http_end(h, 0, false, 0);
		return;
	}
	h->whole = true;
	http_start_later(h);
}

/* The decoder has failed with (rc), and told why; whose fault it is only we know. */
static int fail_coding(struct http *h, int rc)
{
	return fail(-rc, "%s: %s sent what cannot be decoded, %s, for %s", scheme_of(h),
		h->s->uri->host, fail_last()->text, uri_text(h->s->uri));
}

/* The body of the file has ended. (cut): by the end of the connection. */
static void conclude_file(struct http *h, bool cut)
{
	uint64_t next = h->from + h->got;
	int rc = 0;

	if (!h->enough && h->decoder) {
		rc = h->decoder_type->finish(h->decoder);
		if (rc)
			rc = fail_coding(h, rc);
	} else if (!h->enough && h->expected != HTTP_LENGTH_UNKNOWN && h->got != h->expected) {
		rc = fail(ERR_PROTO, "%s: %s sent %llu bytes and said they would be %llu for %s",
			scheme_of(h), h->s->uri->host, (unsigned long long)h->got,
			(unsigned long long)h->expected, uri_text(h->s->uri));
	}
	if (rc) {
		http_end(h, rc, cut, 0);
		return;
	}
	/* A server may send less than it was asked for (RFC 9110 15.3.7). */
	if (!h->enough && h->head.status == 206 && next < MIN(h->end, h->head.range.total) &&
		h->head.range.total != HTTP_LENGTH_UNKNOWN)
		rc = fail(ERR_RESET, "%s: %s sent only a part of what was asked for: %s of %s",
			scheme_of(h), h->s->uri->host, received(h), uri_text(h->s->uri));
	http_end(h, rc, true, 0);
}

/* The answer is over as far as we are concerned; the connection was let go. */
static void conclude(struct http *h, bool cut)
{
	unsigned status = h->head.status;

	if (h->wanted) {
		conclude_file(h, cut);
	} else if (http_status_is_redirect(status)) {
		h->redirect = true;
		http_start_later(h);
	} else if (status == 416 && h->part) {
		conclude_unsatisfied(h);
	} else if (status == 401 && http_login_again(&h->login, h->s->uri, h->head.challenges)) {
		http_start_later(h);
	} else {
		http_end(h, http_status_fail(&h->head, h->s->uri), http_status_is_passing(status),
			h->head.retry_after_ms);
	}
}

/* Nobody wants the rest of the body. */
static void cut_short(struct http *h)
{
	http_conn_drop(TAKE(h->conn), true);
	conclude(h, false);
}

/* The last byte of the body has come, with (extra) bytes behind it that have no business there. */
static void body_complete(struct http *h, size_t extra)
{
	if (h->head.keep_alive && !extra && !http_is_once(h))
		http_conn_keep(TAKE(h->conn));
	else
		http_conn_drop(TAKE(h->conn), extra != 0);
	conclude(h, false);
}

/* ---- heads ---- */

/* How the body of a file is to be read; records what is wrong with it. */
static int choose_decoder(struct http *h)
{
	if (!http_coding_choose(h->head.coding, h->s->uri->path, &h->decoder_type)) {
		text_make_printable(h->head.coding);
		return fail(ERR_PROTO, "%s: %s sent a content-coding nobody asked for, %s, for %s",
			scheme_of(h), http_conn_peer(h->conn), h->head.coding, uri_text(h->s->uri));
	}
	if (!h->decoder_type)
		return 0;
	if (h->head.status == 206)
		return fail(ERR_PROTO, "%s: %s sent a part of the file coded with %s for %s",
			scheme_of(h), http_conn_peer(h->conn), h->decoder_type->name,
			uri_text(h->s->uri));
	h->decoder = h->decoder_type->open();
	return h->decoder ? 0
			  : fail(ERR_NOMEM, "%s: no memory to decode %s for %s", scheme_of(h),
				    h->decoder_type->name, uri_text(h->s->uri));
}

static int check_part(struct http *h)
{
	const char *wrong;

	if (!h->part)
		return fail(ERR_PROTO, "%s: status 206, a part of the file, unasked, for %s",
			scheme_of(h), uri_text(h->s->uri));
	if (h->head.multipart)
		return fail(ERR_PROTO,
			"%s: %s sent multipart/byteranges, though one part was asked for, of %s",
			scheme_of(h), http_conn_peer(h->conn), uri_text(h->s->uri));
	wrong = http_range_wrong(&h->head.range, h->from, h->end, h->head.declared);
	if (wrong)
		return fail(ERR_PROTO, "%s: %s sent %s for %s", scheme_of(h),
			http_conn_peer(h->conn), wrong, uri_text(h->s->uri));
	return 0;
}

/* The answer to HEAD is the head alone, whatever it says of the file (RFC 9112 6.3). */
static bool is_head(const struct http *h)
{
	return h->form && strcmp(params_method(h->form), "HEAD") == 0;
}

/* The head begins the file, or a part of it. Non-zero: the end, which the transfer is to
 * hear of. */
static int begin_file(struct http *h)
{
	bool part = h->head.status == 206;
	int rc = part ? check_part(h) : 0;
	struct offer offer = {.total = part ? h->head.range.total : h->head.declared,
		.from = part ? h->from : 0,
		.etag = h->head.etag,
		.modified = h->head.modified,
		.ranges = (h->head.ranges || part) && !h->asked,
		.rtt_us = http_conn_rtt_us(h->conn)};

	if (!rc && !is_head(h))
		rc = choose_decoder(h);
	if (rc)
		return rc;
	if (!part)
		h->from = 0;
	if (is_head(h))
		offer.total = 0;
	h->expected = is_head(h) ? 0 : h->head.declared;
	if (part)
		h->expected = h->head.range.last - h->head.range.first + 1;
	if (h->decoder) {
		h->expected = offer.total = HTTP_LENGTH_UNKNOWN;
		offer.coded = true;
		offer.ranges = false;
	}
	rc = stream_offer(h->s, &offer);
	h->refused = rc != 0;
	return rc;
}

static bool has_no_body(const struct http *h)
{
	return h->head.status == 204 || h->head.status == 304 || is_head(h) ||
		(!h->head.chunked && h->head.length == 0);
}

/* The head of the final answer is in; (len) bytes follow it at once. */
static void on_head(struct http *h, size_t len)
{
	int rc = 0;

	stream_alive(h->s);
	stream_activity(h->s, "from %s", h->s->uri->host);
	h->wanted = http_status_is_file(h->head.status, http_is_once(h));
	h->state = HTTP_BODY;
	h->left = h->head.length;
	h->got = 0;
	h->enough = false;
	h->expected = HTTP_LENGTH_UNKNOWN;
	http_chunk_init(&h->chunk);
	if (h->head.length == HTTP_LENGTH_UNKNOWN && !h->head.chunked)
		h->head.keep_alive = false; /* the end of the connection ends the body */

	if (h->wanted)
		rc = begin_file(h);
	if (rc)
		http_end(h, rc, rc == -ERR_NOMEM, 0);
	else if (has_no_body(h))
		body_complete(h, len);
	else if (!h->wanted && !h->head.chunked && h->head.length != HTTP_LENGTH_UNKNOWN &&
		h->head.length > HTTP_DISCARD_MAX)
		cut_short(h);
}

/* Returns how much of (data) belonged to the head. */
static size_t input_head(struct http *h, const uint8_t *data, size_t len)
{
	size_t used;
	int rc = http_head_feed(&h->head, data, len, &used);

	if (rc < 0) {
		rc = fail(ERR_PROTO, "%s: %s sent %s for %s", scheme_of(h), http_conn_peer(h->conn),
			h->head.error, uri_text(h->s->uri));
		http_end(h, rc, false, 0);
		return len;
	}
	if (!rc)
		return len;
	if (h->head.status >= 200) {
		on_head(h, len - used);
		return used;
	}
	if (h->head.status == 101 || ++h->n_interim > INTERIM_MAX) {
		rc = fail(ERR_PROTO, "%s: status %u, unasked, for %s", scheme_of(h), h->head.status,
			uri_text(h->s->uri));
		http_end(h, rc, false, 0);
		return len;
	}
	h->interim = true;
	http_head_init(&h->head);
	return used;
}

/* ---- bodies ---- */

/* Bytes of the file, up to the end of what is wanted, which may have come nearer meanwhile. */
static int give(void *arg, const void *data, size_t len)
{
	struct http *h = arg;
	size_t n = len;
	int rc;

	if (h->s->end != TRANSFER_UNKNOWN)
		n = h->s->end > h->s->pos ? MIN((uint64_t)len, h->s->end - h->s->pos) : 0;
	rc = n ? stream_data(h->s, data, n) : 0;
	h->refused = rc != 0;
	h->enough = h->s->end != TRANSFER_UNKNOWN && h->s->pos >= h->s->end;
	return rc ? rc : h->enough;
}

static int decode(struct http *h, const uint8_t *data, size_t len)
{
	size_t used = 0;
	int rc = h->decoder_type->feed(h->decoder, data, len, &used, give, h);

	if (h->refused || h->enough)
		return rc;
	if (rc < 0)
		return fail_coding(h, rc);
	if (used < len)
		return fail(ERR_PROTO, "%s: %s sent something behind the end of the %s data of %s",
			scheme_of(h), http_conn_peer(h->conn), h->decoder_type->name,
			uri_text(h->s->uri));
	return 0;
}

/* Takes bytes of the body. False if this was the end of the download. */
static bool deliver(struct http *h, const uint8_t *data, size_t len)
{
	int rc;

	h->got += len;
	if (!h->wanted) {
		if (h->got <= HTTP_DISCARD_MAX)
			return true;
		cut_short(h);
		return false;
	}
	if (h->expected != HTTP_LENGTH_UNKNOWN && h->got > h->expected)
		rc = fail(ERR_PROTO, "%s: %s sent more than the %llu bytes it promised for %s",
			scheme_of(h), http_conn_peer(h->conn), (unsigned long long)h->expected,
			uri_text(h->s->uri));
	else
		rc = h->decoder ? decode(h, data, len) : give(h, data, len);
	if (!rc || h->enough)
		return true;
	http_end(h, rc, rc == -ERR_NOMEM, 0);
	return false;
}

static size_t input_chunked(struct http *h, const uint8_t *data, size_t len)
{
	const uint8_t *bytes;
	size_t used, n;
	int rc = http_chunk_feed(&h->chunk, data, len, &used, &bytes, &n);

	if (rc < 0) {
		rc = fail(ERR_PROTO, "%s: %s sent %s after %s of %s", scheme_of(h),
			http_conn_peer(h->conn), h->chunk.error, received(h), uri_text(h->s->uri));
		http_end(h, rc, false, 0);
		return len;
	}
	if (n && !deliver(h, bytes, n))
		return len;
	if (rc)
		body_complete(h, len - used);
	else if (h->enough)
		cut_short(h);
	return used;
}

static size_t input_plain(struct http *h, const uint8_t *data, size_t len)
{
	size_t n = MIN((uint64_t)len, h->left);

	if (!deliver(h, data, n))
		return len;
	if (h->left != HTTP_LENGTH_UNKNOWN)
		h->left -= n;
	if (!h->left)
		body_complete(h, len - n);
	else if (h->enough)
		cut_short(h);
	return n;
}

void http_answer_input(struct http *h, const uint8_t *data, size_t len)
{
	h->alive_us = plat_now_us();
	while (len) {
		size_t used;

		if (h->state == HTTP_HEAD)
			used = input_head(h, data, len);
		else if (h->state == HTTP_BODY && h->head.chunked)
			used = input_chunked(h, data, len);
		else if (h->state == HTTP_BODY)
			used = input_plain(h, data, len);
		else
			return;
		data += used;
		len -= used;
	}
}

/* ---- ends that are not of our making ---- */

static void fail_early(struct http *h, int status)
{
	int rc = fail(ERR_RESET, "%s: %s %s the connection too early: received %s of %s",
		scheme_of(h), http_conn_peer(h->conn), status ? "reset" : "closed", received(h),
		uri_text(h->s->uri));

	http_end(h, rc, true, 0);
}

void http_answer_closed(struct http *h, int status)
{
	bool open_end = !h->head.chunked && h->head.length == HTTP_LENGTH_UNKNOWN;

	if (!h->wanted) {
		cut_short(h);
	} else if (status || !open_end ||
		(h->expected != HTTP_LENGTH_UNKNOWN && h->got < h->expected)) {
		fail_early(h, status);
	} else {
		http_conn_drop(TAKE(h->conn), false);
		conclude(h, true);
	}
}

void http_answer_stalled(struct http *h, unsigned seconds)
{
	int rc;

	if (!h->wanted) {
		cut_short(h);
		return;
	}
	rc = fail(ERR_TIMEDOUT, "%s: %s stopped sending for %u s: received %s of %s", scheme_of(h),
		http_conn_peer(h->conn), seconds, received(h), uri_text(h->s->uri));
	http_end(h, rc, true, 0);
}
