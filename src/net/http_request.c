/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The head of a GET request (RFC 9112 3). Nothing of the URI can end a line early: uri.c encodes
 * control characters in the path and refuses them in the host.
 */
#include "net/http_request.h"

#include <string.h>

#include "core/strbuf.h"
#include "core/uri.h"
#include "core/version.h"

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

static int add_host(const struct uri *uri, struct strbuf *out)
{
	bool literal = strchr(uri->host, ':') != NULL;
	int rc = strbuf_addf(out, literal ? "[%s]" : "%s", uri->host);

	if (!rc && uri->port && uri->port != HTTP_PORT)
		rc = strbuf_addf(out, ":%u", uri->port);
	return rc;
}

static int add_authorization(const struct uri *uri, struct strbuf *out)
{
	_cleanup_(strbuf_free) struct strbuf plain = {};
	int rc = strbuf_addf(&plain, "%s:%s", uri->user, uri->password ? uri->password : "");

	if (!rc)
		rc = strbuf_adds(out, "Authorization: Basic ");
	if (!rc)
		rc = add_base64(out, plain.s, plain.len);
	if (!rc)
		rc = strbuf_adds(out, "\r\n");
	return rc;
}

int http_request_format(const struct uri *uri, struct strbuf *out)
{
	int rc = strbuf_adds(out, "GET ");

	if (!rc)
		rc = uri_request_target(uri, out);
	if (!rc)
		rc = strbuf_adds(out, " HTTP/1.1\r\nHost: ");
	if (!rc)
		rc = add_host(uri, out);
	/* "identity": an initrd.gz must not arrive unpacked, nor anything packed. */
	if (!rc)
		rc = strbuf_addf(out,
			"\r\nUser-Agent: Hawser/%s\r\nAccept: */*\r\n"
			"Accept-Encoding: identity\r\nConnection: keep-alive\r\n",
			hawser_version);
	if (!rc && uri->user)
		rc = add_authorization(uri, out);
	if (!rc)
		rc = strbuf_adds(out, "\r\n");
	return rc;
}
