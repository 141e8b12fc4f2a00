/* SPDX-License-Identifier: BSD-2-Clause */
/* The network of the machine that is pretended: its cards, and behind them the workstation's
 * network. */
#pragma once

#include <stdint.h>

/* The MAC address of card (n), which makes it be there. -ERR_RANGE. Before network_start(). */
int network_set_mac(unsigned n, const uint8_t mac[6]);

/* Makes the cards, and gives the first its address by DHCP. Does it once only. */
int network_start(void);

/* Trusts the certificates in the file (path). -ERR_* */
int network_trust(const char *path);
