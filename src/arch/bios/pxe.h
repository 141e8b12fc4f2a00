/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PXE ROM that loaded us: where it is, calls of it, the DHCP packets it has, and the order in
 * which its layers are let go of. Calls block for as long as the ROM takes.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arch/bios/pxe_structs.h"

/* Finds the ROM, takes copies of its DHCP packets, then closes what the base code has open; UNDI is
 * left running. To be called once, before anything else of this header and of the network.
 * -ERR_NODEV (recorded, a line for the screen) when there is no ROM that can be used. */
int pxe_init(void);

/* The ROM's entry point, and where its structures are (real-mode addresses; 0:0 if it has none). */
struct pxe_where {
	struct seg_off entry, bangpxe, pxenv;
};
const struct pxe_where *pxe_where(void);

/* Calls the ROM with the parameters at (param), copied to base memory and back. 0, or -ERR_IO
 * (recorded with the ROM's status; (what) names the call). (param) begins with the status. */
int pxe_call(enum pxe_op op, void *param, size_t len, const char *what);

/* The ROM's own buffer of a cached packet, to be changed in place: NULL if there is none. */
uint8_t *pxe_packet_in_rom(enum pxe_packet which, size_t *ret_cap);

/* Makes the base code usable again by a program or by the ROM itself: as it was when it started us.
 * The card is closed before that; pxe_take_again() after it if nothing came of it. */
void pxe_give_back(void);
void pxe_take_again(void);

/* Closes and unloads base code and UNDI, for an operating system takes the card: nothing of this
 * header works afterwards. */
void pxe_unload(void);
