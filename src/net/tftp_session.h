/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A TFTP download as its two files see it: tftp.c asks, keeps time and ends; tftp_receive.c deals
 * with what the server sends. Nobody else includes this.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/list.h"
#include "net/tftp_packet.h"

#include "lwip/ip_addr.h"

struct resolve;
struct stream;
struct udp_pcb;

enum {
	TFTP_DUPLICATE_US = 100 * 1000, /* no acknowledgement of a repeated block within this */
	TFTP_RTO_MIN_US = 150 * 1000,   /* until the last block is acknowledged again */
	TFTP_RTO_WINDOW_US = 40 * 1000, /* the same where that makes the server resend at once */
	TFTP_RTO_MAX_US = 4 * 1000 * 1000,
	TFTP_RTO_FIRST_US = 1000 * 1000,
};

enum tftp_state {
	RESOLVING,    /* looking the server's name up */
	ASKING,       /* request sent, nothing heard */
	ASKING_AGAIN, /* options refused; the next tick asks without */
	RECEIVING,
	DALLYING, /* the file is complete; stream is NULL once nobody waits */
	FAILED,
};

struct tftp {
	struct list node;      /* in sessions */
	struct stream *stream; /* NULL while nobody wants it any more */
	enum tftp_state state;
	struct udp_pcb *pcb;
	struct resolve *resolve;
	ip_addr_t server;
	uint16_t tid; /* the server's port for this file; 0: not heard of it yet */
	char *name;
	bool plain; /* ask without options */
	unsigned asked_blksize, asked_window;
	unsigned n_requests;
	unsigned n_unreachable; /* times the server's machine said that nobody listens */

	unsigned blksize, window; /* as agreed */
	uint64_t tsize;           /* 0: unknown */
	uint64_t next;            /* block that comes next, from 1, without roll-over */
	bool wraps_to_one;        /* after 65535 the server counts 1, not 0 */
	unsigned wrap_doubts;
	unsigned unacked; /* blocks since the last acknowledgement */
	bool gap_acked;   /* this gap was reported; wait for its block */
	unsigned n_gaps;

	uint64_t due_us;   /* when the next tick has something to do */
	uint64_t ack_us;   /* when an acknowledgement was last sent */
	uint64_t alive_us; /* when a block last came in order */
	uint64_t rto_us, srtt_us;
	bool timing; /* the next block's arrival measures the round trip */
};

/* The block's number in packets. */
uint16_t tftp_block_on_wire(const struct tftp *s, uint64_t block);
/* Acknowledges all that came in order. A lost one is made good by the timer. */
void tftp_send_ack(struct tftp *s, uint64_t now);
void tftp_send_error(
	struct tftp *s, const ip_addr_t *to, uint16_t port, uint16_t code, const char *text);

/* The file is complete and acknowledged. */
void tftp_session_complete(struct tftp *s, uint64_t now);
/* Ends the transfer with (status), whose reason is recorded. */
void tftp_session_fail(struct tftp *s, int status);
/* The same, and tells the server, which would send on otherwise. */
void tftp_session_refuse(struct tftp *s, int status, uint16_t code, const char *text);

/* A packet from (addr):(port) has come. */
void tftp_session_input(
	struct tftp *s, const void *data, size_t len, const ip_addr_t *addr, uint16_t port);

/* Hears of unreachable ports from now on. */
void tftp_unreach_watch(void);
/* Takes an IP packet apart: true if it says that a UDP packet from the port (ret_from)
 * found no listener at (ret_to). */
bool tftp_parse_unreachable(const uint8_t *in, size_t len, uint16_t *ret_from, uint16_t *ret_to);
/* What was sent from our port (from) to the server's (to) found no listener. */
void tftp_session_unreachable(uint16_t from, uint16_t to);
