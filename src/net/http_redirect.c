/* SPDX-License-Identifier: BSD-2-Clause */
/* Where an HTTP redirect leads (RFC 9110 15.4); see the header. */
#include "net/http_redirect.h"

#include <string.h>
#include <strings.h>

#include "core/status.h"
#include "core/uri.h"
#include "net/http_request.h"

static bool is_https(const struct uri *uri)
{
	return !strcmp(uri->scheme, "https");
}

uint16_t http_port(const struct uri *uri)
{
	if (uri->port)
		return uri->port;
	return is_https(uri) ? HTTPS_PORT : HTTP_PORT;
}

bool http_same_party(const struct uri *from, const struct uri *to)
{
	if (!from->host || !to->host || strcasecmp(from->host, to->host))
		return false;
	if (is_https(from) == is_https(to))
		return http_port(from) == http_port(to);
	return is_https(to) && http_port(from) == HTTP_PORT && http_port(to) == HTTPS_PORT;
}

static int keep_credentials(const struct uri *from, struct uri *to)
{
	if (!from->user || to->user || !http_same_party(from, to))
		return 0;
	to->user = str_dup(from->user);
	to->password = from->password ? str_dup(from->password) : NULL;
	if (!to->user || (from->password && !to->password))
		return fail(ERR_NOMEM, "%s: no memory to follow a redirect", from->scheme);
	return 0;
}

static int check_scheme(const struct uri *from, const struct uri *to, bool insecure)
{
	if (strcmp(to->scheme, "http") && strcmp(to->scheme, "https"))
		return fail(ERR_NOTSUP, "%s: %s redirects to %s, and %s cannot be followed",
			from->scheme, uri_text(from), uri_text(to), to->scheme);
	if (is_https(from) && !is_https(to) && !insecure)
		return fail(ERR_ACCES,
			"https: %s redirects to %s, which is not secure; if that is all right, "
			"set redirect-insecure 1",
			uri_text(from), uri_text(to));
	return 0;
}

int http_redirect_resolve(const struct uri *from, unsigned status, const char *location,
	bool insecure, struct uri **ret)
{
	_cleanup_(uri_freep) struct uri *ref = NULL, *to = NULL;
	int rc;

	if (!location[0])
		return fail(ERR_PROTO, "%s: status %u without a Location for %s", from->scheme,
			status, uri_text(from));
	rc = uri_parse(location, &ref);
	if (!rc)
		rc = uri_resolve(from, ref, &to);
	if (rc == -ERR_INVAL)
		return fail(ERR_PROTO, "%s: %s redirects to what is no URI: %s", from->scheme,
			uri_text(from), fail_last()->text);
	if (rc)
		return rc;
	rc = check_scheme(from, to, insecure);
	if (!rc && (!to->host || !*to->host))
		return fail(ERR_PROTO, "%s: %s redirects to nowhere: %.80s", from->scheme,
			uri_text(from), location);
	if (!rc)
		rc = keep_credentials(from, to);
	if (!rc)
		*ret = TAKE(to);
	return rc;
}
