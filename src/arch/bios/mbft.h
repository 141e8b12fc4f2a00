/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The mBFT: a table in base memory, in the form of ACPI's, by which memdiskfind and live-boot
 * find a disk in memory below 4 GiB. Its parts are known from those tools: behind the ACPI header
 * the address of the INT 13h handler, then what MEMDISK tells of itself. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define MBFT_LEN 70u

struct mbft_disk {
	uint64_t start, len; /* bytes */
	uint8_t drive;
};

struct mbft_where {
	uint32_t handler;      /* linear address of the safe hook */
	uint32_t old13, old15; /* vectors before ours */
	uint16_t old_basemem;  /* KiB */
};

/* True if an mBFT can tell of (d): its numbers have 32 bits. */
bool mbft_can(const struct mbft_disk *d);

/* Writes MBFT_LEN bytes to (to). */
void mbft_fill(uint8_t *to, const struct mbft_disk *d, const struct mbft_where *at);
