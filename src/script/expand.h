/* SPDX-License-Identifier: BSD-2-Clause */
/* ${name}: replacing names of settings by their values, within bounds. Pure: values come from the
 * caller. See docs/script.md, "Expansion". */
#pragma once

#include "core/strbuf.h"

#define EXPAND_MAX    65536u /* bytes of the result */
#define EXPAND_ROUNDS 1000u  /* replacements in one word */

/* Appends the value of (name) to (out). Any failure but -ERR_NOMEM means: no such value. */
typedef int (*expand_lookup)(const char *name, struct strbuf *out, void *arg);

/* Appends (len) bytes of (text) with every ${…} replaced, innermost first, again and again until
 * none is left. -ERR_LOOP when that takes more than EXPAND_ROUNDS, -ERR_TOOBIG when the result
 * grows over EXPAND_MAX, -ERR_NOMEM; nothing is appended then. */
int expand(const char *text, size_t len, expand_lookup lookup, void *arg, struct strbuf *out);
