/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of mbedTLS 3.6 is built: the message digests that scripts use. Everything that is not
 * named here is off. Memory comes from calloc() and free().
 */
#pragma once

/* The digests behind md5sum, sha1sum, sha224sum, sha256sum, sha384sum and sha512sum. */
#define MBEDTLS_MD_C
#define MBEDTLS_MD5_C
#define MBEDTLS_SHA1_C
#define MBEDTLS_SHA224_C
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_C

/* zeroize.c: the library's own calls explicit_bzero() where it sees glibc's headers, which the
 * firmware builds also use, and our C library has no such function. */
#define MBEDTLS_PLATFORM_ZEROIZE_ALT
