/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames from a cable with VLANs on it, each input a few of them: a length (2 bytes), the frame. */
#include <stdlib.h>

#include "core/settings.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/fake_nic.h"
#include "fake/virtual_time.h"
#include "net/netdev.h"
#include "net/vlan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct fake_nic nic;

static void begin(void)
{
	if (settings_init())
		abort();
	fake_nic_init(&nic, 1);
	if (net_init() || vlan_create(netdev_at(0), 5, 0) || vlan_create(netdev_at(0), 0x123, 7) ||
		settings_set("net0/ip", "192.168.7.5") || settings_set("net0-5/ip", "192.168.5.5"))
		abort();
	for (unsigned n = 0; n < 2; n++)
		if (netdev_open(netdev_at(n)))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct netdev_stat trunk, vlan;

	if (!nic.nic.ops)
		begin();
	while (size > 2) {
		size_t len = get_be16(data);

		data += 2, size -= 2;
		len = MIN(len, size);
		fake_nic_push(&nic, data, len);
		data += len, size -= len;
	}
	(void)wait_breathe();
	fake_nic_clear(&nic);
	netdev_stat(netdev_at(0), &trunk);
	netdev_stat(netdev_at(1), &vlan);
	if (vlan.rx > trunk.rx || vlan.rx_bytes > trunk.rx_bytes)
		abort();
	return 0;
}
