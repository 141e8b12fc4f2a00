/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TLS client, over mbedTLS; see the header.
 *
 * All that comes from below is used up at once: mbedTLS asks for bytes until there are none, and
 * keeps unfinished records itself. Records are decrypted where they lie, and copied once, into
 * (plain).
 */
#include "net/tls.h"

#include <stdio.h>
#include <string.h>

#include <mbedtls/platform_util.h>
#include <mbedtls/sha256.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <psa/crypto.h>

#include "arch/platform.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "core/version.h"
#include "core/walltime.h"
#include "crypt/cpu.h"
#include "crypt/trust.h"
#include "net/tls_error.h"
#include "net/tls_facts.h"
#include "net/tls_pin.h"
#include "net/tls_session.h"

enum tls_state { TLS_NEW, TLS_HANDSHAKE, TLS_READY, TLS_OVER };

struct tls {
	enum tls_state state;
	const struct tls_events *events;
	void *arg;
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config conf;
	char *host;
	uint16_t port;
	char *pins; /* NULL: none */
	bool pin_only, pinned, saw_leaf;
	bool offered; /* a session to resume */
	struct tls_facts facts;
	const uint8_t *in; /* what has come and was not taken by mbedTLS yet */
	size_t in_len;
	uint8_t *rest; /* what it could not take the last time, having to send first */
	size_t rest_len;
	uint8_t plain[MBEDTLS_SSL_IN_CONTENT_LEN];
};

/* AES where the processor helps; 128 bits, which are plenty, before 256. */
static const int suites_aes[] = {
	MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
	MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
	MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
	MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
	MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
	0,
};
static const int suites_chacha[] = {
	MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
	MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
	MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
	MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	0,
};
/* mbedTLS knows PSS in TLS 1.3 only, where PKCS#1 1.5 is not allowed: servers of 1.2 shall meet the
 * latter first. Those that prefer PSS all the same are asked again, for 1.2 alone. */
static const uint16_t signatures[] = {
	MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256,
	MBEDTLS_TLS1_3_SIG_ECDSA_SECP384R1_SHA384,
	MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA256,
	MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA384,
	MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA256,
	MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA384,
	MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA512,
	MBEDTLS_TLS1_3_SIG_NONE,
};
static const uint16_t signatures_12[] = {
	MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256,
	MBEDTLS_TLS1_3_SIG_ECDSA_SECP384R1_SHA384,
	MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA256,
	MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA384,
	MBEDTLS_TLS1_3_SIG_NONE,
};
static const char *alpn[] = {"http/1.1", NULL};

/* Servers that are asked for TLS 1.2 alone, the latest ones. */
enum { OLD_MAX = 4 };
static struct {
	char name[OLD_MAX][sizeof(((struct tls_facts *)0)->server)];
	unsigned next;
} old;

static bool is_old(const struct tls *t)
{
	for (unsigned i = 0; i < OLD_MAX; i++) {
		if (strcmp(old.name[i], t->facts.server) == 0)
			return true;
	}
	return false;
}

static void remember_old(const struct tls *t)
{
	(void)snprintf(old.name[old.next++ % OLD_MAX], sizeof(old.name[0]), "%s", t->facts.server);
}

void tls_forget(void)
{
	memset(&old, 0, sizeof(old));
	tls_session_forget_all();
}

/* ---- what mbedTLS calls ---- */

static int random_bytes(void *arg, unsigned char *out, size_t len)
{
	(void)arg;
	return plat_entropy(out, len) ? MBEDTLS_ERR_SSL_INTERNAL_ERROR : 0;
}

static int bio_send(void *arg, const unsigned char *data, size_t len)
{
	struct tls *t = arg;
	size_t n = t->events->send(t->arg, data, len);

	return n ? (int)n : MBEDTLS_ERR_SSL_WANT_WRITE;
}

static int bio_recv(void *arg, unsigned char *out, size_t len)
{
	struct tls *t = arg;
	size_t n = MIN(len, t->in_len);

	if (!n)
		return MBEDTLS_ERR_SSL_WANT_READ;
	memcpy(out, t->in, n);
	t->in += n;
	t->in_len -= n;
	return (int)n;
}

