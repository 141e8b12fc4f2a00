/* SPDX-License-Identifier: BSD-2-Clause */
/* mbedTLS's numbers as sentences. The order of the flags is that of what helps most: a wrong
 * clock makes good certificates look bad, and an unknown issuer is the usual case. */
#include "net/tls_error.h"

#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include "core/status.h"

#define DAY_S 86400

static int fail_date(const struct tls_facts *f, const char *what, const char *date)
{
	if (f->now + DAY_S < f->built)
		return fail(ERR_VERIFY,
			"https: the clock of this machine is wrong, it is before this loader was "
			"made, so the certificate of %s cannot be checked: set it with "
			"`ntp SERVER` or in the firmware's setup",
			f->server);
	return fail(ERR_VERIFY, "https: the certificate of %s %s %s (%s)", f->server, what, date,
		f->subject);
}

static int fail_issuer(const struct tls_facts *f)
{
	if (f->self_signed)
		return fail(ERR_VERIFY,
			"https: the certificate of %s is self-signed and not trusted: add it with "
			"certstore, or pin its key with tls-pin (%s)",
			f->server, f->subject);
	if (f->not_ca)
		return fail(ERR_VERIFY,
			"https: the certificate of %s was issued by \"%s\", which is no authority: "
			"its certificate lacks the CA flag or the right to sign",
			f->server, f->issuer);
	return fail(ERR_VERIFY,
		"https: the certificate of %s comes from an unknown issuer: \"%s\"; add its root "
		"with certstore, hawser-ca.pem or TRUST=",
		f->server, f->issuer);
}

static int fail_certificate(const struct tls_facts *f)
{
	uint32_t flags = f->flags;

	if (f->pin_differs)
		return fail(ERR_VERIFY, "https: the key of %s is none of those in tls-pin (%s)",
			f->server, f->subject);
	if (flags & MBEDTLS_X509_BADCERT_FUTURE)
		return fail_date(f, "is not valid before", f->not_before);
	if (flags & MBEDTLS_X509_BADCERT_EXPIRED)
		return fail_date(f, "expired on", f->not_after);
	if (flags &
		(MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK |
			MBEDTLS_X509_BADCERT_BAD_KEY))
		return fail(ERR_VERIFY,
			"https: the certificate of %s has a weak signature or key (MD5, SHA-1, RSA "
			"below 2048 bits or an unknown curve): %s",
			f->server, f->subject);
	if (flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED)
		return fail_issuer(f);
	if (flags & MBEDTLS_X509_BADCERT_CN_MISMATCH)
		return fail(ERR_VERIFY, "https: the certificate of %s is for another name: %s",
			f->server, f->names);
	if (flags &
		(MBEDTLS_X509_BADCERT_KEY_USAGE | MBEDTLS_X509_BADCERT_EXT_KEY_USAGE |
			MBEDTLS_X509_BADCERT_NS_CERT_TYPE))
		return fail(ERR_VERIFY, "https: the certificate of %s is not for servers: %s",
			f->server, f->subject);
	return fail(ERR_VERIFY, "https: the certificate of %s cannot be verified (flags 0x%x): %s",
		f->server, (unsigned)flags, f->subject);
}

static const char *alert_name(uint8_t alert)
{
	switch (alert) {
	case MBEDTLS_SSL_ALERT_MSG_BAD_CERT:
		return "bad certificate";
	case MBEDTLS_SSL_ALERT_MSG_CERT_EXPIRED:
		return "certificate expired";
	case MBEDTLS_SSL_ALERT_MSG_UNKNOWN_CA:
		return "unknown CA";
	case MBEDTLS_SSL_ALERT_MSG_ACCESS_DENIED:
		return "access denied";
	case MBEDTLS_SSL_ALERT_MSG_DECRYPT_ERROR:
		return "decrypt error";
	case MBEDTLS_SSL_ALERT_MSG_INTERNAL_ERROR:
		return "internal error";
	case MBEDTLS_SSL_ALERT_MSG_UNRECOGNIZED_NAME:
		return "unrecognized name";
	case MBEDTLS_SSL_ALERT_MSG_NO_APPLICATION_PROTOCOL:
		return "no application protocol";
	default:
		return "see RFC 8446 6.2";
	}
}

static int fail_alert(const struct tls_facts *f)
{
	switch (f->alert) {
	case MBEDTLS_SSL_ALERT_MSG_PROTOCOL_VERSION:
		return fail(ERR_PROTO,
			"https: %s speaks only versions of TLS older than 1.2, which are not safe",
			f->server);
	case MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE:
	case MBEDTLS_SSL_ALERT_MSG_INSUFFICIENT_SECURITY:
		return fail(ERR_PROTO,
			"https: %s and Hawser have no cipher suite, curve or version in common, "
			"or it wants a client certificate (settings cert and privkey)",
			f->server);
	case MBEDTLS_SSL_ALERT_MSG_CERT_REQUIRED:
	case MBEDTLS_SSL_ALERT_MSG_NO_CERT:
		return fail(ERR_ACCES,
			"https: %s wants a client certificate: set cert and privkey, or build with "
			"CERT= and KEY=",
			f->server);
	default:
		return fail(ERR_ACCES, "https: %s refused the handshake with alert %u (%s)",
			f->server, f->alert, alert_name(f->alert));
	}
}

int tls_fail(const struct tls_facts *f, int err)
{
	switch (err) {
	case MBEDTLS_ERR_X509_CERT_VERIFY_FAILED:
	case MBEDTLS_ERR_SSL_BAD_CERTIFICATE:
		return fail_certificate(f);
	case MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE:
		return fail_alert(f);
	case MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION:
		return fail(ERR_PROTO,
			"https: %s speaks only versions of TLS older than 1.2, which are not safe",
			f->server);
	case MBEDTLS_ERR_SSL_INVALID_RECORD:
		return fail(ERR_PROTO, "https: %s does not speak TLS: is this an http:// port?",
			f->server);
	case MBEDTLS_ERR_SSL_BAD_INPUT_DATA: /* of a length that does not fit its buffer */
		return fail(ERR_PROTO, "https: %s sent a record larger than TLS allows", f->server);
	case MBEDTLS_ERR_SSL_DECODE_ERROR:
		return fail(ERR_PROTO, "https: %s sent a TLS message that is broken", f->server);
	case MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE:
		return fail(ERR_PROTO, "https: %s sent an unexpected TLS message", f->server);
	case MBEDTLS_ERR_SSL_ALLOC_FAILED:
	case MBEDTLS_ERR_X509_ALLOC_FAILED:
		return fail(ERR_NOMEM, "https: no memory for the connection to %s", f->server);
	case MBEDTLS_ERR_SSL_INVALID_MAC:
		return fail(ERR_RESET, "https: data of %s was changed on the way", f->server);
	default:
		return fail(ERR_PROTO, "https: the TLS connection to %s failed (mbedTLS -0x%04x)",
			f->server, (unsigned)-err);
	}
}
