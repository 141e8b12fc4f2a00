/* SPDX-License-Identifier: BSD-2-Clause */
/* Devices on tagged networks (IEEE 802.1Q): net0-5 is VLAN 5 on the cable of net0. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct netdev;
struct pbuf;

#define VLAN_TAG_MAX      4094 /* 802.1Q 9.6: 4095 is reserved */
#define VLAN_PRIORITY_MAX 7

/* Makes the device of VLAN (tag) on (trunk), closed; what it sends has (priority). If there is one,
 * it gets the priority. -ERR_INVAL, -ERR_NOTSUP (a VLAN inside a VLAN), -ERR_NOMEM. */
int vlan_create(struct netdev *trunk, uint64_t tag, uint64_t priority);
bool vlan_is(const struct netdev *dev);
/* Closes and removes (dev). -ERR_NOTSUP if it is no VLAN. */
int vlan_destroy(struct netdev *dev);

/* Before (trunk) is closed: closes its VLANs. */
void vlan_close_all(struct netdev *trunk);

/* The device the frame (p), received by the card of (dev), is for; its tag is taken off. NULL: for
 * nobody, as there is no such device, or it is closed; (p) stays the caller's in any case. */
struct netdev *vlan_receive(struct netdev *dev, struct pbuf *p);
