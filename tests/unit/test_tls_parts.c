/* SPDX-License-Identifier: BSD-2-Clause */
/* The small parts of HTTPS: pins, sentences, and what a proxy says to CONNECT. */
#include "check.h"

#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/uri.h"
#include "net/http_connect.h"
#include "net/tls_error.h"
#include "net/tls_pin.h"

#define PIN_A "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define PIN_B "FF0102030405060708090A0B0C0D0E0F101112131415161718191a1b1c1d1e1f"

static void test_pin(void)
{
	uint8_t digest[32];
	bool valid;

	for (unsigned i = 0; i < 32; i++)
		digest[i] = (uint8_t)i;
	CHECK(tls_pin_match(PIN_A, digest, &valid) && valid);
	CHECK(tls_pin_match("sha256:" PIN_A, digest, &valid) && valid);
	CHECK(tls_pin_match(PIN_B ", sha256:" PIN_A "\n", digest, &valid) && valid);
	CHECK(!tls_pin_match(PIN_B, digest, &valid) && valid);
	digest[0] = 0xff;
	CHECK(tls_pin_match(PIN_B, digest, &valid) && valid);
	CHECK(!tls_pin_match("", digest, &valid) && valid);
	CHECK(!tls_pin_match("sha256:", digest, &valid) && !valid);
	CHECK(!tls_pin_match("sha1:" PIN_B, digest, &valid) && !valid);
	CHECK(!tls_pin_match(PIN_B "0", digest, &valid) && !valid);
	CHECK(tls_pin_match("nonsense " PIN_B, digest, &valid) && !valid);
}

static void check_error(struct tls_facts *f, int err, int want, const char *words)
{
	CHECK_EQ(tls_fail(f, err), -want);
	CHECK(strstr(fail_last()->text, words) != NULL);
	CHECK(strstr(fail_last()->text, "host:443") != NULL);
}

static void test_errors(void)
{
	static const struct {
		uint32_t flags;
		const char *words;
	} flags[] = {
		{MBEDTLS_X509_BADCERT_EXPIRED, "expired on 2020-01-02"},
		{MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_NOT_TRUSTED, "expired on"},
		{MBEDTLS_X509_BADCERT_FUTURE, "not valid before 2019-01-02"},
		{MBEDTLS_X509_BADCERT_NOT_TRUSTED, "unknown issuer: \"CN=ca\""},
		{MBEDTLS_X509_BADCERT_CN_MISMATCH, "another name: other.test"},
		{MBEDTLS_X509_BADCERT_BAD_MD, "weak signature or key"},
		{MBEDTLS_X509_BADCERT_EXT_KEY_USAGE, "not for servers"},
	};
	struct tls_facts f = {.server = "host:443",
		.subject = "CN=leaf",
		.issuer = "CN=ca",
		.names = "other.test",
		.not_before = "2019-01-02",
		.not_after = "2020-01-02",
		.now = 2000000000,
		.built = 1900000000};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		f.flags = flags[i].flags;
		check_error(&f, MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, ERR_VERIFY, flags[i].words);
	}
	f.flags = MBEDTLS_X509_BADCERT_NOT_TRUSTED;
	f.not_ca = true;
	check_error(&f, MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, ERR_VERIFY,
		"issued by \"CN=ca\", which is no authority");
	f.not_ca = false;
	f.self_signed = true;
	check_error(&f, MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, ERR_VERIFY, "self-signed");
	f.pin_differs = true;
	check_error(&f, MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, ERR_VERIFY, "tls-pin");
	f.pin_differs = false;
	f.flags = MBEDTLS_X509_BADCERT_FUTURE;
	f.now = 100;
	check_error(&f, MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, ERR_VERIFY, "clock of this machine");
	f.alert = MBEDTLS_SSL_ALERT_MSG_PROTOCOL_VERSION;
	check_error(&f, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE, ERR_PROTO, "older than 1.2");
	f.alert = MBEDTLS_SSL_ALERT_MSG_CERT_REQUIRED;
	check_error(&f, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE, ERR_ACCES, "client certificate");
	f.alert = MBEDTLS_SSL_ALERT_MSG_UNKNOWN_CA;
	check_error(&f, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE, ERR_ACCES, "unknown CA");
	check_error(&f, MBEDTLS_ERR_SSL_INVALID_RECORD, ERR_PROTO, "does not speak TLS");
	check_error(&f, MBEDTLS_ERR_SSL_ALLOC_FAILED, ERR_NOMEM, "no memory");
	check_error(&f, -0x7777, ERR_PROTO, "-0x7777");
}

/* What becomes of (answer), given in one piece and byte by byte. */
static void check_connect(const char *proxy_text, const char *answer, int want, const char *words)
{
	_cleanup_(uri_freep) struct uri *proxy = NULL;

	CHECK_EQ(uri_parse(proxy_text, &proxy), 0);
	for (int piecewise = 0; piecewise < 2; piecewise++) {
		_cleanup_(strbuf_free) struct strbuf request = {};
		struct http_connect *c = NULL;
		const uint8_t *p = (const uint8_t *)answer;
		size_t len = strlen(answer);
		int rc = 0;

		CHECK_EQ(http_connect_new("web.test", 443, proxy, &c, &request), 0);
		CHECK(strstr(request.s, "CONNECT web.test:443 HTTP/1.1\r\n") == request.s);
		CHECK(!strstr(request.s, "Proxy-Authorization: Basic dTpw\r\n") == !proxy->user);
		if (!piecewise)
			rc = http_connect_input(c, p, len);
		for (size_t i = 0; piecewise && i < len && !rc; i++)
			rc = http_connect_input(c, p + i, 1);
		if (!(piecewise && want == -ERR_PROTO))
			CHECK_EQ(rc, want);
		if (rc < 0)
			CHECK(strstr(fail_last()->text, words) != NULL);
		http_connect_free(c);
	}
}

int main(void)
{
	test_pin();
	test_errors();
	check_connect("http://proxy:3128", "HTTP/1.1 200 OK\r\n\r\n", 1, "");
	check_connect("http://u:p@proxy:3128", "HTTP/1.0 204 No\r\nVia: x\r\n\r\n", 1, "");
	check_connect("http://proxy", "HTTP/1.1 200 OK\r\n", 0, "");
	check_connect("http://proxy", "HTTP/1.1 200 OK\r\n\r\nmore", -ERR_PROTO, "before we did");
	check_connect("http://proxy", "HTTP/1.1 407 No\r\n\r\n", -ERR_ACCES, "407");
	check_connect("http://proxy", "HTTP/1.1 503 Busy\r\n\r\n", -ERR_ACCES, "503 Busy");
	check_connect("http://proxy", "SSH-2.0\r\n\r\n", -ERR_PROTO, "proxy proxy");
	return check_done();
}
