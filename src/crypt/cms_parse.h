/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading detached signatures (CMS, RFC 5652), without believing anything in them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mbedtls/md.h>
#include <mbedtls/pk.h>

/* Bytes of the signature, borrowed. */
struct cms_part {
	const uint8_t *p;
	size_t len;
};

struct cms {
	struct cms_part certificates, signers; /* for cms_next_*() */
};

/* One signer, RFC 5652 5.3. */
struct cms_signer {
	struct cms_part issuer, serial; /* the whole DER of the name, the value of the number; or */
	struct cms_part key_id;         /* the subject key identifier */
	struct cms_part attributes;     /* signed ones, with their own tag and length; or none */
	struct cms_part digest;         /* of the content, of the attributes */
	struct cms_part signature;
	mbedtls_md_type_t md;
	mbedtls_pk_type_t key; /* MBEDTLS_PK_RSA, _RSASSA_PSS, _ECDSA */
};

/* Reads (data), DER. -ERR_PROTO (recorded, about "it") if it is nothing of that kind,
 * -ERR_NOTSUP if it has the content inside. */
int cms_parse(const void *data, size_t len, struct cms *ret);
/* Takes the next certificate off (rest). -ERR_NOENT (nothing recorded) after the last,
 * -ERR_PROTO. */
int cms_next_certificate(struct cms_part *rest, struct cms_part *ret);
/* Takes the next signer off (rest). -ERR_NOENT (nothing recorded) after the last, -ERR_PROTO,
 * -ERR_NOTSUP (recorded) for algorithms that are not known here or too weak. */
int cms_next_signer(struct cms_part *rest, struct cms_signer *ret);
/* True if (data) is of the form of signed attributes: as the content without attributes it would
 * have the signature of another content with these. */
bool cms_is_attributes(const void *data, uint64_t len);
