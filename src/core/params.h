/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of parameters for requests: what a form would hold, and fields of the request's head.
 * Scripts make them (params, param); the URI that ends in "##params" or "##params=NAME" takes its
 * list along.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct strbuf;
struct params;

#define PARAMS_MAX (1u << 20) /* bytes of one list */

/* An empty list called (name), in place of one of the same name. (method): GET, HEAD, POST or PUT
 * in any case; NULL: POST if there is something to be sent, else GET. -ERR_INVAL, -ERR_NOMEM. */
int params_create(const char *name, const char *method);
/* -ERR_NOENT if there is none. */
int params_delete(const char *name);
/* Appends a field to the list called (name). -ERR_NOENT, -ERR_TOOBIG, -ERR_NOMEM. */
int params_add(const char *name, const char *key, const char *value);
/* Likewise a field of the request's head. -ERR_INVAL also for what cannot stand there, and for what
 * belongs to the framing of requests. */
int params_add_header(const char *name, const char *key, const char *value);

/* The list called (name), which is nobody else's from now on; NULL if there is none. */
struct params *params_take(const char *name);
void params_free(struct params *p); /* NULL is fine */

/* ---- for whoever sends the request ---- */

const char *params_method(const struct params *p);
/* The fields belong into the query (GET, HEAD), not into a body. */
bool params_in_query(const struct params *p);
/* The request changes nothing on the server, so it may be sent again. */
bool params_is_safe(const struct params *p);
/* There is at least one field of the form. */
bool params_has_form(const struct params *p);
/* Appends the fields as application/x-www-form-urlencoded. -ERR_NOMEM. */
int params_format_form(const struct params *p, struct strbuf *out);
/* Appends "Key: value\r\n" of each field of the head. -ERR_NOMEM. */
int params_format_headers(const struct params *p, struct strbuf *out);
/* True if a field of the head is called (key), in any case. */
bool params_has_header(const struct params *p, const char *key);

/* Forgets all lists. */
void params_clear(void);
