/* SPDX-License-Identifier: BSD-2-Clause */
/* A network card whose cable ends in the test. */
#pragma once

#include "arch/host/host.h"

#define FAKE_QUEUE 256

struct fake_frame {
	uint8_t *data;
	size_t len;
};

struct fake_nic {
	struct nic nic;
	/* Called for each frame Hawser sends; may push answers. NULL: dropped. */
	void (*on_tx)(struct fake_nic *f, const uint8_t *frame, size_t len);
	void *arg;
	bool is_open, no_link;
	int open_rc; /* what open() returns */
	struct fake_frame queue[FAKE_QUEUE];
	unsigned head, tail; /* frames on their way to Hawser */
	unsigned n_tx, n_open;
};

/* A card with MAC address 52:54:00:12:34:(n), plugged into the host platform. */
void fake_nic_init(struct fake_nic *f, uint8_t n);
/* Sends (frame) (copied) to Hawser. Dropped when the queue is full. */
void fake_nic_push(struct fake_nic *f, const void *frame, size_t len);
/* Drops what was not received. */
void fake_nic_clear(struct fake_nic *f);

/* Ethernet + IPv4 + UDP around (payload), to (f)'s card, and pushed. Addresses in host order. */
void fake_udp_push(struct fake_nic *f, uint32_t src, uint16_t sport, uint32_t dst, uint16_t dport,
	const void *payload, size_t len);
/* Answers an ARP request for (ip) if (frame) is one. True if it was. */
bool fake_arp_answer(struct fake_nic *f, const uint8_t *frame, size_t len, uint32_t ip);

struct fake_udp {
	uint32_t src, dst;
	uint16_t sport, dport;
	const uint8_t *data;
	size_t len;
};
/* Takes apart a frame that Hawser sent; false if it is no whole UDP datagram. */
bool fake_udp_parse(const uint8_t *frame, size_t len, struct fake_udp *ret);
