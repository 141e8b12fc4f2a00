/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TLS client against a real server, `openssl s_server` on the loopback: versions, suites, keys,
 * resumption, however the bytes are cut; and peers that are too old, break off or talk nonsense.
 */
#include "fake/tls_talk.h"
#include "net/tls_session.h"

/* ---- what works ---- */

static const struct {
	const char *cert, *options, *how;
} works[] = {
	{"ecdsa", "-tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256",
		"TLSv1.3, TLS1-3-AES-128-GCM-SHA256"},
	{"ecdsa", "-tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384",
		"TLSv1.3, TLS1-3-AES-256-GCM-SHA384"},
	{"ecdsa", "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256",
		"TLSv1.3, TLS1-3-CHACHA20-POLY1305-SHA256"},
	{"rsa", "-tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256",
		"TLSv1.3, TLS1-3-AES-128-GCM-SHA256"},
	{"rsa", "-tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384",
		"TLSv1.3, TLS1-3-AES-256-GCM-SHA384"},
	{"rsa", "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256",
		"TLSv1.3, TLS1-3-CHACHA20-POLY1305-SHA256"},
	{"ecdsa", "-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256",
		"TLSv1.2, TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256"},
	{"ecdsa", "-tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384",
		"TLSv1.2, TLS-ECDHE-ECDSA-WITH-AES-256-GCM-SHA384"},
	{"ecdsa", "-tls1_2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305",
		"TLSv1.2, TLS-ECDHE-ECDSA-WITH-CHACHA20-POLY1305-SHA256"},
	{"rsa", "-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256",
		"TLSv1.2, TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256"},
	{"rsa", "-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384",
		"TLSv1.2, TLS-ECDHE-RSA-WITH-AES-256-GCM-SHA384"},
	{"rsa", "-tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305",
		"TLSv1.2, TLS-ECDHE-RSA-WITH-CHACHA20-POLY1305-SHA256"},
	{"p384", "-tls1_3 -groups P-384", "TLSv1.3, "},
	{"p384", "-tls1_2 -groups P-384", "TLSv1.2, "},
	{"ecdsa", "-tls1_3 -groups P-256", "TLSv1.3, "},
	{"ecdsa", "-tls1_3 -groups X25519", "TLSv1.3, "},
	{"rsa", "-tls1_2 -groups X25519", "TLSv1.2, "},
	{"ecdsa", "-alpn http/1.1", "TLSv1.3, "},
};

static void test_works(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(works); i++) {
		char options[200];
		struct openssl_server s = {};

		(void)snprintf(options, sizeof(options), "-www %s", works[i].options);
		CHECK_EQ(fresh_server(&s, works[i].cert, options), 0);
		forget();
		visit(&s, HOST);
		GOOD(works[i].how, "New, ");
		openssl_server_stop(&s);
	}
}

/* The same conversation however the bytes are cut. */
static void test_pieces(void)
{
	static const char *const options[] = {"-www -tls1_3", "-www -tls1_2"};
	static const size_t steps[] = {1, 2, 5, 7, 100};

	for (size_t i = 0; i < ARRAY_SIZE(options) * ARRAY_SIZE(steps); i++) {
		struct openssl_server s = {};

		CHECK_EQ(fresh_server(&s, "rsa", options[i / ARRAY_SIZE(steps)]), 0);
		forget();
		talk.step = steps[i % ARRAY_SIZE(steps)];
		visit(&s, HOST);
		GOOD("TLSv1.", "New, ");
		openssl_server_stop(&s);
	}
}

static void test_resumption(void)
{
	static const char *const options[] = {
		"-www -tls1_3", "-www -tls1_2", "-www -tls1_2 -no_ticket"};

	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		struct openssl_server s = {};

		CHECK_EQ(fresh_server(&s, "ecdsa", options[i]), 0);
		forget();
		visit(&s, HOST);
		GOOD("TLSv1.", "New, ");
		forget();
		visit(&s, HOST);
		GOOD("TLSv1.", "Reused, ");
		forget();
		visit(&s, "127.0.0.1"); /* another name: nothing was agreed with that one */
		GOOD("TLSv1.", "New, ");
		tls_forget();
		forget();
		visit(&s, HOST);
		GOOD("TLSv1.", "New, ");
		openssl_server_stop(&s);
	}
}

