/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How one download proves who it is; see the header. Over plain http a password is not sent before
 * the server had a chance to ask for Digest, which does not show it to the network.
 */
#include "net/http_login.h"

#include <stdio.h>
#include <string.h>

#include "core/settings.h"
#include "core/strbuf.h"
#include "core/uri.h"
#include "core/util.h"
#include "net/http_redirect.h"
#include "net/random.h"

enum { CHALLENGES_MAX = 3 }; /* a nonce may be too old once or twice */

void http_login_init(struct http_login *l)
{
	l->kind = HTTP_LOGIN_NONE;
	l->n_challenges = 0;
}

static int format_digest(struct http_login *l, const struct uri *uri, struct strbuf *out)
{
	_cleanup_(strbuf_free) struct strbuf target = {};
	char cnonce[33];
	struct http_digest_use use = {.user = uri->user,
		.password = uri->password ? uri->password : "",
		.method = "GET",
		.cnonce = cnonce,
		.n = ++l->n};
	int rc = uri_request_target(uri, &target);

	if (rc)
		return rc;
	use.target = target.s;
	(void)snprintf(cnonce, sizeof(cnonce), "%08x%08x%08x%08x", net_random32(), net_random32(),
		net_random32(), net_random32());
	return http_auth_digest(&l->digest, &use, out);
}

int http_login_format(
	struct http_login *l, const struct uri *uri, const struct uri *origin, struct strbuf *out)
{
	_cleanup_(freep) char *token = NULL;

	if (uri->user && l->kind == HTTP_LOGIN_DIGEST)
		return format_digest(l, uri, out);
	if (uri->user && l->kind == HTTP_LOGIN_NONE && !strcmp(uri->scheme, "https"))
		l->kind = HTTP_LOGIN_BASIC;
	if (uri->user && l->kind == HTTP_LOGIN_BASIC)
		return http_auth_basic(uri->user, uri->password ? uri->password : "", out);
	if (uri->user || !http_same_party(origin, uri))
		return 0;
	token = settings_get_text("bearer-token");
	return token && *token ? http_auth_bearer(token, out) : 0;
}

bool http_login_again(struct http_login *l, const struct uri *uri, const char *challenges)
{
	struct http_digest d;

	if (!uri->user || l->n_challenges == CHALLENGES_MAX)
		return false;
	if (http_challenges_digest(challenges, &d)) {
		if (l->kind == HTTP_LOGIN_DIGEST && !d.stale)
			return false;
		l->kind = HTTP_LOGIN_DIGEST;
		l->digest = d;
		l->n = 0;
	} else {
		if (l->kind != HTTP_LOGIN_NONE || !http_challenges_have(challenges, "Basic"))
			return false;
		l->kind = HTTP_LOGIN_BASIC;
	}
	l->n_challenges++;
	return true;
}
