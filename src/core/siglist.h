/* SPDX-License-Identifier: BSD-2-Clause */
/* EFI signature lists (UEFI 2.10 32.4.1), of which we want the X.509 certificates. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Calls (add) for each DER certificate in (data). Returns how many there were; -ERR_PROTO (nothing
 * recorded) if a size does not fit, after those before it. */
int siglist_each(const void *data, size_t len,
	void (*add)(const uint8_t *der, size_t len, void *arg), void *arg);
