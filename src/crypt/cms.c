/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Verifies detached signatures (CMS, RFC 5652 5.6) with mbedTLS. The signer's certificate is one
 * of the signature's or an anchor itself; it must say that it is for signing code (RFC 5280
 * 4.2.1.12): the anchors are those of TLS, and a web server's certificate must not do. Every
 * signer that counts must have signed rightly.
 */
#include "crypt/cms.h"

#include <stdio.h>
#include <string.h>

#include <mbedtls/oid.h>
#include <mbedtls/pem.h>
#include <mbedtls/rsa.h>

#include "core/status.h"
#include "core/util.h"
#include "core/version.h"
#include "core/walltime.h"
#include "crypt/cms_parse.h"
#include "crypt/digest.h"
#include "crypt/trust.h"

#define N_CERTIFICATES_MAX 16
#define N_SIGNERS_MAX      8
#define DAY_S              86400

/* Of the first certificate in the chain that something is wrong with. */
struct blame {
	bool noted;
	char subject[100], issuer[100];
	mbedtls_x509_time from, to;
};

/* ---- the name ---- */

static void put_name(char *out, size_t cap, const mbedtls_x509_name *name)
{
	if (mbedtls_x509_dn_gets(out, cap, name) < 0)
		(void)snprintf(out, cap, "(a long name)");
}

static bool is_text(const mbedtls_asn1_buf *b, const char *text)
{
	return b->len == strlen(text) && memcmp(b->p, text, b->len) == 0;
}

/* ---- what the certificate is for ---- */

static bool is_for_code(const mbedtls_x509_crt *crt)
{
	if (!mbedtls_x509_crt_has_ext_type(crt, MBEDTLS_X509_EXT_EXTENDED_KEY_USAGE) ||
		mbedtls_x509_crt_check_key_usage(crt, MBEDTLS_X509_KU_DIGITAL_SIGNATURE))
		return false;
	for (const mbedtls_x509_sequence *s = &crt->ext_key_usage; s; s = s->next) {
		if (is_text(&s->buf, MBEDTLS_OID_CODE_SIGNING))
			return true;
	}
	return false;
}

/* ---- the chain ---- */

static int note_blame(void *arg, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
	struct blame *b = arg;

	(void)depth;
	if (!*flags || b->noted)
		return 0;
	b->noted = true;
	put_name(b->subject, sizeof(b->subject), &crt->subject);
	put_name(b->issuer, sizeof(b->issuer), &crt->issuer);
	b->from = crt->valid_from;
	b->to = crt->valid_to;
	return 0;
}

static int fail_date(
	const char *name, const struct blame *b, const char *what, const mbedtls_x509_time *date)
{
	int64_t now = 0;

	(void)walltime(&now);
	if (now + DAY_S < hawser_build_time)
		return fail(ERR_VERIFY,
			"%s: the clock of this machine is wrong, it is before this loader was made, "
			"so the signer's certificate cannot be checked: set it with `ntp SERVER`",
			name);
	return fail(ERR_VERIFY, "%s: the signer's certificate %s %04d-%02d-%02d (%s)", name, what,
		date->year, date->mon, date->day, b->subject);
}

static int fail_chain(const char *name, const struct blame *b, uint32_t flags)
{
	if (flags & MBEDTLS_X509_BADCERT_FUTURE)
		return fail_date(name, b, "is not valid before", &b->from);
	if (flags & MBEDTLS_X509_BADCERT_EXPIRED)
		return fail_date(name, b, "expired on", &b->to);
	if (flags &
		(MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK |
			MBEDTLS_X509_BADCERT_BAD_KEY))
		return fail(ERR_VERIFY,
			"%s: the signer's certificate has a weak signature or key (MD5, SHA-1, RSA "
			"below 2048 bits or an unknown curve): %s",
			name, b->subject);
	return fail(ERR_VERIFY,
		"%s: the signer's certificate comes from an unknown issuer: \"%s\"; add its root "
		"with certstore, hawser-ca.pem or TRUST= (%s)",
		name, b->issuer, b->subject);
}

/* Copies (crt), and those of (others) behind it, into one chain. Certificates that cannot be
 * read are none. */
static int chain_make(
	const mbedtls_x509_crt *crt, const mbedtls_x509_crt *others, mbedtls_x509_crt *ret)
{
	int rc = mbedtls_x509_crt_parse_der(ret, crt->raw.p, crt->raw.len);

	for (; !rc && others && others->raw.p; others = others->next) {
		if (others != crt)
			rc = mbedtls_x509_crt_parse_der(ret, others->raw.p, others->raw.len);
	}
	return rc ? -ERR_NOMEM : 0; /* they have been read before */
}

