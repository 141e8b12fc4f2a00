/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reader of detached signatures: SignedData of CMS (RFC 5652) and PKCS #7 (RFC 2315), in DER
 * (X.690 10) and nothing looser. The content is of the type "data" and elsewhere; lists of revoked
 * certificates, unsigned attributes and parameters of algorithms are passed over.
 */
#include "crypt/cms_parse.h"

#include <string.h>

#include <mbedtls/oid.h>

#include "core/status.h"
#include "core/util.h"

enum {
	DER_INTEGER = 0x02,
	DER_OCTETS = 0x04,
	DER_OID = 0x06,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_0 = 0xa0,        /* [0], constructed */
	DER_1 = 0xa1,        /* [1], constructed */
	DER_0_PLAIN = 0x80,  /* [0], primitive */
	DER_LONG = 0x80,     /* lengths of this many bytes follow */
	DER_LONG_MAX = 0x84, /* 32 bits are enough for everybody */
};

#define OID_CONTENT_TYPE   MBEDTLS_OID_PKCS9 "\x03" /* RFC 5652 11.1 */
#define OID_MESSAGE_DIGEST MBEDTLS_OID_PKCS9 "\x04" /* RFC 5652 11.2 */

static int bad(const char *what)
{
	return fail(ERR_PROTO, "it is no CMS signature in DER: %s", what);
}

/* ---- DER ---- */

/* The length of the header at (in) in (ret_head) and of what it announces; false if it is not
 * DER, or more than there is. */
static bool der_header(const struct cms_part *in, size_t *ret_head, size_t *ret_len)
{
	size_t n = 0, n_bytes;

	if (in->len < 2)
		return false;
	n_bytes = in->p[1] > DER_LONG ? in->p[1] - DER_LONG : 0;
	if (in->p[1] == DER_LONG || in->p[1] > DER_LONG_MAX || in->len - 2 < n_bytes)
		return false;
	for (size_t i = 0; i < n_bytes; i++)
		n = n << 8 | in->p[2 + i];
	if (n_bytes && (n < DER_LONG || !in->p[2])) /* a shorter form would do */
		return false;
	if (!n_bytes)
		n = in->p[1];
	*ret_head = 2 + n_bytes;
	*ret_len = n;
	return n <= in->len - *ret_head;
}

/* Takes the next element off (in): the whole in (ret_all), its value in (ret); either may be NULL.
 * False if there is none, or if it is not of (tag). */
static bool der_take(
	struct cms_part *in, uint8_t tag, struct cms_part *ret_all, struct cms_part *ret)
{
	size_t head, len;

	if (!der_header(in, &head, &len) || in->p[0] != tag)
		return false;
	if (ret_all)
		*ret_all = (struct cms_part){in->p, head + len};
	if (ret)
		*ret = (struct cms_part){in->p + head, len};
	in->p += head + len;
	in->len -= head + len;
	return true;
}

/* The same for the only element of (in). */
static bool der_only(struct cms_part in, uint8_t tag, struct cms_part *ret)
{
	return der_take(&in, tag, NULL, ret) && !in.len;
}

static bool is_next(const struct cms_part *in, uint8_t tag)
{
	return in->len && in->p[0] == tag;
}

static bool is_oid(const struct cms_part *oid, const char *want)
{
	return oid->len == strlen(want) && memcmp(oid->p, want, oid->len) == 0;
}

/* ---- the message ---- */

/* EncapsulatedContentInfo: of the type "data", and with nothing in it. */
static int read_content(struct cms_part in)
{
	struct cms_part type;

	if (!der_take(&in, DER_OID, NULL, &type))
		return bad("its content has no type");
	if (!is_oid(&type, MBEDTLS_OID_PKCS7_DATA))
		return fail(ERR_NOTSUP, "it signs something else than a file");
	if (in.len)
		return fail(ERR_NOTSUP,
			"it has the file inside; a signature of its own is needed, "
			"as `openssl cms -sign -binary -outform DER` makes it");
	return 0;
}

int cms_parse(const void *data, size_t len, struct cms *ret)
{
	struct cms_part in = {data, len}, info, type, wrapped, signed_data, content;
	struct cms_part none = {};
	int rc;

	if (!der_only(in, DER_SEQUENCE, &info) || !der_take(&info, DER_OID, NULL, &type))
		return bad("it begins otherwise, or is cut short");
	if (!is_oid(&type, MBEDTLS_OID_PKCS7_SIGNED_DATA))
		return bad("it is of another type");
	if (!der_only(info, DER_0, &wrapped) || !der_only(wrapped, DER_SEQUENCE, &signed_data))
		return bad("there is no SignedData in it");
	in = signed_data;
	if (!der_take(&in, DER_INTEGER, NULL, NULL) || !der_take(&in, DER_SET, NULL, NULL) ||
		!der_take(&in, DER_SEQUENCE, NULL, &content))
		return bad("SignedData begins otherwise");
	rc = read_content(content);
	if (rc)
		return rc;
	ret->certificates = none;
	if (is_next(&in, DER_0) && !der_take(&in, DER_0, NULL, &ret->certificates))
		return bad("its certificates are cut short");
	if (is_next(&in, DER_1) && !der_take(&in, DER_1, NULL, NULL))
		return bad("its list of revoked certificates is cut short");
	if (!der_only(in, DER_SET, &ret->signers))
		return bad("there are no signers");
	return 0;
}

