/* SPDX-License-Identifier: BSD-2-Clause */
/* How one download proves who it is: which Authorization it sends, and what it makes of a 401. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "net/http_auth.h"

struct strbuf;
struct uri;

struct http_login {
	enum { HTTP_LOGIN_NONE, HTTP_LOGIN_BASIC, HTTP_LOGIN_DIGEST } kind;
	unsigned n_challenges;     /* answered so far */
	uint32_t n;                /* requests with this digest */
	struct http_digest digest; /* the challenge */
};

/* Knows nothing yet; also after a redirect. */
void http_login_init(struct http_login *l);

/* Appends the Authorization for a request for (uri); nothing if it has none. With a user name: what
 * was asked for; before that nothing, or over https Basic. Without: the setting bearer-token, for
 * the party of (origin) only. 0, -ERR_NOMEM, -ERR_INVAL (recorded). */
int http_login_format(
	struct http_login *l, const struct uri *uri, const struct uri *origin, struct strbuf *out);

/* The answer to a request for (uri) is 401 with (challenges). True: ask again, it may do now. */
bool http_login_again(struct http_login *l, const struct uri *uri, const char *challenges);
