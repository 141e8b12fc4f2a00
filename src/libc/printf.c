/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vsnprintf() and snprintf() (C11 7.21.6) without floating point, wide characters, %n and
 * positional arguments. A conversion it does not know is copied as it stands and ends the output,
 * since the type of what follows cannot be known.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define MAX_DIGITS 24 /* of a 64-bit number in octal: 22 */

struct out {
	char *s;
	size_t cap;
	size_t len; /* what there would be, had it fit */
};

struct spec {
	bool minus, plus, space, alt, zero, has_precision;
	unsigned width, precision;
	char length; /* 'H' hh, 'h', 'l', 'q' ll, 'z', 't', 'j' or 0 */
	char conv;
};

static void put(struct out *o, const char *s, size_t n)
{
	if (o->len < o->cap) {
		size_t room = o->cap - o->len;

		memcpy(o->s + o->len, s, n < room ? n : room);
	}
	o->len += n;
}

static void put_repeat(struct out *o, char c, size_t n)
{
	if (o->len < o->cap) {
		size_t room = o->cap - o->len;

		memset(o->s + o->len, c, n < room ? n : room);
	}
	o->len += n;
}

/* (prefix), zeros, digits, in a field as wide as asked for. */
static void put_field(struct out *o, const struct spec *sp, const char *prefix, size_t zeros,
	const char *text, size_t n)
{
	size_t n_prefix = strlen(prefix);
	size_t total = n_prefix + zeros + n;
	size_t pad = sp->width > total ? sp->width - total : 0;

	if (!sp->minus)
		put_repeat(o, ' ', pad);
	put(o, prefix, n_prefix);
	put_repeat(o, '0', zeros);
	put(o, text, n);
	if (sp->minus)
		put_repeat(o, ' ', pad);
}

static void put_number(
	struct out *o, const struct spec *sp, const char *prefix, uint64_t v, unsigned base)
{
	const char *digits = sp->conv == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	char text[MAX_DIGITS];
	size_t pos = sizeof(text);
	size_t n, zeros;

	for (; v; v /= base)
		text[--pos] = digits[v % base];
	n = sizeof(text) - pos;
	if (sp->has_precision) {
		zeros = sp->precision > n ? sp->precision - n : 0;
	} else {
		size_t used = strlen(prefix) + n;

		zeros = n ? 0 : 1;
		if (sp->zero && !sp->minus && sp->width > used)
			zeros = sp->width - used;
	}
	if (base == 8 && sp->alt && !zeros)
		zeros = 1;
	put_field(o, sp, prefix, zeros, text + pos, n);
}

static int64_t arg_signed(const struct spec *sp, va_list *ap)
{
	switch (sp->length) {
	case 'H':
		return (signed char)va_arg(*ap, int);
	case 'h':
		return (short)va_arg(*ap, int);
	case 0:
		return va_arg(*ap, int);
	default: /* long, long long, size_t, ptrdiff_t, intmax_t: all 64 bits here */
		return va_arg(*ap, int64_t);
	}
}

static uint64_t arg_unsigned(const struct spec *sp, va_list *ap)
{
	switch (sp->length) {
	case 'H':
		return (unsigned char)va_arg(*ap, int);
	case 'h':
		return (unsigned short)va_arg(*ap, int);
	case 0:
		return va_arg(*ap, unsigned);
	default:
		return va_arg(*ap, uint64_t);
	}
}

static void conv_signed(struct out *o, const struct spec *sp, va_list *ap)
{
	int64_t v = arg_signed(sp, ap);
	const char *prefix = v < 0 ? "-" : sp->plus ? "+" : sp->space ? " " : "";

	put_number(o, sp, prefix, v < 0 ? -(uint64_t)v : (uint64_t)v, 10);
}

static void conv_unsigned(struct out *o, const struct spec *sp, va_list *ap)
{
	uint64_t v = arg_unsigned(sp, ap);
	const char *prefix = "";

	if (v && sp->alt && sp->conv != 'o' && sp->conv != 'u')
		prefix = sp->conv == 'X' ? "0X" : "0x";
	put_number(o, sp, prefix, v, sp->conv == 'o' ? 8 : sp->conv == 'u' ? 10 : 16);
}

