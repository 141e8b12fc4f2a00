/* SPDX-License-Identifier: BSD-2-Clause */
/* Which proxy a request goes through; see the header. */
#include "net/http_proxy.h"

#include <string.h>
#include <strings.h>

#include "core/settings.h"
#include "core/status.h"
#include "core/uri.h"
#include "core/util.h"

/* Whether (name), (len) long, one word of no-proxy, names (host). */
static bool names(const char *name, size_t len, const char *host)
{
	size_t host_len = strlen(host);

	if (len == 1 && *name == '*')
		return true;
	if (len && name[len - 1] == '.') /* the beginning of an address */
		return !strncasecmp(host, name, len);
	if (len && *name == '.') {
		name++;
		len--;
	}
	if (!len || len > host_len || strncasecmp(host + host_len - len, name, len))
		return false;
	return len == host_len || host[host_len - len - 1] == '.';
}

bool http_proxy_excepts(const char *list, const char *host)
{
	while (*list) {
		size_t n = strcspn(list, ", \t");

		if (names(list, n, host))
			return true;
		list += n;
		list += strspn(list, ", \t");
	}
	return false;
}

static int parse(const char *text, struct uri **ret)
{
	_cleanup_(freep) char *full = NULL;
	_cleanup_(uri_freep) struct uri *uri = NULL;
	int rc;

	full = str_format("%s%s", strstr(text, "://") ? "" : "http://", text);
	if (!full)
		return fail(ERR_NOMEM, "http: no memory for the setting http-proxy");
	rc = uri_parse(full, &uri);
	if (rc == -ERR_NOMEM)
		return rc;
	if (rc || !uri->host || !*uri->host)
		return fail(ERR_INVAL, "http: the setting http-proxy is no URI of a proxy: %.80s",
			uri ? uri_text(uri) : "it cannot be read");
	if (strcmp(uri->scheme, "http"))
		return fail(ERR_NOTSUP,
			"http: the proxy of the setting http-proxy, %s, is not http",
			uri_text(uri));
	*ret = TAKE(uri);
	return 0;
}

int http_proxy_find(const char *host, struct uri **ret)
{
	_cleanup_(freep) char *proxy = settings_get_text("http-proxy");
	_cleanup_(freep) char *except = settings_get_text("no-proxy");

	*ret = NULL;
	if (!proxy || !*proxy || (except && http_proxy_excepts(except, host)))
		return 0;
	return parse(proxy, ret);
}
