/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whom the TLS client believes, against `openssl s_server` on the loopback: chains good and bad in
 * every way, the clock, anchors, pins, and servers that want a certificate of ours. Each case
 * asserts the result and its sentence.
 */
#include "core/version.h"
#include "core/walltime.h"
#include "fake/tls_talk.h"

/* ---- whom not to believe ---- */

static const struct {
	const char *cert, *host;
	int status;
	const char *words;
} chains[] = {
	{"ecdsa", HOST, 0, ""},
	{"ecdsa", "WWW.Test", 0, ""},
	{"ecdsa", "127.0.0.1", 0, ""},
	{"ecdsa", "127.0.0.2", -ERR_VERIFY, "is for another name: www.test, 127.0.0.1"},
	{"other", HOST, -ERR_VERIFY, "is for another name: other.test"},
	{"other", "127.0.0.1", -ERR_VERIFY, "is for another name: other.test"},
	{"expired", HOST, -ERR_VERIFY, "expired on 2002-01-01"},
	{"not-yet", HOST, -ERR_VERIFY, "is not valid before 2090-01-01"},
	{"unknown", HOST, -ERR_VERIFY, "unknown issuer: \"CN=Test stranger\""},
	{"self-signed", HOST, -ERR_VERIFY, "self-signed and not trusted"},
	{"not-ca", HOST, -ERR_VERIFY, "\"CN=Test no-ca\", which is no authority"},
	{"no-signer", HOST, -ERR_VERIFY, "\"CN=Test no-sign\", which is no authority"},
	{"sha1", HOST, -ERR_VERIFY, "weak signature or key"},
	{"rsa-1024", HOST, -ERR_VERIFY, "weak signature or key"},
	{"for-clients", HOST, -ERR_VERIFY, "is not for servers"},
};

static void test_chains(void)
{
	for (size_t i = 0; i < 2 * ARRAY_SIZE(chains); i++) {
		size_t n = i / 2;
		struct openssl_server s = {};
		char server[40];

		CHECK_EQ(fresh_server(&s, chains[n].cert,
				 i % 2 ? "-www -tls1_2 -cipher DEFAULT@SECLEVEL=0"
				       : "-www -tls1_3 -cipher DEFAULT@SECLEVEL=0"),
			0);
		(void)snprintf(server, sizeof(server), "%s:%u", chains[n].host, s.port);
		forget();
		visit(&s, chains[n].host);
		openssl_server_stop(&s);
		if (!chains[n].status) {
			GOOD(i % 2 ? "TLSv1.2, " : "TLSv1.3, ", "New, ");
			continue;
		}
		BAD(chains[n].cert, chains[n].status, chains[n].words);
		BAD("names the server", chains[n].status, server);
		CHECK(!talk.ready && !talk.len);
	}
}

/* A clock before this program was made is at fault, not the certificate. */
static void test_clock(void)
{
	struct openssl_server s = {};

	CHECK_EQ(fresh_server(&s, "ecdsa", "-www"), 0);
	walltime_set(86400);
	forget();
	visit(&s, HOST);
	BAD("1970", -ERR_VERIFY, "the clock of this machine is wrong");
	BAD("1970", -ERR_VERIFY, "`ntp SERVER`");
	walltime_set(hawser_build_time + 80ll * 365 * 86400);
	forget();
	visit(&s, HOST);
	BAD("far future", -ERR_VERIFY, "expired on 2089-01-01");
	walltime_clear();
	openssl_server_stop(&s);
}

static void test_anchors(void)
{
	struct openssl_server s = {};
	const char *root;
	size_t len;

	CHECK_EQ(fresh_server(&s, "ecdsa", "-www"), 0);
	forget();
	visit(&s, HOST);
	GOOD("TLSv1.3", "New, ");
	trust_list_clear();
	forget();
	visit(&s, HOST);
	BAD("no anchors", -ERR_NOENT, "no trust anchors to verify " HOST);
	BAD("no anchors", -ERR_NOENT, "certstore URL");
	root = openssl_certs_read("root.crt", &len);
	CHECK_EQ(trust_list_add("root.crt", root, len), 1);
	forget();
	visit(&s, HOST); /* the session was agreed when others were trusted */
	GOOD("TLSv1.3", "New, ");
	openssl_server_stop(&s);
}

