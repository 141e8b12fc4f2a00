/* SPDX-License-Identifier: BSD-2-Clause */
/* Asking a proxy for a tunnel (RFC 9110 9.3.6): the request, and what its answer means. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct http_connect;
struct strbuf;
struct uri;

/* Appends the request for a tunnel to (host):(port) to (out), emptied before; user name and
 * password of (proxy), if it has them, by Basic. (proxy) is borrowed. -ERR_NOMEM (recorded). */
int http_connect_new(const char *host, uint16_t port, const struct uri *proxy,
	struct http_connect **ret, struct strbuf *out);
/* Bytes from the proxy. 0: more must come. 1: the tunnel is open. -ERR_* (recorded): it refuses. */
int http_connect_input(struct http_connect *c, const uint8_t *data, size_t len);
void http_connect_free(struct http_connect *c); /* NULL is fine */
