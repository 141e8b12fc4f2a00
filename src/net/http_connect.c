/* SPDX-License-Identifier: BSD-2-Clause */
/* Asking a proxy for a tunnel. */
#include "net/http_connect.h"

#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/uri.h"
#include "core/version.h"
#include "net/http_auth.h"
#include "net/http_head.h"

struct http_connect {
	char what[128]; /* "proxy HOST … to HOST:PORT", for messages */
	struct http_head head;
};

static int add_request(const char *host, uint16_t port, const struct uri *proxy, struct strbuf *out)
{
	const char *open = strchr(host, ':') ? "[" : "", *close = *open ? "]" : "";
	int rc = strbuf_addf(out,
		"CONNECT %s%s%s:%u HTTP/1.1\r\nHost: %s%s%s:%u\r\nUser-Agent: Hawser/%s\r\n", open,
		host, close, port, open, host, close, port, hawser_version);

	if (!rc && proxy->user) {
		rc = strbuf_adds(out, "Proxy-Authorization: ");
		if (!rc)
			rc = http_auth_basic(
				proxy->user, proxy->password ? proxy->password : "", out);
		if (!rc)
			rc = strbuf_adds(out, "\r\n");
	}
	return rc ? rc : strbuf_adds(out, "\r\n");
}

int http_connect_new(const char *host, uint16_t port, const struct uri *proxy,
	struct http_connect **ret, struct strbuf *out)
{
	struct http_connect *c = calloc(1, sizeof(*c));
	int rc;

	if (!c)
		return fail(ERR_NOMEM, "https: no memory for the proxy");
	strbuf_free(out);
	rc = add_request(host, port, proxy, out);
	if (rc) {
		free(c);
		return rc;
	}
	(void)snprintf(
		c->what, sizeof(c->what), "proxy %.50s for %.50s:%u", proxy->host, host, port);
	http_head_init(&c->head);
	*ret = c;
	return 0;
}

int http_connect_input(struct http_connect *c, const uint8_t *data, size_t len)
{
	size_t used;
	int rc = http_head_feed(&c->head, data, len, &used);

	if (rc < 0)
		return fail(ERR_PROTO, "https: %s sent %s", c->what, c->head.error);
	if (!rc)
		return 0;
	if (c->head.status / 100 == 2 && used == len)
		return 1;
	if (c->head.status / 100 == 2)
		return fail(ERR_PROTO, "https: %s spoke before we did", c->what);
	if (c->head.status == 407)
		return fail(ERR_ACCES,
			"https: status 407 from %s: it wants http-proxy to be "
			"http://USER:PASSWORD@HOST:PORT",
			c->what);
	return fail(ERR_ACCES, "https: %s refused the tunnel with status %u %s", c->what,
		c->head.status, c->head.reason);
}

void http_connect_free(struct http_connect *c)
{
	free(c);
}
