/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whom we trust: the anchors that certificate chains must end in, and our own certificate and key
 * for servers that ask for one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>

enum trust_origin {
	TRUST_BUILD,    /* TRUST= when the image was built */
	TRUST_FIRMWARE, /* the UEFI variable TlsCaCertificate */
	TRUST_FILE,     /* hawser-ca.pem beside the image */
	TRUST_SCRIPT,   /* certstore */
};

/* Adds the certificates in (data), PEM (several, text in between) or DER. A certificate that is
 * there already is no error. (name) says where they came from, for messages. Returns how many
 * were added; -ERR_INVAL (recorded) if there is none that can be read, -ERR_NOMEM. */
int trust_add(const char *name, enum trust_origin origin, const void *data, size_t len);
/* The same for those that are (subject)'s, NULL: anybody's; -ERR_NOENT (recorded) if none is. */
int trust_add_of(const char *subject, const char *name, enum trust_origin origin, const void *data,
	size_t len);
/* True if (want) is the common name or a DNS name in (crt). */
bool trust_has_name(const mbedtls_x509_crt *crt, const char *want);

/* Everything a handshake needs is there: anchors of the build and of the firmware have been read,
 * and the file beside the image has been looked for. -ERR_RUNNING: ask again from a timer. MUST be
 * called outside of wait_until() conditions; does not block. */
int trust_ready(void);

/* The anchors as a chain for mbedtls_ssl_conf_ca_chain(); NULL if there are none. Borrowed until
 * the next call that changes them. */
mbedtls_x509_crt *trust_anchors(void);
/* Another number whenever the anchors or our own certificate have changed: what was agreed with
 * a server before is then to be agreed anew. */
unsigned trust_serial(void);

/* Our own certificate and its key: the settings "cert" and "privkey" or, without the former,
 * what was built in (CERT= and KEY=). -ERR_NOENT (nothing recorded) if there is neither,
 * -ERR_INVAL (recorded) if they cannot be used. Borrowed. */
int trust_identity(mbedtls_x509_crt **ret_cert, mbedtls_pk_context **ret_key);