/* Called for each certificate, from the root's end down to the server's own, at depth 0. */
static int on_certificate(void *arg, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
	struct tls *t = arg;
	uint8_t digest[32];
	bool valid;

	if (t->pins && t->pin_only)
		*flags = 0; /* the key alone counts */
	if (*flags || (depth == 0 && !t->facts.flags))
		tls_facts_note(&t->facts, crt, depth, *flags);
	if (depth)
		return 0;
	t->saw_leaf = true;
	tls_facts_names(&t->facts, crt);
	if (!t->pins)
		return 0;
	if (mbedtls_sha256(crt->pk_raw.p, crt->pk_raw.len, digest, 0))
		return MBEDTLS_ERR_X509_FATAL_ERROR;
	t->pinned = tls_pin_match(t->pins, digest, &valid);
	if (!t->pinned) {
		t->facts.pin_differs = true;
		*flags |= MBEDTLS_X509_BADCERT_OTHER;
	}
	return 0;
}

/* ---- making one ---- */

static int conf_pins(struct tls *t)
{
	static const uint8_t none[32];
	uint64_t only = 0;
	bool valid;

	t->pins = settings_get_text("tls-pin");
	if (!t->pins)
		return 0;
	(void)settings_get_uint("tls-pin-only", &only);
	t->pin_only = only != 0;
	(void)tls_pin_match(t->pins, none, &valid);
	return valid ? 0
		     : fail(ERR_INVAL, "https: the setting tls-pin holds what is no sha256:HEX");
}

static int conf_trust(struct tls *t)
{
	static mbedtls_x509_crt nobody;
	mbedtls_x509_crt *anchors = trust_anchors();
	mbedtls_x509_crt *cert;
	mbedtls_pk_context *key;
	int rc;

	if (!anchors && !(t->pins && t->pin_only))
		return fail(ERR_NOENT,
			"https: no trust anchors to verify %s with: put the root certificate "
			"beside the image as hawser-ca.pem, use `certstore URL`, or build with TRUST=",
			t->host);
	mbedtls_ssl_conf_ca_chain(&t->conf, anchors ? anchors : &nobody, NULL);
	rc = trust_identity(&cert, &key);
	if (rc == -ERR_NOENT)
		return 0;
	if (!rc && mbedtls_ssl_conf_own_cert(&t->conf, cert, key))
		rc = fail(ERR_NOMEM, "https: no memory for our certificate");
	return rc;
}

static int setup(struct tls *t)
{
	if (psa_crypto_init() != PSA_SUCCESS)
		return fail(
			ERR_NOENTROPY, "https: this machine has no source of randomness for keys");
	if (mbedtls_ssl_config_defaults(&t->conf, MBEDTLS_SSL_IS_CLIENT,
		    MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT))
		return fail(ERR_NOMEM, "https: no memory for a connection to %s", t->host);
	mbedtls_ssl_conf_rng(&t->conf, random_bytes, NULL);
	mbedtls_ssl_conf_authmode(&t->conf, MBEDTLS_SSL_VERIFY_REQUIRED);
	mbedtls_ssl_conf_verify(&t->conf, on_certificate, t);
	mbedtls_ssl_conf_ciphersuites(&t->conf, crypt_has_aes() ? suites_aes : suites_chacha);
	mbedtls_ssl_conf_sig_algs(&t->conf, is_old(t) ? signatures_12 : signatures);
	if (is_old(t))
		mbedtls_ssl_conf_max_tls_version(&t->conf, MBEDTLS_SSL_VERSION_TLS1_2);
	mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
		&t->conf, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
	(void)mbedtls_ssl_conf_alpn_protocols(&t->conf, alpn);
	if (mbedtls_ssl_setup(&t->ssl, &t->conf) || mbedtls_ssl_set_hostname(&t->ssl, t->host))
		return fail(ERR_NOMEM, "https: no memory for a connection to %s", t->host);
	mbedtls_ssl_set_bio(&t->ssl, t, bio_send, bio_recv, NULL);
	t->offered = !t->pins && tls_session_offer(&t->ssl, t->host, t->port);
	return 0;
}

