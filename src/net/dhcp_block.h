/* SPDX-License-Identifier: BSD-2-Clause */
/* A DHCP answer as a block of settings: net0.dhcp, proxydhcp, pxebs. */
#pragma once

#include "core/settings.h"
#include "net/dhcp_packet.h"

struct dhcp_block {
	struct settings_block block;
	struct dhcp_packet packet;
	bool registered;
};

/* Makes (packet) (copied) readable as block (name) under (parent), NULL = root, in place of what
 * (b) held before. */
int dhcp_block_set(struct dhcp_block *b, const char *name, struct settings_block *parent,
	const struct dhcp_packet *packet);

/* Takes the block out, if it is there. */
void dhcp_block_remove(struct dhcp_block *b);
