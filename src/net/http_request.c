/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The head of a GET request (RFC 9112 3). Nothing of the URI can end a line early: uri.c encodes
 * control characters in the path and refuses them in the host. Entity-tags and dates were checked
 * when they came.
 */
#include "net/http_request.h"

#include <string.h>

#include "core/strbuf.h"
#include "core/uri.h"
#include "core/version.h"
#include "net/http_coding.h"
#include "net/http_range.h"
#include "net/http_redirect.h"

bool http_request_is_part(const struct http_request *r)
{
	return r->from || r->end != HTTP_LENGTH_UNKNOWN;
}

static int add_host(const struct uri *uri, struct strbuf *out)
{
	bool literal = strchr(uri->host, ':') != NULL;
	int rc = strbuf_addf(out, literal ? "[%s]" : "%s", uri->host);
	uint16_t usual = strcmp(uri->scheme, "https") ? HTTP_PORT : HTTPS_PORT;

	if (!rc && http_port(uri) != usual)
		rc = strbuf_addf(out, ":%u", uri->port);
	return rc;
}

static int add_line(const struct http_request *r, struct strbuf *out)
{
	int rc = strbuf_adds(out, "GET ");

	if (!rc && r->absolute) { /* RFC 9112 3.2.2 */
		rc = strbuf_addf(out, "%s://", r->uri->scheme);
		if (!rc)
			rc = add_host(r->uri, out);
	}
	if (!rc)
		rc = uri_request_target(r->uri, out);
	if (!rc)
		rc = strbuf_adds(out, " HTTP/1.1\r\nHost: ");
	if (!rc)
		rc = add_host(r->uri, out);
	return rc;
}

/* RFC 9110 13.1.5, 14.2. Without a validator the caller has to compare what comes. */
static int add_range(const struct http_request *r, struct strbuf *out)
{
	const char *validator = r->etag && *r->etag ? r->etag : r->modified;
	int rc = strbuf_addf(out, "Range: bytes=%llu-", (unsigned long long)r->from);

	if (!rc && r->end != HTTP_LENGTH_UNKNOWN)
		rc = strbuf_addf(out, "%llu", (unsigned long long)r->end - 1);
	if (!rc)
		rc = strbuf_adds(out, "\r\n");
	if (!rc && validator && *validator)
		rc = strbuf_addf(out, "If-Range: %s\r\n", validator);
	return rc;
}

static int add_codings(const struct http_request *r, struct strbuf *out)
{
	int rc = strbuf_adds(out, "Accept-Encoding: ");

	if (!rc && r->codings && !http_request_is_part(r))
		rc = http_coding_accept(out);
	else if (!rc)
		rc = strbuf_adds(out, "identity");
	return rc ? rc : strbuf_adds(out, "\r\n");
}

int http_request_format(const struct http_request *r, struct strbuf *out)
{
	int rc = add_line(r, out);

	if (!rc)
		rc = strbuf_addf(
			out, "\r\nUser-Agent: Hawser/%s\r\nAccept: */*\r\n", hawser_version);
	if (!rc)
		rc = add_codings(r, out);
	if (!rc)
		rc = strbuf_adds(out, "Connection: keep-alive\r\n");
	if (!rc && http_request_is_part(r))
		rc = add_range(r, out);
	if (!rc && r->authorization)
		rc = strbuf_addf(out, "Authorization: %s\r\n", r->authorization);
	if (!rc && r->proxy_authorization)
		rc = strbuf_addf(out, "Proxy-Authorization: %s\r\n", r->proxy_authorization);
	return rc ? rc : strbuf_adds(out, "\r\n");
}
