/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The far end of the pretended machine's cables: a gateway that answers ARP for every address,
 * gives leases, and carries TCP and UDP on with the workstation's sockets. Only inside src/host.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GATEWAY_IP  0x0a000202u /* 10.0.2.2 */
#define GATEWAY_DNS 0x0a000203u /* 10.0.2.3: the workstation's name server */
#define MACHINE_IP  0x0a00020fu /* 10.0.2.15, the next card has the next one */

enum { FRAME_MAX = 1514, ETH_LEN = 14, IP_LEN = 20 };

struct gateway;

/* A frame from the machine. */
void gateway_input(struct gateway *g, const uint8_t *frame, size_t len);
/* The next frame for the machine; its length, 0 if there is none. */
size_t gateway_output(struct gateway *g, uint8_t frame[FRAME_MAX]);
/* The gateway at the other end of the cable of card (n) with address (mac). NULL on no memory. */
struct gateway *gateway_new(unsigned n, const uint8_t mac[6]);
/* Forgets all connections. */
void gateway_reset(struct gateway *g);

/* Gives out the option (tag) with every lease; tags from 0xaf00 are those inside of option 175, and
 * 0xaf02 and 0xaf03 the address and the next server. -ERR_RANGE, -ERR_TOOBIG. */
int gateway_lease_option(uint64_t tag, const uint8_t *data, size_t len);

/* ---- between the files of the gateway ---- */

/* Queues an IP packet for the machine: (proto) from (src) to (dst), with (len) bytes behind the IP
 * header, which are written by the caller at the address that is returned. NULL on no memory. */
uint8_t *gateway_packet(struct gateway *g, uint8_t proto, uint32_t src, uint32_t dst, size_t len);
/* The Internet checksum of the packet's transport, in network order, to be stored. */
void gateway_checksum(
	uint8_t *transport, size_t len, size_t at, uint8_t proto, uint32_t src, uint32_t dst);
bool gateway_has_output(const struct gateway *g);

/* A DHCP message from the machine with address (mac); the length of the answer in (out), or 0. */
size_t gateway_dhcp(
	unsigned n, const uint8_t *msg, size_t len, uint8_t out[1400], uint32_t *ret_ip);

struct relay;
struct relay *relay_new(struct gateway *g);
void relay_reset(struct relay *r);
/* A packet from the machine: its transport header and what follows. */
void relay_tcp(struct relay *r, uint32_t src, uint32_t dst, const uint8_t *p, size_t len);
void relay_udp(struct relay *r, uint32_t src, uint32_t dst, const uint8_t *p, size_t len);
/* Looks at the sockets; queues what there is. */
void relay_poll(struct relay *r);
