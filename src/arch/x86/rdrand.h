/* SPDX-License-Identifier: BSD-2-Clause */
/* Random numbers out of the CPU, and out of the unevenness of its timing. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Fill (out) completely or return -ERR_NOENTROPY (recorded: why). */
int x86_rdrand(void *out, size_t len); /* RDSEED where there is one, else RDRAND */
int x86_jitter(void *out, size_t len); /* slow: some ms for 32 bytes */
