/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting for one answer of the resolver. */
#include "net/lookup.h"

#include <stdbool.h>
#include <stdio.h>

#include "core/clock.h"
#include "core/status.h"
#include "core/wait.h"
#include "net/resolve.h"

struct question {
	int status; /* -ERR_RUNNING, then 0 or -ERR_* (recorded) */
	ip_addr_t addr;
};

static void on_resolved(void *arg, int status, const ip_addr_t *addr)
{
	struct question *q = arg;

	if (addr)
		ip_addr_copy(q->addr, *addr);
	q->status = status;
}

static bool answered(void *arg)
{
	const struct question *q = arg;

	return q->status != -ERR_RUNNING;
}

int net_lookup(const char *host, uint32_t *ret_ip)
{
	struct question q = {.status = -ERR_RUNNING};
	struct resolve *r;
	char what[80];
	int rc = resolve_start(host, on_resolved, &q, &q.addr, &r);

	if (rc)
		return rc;
	if (r) {
		(void)snprintf(what, sizeof(what), "the address of %.60s", host);
		rc = wait_until(what, answered, &q, DEADLINE_NEVER);
		if (q.status == -ERR_RUNNING)
			resolve_cancel(r);
		if (!rc)
			rc = q.status;
		if (rc)
			return rc;
	}
	*ret_ip = lwip_ntohl(ip4_addr_get_u32(ip_2_ip4(&q.addr)));
	return 0;
}
