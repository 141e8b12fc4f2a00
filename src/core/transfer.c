/* SPDX-License-Identifier: BSD-2-Clause */
/* Downloads as their users see them: starting one, waiting for it, taking what it brought. */
#include "core/transfer.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/download.h"
#include "core/util.h"
#include "core/wait.h"

static struct list transfers = LIST_INIT(transfers);

const struct list *transfer_list(void)
{
	return &transfers;
}

static int add_sources(struct transfer *t, const struct uri *uri, const struct transfer_options *o)
{
	int rc = sources_add(&t->sources, uri);

	/* What changes something on its server is not for others. */
	if (t->form && !params_is_safe(t->form))
		return rc;
	for (size_t i = 0; o && i < o->n_mirrors && !rc; i++)
		rc = sources_add(&t->sources, o->mirrors[i]);
	if (!rc)
		sources_add_mirrors(&t->sources, uri);
	return rc;
}

/* The rest of the file counts as had. What is known of it is as an answer would have told. */
static void want_part(struct transfer *t, const struct transfer_part *part)
{
	const struct file_version *v = part->version;

	t->is_part = true;
	t->plain = true;
	t->first = part->from;
	t->last = part->len > UINT64_MAX - part->from ? UINT64_MAX : part->from + part->len;
	if (v) {
		t->offered = t->ranges = true;
		t->total = v->total;
		t->last = MIN(t->last, v->total);
		t->origin = &t->sources.v[0];
		t->data_us = t->progress_us; /* it is known to be there: worth waiting for */
		(void)snprintf(t->etag, sizeof(t->etag), "%s", v->etag);
		(void)snprintf(t->modified, sizeof(t->modified), "%s", v->modified);
	}
	download_rest_is_had(t);
}

static int transfer_new(
	const struct uri *uri, const struct transfer_options *o, struct transfer **ret)
{
	struct transfer *t = calloc(1, sizeof(*t));
	int rc;

	if (!t)
		return fail(ERR_NOMEM, "%s: no memory to start a download", uri_text(uri));
	t->total = TRANSFER_UNKNOWN;
	t->status = -ERR_RUNNING;
	t->start_us = t->progress_us = plat_now_us();
	list_init(&t->streams);
	list_add_tail(&t->node, &transfers);
	if (uri->params)
		t->form = params_take(uri->params);
	rc = add_sources(t, uri, o);
	if (!rc) {
		t->uri = uri_dup(uri);
		if (!t->uri)
			rc = fail(ERR_NOMEM, "%s: no memory to start a download", uri_text(uri));
	}
	t->most = o ? o->most : 0;
	if (o && o->disk) {
		t->data.disk = true;
		t->plain = true; /* only a length known in advance saves a copy */
	}
	if (!rc && o && o->sha256) {
		t->verify = true;
		memcpy(t->sha256, o->sha256, SHA256_LEN);
		t->hash = sha256_new();
		if (!t->hash)
			rc = fail(ERR_NOMEM, "%s: no memory to start a download", uri_text(uri));
	}
	if (!rc && o && o->part)
		want_part(t, o->part);
	if (rc) {
		transfer_free(t);
		return rc;
	}
	*ret = t;
	return 0;
}

int transfer_start(const struct uri *uri, const struct transfer_options *o, struct transfer **ret)
{
	struct transfer *t = NULL;
	int rc = transfer_new(uri, o, &t);

	if (rc)
		return rc;
	download_begin(t);
	if (t->status != -ERR_RUNNING && t->status != 0) {
		rc = fail_again(&t->failure);
		transfer_free(t);
		return rc;
	}
	*ret = t;
	return 0;
}

struct stall {
	struct transfer *t;
	uint64_t us; /* 0: the download's own patience decides */
	bool stalled;
	uint64_t since_us;
};

static bool transfer_over(void *arg)
{
	struct stall *s = arg;
	uint64_t now, last;

	if (s->t->status != -ERR_RUNNING)
		return true;
	if (!s->us)
		return false;
	now = plat_now_us();
	last = MAX(s->t->progress_us, s->since_us);
	s->stalled = now > last && now - last > s->us;
	return s->stalled;
}

int transfer_wait(struct transfer *t, uint64_t stall_ms)
{
	struct stall s = {.t = t, .us = stall_ms * US_PER_MS, .since_us = plat_now_us()};
	char what[200];
	int rc;

	t->ahead = false;
	(void)snprintf(what, sizeof(what), "%s", uri_text(t->uri));
	rc = wait_until(what, transfer_over, &s, DEADLINE_NEVER);
	if (rc) {
		download_end(t, rc);
		return rc;
	}
	if (s.stalled) {
		rc = fail(ERR_TIMEDOUT, "%s: nothing arrived for %llu ms, %llu bytes received",
			uri_text(t->uri), (unsigned long long)stall_ms,
			(unsigned long long)t->received);
		download_end(t, rc);
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

uint64_t transfer_wanted(const struct transfer *t)
{
	return t->is_part && t->total != TRANSFER_UNKNOWN ? t->last - t->first : t->total;
}

uint64_t transfer_got(const struct transfer *t)
{
	uint64_t outside;

	if (!t->is_part)
		return t->received;
	outside = t->total == TRANSFER_UNKNOWN ? t->first : t->total - (t->last - t->first);
	return t->received > outside ? t->received - outside : 0;
}

void transfer_version(const struct transfer *t, struct file_version *ret)
{
	ret->total = t->total;
	(void)snprintf(ret->etag, sizeof(ret->etag), "%s", t->etag);
	(void)snprintf(ret->modified, sizeof(ret->modified), "%s", t->modified);
}

void transfer_free(struct transfer *t)
{
	if (!t)
		return;
	download_stop(t);
	list_remove(&t->node);
	sources_free(&t->sources);
	sha256_free(t->hash);
	blob_free(&t->data);
	params_free(t->form);
	uri_free(t->uri);
	free(t);
}
