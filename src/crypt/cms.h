/* SPDX-License-Identifier: BSD-2-Clause */
/* Detached signatures of files, as commands see them, without mbedTLS. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* A file with its signature. */
struct cms_claim {
	const char *name; /* of the signature, for messages */
	const void *signature;
	size_t signature_len; /* CMS or PKCS #7, DER or PEM */
	const void *data;
	uint64_t len;
	const char *
		signer; /* who must have signed it (common name or DNS name); NULL: anybody trusted */
};

/* 0 if (c) holds: whoever signed it has a certificate for signing code that leads to a trust
 * anchor; then the first signer's name is in (who). The anchors must be ready, see
 * trust_list_ready(). -ERR_VERIFY, -ERR_PROTO, -ERR_NOTSUP, -ERR_NOENT (no anchors),
 * -ERR_NOMEM, -ERR_CANCELED (Ctrl-C). */
int cms_verify(const struct cms_claim *c, char *who, size_t who_cap);
