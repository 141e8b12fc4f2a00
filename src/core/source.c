/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The places one file can come from. A source that fails is left for the next one, and asked again
 * after a pause that doubles each time; the pauses of many machines that lost the same server at
 * the same moment spread by a random half.
 */
#include "core/source.h"

#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/transfer.h"
#include "core/util.h"

#define PAUSE_FIRST_US (250 * US_PER_MS)
#define PAUSE_MAX_US   (15 * US_PER_S)
#define AFTER_MAX_MS   120000 /* of Retry-After: nobody waits longer for a boot */

static const struct scheme *scheme_find(const char *name)
{
	for (const struct scheme *const *s = schemes; *s; s++)
		if (strcmp((*s)->name, name) == 0)
			return *s;
	return NULL;
}

static int scheme_unknown(const struct uri *uri)
{
	_cleanup_(strbuf_free) struct strbuf known = {0};

	for (const struct scheme *const *s = schemes; *s; s++)
		(void)strbuf_addf(&known, "%s%s", known.len ? ", " : "", (*s)->name);
	return fail(ERR_NOTSUP, "%s: scheme \"%s\" is not supported (known: %s)", uri_text(uri),
		uri->scheme, known.s ? known.s : "none");
}

int sources_add(struct sources *s, const struct uri *uri)
{
	const struct scheme *scheme;
	struct source *v;
	struct uri *copy;

	if (!uri->scheme)
		return fail(ERR_INVAL, "%s: not a full URL", uri_text(uri));
	scheme = scheme_find(uri->scheme);
	if (!scheme)
		return scheme_unknown(uri);
	copy = uri_dup(uri);
	v = realloc(s->v, (s->n + 1) * sizeof(*v));
	if (v)
		s->v = v;
	if (!v || !copy) {
		uri_free(copy);
		return fail(ERR_NOMEM, "%s: no memory to start a download", uri_text(uri));
	}
	s->v[s->n++] = (struct source){.uri = copy, .scheme = scheme};
	return 0;
}

/* (uri) with scheme, host and port replaced by (prefix), which may have a path to go before. */
static int add_mirror(struct sources *s, const char *prefix, size_t len, const struct uri *uri)
{
	_cleanup_(strbuf_free) struct strbuf text = {0};
	_cleanup_(uri_freep) struct uri *mirror = NULL;
	int rc;

	while (len && prefix[len - 1] == '/')
		len--;
	rc = strbuf_add(&text, prefix, len);
	if (!rc)
		rc = uri_request_target(uri, &text);
	if (!rc)
		rc = uri_parse(text.s, &mirror);
	if (!rc && !mirror->host)
		rc = fail(ERR_INVAL, "mirrors: \"%.*s\" is not scheme://host", (int)len, prefix);
	if (rc)
		return rc;
	for (unsigned i = 0; i < s->n; i++) {
		if (uri_equal(s->v[i].uri, mirror))
			return 0;
	}
	return sources_add(s, mirror);
}

void sources_add_mirrors(struct sources *s, const struct uri *uri)
{
	_cleanup_(freep) char *text = settings_get_text("mirrors");
	const char *p = text ? text : "";

	while (*(p += strspn(p, " \t\r\n"))) {
		size_t len = strcspn(p, " \t\r\n");

		if (add_mirror(s, p, len, uri))
			log_warn("%s", fail_last()->text);
		p += len;
	}
}

void sources_free(struct sources *s)
{
	for (unsigned i = 0; i < s->n; i++)
		uri_free(s->v[i].uri);
	free(s->v);
	*s = (struct sources){0};
}

struct source *sources_pick(struct sources *s, uint64_t now, uint64_t *ret_when_us)
{
	*ret_when_us = UINT64_MAX;
	for (unsigned i = 0; i < s->n; i++) {
		unsigned k = (s->current + i) % s->n;
		struct source *src = &s->v[k];

		if (src->dead)
			continue;
		if (src->not_before_us <= now) {
			s->current = k;
			return src;
		}
		*ret_when_us = MIN(*ret_when_us, src->not_before_us);
	}
	return NULL;
}

bool sources_alive(const struct sources *s)
{
	for (unsigned i = 0; i < s->n; i++) {
		if (!s->v[i].dead)
			return true;
	}
	return false;
}

bool sources_has_fresh(const struct sources *s, const struct source *src)
{
	for (unsigned i = 0; i < s->n; i++) {
		if (&s->v[i] != src && !s->v[i].dead && !s->v[i].failures)
			return true;
	}
	return false;
}

/* Half to one and a half of (us). The clock's last digits are random enough to spread machines. */
static uint64_t jitter(uint64_t us, uint64_t now)
{
	uint64_t x = now * 0x9e3779b97f4a7c15ull;

	x ^= x >> 29;
	return us / 2 + x % us;
}

void sources_failed(struct sources *s, struct source *src, bool again, uint64_t after_ms)
{
	uint64_t now = plat_now_us(), pause;
	unsigned doublings = MIN(src->failures, 6u);

	src->failure = *fail_last();
	src->failures++;
	if (!again)
		src->dead = true;
	pause = jitter(MIN(PAUSE_FIRST_US << doublings, PAUSE_MAX_US), now);
	pause = MAX(pause, MIN(after_ms, (uint64_t)AFTER_MAX_MS) * US_PER_MS);
	src->not_before_us = now + pause;
	if (s->n)
		s->current = (s->current + 1) % s->n;
}
