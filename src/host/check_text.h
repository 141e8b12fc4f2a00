/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether a file is text at all, in the characters that boot loaders read. */
#pragma once

#include "host/configs.h"

/* Reports what makes the configuration (name) no text that can be read. False: nothing else in it
 * can be judged. */
bool check_text(struct configs *c, const char *name, const char *text, size_t len);

/* The first character in (len) bytes of (text) that programs for letters and web pages put in
 * place of a blank, a minus or a quote; what it is in (ret_what). NULL: there is none. */
const char *typographic(const char *text, size_t len, const char **ret_what);