int tls_new(const char *host, uint16_t port, const struct tls_events *events, void *arg,
	struct tls **ret)
{
	struct tls *t = calloc(1, sizeof(*t));
	int rc;

	if (!t)
		return fail(ERR_NOMEM, "https: no memory for a connection to %s", host);
	t->events = events;
	t->arg = arg;
	t->port = port;
	mbedtls_ssl_init(&t->ssl);
	mbedtls_ssl_config_init(&t->conf);
	(void)snprintf(t->facts.server, sizeof(t->facts.server), "%.80s:%u", host, port);
	t->host = str_dup(host);
	rc = t->host ? conf_pins(t) : fail(ERR_NOMEM, "https: no memory to connect to %s", host);
	if (!rc)
		rc = conf_trust(t);
	if (!rc)
		rc = setup(t);
	if (rc) {
		tls_free(t);
		return rc;
	}
	*ret = t;
	return 0;
}

void tls_free(struct tls *t)
{
	if (!t)
		return;
	mbedtls_ssl_free(&t->ssl);
	mbedtls_ssl_config_free(&t->conf);
	free(t->host);
	free(t->pins);
	free(t->rest);
	mbedtls_platform_zeroize(t, sizeof(*t));
	free(t);
}

/* ---- running ---- */

static void over(struct tls *t, int status)
{
	if (t->state == TLS_OVER)
		return;
	t->state = TLS_OVER;
	t->events->closed(t->arg, status);
}

/* Offering a session says what TLS it is of, and a server that has become another may refuse just
 * that, with an alert or without: false if there was none. */
static bool over_session(struct tls *t)
{
	if (t->state != TLS_HANDSHAKE || !t->offered)
		return false;
	tls_session_bar(t->host, t->port);
	over(t, -ERR_AGAIN);
	return true;
}

static void failed(struct tls *t, int err)
{
	uint32_t flags = mbedtls_ssl_get_verify_result(&t->ssl);
	int64_t now = 0;

	/* What a certificate may be used for is judged after the chain. */
	if (flags != UINT32_MAX)
		t->facts.flags |= flags;
	(void)walltime(&now);
	t->facts.now = now;
	t->facts.built = hawser_build_time;
	if (err == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE && t->ssl.MBEDTLS_PRIVATE(in_msg))
		t->facts.alert = t->ssl.MBEDTLS_PRIVATE(in_msg)[1];
	if (t->state == TLS_HANDSHAKE && err == MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER && !is_old(t) &&
		mbedtls_ssl_get_version_number(&t->ssl) == MBEDTLS_SSL_VERSION_TLS1_2) {
		remember_old(t);
		over(t, -ERR_AGAIN);
		return;
	}
	if (over_session(t))
		return;
	/* Whatever went wrong, the next handshake is a full one. */
	tls_session_forget(t->host, t->port);
	over(t, tls_fail(&t->facts, err));
}

static bool wants_more(int rc)
{
	return rc == MBEDTLS_ERR_SSL_WANT_READ || rc == MBEDTLS_ERR_SSL_WANT_WRITE;
}

/* A resumed session is not verified again, so one that a pin vouched for is not kept: it would
 * still be believed when the pin is gone. */
static void keep_session(struct tls *t)
{
	if (!t->pins)
		tls_session_keep(&t->ssl, t->host, t->port);
}

/* mbedTLS says that it wants to read also between two messages, with the next one at hand. */
static bool goes_on(const struct tls *t, int rc)
{
	return rc == MBEDTLS_ERR_SSL_WANT_READ && (t->in_len || mbedtls_ssl_check_pending(&t->ssl));
}