/* ---- pins ---- */

static void set(const char *name, const char *value)
{
	CHECK_EQ(settings_set_raw(name, "string", value, strlen(value)), 0);
}

static void test_pins(void)
{
	struct openssl_server good = {}, mine = {};
	char pin[80];
	size_t len;

	CHECK_EQ(fresh_server(&good, "ecdsa", "-www"), 0);
	CHECK_EQ(fresh_server(&mine, "self-signed", "-www"), 0);
	(void)snprintf(pin, sizeof(pin), "sha256:%s", openssl_certs_read("ecdsa.pin", &len));
	set("tls-pin", pin);
	for (int i = 0; i < 2; i++) { /* never resumed, so that the key is seen each time */
		forget();
		visit(&good, HOST);
		GOOD("TLSv1.3", "New, ");
	}
	forget();
	visit(&mine, HOST);
	BAD("other key", -ERR_VERIFY, "none of those in tls-pin");
	(void)snprintf(pin, sizeof(pin), "%s", openssl_certs_read("self-signed.pin", &len));
	set("tls-pin", pin);
	forget();
	visit(&good, HOST);
	BAD("other key", -ERR_VERIFY, "none of those in tls-pin");
	forget();
	visit(&mine, HOST);
	BAD("right key, no chain", -ERR_VERIFY, "self-signed");
	CHECK_EQ(settings_set("tls-pin-only", "1"), 0);
	forget();
	visit(&mine, HOST);
	GOOD("TLSv1.3", "New, ");
	forget();
	visit(&good, HOST);
	BAD("pin only, other key", -ERR_VERIFY, "none of those in tls-pin");
	set("tls-pin", "sha256:12");
	forget();
	visit(&good, HOST);
	BAD("no pin", -ERR_INVAL, "tls-pin holds what is no sha256:HEX");
	CHECK_EQ(settings_clear("tls-pin"), 0);
	CHECK_EQ(settings_clear("tls-pin-only"), 0);
	forget();
	visit(&mine, HOST);
	BAD("not pinned any more", -ERR_VERIFY, "self-signed");
	openssl_server_stop(&good);
	openssl_server_stop(&mine);
}

/* ---- ourselves ---- */

static void test_identity(void)
{
	static const char *const options[] = {"-tls1_3", "-tls1_2"};

	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		struct openssl_server s = {};
		char words[200];
		size_t len;

		(void)snprintf(words, sizeof(words),
			"-www %s -Verify 3 -verify_return_error -CAfile %s/ca.pem", options[i],
			openssl_certs_folder());
		CHECK_EQ(fresh_server(&s, "ecdsa", words), 0);
		forget();
		visit(&s, HOST);
		BAD("nobody", i ? -ERR_PROTO : -ERR_ACCES, "wants a client certificate");
		CHECK(!talk.len);
		set("cert", openssl_certs_read("for-clients.crt", &len));
		forget();
		visit(&s, HOST);
		BAD("no key", -ERR_INVAL, "but not its key, privkey");
		set("privkey", openssl_certs_read("ecdsa.key", &len));
		forget();
		visit(&s, HOST);
		BAD("other key", -ERR_INVAL, "privkey is not the key of the setting cert");
		set("privkey", openssl_certs_read("for-clients.key", &len));
		forget();
		visit(&s, HOST);
		GOOD("TLSv1.", "Test for-clients");
		CHECK_EQ(settings_clear("cert"), 0);
		CHECK_EQ(settings_clear("privkey"), 0);
		forget();
		visit(&s,
			HOST); /* and the session that it was good for is not resumed without it */
		BAD("nobody again", i ? -ERR_PROTO : -ERR_ACCES, "wants a client certificate");
		openssl_server_stop(&s);
	}
}

int main(void)
{
	talk_init();
	test_chains();
	test_clock();
	test_anchors();
	test_pins();
	test_identity();
	return talk_done();
}
