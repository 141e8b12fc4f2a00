/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes checksums in .xz files right again, after a change. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The CRC-32 of (len) bytes, behind them. */
static inline void xz_mend(uint8_t *p, size_t len)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < 8 * len; i++)
		crc = crc >> 1 ^ ((crc ^ p[i / 8] >> i % 8) & 1 ? 0xedb88320 : 0);
	for (size_t i = 0; i < 4; i++)
		p[len + i] = (uint8_t)(~crc >> 8 * i);
}
