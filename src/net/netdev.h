/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Network devices as scripts see them: net0, net1, … over the platform's cards, each a netif of
 * lwIP.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/list.h"

struct netdev;

/* Brings up lwIP, makes a device of each card, registers the settings blocks netN, takes the
 * firmware's cached DHCP packets. 0 even if there is no card. */
int net_init(void);
/* Closes every device; nothing of ours runs afterwards. */
void net_done(void);

/* (name) is "net0"… or "netX" (the most recently opened). NULL if there is none. */
struct netdev *netdev_find(const char *name);
struct netdev *netdev_at(unsigned n); /* NULL after the last */
const char *netdev_name(const struct netdev *dev);

int netdev_open(struct netdev *dev); /* 0 if it is open already */
void netdev_close(struct netdev *dev);
bool netdev_is_open(const struct netdev *dev);

/* Waits for the link. -ERR_LINK naming the device and cable, -ERR_CANCELED. */
int netdev_wait_link(struct netdev *dev, uint64_t timeout_ms);

/* What to put behind "no route to HOST" when a missing link is the reason: " (net0 has no link)";
 * "" if a device that is open has one, or none is open. Valid until the next call. */
const char *netdev_link_note(void);

/* DHCP on (dev), opening it and waiting for its link first. (timeout_ms) 0 = the default. Nothing
 * is asked if the setting use-cached is 1 and (dev) has the answer the firmware got.
 * Registers netN.dhcp, proxydhcp, pxebs. -ERR_NODHCP, -ERR_LINK, -ERR_CANCELED. */
int netdev_dhcp(struct netdev *dev, uint64_t timeout_ms);

/* True once an address is set, by DHCP, by the cached packet or by net0/ip. */
bool netdev_configured(const struct netdev *dev);

struct netdev_stat {
	uint8_t mac[6];
	const char *chip, *bustype;
	bool open, link;
	uint32_t ip, netmask, gateway; /* host byte order; 0 if unset */
	uint64_t tx, tx_errors, rx, rx_errors, rx_bytes, tx_bytes;
};
void netdev_stat(const struct netdev *dev, struct netdev_stat *ret);

/* What the firmware told of how we were loaded: server address (host order, 0 unknown) and file
 * name ("" unknown), from the cached packets. Borrowed. */
void net_loaded_from(uint32_t *ret_server, const char **ret_file);
