/* SPDX-License-Identifier: BSD-2-Clause */
/* The places one file can come from, and when to try which. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/status.h"
#include "core/uri.h"

struct scheme;

struct source {
	struct uri *uri; /* as given; redirects are followed anew each time. Owned */
	const struct scheme *scheme;
	unsigned failures;      /* in a row */
	uint64_t not_before_us; /* back-off, Retry-After */
	bool dead;              /* it will not get better: 404, 403, a bad certificate */
	struct failure failure; /* the last one */
};

struct sources {
	struct source *v;
	unsigned n;
	unsigned current; /* the one in use, or to be tried first */
};

/* Adds a copy of (uri). -ERR_NOTSUP (recorded) naming an unknown scheme, -ERR_INVAL, -ERR_NOMEM. */
int sources_add(struct sources *s, const struct uri *uri);
/* Adds what the prefixes in the setting "mirrors" make of (uri). Those of no use are left out. */
void sources_add_mirrors(struct sources *s, const struct uri *uri);
void sources_free(struct sources *s);

/* The one to ask now, beginning with the current one, which it becomes. NULL if none is alive
 * or all have to wait; then *(ret_when_us) is when the first may be asked, UINT64_MAX: never. */
struct source *sources_pick(struct sources *s, uint64_t now, uint64_t *ret_when_us);
/* True if one of them may still deliver. */
bool sources_alive(const struct sources *s);

/* True if another one than (src) was not tried yet, or did not fail since. */
bool sources_has_fresh(const struct sources *s, const struct source *src);

/* (src) failed with the last failure recorded. (after_ms): it says when to come back, 0: it
 * does not. The next one becomes the current one. */
void sources_failed(struct sources *s, struct source *src, bool again, uint64_t after_ms);
