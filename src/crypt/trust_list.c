/* SPDX-License-Identifier: BSD-2-Clause */
/* The trust anchors for people. */
#include "crypt/trust_list.h"

#include <stdio.h>

#include <mbedtls/sha256.h>

#include "crypt/trust_store.h"

struct walk {
	void (*fn)(const struct trust_line *line, void *arg);
	void *arg;
	unsigned n;
};

static const char *const origins[] = {
	[TRUST_BUILD] = "the build",
	[TRUST_FIRMWARE] = "the firmware",
	[TRUST_FILE] = "hawser-ca.pem",
	[TRUST_SCRIPT] = "certstore",
};

static void put_date(char out[16], const mbedtls_x509_time *t)
{
	(void)snprintf(out, 16, "%04d-%02d-%02d", t->year % 10000, t->mon % 100, t->day % 100);
}

static int show(const mbedtls_x509_crt *crt, enum trust_origin origin, void *arg)
{
	struct walk *w = arg;
	char subject[128], issuer[128], from[16], to[16];
	struct trust_line line = {.crt = crt,
		.subject = subject,
		.issuer = issuer,
		.origin = origins[origin],
		.not_before = from,
		.not_after = to};

	if (mbedtls_x509_dn_gets(subject, sizeof(subject), &crt->subject) < 0)
		(void)snprintf(subject, sizeof(subject), "(a long name)");
	if (mbedtls_x509_dn_gets(issuer, sizeof(issuer), &crt->issuer) < 0)
		(void)snprintf(issuer, sizeof(issuer), "(a long name)");
	put_date(from, &crt->valid_from);
	put_date(to, &crt->valid_to);
	(void)mbedtls_sha256(crt->raw.p, crt->raw.len, line.sha256, 0);
	w->n++;
	w->fn(&line, w->arg);
	return 0;
}

int trust_list_add(const char *name, const void *data, size_t len)
{
	return trust_add(name, TRUST_SCRIPT, data, len);
}

int trust_list_add_of(const char *subject, const char *name, const void *data, size_t len)
{
	return trust_add_of(subject, name, TRUST_SCRIPT, data, len);
}

int trust_list_add_file(const char *name, const void *data, size_t len)
{
	return trust_add(name, TRUST_FILE, data, len);
}

void trust_list_set_file(int (*look)(void))
{
	trust_set_file(look);
}

unsigned trust_list_each(void (*fn)(const struct trust_line *line, void *arg), void *arg)
{
	struct walk w = {.fn = fn, .arg = arg};

	(void)trust_each(show, &w);
	return w.n;
}

bool trust_line_has_name(const struct trust_line *line, const char *want)
{
	return trust_has_name(line->crt, want);
}

void trust_list_clear(void)
{
	trust_remove(TRUST_SCRIPT);
}

int trust_list_ready(void)
{
	return trust_ready();
}
