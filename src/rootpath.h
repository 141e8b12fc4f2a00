/* SPDX-License-Identifier: BSD-2-Clause */
/* The disk that a DHCP answer names: root-path, san-filename, skip-san-boot, keep-san. */
#pragma once

#include <stdbool.h>

/* True if root-path is the URL of an image that we can fetch; any other one (a folder of an NFS
 * server, iSCSI) is somebody else's business. */
bool rootpath_usable(void);
/* True if the disk is to be there, but not to be started (skip-san-boot). */
bool rootpath_is_data(void);
/* Makes it a disk of the firmware. */
int rootpath_hook(void);
/* Takes that away again, unless keep-san is set. */
void rootpath_unhook(void);
/* Starts it; a failure if control comes back. */
int rootpath_boot(void);