static void handshake(struct tls *t)
{
	int rc;

	do
		rc = mbedtls_ssl_handshake(&t->ssl);
	while (goes_on(t, rc));
	if (wants_more(rc))
		return;
	if (!rc && t->pins && !t->pinned)
		rc = MBEDTLS_ERR_X509_CERT_VERIFY_FAILED;
	if (rc) {
		failed(t, rc);
		return;
	}
	log_info("https: %s: %s%s", t->facts.server, tls_describe(t),
		t->saw_leaf ? "" : ", resumed");
	if (mbedtls_ssl_get_version_number(&t->ssl) == MBEDTLS_SSL_VERSION_TLS1_2)
		keep_session(t);
	t->state = TLS_READY;
	t->events->ready(t->arg);
}

static void receive(struct tls *t)
{
	while (t->state == TLS_READY) {
		int n = mbedtls_ssl_read(&t->ssl, t->plain, sizeof(t->plain));

		if (n > 0)
			t->events->data(t->arg, t->plain, (size_t)n);
		else if (n == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET)
			keep_session(t);
		else if (goes_on(t, n))
			continue;
		else if (wants_more(n))
			return;
		else if (n == 0 || n == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
			over(t, 0);
		else
			failed(t, n);
	}
}

static void run(struct tls *t)
{
	if (t->state == TLS_HANDSHAKE)
		handshake(t);
	if (t->state == TLS_READY)
		receive(t);
}

void tls_start(struct tls *t)
{
	t->state = TLS_HANDSHAKE;
	handshake(t);
}

/* Keeps what was left of the input. False on no memory. */
static bool keep_rest(struct tls *t)
{
	uint8_t *rest = t->in_len ? malloc(t->in_len) : NULL;

	if (rest)
		memcpy(rest, t->in, t->in_len);
	free(t->rest);
	t->rest = rest;
	t->rest_len = t->in_len;
	t->in = NULL;
	t->in_len = 0;
	return rest || !t->rest_len;
}

static void take(struct tls *t, const uint8_t *data, size_t len)
{
	t->in = data;
	t->in_len = len;
	run(t);
	if (t->state != TLS_OVER && !keep_rest(t))
		over(t,
			fail(ERR_NOMEM, "https: no memory for the connection to %s",
				t->facts.server));
}

void tls_input(struct tls *t, const uint8_t *data, size_t len)
{
	_cleanup_(freep) uint8_t *both = NULL;

	if (t->state == TLS_OVER)
		return;
	if (!t->rest_len) {
		take(t, data, len);
		return;
	}
	both = malloc(t->rest_len + len);
	if (!both) {
		over(t,
			fail(ERR_NOMEM, "https: no memory for the connection to %s",
				t->facts.server));
		return;
	}
	memcpy(both, t->rest, t->rest_len);
	if (len)
		memcpy(both + t->rest_len, data, len);
	take(t, both, t->rest_len + len);
}

void tls_eof(struct tls *t)
{
	if (over_session(t))
		return;
	if (t->state == TLS_HANDSHAKE)
		over(t,
			fail(ERR_RESET,
				"https: %s closed the connection during the handshake: is it a "
				"TLS port?",
				t->facts.server));
	else
		over(t,
			fail(ERR_RESET,
				"https: %s broke the connection off, what came is truncated "
				"(no close_notify)",
				t->facts.server));
}

void tls_flush(struct tls *t)
{
	if (t->state == TLS_HANDSHAKE || t->rest_len)
		tls_input(t, NULL, 0);
}

size_t tls_send(struct tls *t, const void *data, size_t len)
{
	int n;

	if (t->state != TLS_READY || !len)
		return 0;
	n = mbedtls_ssl_write(&t->ssl, data, MIN(len, (size_t)MBEDTLS_SSL_OUT_CONTENT_LEN));
	return n > 0 ? (size_t)n : 0;
}

void tls_close(struct tls *t)
{
	if (t->state == TLS_READY)
		(void)mbedtls_ssl_close_notify(&t->ssl);
	t->state = TLS_OVER;
}

const char *tls_describe(const struct tls *t)
{
	static char text[80];

	(void)snprintf(text, sizeof(text), "%s, %s", mbedtls_ssl_get_version(&t->ssl),
		mbedtls_ssl_get_ciphersuite(&t->ssl));
	return text;
}
