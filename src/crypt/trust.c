/* SPDX-License-Identifier: BSD-2-Clause */
/* The store of trust anchors; see the header. */
#include "crypt/trust.h"

#include <string.h>

#include <mbedtls/oid.h>
#include <mbedtls/pem.h>

#include "arch/platform.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "crypt/trust_store.h"

#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END   "-----END CERTIFICATE-----"

/* mbedTLS chains certificates by value; the head of the chain lives here. */
struct anchor {
	mbedtls_x509_crt crt; /* first: .next leads to that of the next anchor */
	enum trust_origin origin;
};

static struct {
	struct anchor *first, *last;
	unsigned serial;
	bool loaded; /* what the build and the firmware have */
	int (*file)(void);
} store;

/* What was built in, DER behind DER (trust_builtin.c). */
extern const uint8_t trust_builtin[], trust_builtin_end[];

static struct anchor *next_of(const struct anchor *a)
{
	return (struct anchor *)a->crt.next;
}

static bool is_there(const mbedtls_x509_crt *crt)
{
	for (const struct anchor *a = store.first; a; a = next_of(a)) {
		if (a->crt.raw.len == crt->raw.len &&
			memcmp(a->crt.raw.p, crt->raw.p, crt->raw.len) == 0)
			return true;
	}
	return false;
}

static bool is_text(const mbedtls_asn1_buf *b, const char *text)
{
	return b->len == strlen(text) && memcmp(b->p, text, b->len) == 0;
}

bool trust_has_name(const mbedtls_x509_crt *crt, const char *want)
{
	for (const mbedtls_x509_name *n = &crt->subject; n; n = n->next) {
		if (is_text(&n->oid, MBEDTLS_OID_AT_CN) && is_text(&n->val, want))
			return true;
	}
	for (const mbedtls_x509_sequence *s = &crt->subject_alt_names; s; s = s->next) {
		if ((s->buf.tag & MBEDTLS_ASN1_TAG_VALUE_MASK) == MBEDTLS_X509_SAN_DNS_NAME &&
			is_text(&s->buf, want))
			return true;
	}
	return false;
}

/* One certificate. 1 if it was added, 0 if it was there, -ERR_NOENT if it is not (subject)'s. */
static int add_der(const char *subject, enum trust_origin origin, const uint8_t *der, size_t len)
{
	struct anchor *a = calloc(1, sizeof(*a));
	bool named;

	if (!a)
		return -ERR_NOMEM;
	mbedtls_x509_crt_init(&a->crt);
	a->origin = origin;
	if (mbedtls_x509_crt_parse_der(&a->crt, der, len)) {
		mbedtls_x509_crt_free(&a->crt);
		free(a);
		return -ERR_INVAL;
	}
	named = !subject || trust_has_name(&a->crt, subject);
	if (!named || is_there(&a->crt)) {
		mbedtls_x509_crt_free(&a->crt);
		free(a);
		return named ? 0 : -ERR_NOENT;
	}
	if (store.last)
		store.last->crt.next = &a->crt;
	else
		store.first = a;
	store.last = a;
	store.serial++;
	return 1;
}

/* The next certificate of a PEM text from *(p) on; NULL in (ret) if there is none. */
static int next_pem(const char **p, const char *end, uint8_t **ret, size_t *ret_len)
{
	const char *begin = memmem(*p, (size_t)(end - *p), PEM_BEGIN, strlen(PEM_BEGIN)), *stop;
	mbedtls_pem_context pem;
	_cleanup_(freep) char *text = NULL;
	size_t used, len;
	int rc;

	*ret = NULL;
	if (!begin)
		return 0;
	stop = memmem(begin, (size_t)(end - begin), PEM_END, strlen(PEM_END));
	if (!stop)
		return -ERR_INVAL;
	stop += strlen(PEM_END);
	*p = stop;
	len = (size_t)(stop - begin);
	text = malloc(len + 1);
	if (!text)
		return -ERR_NOMEM;
	memcpy(text, begin, len);
	text[len] = '\0';
	mbedtls_pem_init(&pem);
	rc = mbedtls_pem_read_buffer(
		&pem, PEM_BEGIN, PEM_END, (const unsigned char *)text, NULL, 0, &used);
	if (!rc) {
		const unsigned char *der = mbedtls_pem_get_buffer(&pem, ret_len);

		*ret = malloc(*ret_len);
		if (*ret)
			memcpy(*ret, der, *ret_len);
		else
			rc = -ERR_NOMEM;
	} else {
		rc = -ERR_INVAL;
	}
	mbedtls_pem_free(&pem);
	return rc;
}

