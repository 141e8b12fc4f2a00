/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signatures that openssl makes, good ones and one for each way to be wrong: whom to believe, and
 * the sentence about the others. Besides, each of them cut short and changed everywhere.
 */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "core/version.h"
#include "core/walltime.h"
#include "crypt/cms.h"
#include "crypt/cms_parse.h"
#include "crypt/trust_list.h"
#include "unit/check.h"

static char folder[] = "/tmp/hawser-cms-XXXXXX";
static char who[100];

struct file {
	uint8_t data[16384];
	size_t len;
};
static struct file data, signature;

static void load(const char *name, const char *ending, struct file *ret)
{
	char path[128];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s%s", folder, name, ending);
	f = fopen(path, "rb");
	if (!f)
		abort();
	ret->len = fread(ret->data, 1, sizeof(ret->data), f);
	(void)fclose(f);
}

static void run(const char *program, const char *option)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		execlp(program, program, option ? option : folder, option ? folder : NULL, NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status) {
		printf("%s failed, see %s/log\n", program, folder);
		exit(1);
	}
}

static int verify_bytes(const void *sig, size_t len, const char *signer)
{
	const struct cms_claim claim = {
		.name = "it.sig",
		.signature = sig,
		.signature_len = len,
		.data = data.data,
		.len = data.len,
		.signer = signer,
	};

	return cms_verify(&claim, who, sizeof(who));
}

static int verify(const char *name, const char *signer)
{
	load(name, ".sig", &signature);
	return verify_bytes(signature.data, signature.len, signer);
}

static void trust(const char *name)
{
	struct file ca;

	trust_list_clear();
	load(name, ".crt", &ca);
	CHECK_EQ(trust_list_add(name, ca.data, ca.len), 1);
}

/* Says which case it was if it is otherwise. */
static void check_fails(const char *what, int rc, int want, const char *words)
{
	if (rc != want || !strstr(fail_last()->text, words) ||
		strncmp(fail_last()->text, "it.sig: ", 8) != 0)
		printf("%s: %d, %s\n", what, rc, rc ? fail_last()->text : "believed");
	CHECK_EQ(rc, want);
	CHECK(strstr(fail_last()->text, words) != NULL);
	CHECK(strncmp(fail_last()->text, "it.sig: ", 8) == 0);
}

/* ---- whom to believe ---- */

