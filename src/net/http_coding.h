/* SPDX-License-Identifier: BSD-2-Clause */
/* Content-codings of HTTP (RFC 9110 8.4): which we ask for, and which we undo. Pure. */
#pragma once

#include <stdbool.h>

struct decoder_type;
struct strbuf;

/* Whether to ask for a coding of the file (path) (as in the URI; NULL for none): not if its name
 * says that it is compressed already, for coding it again would only take time. */
bool http_coding_pays(const char *path);

/* Appends the value of Accept-Encoding: our decoders' names. 0 or -ERR_NOMEM (recorded). */
int http_coding_accept(struct strbuf *out);

/* What to do with the body of an answer for (path) that has the Content-Encoding (coding). True:
 * *(ret) decodes it, or is NULL if the body is the file itself. False: we cannot decode it. */
bool http_coding_choose(const char *coding, const char *path, const struct decoder_type **ret);
