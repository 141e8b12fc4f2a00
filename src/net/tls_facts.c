/* SPDX-License-Identifier: BSD-2-Clause */
/* What a certificate says, for the sentence about it. */
#include "net/tls_facts.h"

#include <stdio.h>
#include <string.h>

#include "net/tls_error.h"

static void put_date(char out[12], const mbedtls_x509_time *when)
{
	(void)snprintf(
		out, 12, "%04d-%02d-%02d", when->year % 10000, when->mon % 100, when->day % 100);
}

static void put_name(char *out, size_t cap, const mbedtls_x509_name *name)
{
	if (mbedtls_x509_dn_gets(out, cap, name) < 0)
		(void)snprintf(out, cap, "(a long name)");
}

void tls_facts_names(struct tls_facts *f, const mbedtls_x509_crt *crt)
{
	const mbedtls_x509_sequence *san = &crt->subject_alt_names;
	size_t at = 0;

	for (; san && san->buf.p; san = san->next) {
		mbedtls_x509_subject_alternative_name name;
		const mbedtls_x509_buf *b = &san->buf;

		if ((b->tag & MBEDTLS_ASN1_TAG_VALUE_MASK) == MBEDTLS_X509_SAN_DNS_NAME &&
			mbedtls_x509_parse_subject_alt_name(b, &name) == 0) {
			at += (size_t)snprintf(f->names + at, sizeof(f->names) - at, "%s%.*s",
				at ? ", " : "", (int)b->len, (const char *)b->p);
			mbedtls_x509_free_subject_alt_name(&name);
		} else if ((b->tag & MBEDTLS_ASN1_TAG_VALUE_MASK) == MBEDTLS_X509_SAN_IP_ADDRESS &&
			b->len == 4) {
			at += (size_t)snprintf(f->names + at, sizeof(f->names) - at,
				"%s%u.%u.%u.%u", at ? ", " : "", b->p[0], b->p[1], b->p[2],
				b->p[3]);
		}
		if (at >= sizeof(f->names))
			return;
	}
	if (!at)
		put_name(f->names, sizeof(f->names), &crt->subject);
}

static bool is_same_name(const mbedtls_x509_buf *a, const mbedtls_x509_buf *b)
{
	return a->len == b->len && (!a->len || memcmp(a->p, b->p, a->len) == 0);
}

/* The issuer of (crt) is among the certificates that came with it, but may not issue any: mbedTLS
 * has passed it over, and calls the chain incomplete. */
static bool has_wrong_issuer(const mbedtls_x509_crt *crt)
{
	for (const mbedtls_x509_crt *c = crt->next; c; c = c->next) {
		if (is_same_name(&c->subject_raw, &crt->issuer_raw) &&
			(mbedtls_x509_crt_get_ca_istrue(c) != 1 ||
				mbedtls_x509_crt_check_key_usage(c, MBEDTLS_X509_KU_KEY_CERT_SIGN)))
			return true;
	}
	return false;
}

void tls_facts_note(struct tls_facts *f, const mbedtls_x509_crt *crt, int depth, uint32_t flags)
{
	const uint32_t dates = MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE;

	if ((flags & dates) || !(f->flags & dates)) {
		put_name(f->subject, sizeof(f->subject), &crt->subject);
		put_date(f->not_before, &crt->valid_from);
		put_date(f->not_after, &crt->valid_to);
	}
	if ((flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED) ||
		!(f->flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED)) {
		put_name(f->issuer, sizeof(f->issuer), &crt->issuer);
		f->self_signed = depth == 0 && is_same_name(&crt->subject_raw, &crt->issuer_raw);
		f->not_ca = has_wrong_issuer(crt);
	}
	f->flags |= flags;
}