static void test_good(void)
{
	static const struct {
		const char *name, *who;
	} good[] = {
		{"rsa-noattr", "CN=Test rsa"},
		{"rsa", "CN=Test rsa"},
		{"rsa-sha512", "CN=Test rsa"},
		{"pss", "CN=Test rsa"},
		{"pss-noattr", "CN=Test rsa"},
		{"ecdsa", "CN=Test ecdsa"},
		{"ecdsa-noattr", "CN=Test ecdsa"},
		{"p384", "CN=Test p384"},
		{"keyid", "CN=Test ecdsa"},
		{"pem", "CN=Test ecdsa"},
		{"cades", "CN=Test ecdsa"},
		{"smime", "CN=Test ecdsa"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		int rc = verify(good[i].name, NULL);

		if (rc)
			printf("%s: %s\n", good[i].name, fail_last()->text);
		CHECK_EQ(rc, 0);
		CHECK_STR(who, good[i].who);
		data.data[17] ^= 1;
		check_fails(good[i].name, verify(good[i].name, NULL), -ERR_VERIFY,
			"it signs another file, or this one has been changed");
		data.data[17] ^= 1;
		data.len--;
		check_fails(good[i].name, verify(good[i].name, NULL), -ERR_VERIFY,
			"it signs another file, or this one has been changed");
		data.len++;
	}
	CHECK_EQ(verify("both", NULL), 0);
}

static void test_bad(void)
{
	static const struct {
		const char *name;
		int rc;
		const char *words;
	} bad[] = {
		{"expired", -ERR_VERIFY, "expired on 2002-01-01 (CN=Test expired)"},
		{"not-yet", -ERR_VERIFY, "is not valid before 2090-01-01 (CN=Test not-yet)"},
		{"unknown", -ERR_VERIFY, "unknown issuer: \"CN=Test stranger\""},
		{"for-servers", -ERR_VERIFY, "is not for signing code"},
		{"any-use", -ERR_VERIFY, "is not for signing code"},
		{"no-sign", -ERR_VERIFY, "is not for signing code"},
		{"by-signer", -ERR_VERIFY, "unknown issuer: \"CN=Test ecdsa\""},
		{"sha1", -ERR_VERIFY, "weak signature or key"},
		{"rsa-1024", -ERR_VERIFY, "weak signature or key"},
		{"p521", -ERR_VERIFY, "its key is of a kind that is not known here"},
		{"md-sha1", -ERR_NOTSUP, "its digest is too weak"},
		{"inside", -ERR_NOTSUP, "it has the file inside"},
		{"no-certificate", -ERR_VERIFY, "the signer's certificate is not in it"},
		{"no-intermediate", -ERR_VERIFY, "unknown issuer: \"CN=Test intermediate\""},
		{"one-of-two", -ERR_VERIFY, "unknown issuer: \"CN=Test stranger\""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		check_fails(bad[i].name, verify(bad[i].name, NULL), bad[i].rc, bad[i].words);
	check_fails("empty", verify_bytes("", 0, NULL), -ERR_PROTO, "no CMS signature in DER");
	check_fails("text", verify_bytes("#!ipxe\n", 7, NULL), -ERR_PROTO, "no CMS signature");
	check_fails("PEM", verify_bytes("-----BEGIN CMS-----\n", 20, NULL), -ERR_PROTO,
		"its PEM cannot be read");
}

static void test_signer(void)
{
	CHECK_EQ(verify("ecdsa", "Test ecdsa"), 0);
	CHECK_EQ(verify("ecdsa", "builds.test"), 0);
	check_fails("case", verify("ecdsa", "test ecdsa"), -ERR_VERIFY,
		"it was not signed by \"test ecdsa\"");
	check_fails("other", verify("ecdsa", "Test rsa"), -ERR_VERIFY,
		"it was not signed by \"Test rsa\"");
	check_fails("part", verify("ecdsa", "Test"), -ERR_VERIFY, "it was not signed by");
	CHECK_EQ(verify("both", "Test rsa"), 0);
	CHECK_STR(who, "CN=Test rsa");
	/* Another signer's fault does not count then. */
	CHECK_EQ(verify("one-of-two", "Test ecdsa"), 0);
	check_fails("unknown", verify("one-of-two", "Test unknown"), -ERR_VERIFY, "unknown issuer");
	check_fails("nobody", verify("no-certificate", "Test ecdsa"), -ERR_VERIFY,
		"it was not signed by");
}

static void test_anchors(void)
{
	trust("stranger");
	check_fails("other root", verify("ecdsa", NULL), -ERR_VERIFY, "unknown issuer");
	CHECK_EQ(verify("unknown", NULL), 0);
	trust("alone"); /* an anchor may sign itself, and need not be in the signature */
	CHECK_EQ(verify("alone", NULL), 0);
	CHECK_STR(who, "CN=Test alone");
	trust("intermediate");
	load("ecdsa", ".crt", &signature);
	CHECK_EQ(trust_list_add("ecdsa", signature.data, signature.len), 1);
	CHECK_EQ(verify("no-certificate", NULL), 0);
	trust_list_clear();
	check_fails("none", verify("ecdsa", NULL), -ERR_NOENT, "no trust anchors");
	trust("root");
}

static void test_clock(void)
{
	walltime_set(86400);
	check_fails(
		"1970", verify("ecdsa", NULL), -ERR_VERIFY, "the clock of this machine is wrong");
	walltime_set(hawser_build_time + 80ll * 365 * 86400);
	check_fails("late", verify("ecdsa", NULL), -ERR_VERIFY, "expired on 20");
	walltime_clear();
}

/* ---- broken ones ---- */

/* Whatever is changed in a signature, it is never one of another file. */
static void test_changed(const char *name)
{
	unsigned n_believed = 0;

	load(name, ".sig", &signature);
	for (size_t i = 0; i < signature.len; i++) {
		uint8_t *cut = malloc(i + 1); /* so that the sanitizer sees one byte too many */

		memcpy(cut, signature.data, i);
		CHECK(verify_bytes(cut, i, NULL) < 0);
		free(cut);
	}
	data.data[0] ^= 1;
	for (size_t i = 0; i < signature.len; i++) {
		const uint8_t flip = (uint8_t)(1 << i % 8);

		signature.data[i] ^= flip;
		n_believed += verify_bytes(signature.data, signature.len, NULL) == 0;
		signature.data[i] ^= flip;
	}
	data.data[0] ^= 1;
	CHECK_EQ(n_believed, 0);
}

/* What was signed as attributes is a SET: as a file of its own, with a signature without
 * attributes, it would be believed. */
static void test_attributes(void)
{
	struct cms cms;
	struct cms_signer s;
	uint8_t set[1024];

	load("ecdsa", ".sig", &signature);
	CHECK_EQ(cms_parse(signature.data, signature.len, &cms), 0);
	CHECK_EQ(cms_next_signer(&cms.signers, &s), 0);
	CHECK(s.attributes.len > 10 && s.attributes.len < sizeof(set));
	memcpy(set, s.attributes.p, s.attributes.len);
	CHECK(!cms_is_attributes(set, s.attributes.len));
	set[0] = 0x31;
	CHECK(cms_is_attributes(set, s.attributes.len));
	CHECK(!cms_is_attributes(set, s.attributes.len - 1));
	CHECK(!cms_is_attributes(data.data, data.len));
	CHECK_EQ(cms_next_signer(&cms.signers, &s), -ERR_NOENT);
}

int main(void)
{
	CHECK_EQ(settings_init(), 0);
	if (!mkdtemp(folder))
		abort();
	run("tests/fake/make-signatures", NULL);
	load("data", "", &data);
	trust("root");
	test_good();
	test_bad();
	test_signer();
	test_anchors();
	test_clock();
	test_changed("ecdsa-noattr");
	test_changed("ecdsa");
	test_attributes();
	run("rm", "-r");
	return check_done();
}
