/* SPDX-License-Identifier: BSD-2-Clause */
/* Growing text: always NUL-terminated once something was added, length known, may hold NULs. */
#pragma once

#include <stddef.h>

#include "core/util.h"

struct strbuf {
	char *s; /* NULL until something was added; owned */
	size_t len, cap;
};

int strbuf_add(struct strbuf *b, const void *data, size_t len); /* 0 or -ERR_NOMEM */
int strbuf_addc(struct strbuf *b, char c);
int strbuf_adds(struct strbuf *b, const char *s);
int strbuf_addf(struct strbuf *b, const char *fmt, ...) _printf_(2, 3);
void strbuf_reset(struct strbuf *b); /* len = 0, memory kept */
void strbuf_free(struct strbuf *b);
char *strbuf_take(struct strbuf *b); /* caller frees; NULL on no memory; "" if empty */

/* An allocated printf; NULL on no memory. */
char *str_format(const char *fmt, ...) _printf_(1, 2);
char *str_dup(const char *s);
char *str_ndup(const char *s, size_t n);

/* Replaces control characters, in place: messages quote what servers send, which must not be able
 * to steer the terminal. */
void text_make_printable(char *s);

/* Overwrites a secret that is about to be freed; NULL is fine. */
void text_wipe(char *s);