int cms_next_certificate(struct cms_part *rest, struct cms_part *ret)
{
	while (rest->len) {
		uint8_t tag = rest->p[0];

		if (!der_take(rest, tag, ret, NULL))
			return bad("a certificate is cut short");
		if (tag == DER_SEQUENCE) /* other forms, RFC 5652 10.2.2, have tags of their own */
			return 0;
	}
	return -ERR_NOENT;
}

/* ---- signers ---- */

/* The algorithm of an AlgorithmIdentifier. */
static bool read_algorithm(struct cms_part *in, mbedtls_asn1_buf *ret)
{
	struct cms_part algorithm, oid;

	if (!der_take(in, DER_SEQUENCE, NULL, &algorithm) ||
		!der_take(&algorithm, DER_OID, NULL, &oid))
		return false;
	*ret = (mbedtls_asn1_buf){.tag = DER_OID, .len = oid.len, .p = (unsigned char *)oid.p};
	return true;
}

/* Which digest and which kind of signature. The latter may name a digest, too. */
static int read_kind(
	const mbedtls_asn1_buf *digest, const mbedtls_asn1_buf *signature, struct cms_signer *ret)
{
	mbedtls_md_type_t md = MBEDTLS_MD_NONE;

	if (mbedtls_oid_get_md_alg(digest, &ret->md))
		return fail(ERR_NOTSUP, "its digest is not known here; SHA-256 is (-md sha256)");
	if (ret->md != MBEDTLS_MD_SHA256 && ret->md != MBEDTLS_MD_SHA384 &&
		ret->md != MBEDTLS_MD_SHA512)
		return fail(ERR_NOTSUP, "its digest is too weak; SHA-256 is not (-md sha256)");
	if (mbedtls_oid_get_sig_alg(signature, &md, &ret->key) &&
		mbedtls_oid_get_pk_alg(signature, &ret->key))
		ret->key = MBEDTLS_PK_NONE;
	if (ret->key == MBEDTLS_PK_ECKEY)
		ret->key = MBEDTLS_PK_ECDSA;
	if (ret->key != MBEDTLS_PK_RSA && ret->key != MBEDTLS_PK_RSASSA_PSS &&
		ret->key != MBEDTLS_PK_ECDSA)
		return fail(ERR_NOTSUP, "its kind of key is not known here; RSA and ECDSA are");
	if (md != MBEDTLS_MD_NONE && md != ret->md)
		return bad("a signer names two digests");
	return 0;
}

static bool read_identity(struct cms_part *in, struct cms_signer *ret)
{
	struct cms_part id;

	if (is_next(in, DER_0_PLAIN))
		return der_take(in, DER_0_PLAIN, NULL, &ret->key_id) && ret->key_id.len;
	return der_take(in, DER_SEQUENCE, NULL, &id) &&
		der_take(&id, DER_SEQUENCE, &ret->issuer, NULL) &&
		der_only(id, DER_INTEGER, &ret->serial) && ret->serial.len;
}

/* The signed attributes: a content type, "data", and a digest, once each, RFC 5652 11. */
static int read_attributes(struct cms_part in, struct cms_signer *ret)
{
	struct cms_part attribute, oid, values, value;
	unsigned n_types = 0, n_digests = 0;

	while (in.len) {
		if (!der_take(&in, DER_SEQUENCE, NULL, &attribute) ||
			!der_take(&attribute, DER_OID, NULL, &oid) ||
			!der_only(attribute, DER_SET, &values))
			return bad("a signed attribute is cut short");
		if (is_oid(&oid, OID_CONTENT_TYPE)) {
			if (!der_only(values, DER_OID, &value) ||
				!is_oid(&value, MBEDTLS_OID_PKCS7_DATA))
				return bad("its signed attributes are of another content type");
			n_types++;
		}
		if (is_oid(&oid, OID_MESSAGE_DIGEST)) {
			if (!der_only(values, DER_OCTETS, &ret->digest))
				return bad("its digest is none");
			n_digests++;
		}
	}
	return n_types == 1 && n_digests == 1 ? 0 : bad("it lacks a signed attribute");
}

int cms_next_signer(struct cms_part *rest, struct cms_signer *ret)
{
	struct cms_signer s = {};
	struct cms_part in, attributes;
	mbedtls_asn1_buf digest, signature;
	int rc;

	if (!rest->len)
		return -ERR_NOENT;
	if (!der_take(rest, DER_SEQUENCE, NULL, &in) || !der_take(&in, DER_INTEGER, NULL, NULL) ||
		!read_identity(&in, &s) || !read_algorithm(&in, &digest))
		return bad("a signer is cut short");
	if (is_next(&in, DER_0)) {
		if (!der_take(&in, DER_0, &s.attributes, &attributes))
			return bad("the signed attributes are cut short");
		rc = read_attributes(attributes, &s);
		if (rc)
			return rc;
	}
	if (!read_algorithm(&in, &signature) || !der_take(&in, DER_OCTETS, NULL, &s.signature) ||
		(in.len && !der_only(in, DER_1, NULL)))
		return bad("a signer is cut short");
	rc = read_kind(&digest, &signature, &s);
	if (!rc)
		*ret = s;
	return rc;
}

bool cms_is_attributes(const void *data, uint64_t len)
{
	struct cms_part in = {data, (size_t)len}, attributes, attribute;

	return der_only(in, DER_SET, &attributes) &&
		der_take(&attributes, DER_SEQUENCE, NULL, &attribute) &&
		der_take(&attribute, DER_OID, NULL, NULL);
}
