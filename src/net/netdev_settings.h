/* SPDX-License-Identifier: BSD-2-Clause */
/* The settings blocks net0, net1, … */
#pragma once

struct netdev;

/* Registers (dev)->block. 0 or -ERR_*. */
int netdev_settings_add(struct netdev *dev);
