/* SPDX-License-Identifier: BSD-2-Clause */
/* A request, as text. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct params;
struct strbuf;
struct uri;

enum { HTTP_PORT = 80, HTTPS_PORT = 443 };

struct http_request {
	const struct uri *uri; /* has a host */
	bool absolute;         /* for a proxy */
	/* The bytes wanted: [from, end), (end) HTTP_LENGTH_UNKNOWN for all there are. */
	uint64_t from, end;
	/* Of the version the part is to be of; NULL or "" if unknown. */
	const char *etag, *modified;
	bool codings;                    /* the answer may be coded; not for parts */
	const char *authorization;       /* the field's value; NULL for none */
	const char *proxy_authorization; /* likewise */
	/* The form to be sent: its method, and its fields in the query or in a body. NULL: GET. */
	const struct params *form;
	bool redirected;              /* Location has said what the query is */
	const struct params *headers; /* whose fields of the head go along; or NULL */
};

/* Whether (r) asks for a part of the file only, so that 206 may answer it. */
bool http_request_is_part(const struct http_request *r);

/* Appends the whole request. 0 or -ERR_NOMEM (recorded). */
int http_request_format(const struct http_request *r, struct strbuf *out);
