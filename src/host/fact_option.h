/* SPDX-License-Identifier: BSD-2-Clause */
/* --fact NAME=VALUE,…: what the pretended machine is. */
#pragma once

/* Takes those of (text) that have to be known before the network is there: addresses of cards
 * and what the DHCP server says; and all that are of no card, or of a block that is there. -ERR_*,
 * recorded. */
int facts_before(const char *text);
/* Takes the others: settings of cards, net0/ip; blocks that come behind cards, proxydhcp. */
int facts_after(const char *text);
