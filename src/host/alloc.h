/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory for the checker, which is a program on a workstation: when there is none it says so
 * and ends. */
#pragma once

#include <stddef.h>

/* Zeroed. */
void *host_alloc(size_t n, size_t size);
/* (array) of (n) members of (size) bytes with room for one more, which is zeroed. */
void *host_grow(void *array, size_t n, size_t size);
char *host_ndup(const char *s, size_t len);
/* A printf into a new string. */
char *host_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
