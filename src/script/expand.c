/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Expansion of ${…}. The first "}" after a "${" is paired with the last "${" before it, so names
 * nest; the result is scanned again from the beginning, so values that contain "${…}" are
 * expanded too. Values come from the network, hence the two limits.
 */
#include "script/expand.h"

#include <string.h>

#include "core/status.h"

struct reference {
	size_t start; /* of "${" */
	size_t end;   /* behind "}" */
};

/* Finds the first "}" behind a "${", and the last "${" before it. (from) is where to look from, and
 * moves to where the next search has to begin: there is no "${" before. */
static bool find_reference(const struct strbuf *b, size_t *from, struct reference *ret)
{
	bool open = false;

	for (size_t i = *from; i < b->len; i++) {
		if (b->s[i] == '$' && b->s[i + 1] == '{') {
			/* The value may begin with "{", and a "$" stand before it. */
			if (!open)
				*from = i ? i - 1 : 0;
			ret->start = i;
			open = true;
		} else if (b->s[i] == '}' && open) {
			ret->end = i + 1;
			return true;
		}
	}
	return false;
}

/* Replaces (r) in (b) by (value), cut at its first NUL. */
static int replace(struct strbuf *b, const struct reference *r, const struct strbuf *value)
{
	size_t n = value->len ? strlen(value->s) : 0, old = r->end - r->start;
	size_t tail = b->len - r->end;
	int rc;

	if (n > EXPAND_MAX || b->len - old > EXPAND_MAX - n)
		return fail(ERR_TOOBIG, "script: a value makes a word longer than %u bytes",
			EXPAND_MAX);
	/* Makes room at the end, whatever stands there. */
	if (n > old) {
		rc = strbuf_add(b, value->s, n - old);
		if (rc)
			return rc;
	}
	memmove(b->s + r->start + n, b->s + r->end, tail);
	if (n)
		memcpy(b->s + r->start, value->s, n);
	b->len = r->start + n + tail;
	b->s[b->len] = '\0';
	return 0;
}

int expand(const char *text, size_t len, expand_lookup lookup, void *arg, struct strbuf *out)
{
	_cleanup_(strbuf_free) struct strbuf work = {}, value = {};
	struct reference r = {};
	size_t from = 0;
	unsigned rounds = 0;
	int rc;

	rc = strbuf_add(&work, text, len);
	if (rc || !len)
		return rc;
	while (find_reference(&work, &from, &r)) {
		_cleanup_(freep) char *name = NULL;

		if (++rounds > EXPAND_ROUNDS)
			return fail(ERR_LOOP, "script: expanding \"%.*s\" never ends",
				(int)MIN(len, 80u), text);
		name = str_ndup(work.s + r.start + 2, r.end - r.start - 3);
		if (!name)
			return fail(ERR_NOMEM, "script: out of memory while expanding");
		strbuf_reset(&value);
		rc = lookup(name, &value, arg);
		if (rc == -ERR_NOMEM)
			return rc;
		if (rc)
			strbuf_reset(&value);
		rc = replace(&work, &r, &value);
		if (rc)
			return rc;
	}
	return strbuf_add(out, work.s, work.len);
}
