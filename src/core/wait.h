/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one place that waits. Whoever has something to do while others wait (the network, the
 * progress line) registers a poller; nobody loops on its own.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/list.h"

struct poller {
	struct list node;
	/* Does what is due; returns true if it did something (then nobody sleeps).
	 * MUST NOT block or call wait_until(); may add and remove pollers. */
	bool (*poll)(struct poller *p);
	/* The next moment it must be called at the latest, or NULL when only polling helps. */
	uint64_t (*next_us)(struct poller *p);
};

void poller_add(struct poller *p);
void poller_remove(struct poller *p);

typedef bool (*wait_cond)(void *arg);

/* Waits until (cond) returns true, polling the network, timers and keyboard meanwhile. (what) is
 * shown to the user after 300 ms as "Waiting for WHAT"; NULL shows nothing (menus, prompts).
 * Returns 0, -ERR_TIMEDOUT when (deadline_us) has passed (nothing recorded: the caller knows the
 * sentence), or -ERR_CANCELED on Ctrl-C (recorded). Nested calls are a bug. */
int wait_until(const char *what, wait_cond cond, void *arg, uint64_t deadline_us);

/* A long computation, for the progress line. */
struct wait_work {
	const char *name, *activity; /* of what, and what is done with it */
	uint64_t done, total;
};

/* Shows (w), which its owner keeps up to date, until it is over (NULL). Between two
 * wait_until(); it calls wait_breathe() often. */
void wait_show_work(const struct wait_work *w);

/* Runs the pollers once without waiting; for long computations. Returns true on Ctrl-C. */
bool wait_breathe(void);

/* What the innermost wait is for (NULL: nothing to show) and since when; for the progress line. */
const char *wait_what(uint64_t *ret_since_us);
/* The computation that runs (NULL: none) and since when. */
const struct wait_work *wait_work(uint64_t *ret_since_us);
