/* SPDX-License-Identifier: BSD-2-Clause */
/* The store of trust anchors as commands and the start-up see it. */
#pragma once

#include "crypt/trust.h"

/* Reads what the build and the firmware have, unless that was done. */
void trust_load(void);
/* Calls (fn) for each anchor until it returns non-zero, which is returned. */
int trust_each(
	int (*fn)(const mbedtls_x509_crt *crt, enum trust_origin origin, void *arg), void *arg);
/* Takes out those of (origin). */
void trust_remove(enum trust_origin origin);
/* (look) is asked before the first handshake, again and again until it returns something else than
 * -ERR_RUNNING: it looks for anchors beside the image. NULL: nobody. */
void trust_set_file(int (*look)(void));
/* Another number whenever the setting "cert" has changed. */
unsigned trust_identity_serial(void);