static int fail_adding(const char *subject, const char *name, int rc)
{
	if (rc == -ERR_NOENT)
		return fail(
			ERR_NOENT, "certstore: %s has no certificate of \"%.80s\"", name, subject);
	if (rc == -ERR_NOMEM)
		return fail(ERR_NOMEM, "certstore: no memory for the certificates of %s", name);
	return fail(ERR_INVAL, "certstore: %s holds no certificate that can be read (PEM or DER)",
		name);
}

int trust_add(const char *name, enum trust_origin origin, const void *data, size_t len)
{
	return trust_add_of(NULL, name, origin, data, len);
}

int trust_add_of(const char *subject, const char *name, enum trust_origin origin, const void *data,
	size_t len)
{
	const char *p = data, *end = p + len;
	int n_added = 0, n_bad = 0, n_other = 0, n = 0;

	if (!memmem(data, len, PEM_BEGIN, strlen(PEM_BEGIN))) {
		int rc = add_der(subject, origin, data, len);

		return rc < 0 ? fail_adding(subject, name, rc) : rc;
	}
	for (;;) {
		_cleanup_(freep) uint8_t *der = NULL;
		size_t der_len = 0;
		int rc = next_pem(&p, end, &der, &der_len);

		if (!rc && !der)
			break;
		if (!rc)
			rc = add_der(subject, origin, der, der_len);
		if (rc == -ERR_NOMEM)
			return fail_adding(subject, name, rc);
		n++;
		n_other += rc == -ERR_NOENT;
		n_bad += rc < 0 && rc != -ERR_NOENT;
		n_added += rc > 0;
		if (rc < 0 && !der)
			break; /* nothing behind it can be found */
	}
	if (n == n_bad + n_other)
		return fail_adding(subject, name, n_other ? -ERR_NOENT : -ERR_INVAL);
	if (n_bad)
		log_warn("certstore: %d of %d certificates of %s cannot be read", n_bad, n, name);
	return n_added;
}

void trust_remove(enum trust_origin origin)
{
	struct anchor *a = store.first, *kept = NULL;

	store.first = store.last = NULL;
	while (a) {
		struct anchor *next = next_of(a);

		a->crt.next = NULL;
		if (a->origin == origin) {
			mbedtls_x509_crt_free(&a->crt);
			free(a);
			store.serial++;
		} else if (!store.first) {
			store.first = kept = a;
		} else {
			kept->crt.next = &a->crt;
			kept = a;
		}
		a = next;
	}
	store.last = kept;
}

int trust_each(
	int (*fn)(const mbedtls_x509_crt *crt, enum trust_origin origin, void *arg), void *arg)
{
	int rc = 0;

	trust_load();
	for (const struct anchor *a = store.first; a && !rc; a = next_of(a))
		rc = fn(&a->crt, a->origin, arg);
	return rc;
}

/* ---- what is there from the beginning ---- */

/* The length of the DER object at (p), header included; 0 if it does not fit. */
static size_t der_size(const uint8_t *p, size_t room)
{
	size_t len;

	if (room < 4 || p[0] != 0x30 || p[1] != 0x82) /* no certificate is shorter than 256 bytes */
		return 0;
	len = 4 + get_be16(p + 2);
	return len <= room ? len : 0;
}

static void add_firmware(const uint8_t *der, size_t len, void *arg)
{
	(void)arg;
	if (add_der(NULL, TRUST_FIRMWARE, der, len) < 0)
		log_warn("trust: a certificate in the firmware's TlsCaCertificate cannot be read");
}

void trust_load(void)
{
	const uint8_t *p = trust_builtin;
	size_t room = (size_t)(trust_builtin_end - trust_builtin), len;

	if (store.loaded)
		return;
	store.loaded = true;
	for (; (len = der_size(p, room)) != 0; p += len, room -= len)
		(void)add_der(NULL, TRUST_BUILD, p, len);
	(void)plat_firmware_anchors(add_firmware, NULL);
}

void trust_set_file(int (*look)(void))
{
	store.file = look;
}

int trust_ready(void)
{
	int rc;

	trust_load();
	if (!store.file)
		return 0;
	rc = store.file();
	if (rc != -ERR_RUNNING)
		store.file = NULL; /* once in a boot */
	return rc == -ERR_RUNNING ? rc : 0;
}

mbedtls_x509_crt *trust_anchors(void)
{
	return store.first ? &store.first->crt : NULL;
}

unsigned trust_serial(void)
{
	return store.serial + trust_identity_serial();
}
