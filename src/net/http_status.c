/* SPDX-License-Identifier: BSD-2-Clause */
/* HTTP status codes (RFC 9110 15) as sentences. */
#include "net/http_status.h"

#include <string.h>
#include <strings.h>

#include "core/status.h"
#include "core/uri.h"
#include "net/http_head.h"

bool http_status_is_file(unsigned status)
{
	return status == 200 || status == 203;
}

bool http_status_is_redirect(unsigned status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static int fail_unauthorized(const struct http_head *h, const struct uri *uri)
{
	if (h->challenge[0] && strcasecmp(h->challenge, "Basic"))
		return fail(ERR_ACCES,
			"http: status 401 for %s: it wants %s authentication, only Basic "
			"is supported",
			uri_text(uri), h->challenge);
	if (uri->user)
		return fail(ERR_ACCES, "http: status 401 for %s: user name or password refused",
			uri_text(uri));
	return fail(ERR_ACCES, "http: status 401 for %s: it wants http://USER:PASSWORD@%s/...",
		uri_text(uri), uri->host);
}

int http_status_fail(const struct http_head *h, const struct uri *uri)
{
	const char *open = h->reason[0] ? " (" : "", *close = h->reason[0] ? ")" : "";
	int code = ERR_SERVER;

	switch (h->status) {
	case 401:
		return fail_unauthorized(h, uri);
	case 403:
	case 407:
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
	return fail(code, "http: status %u%s%s%s for %s", h->status, open, h->reason, close,
		uri_text(uri));
}