static int verify_chain(
	const char *name, const mbedtls_x509_crt *crt, const mbedtls_x509_crt *others)
{
	struct blame blame = {};
	mbedtls_x509_crt chain;
	uint32_t flags = 0;
	int rc;

	mbedtls_x509_crt_init(&chain);
	rc = chain_make(crt, others, &chain);
	if (!rc)
		rc = mbedtls_x509_crt_verify_with_profile(&chain, trust_anchors(), NULL,
			&mbedtls_x509_crt_profile_default, NULL, &flags, note_blame, &blame);
	mbedtls_x509_crt_free(&chain);
	if (rc == -ERR_NOMEM || rc == MBEDTLS_ERR_X509_ALLOC_FAILED)
		return fail(ERR_NOMEM, "%s: no memory to verify it", name);
	if (rc == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED)
		return fail_chain(name, &blame, flags);
	return rc ? fail(ERR_VERIFY, "%s: the signer's chain of certificates is too long (-0x%04x)",
			    name, (unsigned)-rc)
		  : 0;
}

/* ---- the signature itself ---- */

static const struct digest_type *digest_type_of(mbedtls_md_type_t md)
{
	return digest_find(md == MBEDTLS_MD_SHA256 ? "sha256"
			: md == MBEDTLS_MD_SHA384  ? "sha384"
						   : "sha512");
}

/* The digest of the signed attributes, which are signed as a SET and sent as [0], RFC 5652 5.4. */
static int digest_attributes(
	const struct cms_part *attributes, mbedtls_md_type_t type, uint8_t *out)
{
	static const uint8_t set = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SET;
	mbedtls_md_context_t md;
	int rc;

	mbedtls_md_init(&md);
	rc = mbedtls_md_setup(&md, mbedtls_md_info_from_type(type), 0);
	if (!rc)
		rc = mbedtls_md_starts(&md);
	if (!rc)
		rc = mbedtls_md_update(&md, &set, 1);
	if (!rc)
		rc = mbedtls_md_update(&md, attributes->p + 1, attributes->len - 1);
	if (!rc)
		rc = mbedtls_md_finish(&md, out);
	mbedtls_md_free(&md);
	return rc;
}

static int verify_key(mbedtls_pk_context *pk, const struct cms_signer *s, const uint8_t *digest,
	size_t digest_len)
{
	const mbedtls_pk_rsassa_pss_options pss = {s->md, MBEDTLS_RSA_SALT_LEN_ANY};

	return mbedtls_pk_verify_ext(s->key, s->key == MBEDTLS_PK_RSASSA_PSS ? &pss : NULL, pk,
		s->md, digest, digest_len, s->signature.p, s->signature.len);
}

static int verify_signature(
	const struct cms_claim *c, const struct cms_signer *s, mbedtls_pk_context *pk)
{
	const struct digest_type *type = digest_type_of(s->md);
	uint8_t digest[DIGEST_MAX];
	int rc = digest_compute(type, c->data, c->len, digest);

	if (rc)
		return rc;
	if (s->attributes.len) {
		if (s->digest.len != type->len || memcmp(s->digest.p, digest, type->len) != 0)
			return fail(ERR_VERIFY,
				"%s: it signs another file, or this one has been changed", c->name);
		if (digest_attributes(&s->attributes, s->md, digest))
			return fail(ERR_NOMEM, "%s: no memory to verify it", c->name);
	} else if (cms_is_attributes(c->data, c->len)) {
		return fail(
			ERR_VERIFY, "%s: it signs attributes of a signature, not a file", c->name);
	}
	if (!verify_key(pk, s, digest, type->len))
		return 0;
	return fail(ERR_VERIFY,
		s->attributes.len ? "%s: the signature was not made with the signer's key"
				  : "%s: it signs another file, or this one has been changed",
		c->name);
}

/* ---- who ---- */

static bool is_part(const mbedtls_asn1_buf *b, const struct cms_part *part)
{
	return b->len == part->len && part->len && memcmp(b->p, part->p, b->len) == 0;
}

static mbedtls_x509_crt *find_in(mbedtls_x509_crt *chain, const struct cms_signer *s)
{
	for (; chain && chain->raw.p; chain = chain->next) {
		if (s->key_id.len ? is_part(&chain->subject_key_id, &s->key_id)
				  : is_part(&chain->issuer_raw, &s->issuer) &&
					is_part(&chain->serial, &s->serial))
			return chain;
	}
	return NULL;
}

/* One signer. 1 if it has signed, 0 if it is not the one that is wanted. */
static int verify_signer(const struct cms_claim *c, const struct cms_signer *s,
	mbedtls_x509_crt *certificates, char *who, size_t who_cap)
{
	mbedtls_x509_crt *crt = find_in(certificates, s);
	char name[100];
	int rc;

	if (!crt)
		crt = find_in(trust_anchors(), s);
	if (!crt)
		return c->signer
			? 0
			: fail(ERR_VERIFY,
				  "%s: the signer's certificate is not in it, or its key is "
				  "of a kind that is not known here (RSA, P-256 and P-384 "
				  "are)",
				  c->name);
	if (c->signer && !trust_has_name(crt, c->signer))
		return 0;
	put_name(name, sizeof(name), &crt->subject);
	if (!is_for_code(crt))
		return fail(ERR_VERIFY,
			"%s: the signer's certificate is not for signing code (extended key usage "
			"codeSigning): %s",
			c->name, name);
	rc = verify_chain(c->name, crt, certificates);
	if (!rc)
		rc = verify_signature(c, s, &crt->pk);
	if (rc)
		return rc;
	if (!who[0])
		(void)snprintf(who, who_cap, "%s", name);
	return 1;
}

