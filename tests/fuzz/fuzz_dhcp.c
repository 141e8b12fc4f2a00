/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a DHCP message: every way of reading one stays inside it. */
#include <stdlib.h>
#include <string.h>

#include "net/dhcp_packet.h"
#include "net/dnssl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const uint64_t tags[] = {1, 12, 43, 53, 60, 66, 67, 119, 175, 0x2b09, 0x2b47, 0xaf01,
		0xafb0, 0xaf0807, 0xff, 0xffffffffffffffff};
	static struct dhcp_packet p;
	uint8_t out[DHCP_PACKET_MAX];
	char name[256];
	int n;

	if (dhcp_parse(data, len, &p) < 0)
		return 0;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		n = dhcp_option(&p, tags[i], out, sizeof(out));
		if (n > (int)p.len)
			abort();
		if (n > 0 && dhcp_option(&p, tags[i], out, 1) != n)
			abort();
	}
	n = dhcp_option(&p, 119, out, sizeof(out));
	for (unsigned i = 0; n > 0 && i < 4; i++)
		(void)dnssl_get(out, (size_t)n, i, name, sizeof(name));
	(void)dhcp_filename(&p, name, sizeof(name));
	(void)dhcp_server_name(&p, name, sizeof(name));
	(void)dhcp_next_server(&p);
	(void)dhcp_type(&p);
	(void)dhcp_is_pxe(&p);
	return 0;
}
