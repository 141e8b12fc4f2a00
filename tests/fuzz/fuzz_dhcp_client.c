/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any frames into the card while a DHCP exchange is on: Ethernet, ARP, IP, ICMP, UDP and the
 * client's states. The input is a list of frames, each with a 16-bit length; a frame whose first
 * byte is 0xdc is the body of a DHCP message, which gets the headers and the transaction id it
 * needs to matter.
 */
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/fake_nic.h"
#include "fake/virtual_time.h"
#include "net/netdev.h"
#include "net/netdev_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void push_dhcp(struct fake_nic *nic, const uint8_t *body, size_t len)
{
	uint8_t msg[1472] = {2, 1, 6};

	len = MIN(len, sizeof(msg) - 12);
	put_be32(msg + 4, netdev_at(0)->dhcp.xid);
	if (len > 0)
		memcpy(msg + 12, body, len);
	memcpy(msg + 28, nic->nic.mac, 6);
	put_be32(msg + 236, 0x63825363);
	fake_udp_push(nic, 0x0a000001, 67, 0xffffffff, 68, msg, MAX(12 + len, (size_t)300));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct fake_nic nic;
	static bool ready;

	if (!ready) {
		(void)settings_init();
		(void)log_set_level(NULL, LOG_NONE);
		ready = true;
	}
	fake_nic_init(&nic, 1);
	if (net_init() < 0)
		abort();
	(void)netdev_open(netdev_at(0));
	dhcp_start(netdev_at(0), DHCP_TIMEOUT_MS);
	while (len >= 2) {
		size_t n = MIN((size_t)get_le16(data), len - 2);

		data += 2;
		if (n > 0 && data[0] == 0xdc)
			push_dhcp(&nic, data + 1, n - 1);
		else
			fake_nic_push(&nic, data, n);
		data += n;
		len -= 2 + n;
		now_us += US_PER_S / 4;
		(void)wait_breathe();
	}
	net_done();
	fake_nic_clear(&nic);
	host_nic_clear();
	return 0;
}