/* Another server, too old for the session of the one before it, stands at the same address. */
static void test_resumption_refused(void)
{
	struct openssl_server s = {};
	uint16_t port;

	CHECK_EQ(fresh_server(&s, "ecdsa", "-www -tls1_3"), 0);
	forget();
	visit(&s, HOST);
	GOOD("TLSv1.3, ", "New, ");
	port = s.port;
	openssl_server_stop(&s);
	s.port = port;
	CHECK_EQ(openssl_server_start(&s, "ecdsa", "-www -tls1_2"), 0);
	forget();
	visit(&s, HOST);
	CHECK_EQ(talk.status, -ERR_AGAIN);
	CHECK(!talk.ready);
	for (unsigned i = 0; i < 2; i++) { /* and no session is tried again */
		forget();
		visit(&s, HOST);
		GOOD("TLSv1.2, ", "New, ");
	}
	openssl_server_stop(&s);
	tls_forget();
}

/* A server that just hangs up may have refused the session, too. What is known of others stays. */
static void test_resumption_cut(void)
{
	struct openssl_server s = {};

	CHECK_EQ(fresh_server(&s, "ecdsa", "-www"), 0);
	forget();
	visit(&s, HOST);
	GOOD("TLSv1.3, ", "New, ");
	for (unsigned i = 0; i < 8; i++) /* of several connections at once */
		tls_session_bar("other.test", s.port);
	forget();
	visit(&s, HOST);
	GOOD("TLSv1.3, ", "Reused, ");
	forget();
	talk.limit = 1;
	visit(&s, HOST);
	CHECK_EQ(talk.status, -ERR_AGAIN);
	CHECK(!talk.ready);
	forget();
	visit(&s, HOST);
	GOOD("TLSv1.3, ", "New, ");
	forget();
	talk.limit = 1;
	visit(&s, HOST);
	BAD("without a session", -ERR_RESET, "during the handshake");
	openssl_server_stop(&s);
	tls_forget();
}

/* The server prefers signatures that mbedTLS does not know in TLS 1.2: another try does without. */
static void test_pss(void)
{
	struct openssl_server s = {};

	CHECK_EQ(fresh_server(
			 &s, "rsa", "-www -tls1_2 -serverpref -sigalgs RSA-PSS+SHA256:RSA+SHA256"),
		0);
	forget();
	visit(&s, HOST);
	CHECK_EQ(talk.status, -ERR_AGAIN);
	CHECK(!talk.ready);
	forget();
	visit(&s, HOST);
	GOOD("TLSv1.2, ", "New, ");
	openssl_server_stop(&s);
}

/* ---- what cannot work ---- */

static void test_refused(void)
{
	static const struct {
		const char *options;
		int status;
		const char *words;
	} servers[] = {
		{"-tls1_1 -cipher ALL:@SECLEVEL=0", -ERR_PROTO,
			"only versions of TLS older than 1.2"},
		{"-tls1 -cipher ALL:@SECLEVEL=0", -ERR_PROTO,
			"only versions of TLS older than 1.2"},
		{"-tls1_2 -cipher AES128-SHA", -ERR_PROTO,
			"no cipher suite, curve or version in common"},
		{"-tls1_3 -groups P-521", -ERR_PROTO,
			"no cipher suite, curve or version in common"},
		{"-alpn spdy/1", -ERR_ACCES, "no application protocol"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(servers); i++) {
		char options[200];
		struct openssl_server s = {};

		(void)snprintf(options, sizeof(options), "-www %s", servers[i].options);
		CHECK_EQ(fresh_server(&s, "rsa", options), 0);
		forget();
		visit(&s, HOST);
		BAD(servers[i].options, servers[i].status, servers[i].words);
		CHECK(!talk.ready);
		openssl_server_stop(&s);
	}
}

/* A network that takes little at a time, and often nothing. */
static void test_little_room(void)
{
	static const char *const options[] = {"-www -tls1_3", "-www -tls1_2"};

	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		struct openssl_server s = {};

		CHECK_EQ(fresh_server(&s, "ecdsa", options[i]), 0);
		forget();
		talk.stingy = true;
		visit(&s, HOST);
		GOOD("TLSv1.", "New, ");
		CHECK(talk.n_sends > 9);
		openssl_server_stop(&s);
	}
}

