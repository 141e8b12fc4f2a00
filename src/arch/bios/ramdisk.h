/* SPDX-License-Identifier: BSD-2-Clause */
/* Disks in memory as drives of INT 13h: what the rest of the BIOS room has to know of them. */
#pragma once

/* Takes the drives away, and nothing else: the last step before the ROM gets the machine back, or
 * before ramdisk_stay(). */
void ramdisk_release(void);

/* After the ROM has gone and memory_unhide(): the drives and the map with them in it are there for
 * good, for the operating system that is started next. Nothing if no disk is hooked. Uses the
 * scratch area. */
void ramdisk_stay(void);
