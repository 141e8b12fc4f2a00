/* SPDX-License-Identifier: BSD-2-Clause */
/* ICMP echo requests and what answers them: echoes, and refusals that quote the request. */
#include "net/ping_packet.h"

#include <stdbool.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"

enum {
	IP_HEADER_MIN = 20,
	PROTO_ICMP = 1,
	/* RFC 792 types */
	ECHO_REPLY = 0,
	UNREACHABLE = 3,
	ECHO = 8,
	TIME_EXCEEDED = 11,
};

void ping_put_request(uint8_t *out, size_t len, uint16_t id, uint16_t seq)
{
	memset(out, 0, PING_HEADER);
	out[0] = ECHO;
	put_be16(out + 4, id);
	put_be16(out + 6, seq);
	for (size_t i = PING_HEADER; i < len; i++)
		out[i] = (uint8_t)i;
}

/* The ICMP message in the IP packet (*in), which moves there; false if there is no whole header. */
static bool to_icmp(const uint8_t **in, size_t *len)
{
	const uint8_t *p = *in;
	size_t n;

	if (*len < IP_HEADER_MIN || p[0] >> 4 != 4 || p[9] != PROTO_ICMP)
		return false;
	n = (p[0] & 15) * 4u;
	if (n < IP_HEADER_MIN || n > *len || *len - n < PING_HEADER)
		return false;
	*in += n;
	*len -= n;
	return true;
}

static bool is_ours(const uint8_t *icmp, uint8_t type, uint16_t id)
{
	return icmp[0] == type && icmp[1] == 0 && get_be16(icmp + 4) == id;
}

int ping_parse(const uint8_t *in, size_t len, uint16_t id, struct ping_answer *ret)
{
	uint8_t type, code;

	if (!to_icmp(&in, &len))
		return -ERR_AGAIN;
	if (is_ours(in, ECHO_REPLY, id)) {
		*ret = (struct ping_answer){.seq = get_be16(in + 6)};
		return 0;
	}
	type = in[0];
	code = in[1];
	if (type != UNREACHABLE && type != TIME_EXCEEDED)
		return -ERR_AGAIN;
	in += PING_HEADER;
	len -= PING_HEADER;
	if (!to_icmp(&in, &len) || !is_ours(in, ECHO, id))
		return -ERR_AGAIN;
	*ret = (struct ping_answer){
		.seq = get_be16(in + 6),
		.status = type == UNREACHABLE ? -ERR_UNREACH : -ERR_TIMEDOUT,
		.code = code,
	};
	return 0;
}
