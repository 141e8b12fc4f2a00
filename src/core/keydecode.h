/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Escape sequences of terminals back into keys. A serial line has only bytes; some EFI firmware,
 * too, hands over ESC, "[", "A" as three key strokes when its console is a terminal it does not
 * know well.
 */
#pragma once

#include <stdint.h>

#define KEYDECODE_MAX    8 /* keys held back at most */
#define KEYDECODE_OUT    (KEYDECODE_MAX + 1)
#define KEYDECODE_ESC_US 80000ull /* an ESC with nothing behind it for so long is the key */

/* Zeroed to start with. */
struct keydecode {
	int held[KEYDECODE_MAX]; /* what may become a sequence, as it came */
	unsigned n_held;
	uint64_t last_us; /* when the last key came */
	int last;
};

/* Takes one key as the device tells it (a character, or KEY_SPECIAL()) at time (now_us). Returns
 * the number of keys put into (out): 0 in the middle of a sequence. LF, and CR LF, become
 * KEY_ENTER. */
unsigned keydecode_push(struct keydecode *d, int key, uint64_t now_us, int out[KEYDECODE_OUT]);

/* Gives out what is held back if nothing followed in time. */
unsigned keydecode_expire(struct keydecode *d, uint64_t now_us, int out[KEYDECODE_OUT]);

/* When keydecode_expire() will have something; UINT64_MAX if nothing is held back. */
uint64_t keydecode_expiry(const struct keydecode *d);
