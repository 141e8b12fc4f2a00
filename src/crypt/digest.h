/* SPDX-License-Identifier: BSD-2-Clause */
/* Message digests by name, from mbedTLS. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define DIGEST_MAX 64

struct digest_type {
	const char *name; /* "md5", "sha1", "sha224", "sha256", "sha384", "sha512" */
	size_t len;
};
const struct digest_type *digest_find(const char *name); /* NULL if unknown */
/* Digest of (data) into (out) (at least type->len bytes). Keeps the machine responsive: returns
 * -ERR_CANCELED on Ctrl-C. */
int digest_compute(const struct digest_type *type, const void *data, uint64_t len, uint8_t *out);
