/* SPDX-License-Identifier: BSD-2-Clause */
/* HTTP status codes (RFC 9110 15) as sentences. */
#include "net/http_status.h"

#include <string.h>
#include <strings.h>

#include "core/status.h"
#include "core/uri.h"
#include "net/http_auth.h"
#include "net/http_head.h"

bool http_status_is_file(unsigned status, bool form)
{
	if (form && (status == 201 || status == 202 || status == 204 || status == 205))
		return true;
	return status == 200 || status == 203 || status == 206;
}

bool http_status_is_redirect(unsigned status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool http_status_is_passing(unsigned status)
{
	return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 ||
		status == 504;
}

static int fail_unauthorized(const struct http_head *h, const struct uri *uri)
{
	const char *challenges = h->challenges;
	struct http_challenge c;
	struct http_digest d;

	if (http_challenge_next(&challenges, &c) && !http_challenges_have(h->challenges, "Basic") &&
		!http_challenges_have(h->challenges, "Bearer") &&
		!http_challenges_digest(h->challenges, &d))
		return fail(ERR_ACCES,
			"%s: status 401 for %s: it wants a kind of %s authentication that is not "
			"supported",
			uri->scheme, uri_text(uri), c.scheme);
	if (uri->user)
		return fail(ERR_ACCES, "%s: status 401 for %s: user name or password refused",
			uri->scheme, uri_text(uri));
	if (!http_challenges_have(h->challenges, "Basic") &&
		http_challenges_have(h->challenges, "Bearer"))
		return fail(ERR_ACCES,
			"%s: status 401 for %s: it wants a token in the setting bearer-token, or "
			"another one",
			uri->scheme, uri_text(uri));
	return fail(ERR_ACCES, "%s: status 401 for %s: it wants %s://USER:PASSWORD@%s/...%s",
		uri->scheme, uri_text(uri), uri->scheme, uri->host,
		h->challenges[0] ? "" : " or the setting bearer-token");
}

int http_status_fail(const struct http_head *h, const struct uri *uri)
{
	const char *open = h->reason[0] ? " (" : "", *close = h->reason[0] ? ")" : "";
	int code = ERR_SERVER;

	switch (h->status) {
	case 401:
		return fail_unauthorized(h, uri);
	case 407:
		return fail(ERR_ACCES,
			"%s: status 407%s%s%s for %s: the proxy of the setting http-proxy wants "
			"another user name or password",
			uri->scheme, open, h->reason, close, uri_text(uri));
	case 403:
		code = ERR_ACCES;
		break;
	case 404:
	case 410:
		code = ERR_NOFILE;
		break;
	default:
		if (h->status < 400)
			code = ERR_PROTO;
	}
	return fail(code, "%s: status %u%s%s%s for %s", uri->scheme, h->status, open, h->reason,
		close, uri_text(uri));
}
