/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Challenges of HTTP authentication from anywhere, and the answers to them: what we make of a
 * challenge cannot end a line of a request, and says again what the server has said.
 */
#include <stdlib.h>
#include <string.h>

#include "core/strbuf.h"
#include "core/util.h"
#include "net/http_auth.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(int cond)
{
	if (!cond)
		abort();
}

static void check_answer(const struct http_digest *d)
{
	_cleanup_(strbuf_free) struct strbuf out = {};
	struct http_digest_use use = {.user = "user",
		.password = "password",
		.method = "GET",
		.target = "/",
		.cnonce = "0123",
		.n = 1};
	struct http_challenge c;
	struct http_digest again;
	const char *list;

	must(strlen(d->realm) < HTTP_REALM_MAX && strlen(d->nonce) < HTTP_NONCE_MAX);
	must(!http_auth_digest(d, &use, &out));
	for (size_t i = 0; i < out.len; i++)
		must((unsigned char)out.s[i] >= ' ' && out.s[i] != 127);
	list = out.s;
	must(http_challenge_next(&list, &c) && !*list);
	must(http_digest_parse(&c, &again));
	must(!strcmp(again.realm, d->realm) && !strcmp(again.nonce, d->nonce));
	must(!strcmp(again.opaque, d->opaque) && !strcmp(again.hash, d->hash));
	must(again.sess == d->sess && again.qop == d->qop);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = malloc(len + 1);
	static struct http_digest d;
	struct http_challenge c;
	const char *list = text, *end;

	if (!text)
		return 0;
	memcpy(text, data, len);
	text[len] = '\0';
	end = text + strlen(text);
	for (const char *before = list; http_challenge_next(&list, &c); before = list) {
		must(list > before && list <= end);
		must(c.scheme[0] && strlen(c.scheme) < HTTP_SCHEME_MAX);
		must(c.params >= text && c.params_len <= (size_t)(end - c.params));
		must(http_challenges_have(text, c.scheme));
	}
	if (http_challenges_digest(text, &d))
		check_answer(&d);
	free(text);
	return 0;
}