/* ---- all of it ---- */

/* Says what (rc), recorded by the reader, is about. */
static int about(const char *name, int rc)
{
	const struct failure why = *fail_last();

	return fail(-rc, "%s: %s", name, why.text);
}

static int read_certificates(const char *name, struct cms_part rest, mbedtls_x509_crt *ret)
{
	struct cms_part one;
	unsigned n = 0;
	int rc;

	while ((rc = cms_next_certificate(&rest, &one)) == 0) {
		if (n++ == N_CERTIFICATES_MAX)
			return fail(ERR_TOOBIG, "%s: it has more than %d certificates", name,
				N_CERTIFICATES_MAX);
		if (mbedtls_x509_crt_parse_der(ret, one.p, one.len) ==
			MBEDTLS_ERR_X509_ALLOC_FAILED)
			return fail(ERR_NOMEM, "%s: no memory for its certificates", name);
	}
	return rc == -ERR_NOENT ? 0 : about(name, rc);
}

static int verify_signers(const struct cms_claim *c, struct cms_part rest,
	mbedtls_x509_crt *certificates, char *who, size_t who_cap)
{
	unsigned n = 0, n_good = 0;
	struct cms_signer s;
	int rc;

	while ((rc = cms_next_signer(&rest, &s)) == 0) {
		if (n++ == N_SIGNERS_MAX)
			return fail(ERR_TOOBIG, "%s: it has more than %d signers", c->name,
				N_SIGNERS_MAX);
		rc = verify_signer(c, &s, certificates, who, who_cap);
		if (rc < 0)
			return rc;
		n_good += rc == 1;
	}
	if (rc != -ERR_NOENT)
		return about(c->name, rc);
	if (n_good)
		return 0;
	if (c->signer && n)
		return fail(ERR_VERIFY, "%s: it was not signed by \"%s\"", c->name, c->signer);
	return fail(ERR_VERIFY, "%s: nobody has signed it", c->name);
}

static int verify_der(
	const struct cms_claim *c, const void *der, size_t len, char *who, size_t who_cap)
{
	mbedtls_x509_crt certificates;
	struct cms cms;
	int rc = cms_parse(der, len, &cms);

	if (rc)
		return about(c->name, rc);
	mbedtls_x509_crt_init(&certificates);
	rc = read_certificates(c->name, cms.certificates, &certificates);
	if (!rc)
		rc = verify_signers(c, cms.signers, &certificates, who, who_cap);
	mbedtls_x509_crt_free(&certificates);
	return rc;
}

/* A signature in PEM begins with the words (begin). */
static int verify_pem(
	const struct cms_claim *c, const char *begin, const char *end, char *who, size_t who_cap)
{
	_cleanup_(freep) char *text = malloc(c->signature_len + 1);
	const unsigned char *der;
	mbedtls_pem_context pem;
	size_t used, len;
	int rc;

	if (!text)
		return fail(ERR_NOMEM, "%s: no memory to verify it", c->name);
	memcpy(text, c->signature, c->signature_len);
	text[c->signature_len] = '\0';
	mbedtls_pem_init(&pem);
	rc = mbedtls_pem_read_buffer(&pem, begin, end, (const unsigned char *)text, NULL, 0, &used);
	if (rc) {
		rc = fail(ERR_PROTO, "%s: its PEM cannot be read", c->name);
	} else {
		der = mbedtls_pem_get_buffer(&pem, &len);
		rc = verify_der(c, der, len, who, who_cap);
	}
	mbedtls_pem_free(&pem);
	return rc;
}

int cms_verify(const struct cms_claim *c, char *who, size_t who_cap)
{
	static const char *const words[][2] = {
		{"-----BEGIN CMS-----", "-----END CMS-----"},
		{"-----BEGIN PKCS7-----", "-----END PKCS7-----"},
	};

	who[0] = '\0';
	if (!trust_anchors())
		return fail(ERR_NOENT,
			"%s: no trust anchors to verify it with: put the root certificate beside "
			"the image as hawser-ca.pem, use `certstore URL`, or build with TRUST=",
			c->name);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		const size_t n = strlen(words[i][0]);

		if (c->signature_len >= n && memcmp(c->signature, words[i][0], n) == 0)
			return verify_pem(c, words[i][0], words[i][1], who, who_cap);
	}
	return verify_der(c, c->signature, c->signature_len, who, who_cap);
}
