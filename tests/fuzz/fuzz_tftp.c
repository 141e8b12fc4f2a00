/* SPDX-License-Identifier: BSD-2-Clause */
/* TFTP and ICMP packets from anywhere: what is reported lies inside the packet and its limits. */
#include <stdlib.h>
#include <string.h>

#include "net/tftp_session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(int cond)
{
	if (!cond)
		abort();
}

static void check_options(const struct tftp_options *o)
{
	must(!o->blksize || (o->blksize >= TFTP_BLKSIZE_MIN && o->blksize <= TFTP_BLKSIZE_MAX));
	must(o->windowsize <= TFTP_WINDOW_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct tftp_packet p;
	uint16_t from, to;

	must(!tftp_parse_unreachable(data, len, &from, &to) || len >= 20 + 8 + 20 + 4);
	if (!tftp_parse(data, len, &p))
		return 0;
	switch (p.opcode) {
	case TFTP_DATA:
		must(p.data == data + TFTP_HEADER && p.len == len - TFTP_HEADER);
		break;
	case TFTP_OACK:
		check_options(&p.options);
		break;
	case TFTP_ERROR:
		must(strlen(p.text) < TFTP_TEXT_MAX);
		for (const char *s = p.text; *s; s++)
			must(*s >= ' ' && *s < 127);
		break;
	default:
		must(p.opcode == TFTP_ACK);
	}
	return 0;
}
