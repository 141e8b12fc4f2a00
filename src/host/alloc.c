/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory for the checker. Arrays grow by doubling, their room is told by their number of
 * members. */
#include "host/alloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *p)
{
	if (!p) {
		fputs("hawser-host: out of memory\n", stderr);
		exit(2);
	}
	return p;
}

void *host_alloc(size_t n, size_t size)
{
	return checked(calloc(n ? n : 1, size));
}

void *host_grow(void *array, size_t n, size_t size)
{
	if ((n & (n - 1)) == 0)
		array = checked(reallocarray(array, n ? 2 * n : 1, size));
	memset((char *)array + n * size, 0, size);
	return array;
}

char *host_ndup(const char *s, size_t len)
{
	return checked(strndup(s, len));
}

char *host_format(const char *fmt, ...)
{
	va_list ap;
	char *s = NULL;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		s = NULL;
	va_end(ap);
	return checked(s);
}
