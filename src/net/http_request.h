/* SPDX-License-Identifier: BSD-2-Clause */
/* The head of a GET request, as text. Pure. */
#pragma once

struct strbuf;
struct uri;

enum { HTTP_PORT = 80 };

/* Appends the whole request for (uri), which has a host; Basic authentication (RFC 7617) if it has
 * a user name. 0 or -ERR_NOMEM (recorded). */
int http_request_format(const struct uri *uri, struct strbuf *out);
