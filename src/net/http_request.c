/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests (RFC 9112 3): GET, or what a list of parameters asks for. Nothing of the URI can end a
 * line early: uri.c encodes control characters in the path and refuses them in the host. Nor can
 * parameters, see core/params.c. Entity-tags and dates were checked when they came.
 */
#include "net/http_request.h"

#include <string.h>

#include "core/params.h"
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

/* Fields behind what the URI asks for itself. */
static int add_query(const struct http_request *r, struct strbuf *out)
{
	int rc;

	if (!params_has_form(r->form))
		return 0;
	rc = strbuf_addc(out, r->uri->query ? '&' : '?');
	return rc ? rc : params_format_form(r->form, out);
}

static int add_line(const struct http_request *r, struct strbuf *out)
{
	int rc = strbuf_addf(out, "%s ", r->form ? params_method(r->form) : "GET");

	if (!rc && r->absolute) { /* RFC 9112 3.2.2 */
		rc = strbuf_addf(out, "%s://", r->uri->scheme);
		if (!rc)
			rc = add_host(r->uri, out);
	}
	if (!rc)
		rc = uri_request_target(r->uri, out);
	if (!rc && r->form && !r->redirected && params_in_query(r->form))
		rc = add_query(r, out);
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

static bool is_set(const struct http_request *r, const char *key)
{
	return r->headers && params_has_header(r->headers, key);
}

/* A line of our own, unless the script has one of that name. */
static int add_field(
	const struct http_request *r, const char *key, const char *value, struct strbuf *out)
{
	if (!value || is_set(r, key))
		return 0;
	return strbuf_addf(out, "%s: %s\r\n", key, value);
}

/* The rest of the head, and the form behind it. */
static int add_body(const struct http_request *r, struct strbuf *out)
{
	_cleanup_(strbuf_free) struct strbuf form = {};
	int rc;

	if (!r->form || params_in_query(r->form))
		return strbuf_adds(out, "\r\n");
	rc = params_format_form(r->form, &form);
	if (!rc)
		rc = add_field(r, "Content-Type", "application/x-www-form-urlencoded", out);
	if (!rc)
		rc = strbuf_addf(out, "Content-Length: %zu\r\n\r\n", form.len);
	return rc ? rc : strbuf_add(out, form.s, form.len);
}

int http_request_format(const struct http_request *r, struct strbuf *out)
{
	bool once = r->form && !params_is_safe(r->form);
	int rc = add_line(r, out);

	if (!rc)
		rc = strbuf_adds(out, "\r\n");
	if (!rc && !is_set(r, "User-Agent"))
		rc = strbuf_addf(out, "User-Agent: Hawser/%s\r\n", hawser_version);
	if (!rc)
		rc = add_field(r, "Accept", "*/*", out);
	if (!rc && !is_set(r, "Accept-Encoding"))
		rc = add_codings(r, out);
	/* Nothing may be asked again over a connection that its server was about to close. */
	if (!rc)
		rc = strbuf_addf(out, "Connection: %s\r\n", once ? "close" : "keep-alive");
	if (!rc && http_request_is_part(r))
		rc = add_range(r, out);
	if (!rc)
		rc = add_field(r, "Authorization", r->authorization, out);
	if (!rc)
		rc = add_field(r, "Proxy-Authorization", r->proxy_authorization, out);
	if (!rc && r->headers)
		rc = params_format_headers(r->headers, out);
	return rc ? rc : add_body(r, out);
}
