/* SPDX-License-Identifier: BSD-2-Clause */
/* Downloads: starting them, waiting for them, and what schemes report. */
#include "core/transfer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/util.h"
#include "core/wait.h"

static struct list transfers = LIST_INIT(transfers);

const struct list *transfer_list(void)
{
	return &transfers;
}

static void transfer_end(struct transfer *t, int status);

static const struct scheme *scheme_find(const char *name)
{
	for (const struct scheme *const *s = schemes; *s; s++)
		if (strcmp((*s)->name, name) == 0)
			return *s;
	return NULL;
}

static int scheme_unknown(const struct uri *uri)
{
	struct strbuf known = {0};
	int rc;

	for (const struct scheme *const *s = schemes; *s; s++)
		(void)strbuf_addf(&known, "%s%s", known.len ? ", " : "", (*s)->name);
	rc = fail(ERR_NOTSUP, "%s: scheme \"%s\" is not supported (known: %s)", uri_text(uri),
		uri->scheme, known.s ? known.s : "none");
	strbuf_free(&known);
	return rc;
}

static void stream_free(struct stream *s)
{
	if (!s)
		return;
	if (s->started)
		s->scheme->stop(s);
	s->t->stream = NULL;
	uri_free(s->uri);
	free(s);
}

static int stream_start(struct transfer *t, struct source *source, const struct scheme *scheme)
{
	struct stream *s = calloc(1, sizeof(*s));
	int rc;

	if (s)
		s->uri = uri_dup(source->uri);
	if (!s || !s->uri) {
		free(s);
		return fail(ERR_NOMEM, "%s: no memory to start a download", uri_text(source->uri));
	}
	s->t = t;
	s->source = source;
	s->scheme = scheme;
	s->end = TRANSFER_UNKNOWN;
	s->etag = s->modified = "";
	t->stream = s;
	rc = scheme->start(s);
	s->started = !rc;
	return rc;
}

int transfer_start(const struct uri *uri, const struct transfer_options *o, struct transfer **ret)
{
	const struct scheme *scheme;
	struct transfer *t;
	int rc;

	(void)o;
	if (!uri->scheme)
		return fail(ERR_INVAL, "%s: not a full URL", uri_text(uri));
	scheme = scheme_find(uri->scheme);
	if (!scheme)
		return scheme_unknown(uri);

	t = calloc(1, sizeof(*t));
	if (!t)
		return fail(ERR_NOMEM, "%s: no memory to start a download", uri_text(uri));
	t->uri = uri_dup(uri);
	t->source.uri = uri_dup(uri);
	t->total = TRANSFER_UNKNOWN;
	t->status = -ERR_RUNNING;
	t->start_us = t->progress_us = plat_now_us();
	list_add_tail(&t->node, &transfers);
	rc = t->uri && t->source.uri ? stream_start(t, &t->source, scheme)
				     : fail(ERR_NOMEM, "%s: no memory to start a download",
					       uri_text(uri));
	if (rc) {
		transfer_free(t);
		return rc;
	}
	*ret = t;
	return 0;
}

struct stall {
	struct transfer *t;
	uint64_t us; /* 0: the scheme's timeouts decide */
	bool stalled;
};

static bool transfer_over(void *arg)
{
	struct stall *s = arg;
	uint64_t now;

	if (s->t->status != -ERR_RUNNING)
		return true;
	if (!s->us)
		return false;
	now = plat_now_us();
	s->stalled = now > s->t->progress_us && now - s->t->progress_us > s->us;
	return s->stalled;
}

int transfer_wait(struct transfer *t, uint64_t stall_ms)
{
	struct stall s = {.t = t, .us = stall_ms * US_PER_MS};
	char what[200];
	int rc;

	(void)snprintf(what, sizeof(what), "%s", uri_text(t->uri));
	rc = wait_until(what, transfer_over, &s, DEADLINE_NEVER);
	if (rc) {
		transfer_end(t, rc);
		return rc;
	}
	if (s.stalled) {
		rc = fail(ERR_TIMEDOUT, "%s: nothing arrived for %llu ms, %llu bytes received",
			uri_text(t->uri), (unsigned long long)stall_ms,
			(unsigned long long)t->data.len);
		transfer_end(t, rc);
		return rc;
	}
	if (t->status)
		return fail_again(&t->failure);
	return 0;
}

int transfer_fetch(const struct uri *uri, const struct transfer_options *o, uint64_t stall_ms,
	struct blob *ret, struct uri **ret_uri)
{
	struct transfer *t;
	int rc = transfer_start(uri, o, &t);

	if (rc)
		return rc;
	rc = transfer_wait(t, stall_ms);
	if (!rc) {
		*ret = t->data;
		t->data = (struct blob){0};
		if (ret_uri)
			*ret_uri = TAKE(t->uri);
	}
	transfer_free(t);
	return rc;
}

void transfer_free(struct transfer *t)
{
	if (!t)
		return;
	stream_free(t->stream);
	uri_free(t->source.uri);
	list_remove(&t->node);
	blob_free(&t->data);
	uri_free(t->uri);
	free(t);
}

/* What a blob says of memory, with the file it is about. */
static int name_culprit(const struct transfer *t, int rc)
{
	if (rc == -ERR_TOOBIG)
		return fail(ERR_TOOBIG, "%s: %s", uri_text(t->uri), fail_last()->text);
	return rc;
}

int stream_offer(struct stream *s, const struct offer *o)
{
	struct transfer *t = s->t;
	int rc = 0;

	stream_alive(s);
	if (o->total != TRANSFER_UNKNOWN)
		rc = name_culprit(t, blob_expect(&t->data, o->total));
	if (rc) {
		transfer_end(t, rc);
		return rc;
	}
	t->total = o->total;
	return 0;
}

int stream_data(struct stream *s, const void *data, size_t len)
{
	struct transfer *t = s->t;
	int rc;

	stream_alive(s);
	rc = name_culprit(t, blob_append(&t->data, data, len));
	if (rc) {
		transfer_end(t, rc);
		return rc;
	}
	s->pos += len;
	t->received += len;
	return 0;
}

void stream_alive(struct stream *s)
{
	s->t->progress_us = plat_now_us();
}

void stream_end(struct stream *s, int status, bool again, uint64_t after_ms)
{
	struct transfer *t = s->t;
	struct uri *uri;

	(void)again;
	(void)after_ms;
	if (s->over)
		return;
	s->over = true;
	uri = status ? NULL : uri_dup(s->uri);
	if (uri) {
		uri_free(t->uri);
		t->uri = uri;
	}
	transfer_end(t, status);
}

static void transfer_end(struct transfer *t, int status)
{
	if (t->status != -ERR_RUNNING)
		return;
	if (status == 0)
		status = name_culprit(t, blob_seal(&t->data));
	/* The reason must be that of this status, or a transfer that failed would look like one
	 * that did not. */
	if (status < 0 && fail_last()->code != -status)
		(void)fail(-status, "%s: %s", uri_text(t->uri), err_name(status));
	if (status < 0)
		t->failure = *fail_last();
	t->status = status;
	t->end_us = plat_now_us();
}

void stream_activity(struct stream *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(s->t->activity, sizeof(s->t->activity), fmt, ap);
	va_end(ap);
}
