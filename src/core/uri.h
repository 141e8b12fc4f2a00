/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * URIs (RFC 3986): parsing, relative resolution, formatting. Paths stay percent-encoded for
 * re-sending; uri_path_decoded() is for protocols that want the plain name.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/strbuf.h"

/* All strings are owned by the struct, NULL when the part is absent. */
struct uri {
	char *scheme;          /* lower case; NULL in a relative reference */
	char *opaque;          /* what follows "scheme:" when it is not hierarchical */
	char *user, *password; /* decoded */
	char *host;            /* decoded; IPv6 literals without brackets */
	uint16_t port;         /* 0: the scheme's default */
	char *path;            /* encoded as given; "" is kept apart from NULL */
	char *query;           /* encoded, without '?' */
	char *fragment;
	char *params; /* name after "##params=", "" for plain "##params" */
};

/* Parses (text) into a new object in (ret). -ERR_INVAL (recorded, names text), -ERR_NOMEM. */
int uri_parse(const char *text, struct uri **ret);

/* The URI of the file (path) on (host), in which no character is special: what DHCP and PXE name.
 * (path) "/x" becomes "scheme://host//x", so that TFTP sends the name as it was given. */
int uri_make(const char *scheme, const char *host, const char *path, struct uri **ret);

/* Resolves (ref) against (base) (RFC 3986 5.2); (base) NULL leaves (ref) as it is. New object. */
int uri_resolve(const struct uri *base, const struct uri *ref, struct uri **ret);

/* Parses (text) and resolves it against the current working URI. -ERR_INVAL when it is relative
 * and there is no working URI. */
int uri_parse_cwd(const char *text, struct uri **ret);

struct uri *uri_dup(const struct uri *u); /* NULL on no memory */
void uri_free(struct uri *u);             /* NULL is fine */
void uri_freep(struct uri **u);

enum uri_format_flags {
	URI_FULL = 0,
	URI_DISPLAY = 1, /* no user, password, query, fragment: for the screen and the log */
};
/* Appends the text of (u) to (out). */
int uri_format(const struct uri *u, unsigned flags, struct strbuf *out);

/* The text of (u) for messages, in one of a few static buffers reused in turn. Never NULL. */
const char *uri_text(const struct uri *u);

/* Appends path (and query) as sent in an HTTP request line: never empty, "/" at least. */
int uri_request_target(const struct uri *u, struct strbuf *out);
/* Appends the decoded path. -ERR_INVAL when it contains an encoded NUL. */
int uri_path_decoded(const struct uri *u, struct strbuf *out);
/* Last path component, decoded, into a new string; NULL if there is none. */
char *uri_basename(const struct uri *u);

bool uri_is_absolute(const struct uri *u);
bool uri_equal(const struct uri *a, const struct uri *b);

/* Percent-encodes (data) as type "uristring" does / decodes in place of plain text. */
int uri_encode_string(const void *data, size_t len, struct strbuf *out);
int uri_decode_string(const char *text, struct strbuf *out);

/* The working URI that relative references resolve against; owned by uri.c. */
const struct uri *uri_cwd(void);
/* Copies (u); NULL clears. */
int uri_cwd_set(const struct uri *u);