/* The server goes away when the handshake is over: no close_notify, which is told. */
static void test_killed(void)
{
	static const char *const options[] = {"-rev -tls1_3", "-rev -tls1_2"};

	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		struct openssl_server s = {};

		CHECK_EQ(fresh_server(&s, "ecdsa", options[i]), 0);
		forget();
		talk.kill = &s;
		visit(&s, HOST);
		CHECK(talk.ready);
		BAD(options[i], -ERR_RESET, "no close_notify");
	}
}

/* The connection ends after any number of bytes: never taken for the end of the file. */
static void test_truncated(void)
{
	struct openssl_server s = {};
	size_t whole;

	CHECK_EQ(fresh_server(&s, "ecdsa", "-www"), 0);
	forget();
	visit(&s, HOST);
	GOOD("TLSv1.3", "New, ");
	whole = talk.n_in;
	for (size_t at = 1; at < whole - 100; at += 1 + at / 8) {
		bool ready;

		tls_forget();
		forget();
		talk.limit = at;
		visit(&s, HOST);
		ready = talk.ready;
		BAD(ready ? "after the handshake" : "in the handshake", -ERR_RESET,
			ready ? "truncated (no close_notify)" : "during the handshake");
	}
	openssl_server_stop(&s);
}

static size_t swallow(void *arg, const void *data, size_t len)
{
	(void)arg;
	(void)data;
	return len;
}

/* What comes instead of a ServerHello. */
static void test_garbage(void)
{
	static const struct {
		const char *bytes;
		size_t len;
		int status;
		const char *words;
	} said[] = {
		{"HTTP/1.1 400 Bad Request\r\n\r\n", 28, -ERR_PROTO, "does not speak TLS"},
		{"SSH-2.0-OpenSSH_9.2p1 Debian\r\n", 30, -ERR_PROTO, "does not speak TLS"},
		{"\0\0\0\0\0\0\0\0\0\0\0\0", 12, -ERR_PROTO, "does not speak TLS"},
		/* a record of 65535 bytes; a hello that is none; data before any hello */
		{"\x16\x03\x03\xff\xff\x02\0\0", 8, -ERR_PROTO, "larger than TLS allows"},
		{"\x16\x03\x03\0\x04\x02\0\0\0", 9, -ERR_PROTO, "broken"},
		{"\x17\x03\x03\0\x01\x41", 6, -ERR_PROTO, "unexpected"},
		/* alerts: protocol_version, handshake_failure, one that nobody knows */
		{"\x15\x03\x01\0\x02\x02\x46", 7, -ERR_PROTO, "older than 1.2"},
		{"\x15\x03\x03\0\x02\x02\x28", 7, -ERR_PROTO, "in common"},
		{"\x15\x03\x03\0\x02\x02\xee", 7, -ERR_ACCES, "alert 238"},
		{"", 0, -ERR_RESET, "during the handshake"},
	};
	struct tls_events deaf = talk_events;

	deaf.send = swallow;
	for (size_t i = 0; i < 2 * ARRAY_SIZE(said); i++) {
		size_t n = i / 2, step = i % 2 ? 1 : NO_LIMIT;

		forget();
		CHECK_EQ(tls_new(HOST, 443, &deaf, &talk, &talk.t), 0);
		tls_start(talk.t);
		talk.step = step;
		talk.limit = NO_LIMIT;
		talk_feed(&talk, (const uint8_t *)said[n].bytes, said[n].len);
		tls_eof(talk.t);
		CHECK(talk.closed && !talk.ready);
		BAD(said[n].words, said[n].status, said[n].words);
		BAD(said[n].words, said[n].status, HOST ":443");
		tls_free(talk.t);
	}
}

int main(void)
{
	talk_init();
	test_works();
	test_pieces();
	test_little_room();
	test_resumption();
	test_resumption_refused();
	test_resumption_cut();
	test_pss();
	test_refused();
	test_killed();
	test_truncated();
	test_garbage();
	return talk_done();
}
