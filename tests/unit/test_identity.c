/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Our own certificate and key as they are built in (make CERT=… KEY=…): what the build accepts,
 * that the settings come first, what cannot be used, and that a server which demands one gets it.
 * The certificate that this program has in it is tests/data/certs/one.
 */
#include <stdio.h>

#include "crypt/trust_store.h"
#include "fake/tls_talk.h"

#define FOLDER "tests/data/certs/"

/* In place of crypt/identity_builtin.c. */
#define BUILTIN(name, file)                                                                        \
	".globl " name "\n" name ":\n"                                                             \
	".incbin \"" file "\"\n"                                                                   \
	".globl " name "_end\n" name "_end:\n"                                                     \
	".byte 0\n"

__asm__(".section .rodata.identity_builtin,\"a\",@progbits\n" BUILTIN(
	"identity_cert", FOLDER "one.pem") BUILTIN("identity_key", FOLDER "one.key") ".previous\n");

/* ---- in use ---- */

static void set_file(const char *setting, const char *name)
{
	size_t len;
	const char *text = openssl_certs_read(name, &len);

	CHECK_EQ(settings_set_raw(setting, "string", text, len), 0);
}

static void clear(void)
{
	CHECK_EQ(settings_clear("cert"), 0);
	CHECK_EQ(settings_clear("privkey"), 0);
}

/* Ours is that of (subject). */
static void ours(const char *subject)
{
	mbedtls_x509_crt *crt = NULL;
	mbedtls_pk_context *pk = NULL;
	char name[100];

	CHECK_EQ(trust_identity(&crt, &pk), 0);
	CHECK(crt && mbedtls_x509_dn_gets(name, sizeof(name), &crt->subject) > 0);
	CHECK_STR(crt ? name : NULL, subject);
}

static void unusable(const char *sentence)
{
	mbedtls_x509_crt *crt;
	mbedtls_pk_context *pk;

	CHECK_EQ(trust_identity(&crt, &pk), -ERR_INVAL);
	CHECK_STR(fail_last()->text, sentence);
}

static void test_settings_first(void)
{
	ours("CN=Test anchor one");
	set_file("cert", "ecdsa.crt");
	unusable("https: the setting cert is there, but not its key, privkey");
	set_file("privkey", "rsa.key");
	unusable("https: the setting privkey is not the key of the setting cert");
	set_file("privkey", "ecdsa.crt");
	unusable("https: the setting privkey is no private key (PEM or DER)");
	set_file("privkey", "ecdsa.key");
	ours("CN=Test ecdsa");
	set_file("cert", "ecdsa.key");
	unusable("https: the setting cert is no certificate (PEM or DER)");
	CHECK_EQ(settings_clear("cert"), 0);
	ours("CN=Test anchor one"); /* a key alone says nothing */
	clear();
}

static void test_encrypted(void)
{
	static const char *const names[] = {"locked.key", "locked-old.key", "locked.der"};

	set_file("cert", "ecdsa.crt");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		set_file("privkey", names[i]);
		unusable("https: the setting privkey is encrypted, and nobody is asked for its "
			 "password: decrypt it with `openssl pkey`");
	}
	set_file("privkey", "plain.der");
	ours("CN=Test ecdsa");
	clear();
}

/* A server that lets in whom tests/data/certs/one has signed: one itself. */
static void test_handshake(void)
{
	static const char *const options[] = {"-tls1_3", "-tls1_2"};

	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		struct openssl_server s = {};
		char words[200];

		(void)snprintf(words, sizeof(words),
			"-www %s -Verify 3 -verify_return_error -CAfile " FOLDER "one.pem",
			options[i]);
		CHECK_EQ(openssl_server_start(&s, "ecdsa", words), 0);
		forget();
		visit(&s, HOST);
		GOOD("TLSv1.", "Test anchor one");
		set_file("cert", "for-clients.crt");
		set_file("privkey", "for-clients.key");
		forget();
		visit(&s, HOST);
		BAD("somebody else", -ERR_ACCES,
			"refused the handshake with alert 48 (unknown CA)");
		clear();
		openssl_server_stop(&s);
	}
}

/* ---- at build ---- */

/* What scripts/client-identity says to (file), NULL for none; "" if it is content. */
static const char *build(const char *kind, const char *file)
{
	static char said[400];
	char command[300];
	size_t n;
	FILE *f;

	(void)snprintf(command, sizeof(command),
		"{ cd %s && sh $OLDPWD/scripts/client-identity %s out %s; } 2>&1",
		openssl_certs_folder(), kind, file ? file : "");
	f = popen(command, "r");
	if (!f)
		abort();
	n = fread(said, 1, sizeof(said) - 1, f);
	said[n] = '\0';
	CHECK_EQ(pclose(f) == 0, n == 0);
	return said;
}

/* (file) is taken in as (want) is. */
static void taken(const char *kind, const char *file, const char *want)
{
	char text[8192];
	const char *out;
	size_t len, n;

	CHECK_STR(build(kind, file), "");
	out = openssl_certs_read(want, &len);
	memcpy(text, out, MIN(len, sizeof(text)));
	out = openssl_certs_read("out", &n);
	CHECK(n == len && memcmp(out, text, n) == 0);
}

static void test_build(void)
{
	static const char locked[] = "is encrypted, and nobody is asked for its password";
	size_t len;

	taken("cert", "ecdsa.crt", "ecdsa.crt");
	taken("cert", "ecdsa.pem", "ecdsa.pem"); /* a chain */
	taken("key", "ecdsa.key", "ecdsa.key");
	taken("cert", "both.pem", "ecdsa.crt");
	taken("key", "both.pem", "ecdsa.key");
	taken("key", "plain.der", "plain.der");
	CHECK_STR(build("key", NULL), "");
	(void)openssl_certs_read("out", &len);
	CHECK_EQ(len, 0);
	CHECK_STR(build("cert", "missing.pem"), "CERT: there is no file missing.pem\n");
	CHECK_STR(build("cert", "ecdsa.key"), "CERT: ecdsa.key holds no certificate\n");
	CHECK_STR(build("key", "ecdsa.crt"), "KEY: ecdsa.crt holds no private key\n");
	CHECK_STR(build("key", "index"), "KEY: index is neither PEM nor DER\n");
	CHECK_STR(build("key", "ecdsa.key rsa.key"), "KEY: one file, not several\n");
	CHECK(strstr(build("key", "locked.key"), locked) != NULL);
	CHECK(strstr(build("key", "locked-old.key"), locked) != NULL);
	CHECK(strstr(build("key", "locked.der"), locked) != NULL);
}

int main(void)
{
	talk_init();
	test_settings_first();
	test_encrypted();
	test_handshake();
	test_build();
	return talk_done();
}
