/* SPDX-License-Identifier: BSD-2-Clause */
/* PXE boot servers (PXE 2.1, 2.2.4): who has the file for an item of the boot menu? */
#pragma once

#include <stdint.h>

struct netdev;
struct dhcp_packet;

/* Asks for a boot server of (type) on (dev), which has an address; the answer becomes the settings
 * block pxebs. Blocks: up to 3 s for each way to ask that the DHCP answer allows. -ERR_UNREACH
 * without an address, -ERR_NOENT if that answer allows none, -ERR_TIMEDOUT, -ERR_CANCELED. */
int pxebs_discover(struct netdev *dev, uint16_t type);

/* A message (p) for (dev) arrived while it asks; for the DHCP client only. */
void pxebs_input(struct netdev *dev, const struct dhcp_packet *p, uint32_t from);
