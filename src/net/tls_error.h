/* SPDX-License-Identifier: BSD-2-Clause */
/* Why a server was not believed, or a handshake failed, in words. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The certificate that was found wanting, and the rest that the sentence needs. */
struct tls_facts {
	char server[96];  /* "host:port" */
	uint32_t flags;   /* MBEDTLS_X509_BADCERT_*, of the whole chain */
	char subject[96]; /* of the certificate with a flag; the lowest one */
	char issuer[96];
	char names[128];                    /* what the server's own certificate is for */
	char not_before[12], not_after[12]; /* "2026-11-21" */
	bool self_signed;
	bool not_ca;        /* (issuer) came along, but is no authority */
	bool pin_differs;   /* the pin is what failed */
	uint8_t alert;      /* the server's last one; 0: none */
	int64_t now, built; /* seconds since 1970: the clock, and when this program was made */
};

/* Records why the handshake ended with mbedTLS's (err); returns -ERR_VERIFY for what is wrong
 * with a certificate, -ERR_ACCES when the server refuses us, else -ERR_PROTO, -ERR_RESET,
 * -ERR_NOMEM. */
int tls_fail(const struct tls_facts *f, int err);
