/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Our own certificate and its key, for servers that ask for one: from the settings, else from the
 * build (identity_builtin.c). PEM or DER; nobody types a password while a machine boots, so the key
 * must not be encrypted.
 */
#include <string.h>

#include "arch/platform.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "crypt/trust_store.h"

/* Where a certificate and its key come from, as the user knows them. */
struct origin {
	const char *cert, *key;
};

/* With the bytes they were read from. Never freed, for a connection may use them; those that come
 * back are found again. */
struct identity {
	struct identity *next;
	uint8_t *cert_bytes, *key_bytes;
	size_t cert_len, key_len;
	mbedtls_x509_crt cert;
	mbedtls_pk_context key;
};

static const struct origin by_setting = {"the setting cert", "the setting privkey"};
static const struct origin by_build = {"the CERT= of the build", "the KEY= of the build"};

static struct {
	struct identity *first;
	unsigned serial;
	uint8_t *seen; /* the setting "cert" as the last trust_identity_serial() saw it */
	size_t seen_len;
} store;

/* What was built in, each as in its file (identity_builtin.c). */
extern const uint8_t identity_cert[], identity_cert_end[], identity_key[], identity_key_end[];

/* A copy with a NUL behind it, which mbedTLS wants counted for PEM. */
static int copy_bytes(
	const char *what, const uint8_t *data, size_t len, uint8_t **ret, size_t *ret_len)
{
	*ret = calloc(1, len + 1);
	if (!*ret)
		return fail(ERR_NOMEM, "https: no memory for %s", what);
	memcpy(*ret, data, len);
	*ret_len = len + (memmem(data, len, "-----BEGIN", 10) != NULL);
	return 0;
}

static int get_setting(const char *name, uint8_t **ret, size_t *ret_len)
{
	_cleanup_(setting_value_free) struct setting_value v = {0};

	if (settings_get_raw(name, &v, NULL) || !v.len)
		return -ERR_NOENT;
	return copy_bytes(name, v.data, v.len, ret, ret_len);
}

unsigned trust_identity_serial(void)
{
	uint8_t *cert = NULL;
	size_t len = 0;

	(void)get_setting("cert", &cert, &len);
	if (len != store.seen_len || (len && memcmp(cert, store.seen, len) != 0))
		store.serial++;
	free(store.seen);
	store.seen = cert;
	store.seen_len = len;
	return store.serial;
}

static int random_for_keys(void *arg, unsigned char *out, size_t len)
{
	(void)arg;
	return plat_entropy(out, len) ? MBEDTLS_ERR_PK_BAD_INPUT_DATA : 0;
}

static struct identity *find(
	const uint8_t *cert, size_t cert_len, const uint8_t *key, size_t key_len)
{
	for (struct identity *id = store.first; id; id = id->next) {
		if (id->cert_len == cert_len && id->key_len == key_len &&
			memcmp(id->cert_bytes, cert, cert_len) == 0 &&
			memcmp(id->key_bytes, key, key_len) == 0)
			return id;
	}
	return NULL;
}

/* PEM says so in words (RFC 7468 11, RFC 1421 4.6.1.1). In DER, an encrypted key begins with the
 * algorithm, a sequence (RFC 5958 3), where the others have their version, a number. */
static bool is_encrypted(const uint8_t *key, size_t len)
{
	size_t head;

	if (memmem(key, len, "-----BEGIN", 10))
		return memmem(key, len, "ENCRYPTED", 9) != NULL;
	if (len < 2 || key[0] != (MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE))
		return false;
	head = 2 + (key[1] & 0x80 ? key[1] & 0x7fu : 0);
	return head < len && key[head] == (MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE);
}

static int identity_read(struct identity *id, const struct origin *from)
{
	mbedtls_x509_crt_init(&id->cert);
	mbedtls_pk_init(&id->key);
	if (mbedtls_x509_crt_parse(&id->cert, id->cert_bytes, id->cert_len))
		return fail(ERR_INVAL, "https: %s is no certificate (PEM or DER)", from->cert);
	if (is_encrypted(id->key_bytes, id->key_len))
		return fail(ERR_INVAL,
			"https: %s is encrypted, and nobody is asked for its password: decrypt it "
			"with `openssl pkey`",
			from->key);
	if (mbedtls_pk_parse_key(
		    &id->key, id->key_bytes, id->key_len, NULL, 0, random_for_keys, NULL))
		return fail(ERR_INVAL, "https: %s is no private key (PEM or DER)", from->key);
	if (mbedtls_pk_check_pair(&id->cert.pk, &id->key, random_for_keys, NULL))
		return fail(ERR_INVAL, "https: %s is not the key of %s", from->key, from->cert);
	return 0;
}

static int identity_new(uint8_t *cert, size_t cert_len, uint8_t *key, size_t key_len,
	const struct origin *from, struct identity **ret)
{
	struct identity *id = calloc(1, sizeof(*id));
	int rc;

	if (!id)
		return fail(ERR_NOMEM, "https: no memory for our certificate");
	id->cert_bytes = cert;
	id->key_bytes = key;
	id->cert_len = cert_len;
	id->key_len = key_len;
	rc = identity_read(id, from);
	if (rc) {
		mbedtls_x509_crt_free(&id->cert);
		mbedtls_pk_free(&id->key);
		free(id);
		return rc;
	}
	id->next = store.first;
	store.first = id;
	*ret = id;
	return 0;
}

/* What there is to be read. -ERR_NOENT: nothing. */
static int get_bytes(uint8_t **cert, size_t *cert_len, uint8_t **key, size_t *key_len,
	const struct origin **ret_from)
{
	size_t n_cert = (size_t)(identity_cert_end - identity_cert);
	size_t n_key = (size_t)(identity_key_end - identity_key);
	int rc = get_setting("cert", cert, cert_len);

	*ret_from = &by_setting;
	if (!rc) {
		rc = get_setting("privkey", key, key_len);
		return rc == -ERR_NOENT
			? fail(ERR_INVAL,
				  "https: the setting cert is there, but not its key, privkey")
			: rc;
	}
	if (rc != -ERR_NOENT || !n_cert)
		return rc;
	*ret_from = &by_build;
	rc = copy_bytes(by_build.cert, identity_cert, n_cert, cert, cert_len);
	return rc ? rc : copy_bytes(by_build.key, identity_key, n_key, key, key_len);
}

int trust_identity(mbedtls_x509_crt **ret_cert, mbedtls_pk_context **ret_key)
{
	_cleanup_(freep) uint8_t *cert = NULL, *key = NULL;
	size_t cert_len, key_len;
	const struct origin *from;
	struct identity *id;
	int rc = get_bytes(&cert, &cert_len, &key, &key_len, &from);

	if (rc)
		return rc;
	id = find(cert, cert_len, key, key_len);
	if (!id) {
		rc = identity_new(cert, cert_len, key, key_len, from, &id);
		if (rc)
			return rc;
		cert = key = NULL; /* they are the identity's now */
	}
	*ret_cert = &id->cert;
	*ret_key = &id->key;
	return 0;
}
