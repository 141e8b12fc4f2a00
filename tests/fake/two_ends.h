/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hawser's network device and a server on one cable, both ends served by the one lwIP of the
 * program. lwIP chooses the interface of a packet by its destination, so the two ends live in
 * different networks and the cable translates addresses: to Hawser, which is ENDS_CLIENT, the
 * server is ENDS_SERVER; to the server, which is ENDS_SERVER_INSIDE, Hawser is ENDS_CLIENT_INSIDE.
 * Checksums are adjusted and not made anew, so that damage stays damage.
 *
 * Time is the program's: include fake/virtual_time.h.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ENDS_CLIENT_TEXT   "192.168.7.5"
#define ENDS_SERVER_TEXT   "192.168.7.1"
#define ENDS_CLIENT        0xc0a80705u
#define ENDS_SERVER        0xc0a80701u
#define ENDS_CLIENT_INSIDE 0x0a000002u
#define ENDS_SERVER_INSIDE 0x0a000001u

#define ENDS_DELAY_US 200 /* of a frame, one way */

enum ends_fate {
	ENDS_PASS,
	ENDS_DROP,
	ENDS_TWICE,
	ENDS_LATE,   /* behind the frames of the next 2 ms */
	ENDS_DAMAGE, /* one bit of its last byte is turned */
};

struct ends_cable {
	/* What becomes of frame (n), counted from ends_begin(). NULL: all pass. */
	enum ends_fate (*fate)(unsigned n, bool to_server, const uint8_t *frame, size_t len);
	unsigned n_frames;
	bool cut; /* nothing gets through, the link is up nevertheless */
};

/* Starts the network: net0 is open and has its address. Once per program. */
void ends_init(void);
/* Frees all, so that leaks are seen. */
void ends_done(void);

/* A new exchange: nothing is under way or remembered (idle connections, ARP), all frames pass. */
struct ends_cable *ends_begin(void);

/* Lets time pass. */
void ends_pass_ms(uint64_t ms);
