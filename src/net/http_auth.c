/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The values of Authorization fields; see the header. Digest: RFC 7616 3.4, for a request without a
 * body. The user name goes as it is, neither hashed nor encoded.
 */
#include "net/http_auth.h"

#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "crypt/digest.h"

enum { HEX_MAX = 2 * DIGEST_MAX + 1 };

/* RFC 4648 4 */
static int add_base64(struct strbuf *out, const char *data, size_t len)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *in = (const unsigned char *)data;
	int rc = 0;

	for (size_t i = 0; i < len && !rc; i += 3) {
		size_t n = MIN(len - i, (size_t)3);
		unsigned bits = (unsigned)in[i] << 16 | (n > 1 ? in[i + 1] << 8 : 0) |
			(n > 2 ? in[i + 2] : 0);
		char four[4] = {digits[bits >> 18], digits[bits >> 12 & 63],
			n > 1 ? digits[bits >> 6 & 63] : '=', n > 2 ? digits[bits & 63] : '='};
		rc = strbuf_add(out, four, sizeof(four));
	}
	return rc;
}

int http_auth_basic(const char *user, const char *password, struct strbuf *out)
{
	_cleanup_(strbuf_free) struct strbuf plain = {};
	int rc = strbuf_addf(&plain, "%s:%s", user, password);

	if (!rc)
		rc = strbuf_adds(out, "Basic ");
	if (!rc)
		rc = add_base64(out, plain.s, plain.len);
	return rc;
}

int http_auth_bearer(const char *token, struct strbuf *out)
{
	for (const char *s = token; *s; s++)
		if (*s <= ' ' || *s > '~')
			return fail(ERR_INVAL,
				"http: the setting bearer-token has a character no token may have");
	return strbuf_addf(out, "Bearer %s", token);
}

/* ---- Digest ---- */

/* H(a ":" b [":" c …]) in hexadecimal; the list ends with NULL. */
static int hash(const char *name, const char *const *parts, char out[HEX_MAX])
{
	const struct digest_type *type = digest_find(name);
	_cleanup_(strbuf_free) struct strbuf text = {};
	uint8_t bytes[DIGEST_MAX];
	int rc = strbuf_adds(&text, "");

	for (size_t i = 0; parts[i] && !rc; i++)
		rc = strbuf_addf(&text, "%s%s", i ? ":" : "", parts[i]);
	if (!rc)
		rc = digest_compute(type, text.s, text.len, bytes);
	for (size_t i = 0; i < type->len && !rc; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", bytes[i]);
	return rc;
}

static int respond(const struct http_digest *d, const struct http_digest_use *use,
	const char *count, char out[HEX_MAX])
{
	char a1[HEX_MAX], a2[HEX_MAX];
	int rc = hash(d->hash, (const char *[]){use->user, d->realm, use->password, NULL}, a1);

	if (!rc && d->sess)
		rc = hash(d->hash, (const char *[]){a1, d->nonce, use->cnonce, NULL}, a1);
	if (!rc)
		rc = hash(d->hash, (const char *[]){use->method, use->target, NULL}, a2);
	if (rc)
		return rc;
	if (!d->qop)
		return hash(d->hash, (const char *[]){a1, d->nonce, a2, NULL}, out);
	return hash(
		d->hash, (const char *[]){a1, d->nonce, count, use->cnonce, "auth", a2, NULL}, out);
}

static int add_quoted(struct strbuf *out, const char *name, const char *value)
{
	int rc = strbuf_addf(out, "%s=\"", name);

	for (; *value && !rc; value++) {
		if (*value == '"' || *value == '\\')
			rc = strbuf_addc(out, '\\');
		if (!rc)
			rc = strbuf_addc(out, *value);
	}
	return rc ? rc : strbuf_adds(out, "\"");
}

int http_auth_digest(
	const struct http_digest *d, const struct http_digest_use *use, struct strbuf *out)
{
	char count[9], response[HEX_MAX];
	int rc;

	for (const char *c = use->user; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 127)
			return fail(ERR_INVAL, "http: a control character in a user name");
	(void)snprintf(count, sizeof(count), "%08x", use->n);
	rc = respond(d, use, count, response);
	if (!rc)
		rc = add_quoted(out, "Digest username", use->user);
	if (!rc)
		rc = add_quoted(out, ", realm", d->realm);
	if (!rc)
		rc = add_quoted(out, ", uri", use->target);
	if (!rc && d->algorithm)
		rc = strbuf_addf(out, ", algorithm=%s", d->algorithm);
	if (!rc)
		rc = add_quoted(out, ", nonce", d->nonce);
	if (!rc && d->qop)
		rc = strbuf_addf(out, ", nc=%s, qop=auth", count);
	if (!rc && (d->qop || d->sess))
		rc = add_quoted(out, ", cnonce", use->cnonce);
	if (!rc)
		rc = strbuf_addf(out, ", response=\"%s\"", response);
	if (!rc && d->has_opaque)
		rc = add_quoted(out, ", opaque", d->opaque);
	return rc;
}
