/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HTTP authentication (RFC 9110 11): reading challenges, answering them with Basic (RFC 7617),
 * Digest (RFC 7616) or a bearer token (RFC 6750). Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strbuf;

enum {
	HTTP_SCHEME_MAX = 16,
	HTTP_REALM_MAX = 256,
	HTTP_NONCE_MAX = 1024,
};

/* One challenge of a list; points into it. */
struct http_challenge {
	char scheme[HTTP_SCHEME_MAX]; /* as sent; cut if longer */
	const char *params;           /* not terminated */
	size_t params_len;
};

/* Takes the next challenge from *(list), a WWW-Authenticate or several, and moves *(list) behind
 * it. False at the end, or where the rest makes no sense. */
bool http_challenge_next(const char **list, struct http_challenge *ret);

/* A challenge of Digest that we can answer. */
struct http_digest {
	const char *hash;      /* "sha256" or "md5" */
	const char *algorithm; /* as it is called in the protocol; NULL: not named */
	bool sess, qop;        /* -sess; qop=auth rather than none */
	bool stale;            /* only the nonce was too old */
	bool has_opaque;
	char realm[HTTP_REALM_MAX], nonce[HTTP_NONCE_MAX], opaque[HTTP_NONCE_MAX];
};

/* False if it is no Digest, malformed, or of a kind we do not know. */
bool http_digest_parse(const struct http_challenge *c, struct http_digest *ret);

/* Whether (list) has a challenge of (scheme). */
bool http_challenges_have(const char *list, const char *scheme);
/* The strongest challenge of Digest in (list); false if there is none that we can answer. */
bool http_challenges_digest(const char *list, struct http_digest *ret);

/* The request a Digest is for. */
struct http_digest_use {
	const char *user, *password;
	const char *method, *target; /* "GET", "/path?query" */
	const char *cnonce;          /* letters and digits */
	uint32_t n;                  /* which request with this nonce it is, from 1 */
};

/* These append the value of an Authorization field. 0, -ERR_NOMEM (recorded). */
int http_auth_basic(const char *user, const char *password, struct strbuf *out);
/* -ERR_INVAL (recorded) if the user name cannot be sent. */
int http_auth_digest(
	const struct http_digest *d, const struct http_digest_use *use, struct strbuf *out);
/* -ERR_INVAL (recorded) if (token) cannot be one. */
int http_auth_bearer(const char *token, struct strbuf *out);
