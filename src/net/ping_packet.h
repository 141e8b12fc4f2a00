/* SPDX-License-Identifier: BSD-2-Clause */
/* ICMP echo as bytes (RFC 792). Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define PING_HEADER 8

struct ping_answer {
	uint16_t seq;
	int status;   /* 0: an echo; -ERR_UNREACH, -ERR_TIMEDOUT: somebody on the way says no */
	uint8_t code; /* of the refusal */
};

/* Fills (out), at least PING_HEADER bytes, with an echo request; its checksum is left at 0. */
void ping_put_request(uint8_t *out, size_t len, uint16_t id, uint16_t seq);

/* Reads an IP packet, or its beginning. -ERR_AGAIN (nothing recorded) if it does not answer an echo
 * request of (id). */
int ping_parse(const uint8_t *in, size_t len, uint16_t id, struct ping_answer *ret);