static void conv_string(struct out *o, const struct spec *sp, va_list *ap)
{
	const char *s = va_arg(*ap, const char *);
	size_t max = sp->has_precision ? sp->precision : SIZE_MAX;

	if (!s)
		s = max >= 6 ? "(null)" : "";
	put_field(o, sp, "", 0, s, strnlen(s, max));
}

static void conv_pointer(struct out *o, const struct spec *sp, va_list *ap)
{
	const void *p = va_arg(*ap, void *);

	if (p)
		put_number(o, sp, "0x", (uintptr_t)p, 16);
	else
		put_field(o, sp, "", 0, "(nil)", 5);
}

/* False if the conversion is unknown. */
static bool convert(struct out *o, const struct spec *sp, va_list *ap)
{
	char c;

	switch (sp->conv) {
	case 'd':
	case 'i':
		conv_signed(o, sp, ap);
		return true;
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		conv_unsigned(o, sp, ap);
		return true;
	case 'c':
		c = (char)va_arg(*ap, int);
		put_field(o, sp, "", 0, &c, 1);
		return true;
	case 's':
		conv_string(o, sp, ap);
		return true;
	case 'p':
		conv_pointer(o, sp, ap);
		return true;
	case '%':
		put(o, "%", 1);
		return true;
	default:
		return false;
	}
}

static const char *parse_flags(const char *p, struct spec *sp)
{
	for (;; p++) {
		switch (*p) {
		case '-':
			sp->minus = true;
			break;
		case '+':
			sp->plus = true;
			break;
		case ' ':
			sp->space = true;
			break;
		case '#':
			sp->alt = true;
			break;
		case '0':
			sp->zero = true;
			break;
		default:
			return p;
		}
	}
}

/* Digits or "*"; a negative "*" is reported in *ret_negative. Numbers stay below INT_MAX / 2. */
static const char *parse_count(const char *p, va_list *ap, unsigned *ret, bool *ret_negative)
{
	unsigned n = 0;

	*ret_negative = false;
	if (*p == '*') {
		int v = va_arg(*ap, int);

		*ret_negative = v < 0;
		n = v < 0 ? -(unsigned)v : (unsigned)v;
		p++;
	}
	for (; *p >= '0' && *p <= '9'; p++)
		n = n < INT_MAX / 20 ? n * 10 + (unsigned)(*p - '0') : INT_MAX / 2;
	*ret = n < INT_MAX / 2 ? n : INT_MAX / 2;
	return p;
}

static const char *parse_length(const char *p, struct spec *sp)
{
	if (!*p || !strchr("hlzjt", *p))
		return p;
	sp->length = *p++;
	if (sp->length == 'h' && *p == 'h') {
		sp->length = 'H';
		p++;
	} else if (sp->length == 'l' && *p == 'l') {
		sp->length = 'q';
		p++;
	}
	return p;
}

/* What stands behind a "%". */
static const char *parse_spec(const char *p, va_list *ap, struct spec *sp)
{
	bool negative;

	*sp = (struct spec){};
	p = parse_flags(p, sp);
	p = parse_count(p, ap, &sp->width, &negative);
	sp->minus |= negative;
	if (*p == '.') {
		p = parse_count(p + 1, ap, &sp->precision, &negative);
		sp->has_precision = !negative;
	}
	p = parse_length(p, sp);
	sp->conv = *p;
	return *p ? p + 1 : p;
}

int vsnprintf(char *restrict s, size_t cap, const char *restrict fmt, va_list args)
{
	struct out o = {.s = s, .cap = cap ? cap - 1 : 0};
	struct spec sp;
	va_list ap;

	va_copy(ap, args);
	while (*fmt) {
		size_t n = strcspn(fmt, "%");
		const char *start = fmt + n;

		put(&o, fmt, n);
		if (!*start)
			break;
		fmt = parse_spec(start + 1, &ap, &sp);
		if (!convert(&o, &sp, &ap)) {
			put(&o, start, strlen(start));
			break;
		}
	}
	va_end(ap);
	if (cap)
		s[o.len < cap ? o.len : cap - 1] = '\0';
	return o.len > INT_MAX ? -1 : (int)o.len;
}

int snprintf(char *restrict s, size_t cap, const char *restrict fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(s, cap, fmt, ap);
	va_end(ap);
	return n;
}
