/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waiting for connections that are being closed: lwIP ends them in the background (RFC 9293 3.6).
 * In TIME-WAIT both sides are done.
 */
#include "net/sync.h"

#include "core/clock.h"
#include "core/status.h"
#include "core/wait.h"

#include "lwip/priv/tcp_priv.h"

static bool is_closing(const struct tcp_pcb *pcb)
{
	return pcb->state == FIN_WAIT_1 || pcb->state == FIN_WAIT_2 || pcb->state == CLOSING ||
		pcb->state == LAST_ACK;
}

static bool is_quiet(void *arg)
{
	(void)arg;
	for (const struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next) {
		if (is_closing(pcb))
			return false;
	}
	return true;
}

int net_sync(uint64_t timeout_ms)
{
	int rc = wait_until("connections to be closed", is_quiet, NULL, deadline_in_ms(timeout_ms));

	if (rc == -ERR_TIMEDOUT)
		return fail(ERR_TIMEDOUT, "sync: connections were not closed within %llu ms",
			(unsigned long long)timeout_ms);
	return rc;
}
