/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one loop that waits. It sleeps only when nothing has happened for a while: during a download
 * the next packet is microseconds away and a firmware's sleep lasts up to 10 ms.
 */
#include "core/wait.h"

#include "core/clock.h"
#include "core/console.h"
#include "core/status.h"

#define SPIN_US  (20 * US_PER_MS) /* keep polling this long after the last event */
#define KEYS_US  (10 * US_PER_MS) /* look at the keyboard this often */
#define SLEEP_US (50 * US_PER_MS) /* longest sleep without looking around */

static struct {
	struct list pollers;
	struct list *next; /* of them, while they are polled; one may remove it */
	const char *what;
	uint64_t since_us;
	const struct wait_work *work;
	uint64_t work_us; /* since when */
	uint64_t busy_us; /* when a poller last had something to do */
	uint64_t keys_us; /* when the keyboard was last looked at */
} waits = {.pollers = LIST_INIT(waits.pollers)};

void poller_add(struct poller *p)
{
	list_add_tail(&p->node, &waits.pollers);
}

void poller_remove(struct poller *p)
{
	if (waits.next == &p->node)
		waits.next = p->node.next;
	list_remove(&p->node);
}

static bool poll_all(void)
{
	struct list *node = waits.pollers.next;
	bool busy = false;

	for (; node != &waits.pollers; node = waits.next) {
		struct poller *p = list_entry(node, struct poller, node);

		waits.next = node->next;
		busy |= p->poll(p);
	}
	return busy;
}

/* True if Ctrl-C was typed. Reading a firmware keyboard is slow: not in every round. */
static bool interrupted(uint64_t now)
{
	if (now - waits.keys_us < KEYS_US)
		return false;
	waits.keys_us = now;
	return console_poll_interrupt();
}

static uint64_t wake_us(uint64_t now, uint64_t deadline_us)
{
	uint64_t wake = now + SLEEP_US;
	struct poller *p;

	list_for_each(p, &waits.pollers, node) {
		uint64_t next = p->next_us ? p->next_us(p) : DEADLINE_NEVER;

		if (next < wake)
			wake = next;
	}
	return deadline_us < wake ? deadline_us : wake;
}

static void sleep_if_quiet(uint64_t now, uint64_t deadline_us)
{
	if (now - waits.busy_us < SPIN_US)
		return;
	plat_idle(wake_us(now, deadline_us));
}

static int wait_loop(wait_cond cond, void *arg, uint64_t deadline_us)
{
	for (;;) {
		uint64_t now;
		bool busy = poll_all();

		if (cond(arg))
			return 0;
		now = plat_now_us();
		if (now >= deadline_us)
			return -ERR_TIMEDOUT;
		if (interrupted(now))
			return fail(ERR_CANCELED, "cancelled with Ctrl-C%s%s",
				waits.what ? " while waiting for " : "",
				waits.what ? waits.what : "");
		if (busy)
			waits.busy_us = now;
		else
			sleep_if_quiet(now, deadline_us);
	}
}

int wait_until(const char *what, wait_cond cond, void *arg, uint64_t deadline_us)
{
	int rc;

	waits.what = what;
	waits.since_us = plat_now_us();
	waits.busy_us = waits.since_us;
	rc = wait_loop(cond, arg, deadline_us);
	waits.what = NULL;
	return rc;
}

void wait_show_work(const struct wait_work *w)
{
	waits.work = w;
	waits.work_us = plat_now_us();
}

const struct wait_work *wait_work(uint64_t *ret_since_us)
{
	*ret_since_us = waits.work_us;
	return waits.work;
}

bool wait_breathe(void)
{
	(void)poll_all();
	return interrupted(plat_now_us());
}

const char *wait_what(uint64_t *ret_since_us)
{
	*ret_since_us = waits.since_us;
	return waits.what;
}
