/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HTTP answers from anywhere: head, then chunks. How the bytes were cut into packets makes no
 * difference to the result. The first byte chooses the cut.
 */
#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "net/http_chunk.h"
#include "net/http_head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct result {
	int head_rc, chunk_rc;
	size_t used;
	uint64_t body_len, body_hash;
	const char *error;
	struct http_head head;
};

static void must(int cond)
{
	if (!cond)
		abort();
}

static size_t run_head(const uint8_t *data, size_t len, size_t step, struct result *r)
{
	size_t pos = 0, used;

	http_head_init(&r->head);
	while (pos < len && !r->head_rc) {
		size_t n = MIN(step, len - pos);

		r->head_rc = http_head_feed(&r->head, data + pos, n, &used);
		if (r->head_rc < 0) {
			r->error = r->head.error;
			return len;
		}
		must(used <= n && (r->head_rc || used == n));
		pos += used;
	}
	return pos;
}

static void run_chunks(const uint8_t *data, size_t len, size_t step, struct result *r)
{
	struct http_chunk c;
	size_t pos = 0, used, n;
	const uint8_t *bytes;

	http_chunk_init(&c);
	while (pos < len && !r->chunk_rc) {
		size_t part = MIN(step, len - pos);

		r->chunk_rc = http_chunk_feed(&c, data + pos, part, &used, &bytes, &n);
		if (r->chunk_rc < 0) {
			r->error = c.error;
			return;
		}
		must(used > 0 && used <= part && n <= used);
		must(bytes >= data + pos && bytes + n <= data + pos + part);
		for (size_t i = 0; i < n; i++)
			r->body_hash = (r->body_hash ^ bytes[i]) * 0x100000001b3u;
		r->body_len += n;
		pos += used;
	}
	r->used += pos;
}

/* What goes into our next request must not be able to end a line there. */
static void check_fields(const struct http_head *h)
{
	const struct http_range *r = &h->range;

	must(strlen(h->etag) < HTTP_ETAG_MAX && !strpbrk(h->etag, "\r\n "));
	must(!h->etag[0] || h->etag[0] == '"');
	must(strlen(h->modified) < HTTP_DATE_MAX && !strpbrk(h->modified, "\r\n"));
	must(strlen(h->coding) < HTTP_CODING_MAX);
	must(strlen(h->challenges) < HTTP_CHALLENGES_MAX);
	must(strlen(h->proxy_challenges) < HTTP_CHALLENGES_MAX);
	must(h->retry_after_ms <= 7 * 24 * 3600 * 1000u);
	if (r->kind == HTTP_RANGE_PART)
		must(r->first <= r->last && r->last < r->total && r->last < UINT64_MAX - 1);
	else
		must(!r->first && !r->last);
}

static void run(const uint8_t *data, size_t len, size_t step, struct result *r)
{
	r->used = run_head(data, len, step, r);
	if (r->head_rc != 1)
		return;
	must(r->head.status >= 100 && r->head.status <= 599);
	must(strlen(r->head.reason) < HTTP_REASON_MAX);
	must(strlen(r->head.location) < HTTP_LINE_MAX);
	must(!r->head.chunked || r->head.length == HTTP_LENGTH_UNKNOWN);
	check_fields(&r->head);
	run_chunks(data + r->used, len - r->used, step, r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct result whole, cut;
	size_t step;

	if (!len)
		return 0;
	step = data[0] % 31u + 1;
	memset(&whole, 0, offsetof(struct result, head));
	memset(&cut, 0, offsetof(struct result, head));
	run(data + 1, len - 1, len, &whole);
	run(data + 1, len - 1, step, &cut);
	must(whole.head_rc == cut.head_rc && whole.chunk_rc == cut.chunk_rc);
	must(whole.error == cut.error);
	if (whole.head_rc < 0 || whole.chunk_rc < 0)
		return 0;
	must(whole.used == cut.used);
	if (whole.head_rc == 1)
		must(!strcmp(whole.head.etag, cut.head.etag) &&
			!strcmp(whole.head.challenges, cut.head.challenges));
	must(whole.body_len == cut.body_len && whole.body_hash == cut.body_hash);
	return 0;
}
