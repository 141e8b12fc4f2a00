/* SPDX-License-Identifier: BSD-2-Clause */
/* What to boot when nobody is at the keyboard: the DHCP answer, the loop guard, the files beside
 * us. */
#pragma once

#include "arch/platform.h"

/* Finds what the network wants us to run and runs it. Returns what that returned: 0 when it ended
 * well (go on with the next boot entry), -ERR_* (recorded) when it failed or nothing was found. */
int autoboot_run(const struct boot_args *args);

struct netdev;

/* Boots what the DHCP server names to (dev) alone, the other devices closed. Status as above. */
int autoboot_device(struct netdev *dev);
