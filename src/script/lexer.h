/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the bytes of a script to words: physical lines to logical ones, labels, tokens. Pure: no
 * I/O, nothing is expanded here. See docs/script.md, "Lines and words".
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/strbuf.h"

#define LEX_LINE_MAX 65536u /* bytes in one logical line */

struct lex_cursor {
	size_t off;    /* of the next byte to read */
	unsigned line; /* number of the physical line there, from 1 */
};

/* A cursor at the first line of (text), behind a UTF-8 byte order mark if there is one. */
struct lex_cursor lex_start(const char *text, size_t len);

/* Joins the physical lines at (c) into one logical line in (out), which is emptied first, and moves
 * (c) behind it. -ERR_NOENT (nothing recorded) at the end of the text, -ERR_SYNTAX when the last
 * line ends in a backslash, -ERR_TOOBIG over LEX_LINE_MAX, -ERR_NOMEM. */
int lex_line(const char *text, size_t len, struct lex_cursor *c, struct strbuf *out);

/* Splits off the label: returns where the command part of (line) begins. (ret_label) is NULL when
 * the line has none, else (ret_len) bytes inside (line), without the colon. */
const char *lex_label(const char *line, const char **ret_label, size_t *ret_len);

/* Finds the first line labelled (label) and sets (ret) to it. -ERR_NOENT (nothing recorded). */
int lex_find_label(const char *text, size_t len, const char *label, struct lex_cursor *ret);

enum lex_token {
	LEX_END, /* of the line, or a comment */
	LEX_WORD,
	LEX_AND,  /* && */
	LEX_OR,   /* || */
	LEX_THEN, /* ; */
};
/* Takes the next token of a command line off (*pos). (ret_word) and (ret_len) are set for words. */
enum lex_token lex_next(const char **pos, const char **ret_word, size_t *ret_len);

/* Blanks of the language: space, tab, LF, VT, FF, CR. */
bool lex_is_blank(char c);
