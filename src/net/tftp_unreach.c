/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "Port unreachable": a machine without a TFTP server says so by ICMP (RFC 792), which lwIP's UDP
 * ignores. Heard through a raw socket of our own; the packets go on to lwIP as well. Believed only
 * for a port we sent from, and only the second time, as a server may just be restarting.
 */
#include "net/tftp_session.h"

#include "core/util.h"

#include "lwip/pbuf.h"
#include "lwip/prot/icmp.h"
#include "lwip/prot/ip.h"
#include "lwip/raw.h"

enum {
	IP_HEADER_MIN = 20,
	ICMP_HEADER = 8,
	PORTS = 4,            /* of the UDP header that is sent back */
	PORT_UNREACHABLE = 3, /* RFC 792: port unreachable */
	QUOTE_MAX = 2 * 60 + ICMP_HEADER + PORTS,
};

/* Length of the IPv4 header at (in), which carries (proto), or 0. */
static size_t header_len(const uint8_t *in, size_t len, uint8_t proto)
{
	size_t n;

	if (len < IP_HEADER_MIN || in[0] >> 4 != 4 || in[9] != proto)
		return 0;
	n = (in[0] & 15) * 4u;
	return n >= IP_HEADER_MIN && n <= len ? n : 0;
}

bool tftp_parse_unreachable(const uint8_t *in, size_t len, uint16_t *ret_from, uint16_t *ret_to)
{
	size_t n = header_len(in, len, IP_PROTO_ICMP);

	if (!n || len - n < ICMP_HEADER || in[n] != ICMP_DUR || in[n + 1] != PORT_UNREACHABLE)
		return false;
	in += n + ICMP_HEADER;
	len -= n + ICMP_HEADER;
	n = header_len(in, len, IP_PROTO_UDP);
	if (!n || len - n < PORTS)
		return false;
	*ret_from = get_be16(in + n);
	*ret_to = get_be16(in + n + 2);
	return true;
}

static u8_t on_icmp(void *arg, struct raw_pcb *pcb, struct pbuf *p, const ip_addr_t *addr)
{
	uint8_t packet[QUOTE_MAX];
	size_t len = pbuf_copy_partial(p, packet, sizeof(packet), 0);
	uint16_t from, to;

	(void)arg;
	(void)pcb;
	(void)addr;
	if (tftp_parse_unreachable(packet, len, &from, &to))
		tftp_session_unreachable(from, to);
	return 0; /* lwIP may have it, too */
}

void tftp_unreach_watch(void)
{
	static struct raw_pcb *watcher; /* stays for good */

	if (watcher)
		return;
	watcher = raw_new(IP_PROTO_ICMP);
	if (watcher)
		raw_recv(watcher, on_icmp, NULL);
}
