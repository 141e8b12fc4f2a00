/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers from text (C11 7.22.1) and errno. The C locale; long is 64 bits. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>

_Static_assert(sizeof(long) == sizeof(long long), "strtol and strtoll are one");

static int last_errno;

int *__errno_location(void)
{
	return &last_errno;
}

/* 36 for what is no digit in any base. */
static unsigned digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A') + 10;
	return 36;
}

struct number {
	unsigned long long magnitude;
	bool negative, overflow;
};

/* Reads [space][sign][0x]digits. *ret_end is (s) if there are no digits. */
static struct number parse(const char *s, char **ret_end, unsigned base)
{
	struct number n = {};
	const char *p = s;
	const char *end = s;

	while (isspace((unsigned char)*p))
		p++;
	n.negative = *p == '-';
	if (*p == '-' || *p == '+')
		p++;
	if ((base == 0 || base == 16) && p[0] == '0' && (p[1] | 0x20) == 'x' &&
		digit_value(p[2]) < 16) {
		p += 2;
		base = 16;
	}
	if (base == 0)
		base = *p == '0' ? 8 : 10;
	for (; digit_value(*p) < base; end = ++p) {
		n.overflow |= __builtin_mul_overflow(n.magnitude, base, &n.magnitude);
		n.overflow |= __builtin_add_overflow(n.magnitude, digit_value(*p), &n.magnitude);
	}
	if (ret_end)
		*ret_end = (char *)end;
	return n;
}

unsigned long long strtoull(const char *s, char **ret_end, int base)
{
	struct number n = parse(s, ret_end, (unsigned)base);

	if (n.overflow) {
		errno = ERANGE;
		return ULLONG_MAX;
	}
	return n.negative ? -n.magnitude : n.magnitude;
}

long long strtoll(const char *s, char **ret_end, int base)
{
	struct number n = parse(s, ret_end, (unsigned)base);
	unsigned long long limit = (unsigned long long)LLONG_MAX + n.negative;

	if (n.overflow || n.magnitude > limit) {
		errno = ERANGE;
		return n.negative ? LLONG_MIN : LLONG_MAX;
	}
	return (long long)(n.negative ? -n.magnitude : n.magnitude);
}

unsigned long strtoul(const char *s, char **ret_end, int base)
{
	return strtoull(s, ret_end, base);
}

long strtol(const char *s, char **ret_end, int base)
{
	return strtoll(s, ret_end, base);
}

int atoi(const char *s)
{
	return (int)strtoll(s, NULL, 10);
}
