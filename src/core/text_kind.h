/* SPDX-License-Identifier: BSD-2-Clause */
/* What lies in place of a configuration that offers nothing. */
#pragma once

#include <stddef.h>

enum text_kind { TEXT_PLAIN, TEXT_EMPTY, TEXT_UTF16, TEXT_UTF32, TEXT_WEB_PAGE, TEXT_BINARY };

/* What (text), of (len) bytes, looks like. Blanks alone are TEXT_EMPTY, what has control characters
 * at its beginning is TEXT_BINARY. */
enum text_kind text_kind_of(const char *text, size_t len);

/* What it is and what to do: "it is empty: …"; NULL for TEXT_PLAIN. */
const char *text_kind_advice(enum text_kind kind);
