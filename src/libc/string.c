/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Strings and memory (C11 7.24 and what of POSIX is in use). Compiled with -fno-builtin, so that no
 * function becomes a call of itself. Copying is on the path of each received byte: it goes 16 bytes
 * at a time in vector registers, which is near the speed of memory on hardware, while an emulator
 * steps through string instructions element by element.
 */
#define _GNU_SOURCE /* memmem(), memrchr() */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/util.h"

/* Loads and stores of any alignment, of bytes that were written as any type. */
typedef uint64_t vec __attribute__((vector_size(16), aligned(1), may_alias));
typedef uint64_t u64 __attribute__((aligned(1), may_alias));
typedef uint32_t u32 __attribute__((aligned(1), may_alias));
typedef uint16_t u16 __attribute__((aligned(1), may_alias));

/* Up to 16 bytes that may overlap: everything is loaded before anything is stored. */
static void copy_small(uint8_t *d, const uint8_t *s, size_t n)
{
	if (n >= 8) {
		uint64_t head = *(const u64 *)s, tail = *(const u64 *)(s + n - 8);
		*(u64 *)d = head;
		*(u64 *)(d + n - 8) = tail;
	} else if (n >= 4) {
		uint32_t head = *(const u32 *)s, tail = *(const u32 *)(s + n - 4);
		*(u32 *)d = head;
		*(u32 *)(d + n - 4) = tail;
	} else if (n >= 2) {
		uint16_t head = *(const u16 *)s, tail = *(const u16 *)(s + n - 2);
		*(u16 *)d = head;
		*(u16 *)(d + n - 2) = tail;
	} else if (n) {
		*d = *s;
	}
}

/* More than 16 bytes, upwards; right also when (d) is below (s) and they overlap. */
static void copy_up(uint8_t *d, const uint8_t *s, size_t n)
{
	vec tail = *(const vec *)(s + n - 16);
	size_t i = 0;

	for (; n - i > 64; i += 64) {
		vec a = *(const vec *)(s + i), b = *(const vec *)(s + i + 16);
		vec c = *(const vec *)(s + i + 32), e = *(const vec *)(s + i + 48);

		*(vec *)(d + i) = a;
		*(vec *)(d + i + 16) = b;
		*(vec *)(d + i + 32) = c;
		*(vec *)(d + i + 48) = e;
	}
	for (; n - i > 16; i += 16)
		*(vec *)(d + i) = *(const vec *)(s + i);
	*(vec *)(d + n - 16) = tail;
}

/* More than 16 bytes, downwards; for (d) above (s). */
static void copy_down(uint8_t *d, const uint8_t *s, size_t n)
{
	vec head = *(const vec *)s;

	for (; n > 16; n -= 16)
		*(vec *)(d + n - 16) = *(const vec *)(s + n - 16);
	*(vec *)d = head;
}

void *memcpy(void *restrict dst, const void *restrict src, size_t n)
{
	if (n <= 16)
		copy_small(dst, src, n);
	else
		copy_up(dst, src, n);
	return dst;
}

void *memmove(void *dst, const void *src, size_t n)
{
	if (n <= 16)
		copy_small(dst, src, n);
	else if ((uintptr_t)dst - (uintptr_t)src >= n)
		copy_up(dst, src, n);
	else
		copy_down(dst, src, n);
	return dst;
}

void *memset(void *dst, int c, size_t n)
{
	uint64_t word = 0x0101010101010101ull * (uint8_t)c;
	vec v = {word, word};
	uint8_t *d = dst;
	size_t i = 0;

	if (n < 16) {
		for (; i < n; i++)
			d[i] = (uint8_t)c;
		return dst;
	}
	for (; n - i > 16; i += 16)
		*(vec *)(d + i) = v;
	*(vec *)(d + n - 16) = v;
	return dst;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const uint8_t *x = a, *y = b;
	size_t i = 0;

	while (n - i >= 8 && *(const u64 *)(x + i) == *(const u64 *)(y + i))
		i += 8;
	for (; i < n; i++)
		if (x[i] != y[i])
			return x[i] - y[i];
	return 0;
}

void *memchr(const void *s, int c, size_t n)
{
	const uint8_t *p = s;

	for (size_t i = 0; i < n; i++)
		if (p[i] == (uint8_t)c)
			return (void *)(p + i);
	return NULL;
}

void *memrchr(const void *s, int c, size_t n)
{
	const uint8_t *p = s;

	while (n--)
		if (p[n] == (uint8_t)c)
			return (void *)(p + n);
	return NULL;
}

void *memmem(const void *hay, size_t hay_len, const void *needle, size_t len)
{
	const uint8_t *p = hay;

	for (size_t i = 0; len <= hay_len && i <= hay_len - len; i++)
		if (memcmp(p + i, needle, len) == 0)
			return (void *)(p + i);
	return NULL;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (a[i] != b[i])
			return (uint8_t)a[i] - (uint8_t)b[i];
		if (!a[i])
			break;
	}
	return 0;
}

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : (uint8_t)c;
}

int strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, SIZE_MAX);
}

int strncasecmp(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (lower(a[i]) != lower(b[i]))
			return lower(a[i]) - lower(b[i]);
		if (!a[i])
			break;
	}
	return 0;
}

char *stpcpy(char *restrict dst, const char *restrict src)
{
	size_t n = strlen(src);

	memcpy(dst, src, n + 1);
	return dst + n;
}

char *strcpy(char *restrict dst, const char *restrict src)
{
	(void)stpcpy(dst, src);
	return dst;
}

char *strncpy(char *restrict dst, const char *restrict src, size_t n)
{
	size_t len = strnlen(src, n);

	memcpy(dst, src, len);
	memset(dst + len, 0, n - len);
	return dst;
}

char *strcat(char *restrict dst, const char *restrict src)
{
	(void)stpcpy(dst + strlen(dst), src);
	return dst;
}

char *strchr(const char *s, int c)
{
	for (;; s++) {
		if (*s == (char)c)
			return (char *)s;
		if (!*s)
			return NULL;
	}
}

char *strrchr(const char *s, int c)
{
	return memrchr(s, c, strlen(s) + 1);
}

size_t strspn(const char *s, const char *accept)
{
	size_t n = 0;

	while (s[n] && strchr(accept, s[n]))
		n++;
	return n;
}

size_t strcspn(const char *s, const char *reject)
{
	size_t n = 0;

	while (s[n] && !strchr(reject, s[n]))
		n++;
	return n;
}

char *strpbrk(const char *s, const char *accept)
{
	s += strcspn(s, accept);
	return *s ? (char *)s : NULL;
}

char *strstr(const char *hay, const char *needle)
{
	return memmem(hay, strlen(hay), needle, strlen(needle));
}

char *strndup(const char *s, size_t max)
{
	size_t n = strnlen(s, max);
	char *copy = malloc(n + 1);

	if (!copy)
		return NULL;
	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *strdup(const char *s)
{
	return strndup(s, SIZE_MAX);
}
