/* SPDX-License-Identifier: BSD-2-Clause */
/* A DHCP server (and a ProxyDHCP server) at the other end of a fake card, in 10.0.0.0/24. */
#pragma once

#include "fake/fake_nic.h"
#include "net/dhcp_packet.h"

#define FAKE_SERVER 0x0a000001u /* 10.0.0.1 */
#define FAKE_PROXY  0x0a000002u /* 10.0.0.2 */
#define FAKE_SECOND 0x0a000003u /* 10.0.0.3 */
#define FAKE_CLIENT 0x0a000064u /* 10.0.0.100 */

struct fake_dhcp {
	struct fake_nic *nic;
	/* how it behaves */
	bool silent;         /* no answer at all */
	bool no_ack;         /* offers only */
	bool bootp;          /* answers without option 53 */
	bool broadcast;      /* answers to 255.255.255.255 instead of the new address */
	bool broadcast_only; /* hears only who asks for broadcast answers */
	bool ignore_renew;
	uint16_t port;       /* answers come from here; 0: 67 */
	unsigned drop;       /* that many messages are not heard */
	unsigned nak;        /* that many REQUESTs are refused */
	uint32_t address;    /* given away; 0: FAKE_CLIENT */
	uint32_t lease_s;    /* 0: option 51 is not sent */
	uint32_t t1_s, t2_s; /* 0: not sent */
	uint32_t siaddr;
	const char *file;       /* boot file field */
	const uint8_t *options; /* more options, without the end */
	size_t n_options;
	const uint8_t *second; /* a second DHCP server offers, too, with these options */
	size_t n_second;
	bool proxy;                   /* a ProxyDHCP server is there, too */
	unsigned proxy_drop;          /* that many of its offers are lost */
	const char *proxy_offer_file; /* its file in the offer */
	const char *proxy_file;       /* its file at port 4011; NULL: no answer there */
	bool proxy_menu;              /* at port 4011, a menu first; the file for item 0x8002 */
	/* what it saw */
	unsigned n_discover, n_request, n_renew, n_proxy;
	uint32_t last_src, last_dst;
	uint8_t last[DHCP_PACKET_MAX]; /* the last message, whole */
	size_t last_len;
};

/* Puts (s) (behaviour filled in) at the end of (nic)'s cable. */
void fake_dhcp_attach(struct fake_dhcp *s, struct fake_nic *nic);

/* Writes a server's message; (options) without the end. Returns its length. */
size_t fake_dhcp_message(uint8_t out[DHCP_PACKET_MAX], uint32_t xid, const uint8_t mac[6],
	uint32_t yiaddr, uint32_t siaddr, const char *file, const uint8_t *options,
	size_t n_options);
