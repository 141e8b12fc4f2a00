/* SPDX-License-Identifier: BSD-2-Clause */
/* Routes of a network device, from its settings. */
#pragma once

#include <stdint.h>

struct netdev;

/* Reads setting "static-routes" into (dev)->routes; returns the default gateway, 0 if there is
 * none, in host byte order. */
uint32_t netdev_route_apply(struct netdev *dev);
