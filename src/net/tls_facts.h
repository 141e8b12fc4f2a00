/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with a chain of certificates, gathered while it is verified. */
#pragma once

#include <stdint.h>

#include <mbedtls/x509_crt.h>

struct tls_facts;

/* The names that the server's own certificate is for, as far as there is room. */
void tls_facts_names(struct tls_facts *f, const mbedtls_x509_crt *crt);
/* (crt), at (depth) above the server's own, has (flags), MBEDTLS_X509_BADCERT_*. Several
 * certificates may be at fault: each fact is that of the one with its flag, or of the lowest. */
void tls_facts_note(struct tls_facts *f, const mbedtls_x509_crt *crt, int depth, uint32_t flags);
