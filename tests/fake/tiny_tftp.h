/* SPDX-License-Identifier: BSD-2-Clause */
/* A TFTP server of one file over lwIP's UDP (RFC 1350, 2347, 2348, 2349, 7440), as patient as real
 * ones: it sends a window again when nothing is acknowledged for a second. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/list.h"

struct udp_pcb;

struct tiny_tftp {
	/* what it serves */
	const uint8_t *content;
	size_t size;
	unsigned window_max; /* of blocks it agrees to; 0: it does not know windowsize */
	bool no_options;     /* it is from before RFC 2347 */
	/* what it saw */
	unsigned n_requests, n_errors, n_again;
	unsigned blksize, windowsize; /* in force for the last request */
	/* its own */
	struct udp_pcb *listener;
	struct list sessions;
};

/* Listens on port 69; the members of the first group are filled in, the rest is zero. */
void tiny_tftp_start(struct tiny_tftp *s);
void tiny_tftp_stop(struct tiny_tftp *s);
