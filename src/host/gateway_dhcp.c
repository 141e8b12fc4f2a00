/* SPDX-License-Identifier: BSD-2-Clause */
/* The gateway's DHCP server (RFC 2131): the same lease for whoever asks, with the options the
 * user has given by --fact. */
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "host/gateway.h"

enum {
	MAGIC_AT = 236, /* RFC 2131 3 */
	OPTIONS_AT = 240,
	MAGIC = 0x63825363,
	OPT_TYPE = 53,
	OPT_SERVER = 54,
	OPT_LEASE = 51,
	OPT_ENCAPSULATED = 175,
	OPT_END = 255,
	DISCOVER = 1,
	OFFER = 2,
	REQUEST = 3,
	ACK = 5,
	ADDRESS = 0xaf02,
	NEXT_SERVER = 0xaf03,
	NO_PROXY = 0xafb0, /* 175.176 */
	NO_PROXY_BYTES = 3,
	LEASE_S = 86400,
	OPTIONS_MAX = 64,
	OPTION_BYTES = 255,
};

static struct lease_option {
	uint64_t tag;
	uint8_t data[OPTION_BYTES];
	size_t len;
} given[OPTIONS_MAX];
static unsigned n_given;

/* Bytes that were given for option 175 so far, which holds as many as any other. */
static size_t n_encapsulated(void)
{
	size_t n = 0;

	for (unsigned i = 0; i < n_given; i++) {
		if (given[i].tag >> 8 == OPT_ENCAPSULATED)
			n += 2 + given[i].len;
	}
	return n;
}

int gateway_lease_option(uint64_t tag, const uint8_t *data, size_t len)
{
	if (n_given == OPTIONS_MAX)
		return fail(ERR_RANGE, "dhcp: more than %d options", OPTIONS_MAX);
	if (len > OPTION_BYTES || !tag || (tag > 254 && tag >> 8 != OPT_ENCAPSULATED))
		return fail(ERR_RANGE, "dhcp: there can be no option 0x%llx of %zu bytes",
			(unsigned long long)tag, len);
	if (tag > 254 && n_encapsulated() + 2 + len > OPTION_BYTES - NO_PROXY_BYTES)
		return fail(ERR_TOOBIG,
			"dhcp: with option 0x%llx those inside of option 175 take more than %d "
			"bytes",
			(unsigned long long)tag, OPTION_BYTES - NO_PROXY_BYTES);
	given[n_given].tag = tag;
	given[n_given].len = len;
	memcpy(given[n_given++].data, data, len);
	return 0;
}

static const struct lease_option *find_given(uint64_t tag)
{
	for (unsigned i = n_given; i > 0; i--) {
		if (given[i - 1].tag == tag)
			return &given[i - 1];
	}
	return NULL;
}

static uint32_t given_ip(uint64_t tag, uint32_t otherwise)
{
	const struct lease_option *o = find_given(tag);

	return o && o->len == 4 ? get_be32(o->data) : otherwise;
}

struct out {
	uint8_t *p;
	size_t n, cap;
};

static void put(struct out *o, uint8_t tag, const void *data, size_t len)
{
	if (len > 255 || o->cap - o->n < len + 3)
		return;
	o->p[o->n++] = tag;
	o->p[o->n++] = (uint8_t)len;
	memcpy(o->p + o->n, data, len);
	o->n += len;
}

static void put_ip(struct out *o, uint8_t tag, uint32_t ip)
{
	uint8_t b[4];

	put_be32(b, ip);
	if (!find_given(tag))
		put(o, tag, b, sizeof(b));
}

/* Those of option 175, in one piece. */
static void put_encapsulated(struct out *o)
{
	uint8_t bytes[512];
	struct out in = {bytes, 0, sizeof(bytes)};
	const uint8_t yes = 1;

	for (unsigned i = 0; i < n_given; i++) {
		if (given[i].tag >> 8 == OPT_ENCAPSULATED && given[i].tag != ADDRESS &&
			given[i].tag != NEXT_SERVER && find_given(given[i].tag) == &given[i])
			put(&in, given[i].tag & 0xff, given[i].data, given[i].len);
	}
	if (!find_given(NO_PROXY))
		put(&in, NO_PROXY & 0xff, &yes, 1);
	put(o, OPT_ENCAPSULATED, bytes, in.n);
}

/* The type of message (msg), 0 if it is none. */
static uint8_t type_of(const uint8_t *msg, size_t len)
{
	size_t at = OPTIONS_AT;

	if (len < OPTIONS_AT || msg[0] != 1 || get_be32(msg + MAGIC_AT) != MAGIC)
		return 0;
	while (at + 2 < len && msg[at] != OPT_END) {
		if (msg[at] == 0) {
			at++;
			continue;
		}
		if (msg[at] == OPT_TYPE)
			return msg[at + 2];
		at += 2u + msg[at + 1];
	}
	return 0;
}

size_t gateway_dhcp(unsigned n, const uint8_t *msg, size_t len, uint8_t out[1400], uint32_t *ret_ip)
{
	uint8_t type = type_of(msg, len), answer = type == DISCOVER ? OFFER : ACK;
	struct out o = {out, OPTIONS_AT, 1400};

	if (type != DISCOVER && type != REQUEST)
		return 0;
	*ret_ip = given_ip(ADDRESS, MACHINE_IP) + n;
	memset(out, 0, o.cap);
	memcpy(out, msg, 44);
	out[0] = 2;
	put_be32(out + 16, *ret_ip);
	put_be32(out + 20, given_ip(NEXT_SERVER, 0));
	put_be32(out + MAGIC_AT, MAGIC);
	put(&o, OPT_TYPE, &answer, 1);
	put_ip(&o, OPT_SERVER, GATEWAY_IP);
	put_ip(&o, OPT_LEASE, LEASE_S);
	put_ip(&o, 1, 0xffffff00);
	put_ip(&o, 3, GATEWAY_IP);
	put_ip(&o, 6, GATEWAY_DNS);
	for (unsigned i = 0; i < n_given; i++) {
		if (given[i].tag < 255 && find_given(given[i].tag) == &given[i])
			put(&o, (uint8_t)given[i].tag, given[i].data, given[i].len);
	}
	put_encapsulated(&o);
	out[o.n++] = OPT_END;
	return MAX(o.n, (size_t)300);
}
