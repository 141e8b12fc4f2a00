/* SPDX-License-Identifier: BSD-2-Clause */
/* How video memory is written. */
#pragma once

#include <stdint.h>

/* From now on the processor gathers what is written to [start, start + len), below 4 GiB, and
 * writes it in bursts: firmware leaves video memory uncached, where each pixel goes over the
 * bus alone. Only pages of 2 MiB that lie in it as a whole. Does nothing on processors that
 * cannot. */
void combine_writes(uint64_t start, uint64_t len);
