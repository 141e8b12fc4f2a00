/* SPDX-License-Identifier: BSD-2-Clause */
/* Is a host there, and how far away? */
#pragma once

#include <stdint.h>

#define PING_SIZE_MAX 65000u

struct ping_options {
	uint64_t size;       /* bytes of data in each request, PING_SIZE_MAX at most */
	uint64_t timeout_ms; /* for an answer, and between two requests; > 0 */
	uint64_t count;      /* requests; 0: until Ctrl-C */
};

/* What became of one request. */
struct ping_event {
	uint32_t ip; /* who answered, host byte order */
	unsigned seq;
	uint64_t size, us; /* bytes echoed; the round trip */
	int status;        /* 0, -ERR_TIMEDOUT: nobody answered, -ERR_UNREACH: (ip) says so */
};

struct ping_totals {
	uint64_t sent, received;
};

/* Sends echo requests to (host) and calls (tell) for each answer or silence. (ret) is set in any
 * case. Blocks. 0 if there was an answer; -ERR_TIMEDOUT, -ERR_UNREACH, -ERR_NAME, -ERR_CANCELED. */
int ping(const char *host, const struct ping_options *o, void (*tell)(const struct ping_event *e),
	struct ping_totals *ret);
