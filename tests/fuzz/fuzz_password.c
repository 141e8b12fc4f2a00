/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stored passwords of all kinds, as configurations bring them, and what is typed: the first line is
 * the one, the rest the other. Numbers of rounds that take long are left out.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/password.h"
#include "core/strbuf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define DIGITS_MAX 4 /* a number of more would be a number of rounds */

static bool takes_long(const char *stored)
{
	unsigned n = 0;

	for (; *stored; stored++) {
		n = isdigit((unsigned char)*stored) ? n + 1 : 0;
		if (n > DIGITS_MAX)
			return true;
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data, *mark = len ? memchr(text, '\n', len) : NULL;
	size_t n = mark ? (size_t)(mark - text) : len;
	char *stored = str_ndup(text, n);
	char *typed = mark ? str_ndup(mark + 1, len - n - 1) : str_dup("");

	if (!stored || !typed)
		abort();
	/* What is no hash fits itself alone. */
	if (!takes_long(stored) && password_fits(stored, typed) && *stored != '$' &&
		strncmp(stored, "grub.", 5) != 0 && strcmp(stored, typed) != 0)
		abort();
	free(stored);
	free(typed);
	return 0;
}
