/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The network card behind the ROM's UNDI. One card: the one that loaded us. What 64-bit code and
 * undi.asm share lies in the low part; frames lie in the ring, base memory outside of it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/bios/pxe_structs.h"

#define UNDI_MAX_TX    8
#define UNDI_MAX_RX    64
#define UNDI_FRAME_MAX 1536

/* undi.asm has the same layout. Only undi.asm's routines, run by real_call(), use it beside us. */
struct undi_shared {
	uint16_t burst;              /* offset of the routine that sends and receives */
	uint16_t irq;                /* offset of the interrupt handler */
	struct seg_off entry;        /* the ROM's entry point */
	uint16_t ring_seg, ring_len; /* where received frames go; at least UNDI_FRAME_MAX */
	uint16_t n_tx;               /* in: frames to send */
	uint16_t n_tx_failed;        /* out: of those */
	uint16_t more;               /* in and out: the ROM has not said that it is done */
	uint16_t n_rx;               /* out: frames in the ring */
	uint16_t failed;             /* out: status of the ISR call that ended the burst, or 0 */
	uint16_t n_dropped;          /* out: frames too long for the ring */
	uint32_t n_calls;            /* of the ROM, ever */
	uint16_t pic_port;           /* of the interrupt mask; 0: no handler is installed */
	uint8_t pic_bit;             /* of our line in it */
	uint8_t irq_masked;          /* the handler has masked it; the burst unmasks */
	uint16_t chain;              /* not 0: the line is shared, go on to (old) */
	uint16_t tx_only;            /* in: leave what was received before as it is */
	struct seg_off old;          /* the vector before ours */
	uint32_t n_irqs;
	struct pxe_undi_isr isr;
	struct {
		uint16_t off, len;
	} rx[UNDI_MAX_RX];
	struct undi_tx {
		struct pxe_undi_transmit call;
		struct pxe_undi_tbd tbd;
		uint8_t dest[6];
	} __attribute__((packed)) tx[UNDI_MAX_TX];
} __attribute__((packed));

_Static_assert(offsetof(struct undi_shared, n_calls) == 24, "undi.asm knows it");
_Static_assert(offsetof(struct undi_shared, n_irqs) == 40, "undi.asm knows it");
_Static_assert(offsetof(struct undi_shared, rx) == 60, "undi.asm knows it");
_Static_assert(offsetof(struct undi_shared, tx) == 60 + 4 * UNDI_MAX_RX, "undi.asm knows it");
_Static_assert(sizeof(struct undi_tx) == 34, "undi.asm knows it");

/* True while frames wait to be taken or sent: no time to sleep. */
bool undi_is_busy(void);

/* Closes the card for good or, with undi_resume(), for as long as somebody else has it. */
void undi_suspend(void);
/* Opens it again if undi_suspend() has closed it. */
void undi_resume(void);
