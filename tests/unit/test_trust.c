/* SPDX-License-Identifier: BSD-2-Clause */
/* The store of trust anchors: what can be read, what cannot, and our own identity. */
#include "check.h"

#include <stdlib.h>

#include "core/settings.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "crypt/trust_list.h"
#include "crypt/trust_store.h"

#define FOLDER "tests/data/certs/"

static char *load(const char *name, size_t *ret_len)
{
	char path[100];
	FILE *f;
	char *text = calloc(1, 8192);

	snprintf(path, sizeof(path), FOLDER "%s", name);
	f = fopen(path, "rb");
	if (!f || !text)
		abort();
	*ret_len = fread(text, 1, 8191, f);
	fclose(f);
	return text;
}

static unsigned n_lines;
static char lines[2000];

static void note(const struct trust_line *line, void *arg)
{
	(void)arg;
	n_lines++;
	strcat(lines, line->subject);
	strcat(lines, " ");
	strcat(lines, line->origin);
	strcat(lines, ";");
}

static const char *list(void)
{
	lines[0] = '\0';
	n_lines = 0;
	CHECK_EQ(trust_list_each(note, NULL), n_lines);
	return lines;
}

static void test_pem(void)
{
	size_t n1, n2;
	char *one = load("one.pem", &n1), *two = load("two.pem", &n2);
	struct strbuf all = {};
	unsigned serial = trust_serial();

	CHECK(!trust_anchors());
	CHECK_STR(list(), "");
	CHECK_EQ(trust_list_add("one.pem", one, n1), 1);
	CHECK(trust_anchors() != NULL);
	CHECK(trust_serial() != serial);
	serial = trust_serial();
	CHECK_EQ(trust_list_add("one.pem", one, n1), 0); /* it is there */
	CHECK_EQ(trust_serial(), serial);

	CHECK_EQ(strbuf_addf(&all, "words before\n%s\nand between\n%s\nand behind", one, two), 0);
	CHECK_EQ(trust_add("bundle", TRUST_FILE, all.s, all.len), 1);
	CHECK_STR(list(), "CN=Test anchor one certstore;CN=Test anchor two hawser-ca.pem;");

	trust_list_clear();
	CHECK_STR(list(), "CN=Test anchor two hawser-ca.pem;");
	trust_remove(TRUST_FILE);
	CHECK(!trust_anchors());
	CHECK_EQ(trust_list_add("bundle", all.s, all.len), 2);
	trust_list_clear();
	strbuf_free(&all);
	free(one);
	free(two);
}

static void test_broken(void)
{
	size_t n, nd;
	char *one = load("one.pem", &n), *der = load("one.der", &nd);
	struct strbuf half = {};

	CHECK_EQ(trust_list_add("empty", "", 0), -ERR_INVAL);
	CHECK_EQ(trust_list_add("words", "no certificate", 14), -ERR_INVAL);
	CHECK(strstr(fail_last()->text, "words") != NULL);
	for (size_t i = 0; i < n - 2; i++)
		CHECK(trust_list_add("cut", one, i) < 0);
	for (size_t i = 0; i < nd; i++)
		CHECK(trust_list_add("cut", der, i) < 0);
	CHECK(!trust_anchors());
	CHECK_EQ(trust_list_add("one.der", der, nd), 1);
	trust_list_clear();

	/* One that is broken does not spoil the next. */
	CHECK_EQ(strbuf_addf(&half, "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n%s",
			 one),
		0);
	(void)trust_list_add("half", half.s, half.len);
	trust_list_clear();
	strbuf_free(&half);
	free(one);
	free(der);
}

static void test_identity(void)
{
	size_t n, nk, no;
	char *cert = load("one.pem", &n), *key = load("one.key", &nk),
	     *other = load("two.key", &no);
	mbedtls_x509_crt *crt, *again;
	mbedtls_pk_context *pk;
	unsigned serial = trust_serial();

	CHECK_EQ(trust_identity(&crt, &pk), -ERR_NOENT);
	CHECK_EQ(settings_set_raw("cert", "string", cert, n), 0);
	CHECK(trust_serial() != serial); /* sessions without it do not count any more */
	CHECK_EQ(trust_identity(&crt, &pk), -ERR_INVAL);
	CHECK(strstr(fail_last()->text, "privkey") != NULL);
	CHECK_EQ(settings_set_raw("privkey", "string", other, no), 0);
	CHECK_EQ(trust_identity(&crt, &pk), -ERR_INVAL);
	CHECK_EQ(settings_set_raw("privkey", "string", key, nk), 0);
	CHECK_EQ(trust_identity(&crt, &pk), 0);
	CHECK_EQ(trust_identity(&again, &pk), 0);
	CHECK(crt == again);
	CHECK_EQ(settings_set_raw("cert", "string", "nonsense", 8), 0);
	CHECK_EQ(trust_identity(&crt, &pk), -ERR_INVAL);
	free(cert);
	free(key);
	free(other);
}

int main(void)
{
	CHECK_EQ(settings_init(), 0);
	test_pem();
	test_broken();
	test_identity();
	return check_done();
}
