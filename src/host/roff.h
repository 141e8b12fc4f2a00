/* SPDX-License-Identifier: BSD-2-Clause */
/* Text for manual pages. */
#pragma once

/* Prints (s) so that roff takes it as it is, on one line. */
void roff_line(const char *s);
/* The same as running text, in lines that people can read, and with a period behind it. */
void roff_text(const char *s);
