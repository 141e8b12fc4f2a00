/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of mbedTLS 3.6 is built: the message digests that scripts use, and a TLS 1.2 and 1.3 client
 * with the algorithms of today. Everything that is not named here is off. Memory comes from
 * calloc() and free().
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

/* AES, with the processor's instructions where it has them; GCM is ours (gcm.c), more than ten
 * times as fast as the library's on such processors. */
#define MBEDTLS_AES_C
#define MBEDTLS_AESNI_C
#define MBEDTLS_HAVE_ASM
#define MBEDTLS_GCM_C
#define MBEDTLS_GCM_ALT

/* zeroize.c: the library's own calls explicit_bzero() where it sees glibc's headers, which the
 * firmware builds also use, and our C library has no such function. */
#define MBEDTLS_PLATFORM_ZEROIZE_ALT

/* ---- TLS 1.3 (RFC 8446) and 1.2 (RFC 5246), as a client ---- */
#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_CLI_C
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_SSL_PROTO_TLS1_3
#define MBEDTLS_SSL_TLS1_3_COMPATIBILITY_MODE /* for middleboxes, RFC 8446 D.4 */
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL_ENABLED /* resumption */
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_ALPN
#define MBEDTLS_SSL_SESSION_TICKETS
#define MBEDTLS_SSL_KEEP_PEER_CERTIFICATE       /* pins, and what the errors tell */
#define MBEDTLS_SSL_IN_CONTENT_LEN        16384 /* servers send full records */
#define MBEDTLS_SSL_OUT_CONTENT_LEN       4096  /* requests and our own certificate are small */

/* ---- keys and certificates ---- */
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
#define MBEDTLS_ECP_DP_CURVE25519_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
#define MBEDTLS_RSA_C
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_PKCS1_V21
#define MBEDTLS_X509_RSASSA_PSS_SUPPORT /* RSA in TLS 1.3 */
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_NO_UDBL_DIVISION /* it would need a function of the compiler's library */
#define MBEDTLS_OID_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_PEM_PARSE_C
#define MBEDTLS_BASE64_C
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_TEST_SW_INET_PTON /* its own reading of addresses: there is no system's */

/* ---- ciphers ---- */
#define MBEDTLS_CIPHER_C
#define MBEDTLS_CHACHA20_C
#define MBEDTLS_POLY1305_C
#define MBEDTLS_CHACHAPOLY_C

/* ---- what TLS 1.3 computes with; randomness is ours (port.c) ---- */
#define MBEDTLS_HKDF_C
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG

/* ---- the time, for the dates of certificates and of tickets (port.c) ---- */
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_HAVE_TIME
#define MBEDTLS_HAVE_TIME_DATE
#define MBEDTLS_PLATFORM_TIME_TYPE_MACRO long
#define MBEDTLS_PLATFORM_TIME_MACRO      hawser_mbedtls_time
#define MBEDTLS_PLATFORM_GMTIME_R_ALT
#define MBEDTLS_PLATFORM_MS_TIME_ALT
long hawser_mbedtls_time(long *t);
