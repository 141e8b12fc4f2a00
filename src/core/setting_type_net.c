/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types of settings that are network addresses and names: IPv4, IPv6 (RFC 4291 2.2, shown as RFC
 * 5952 asks), domain search lists (RFC 3397, with the name compression of RFC 1035 4.1.4 when
 * read; never when written). An option that holds several addresses is shown as its first one.
 */
#include <string.h>

#include "core/setting_type.h"
#include "core/status.h"
#include "core/util.h"

/* ---- IPv4 ---- */

/* Reads "a.b.c.d", decimal only, up to the end of (text). */
static bool ipv4_read(const char *text, uint8_t out[4])
{
	for (unsigned i = 0; i < 4; i++) {
		unsigned value = 0, n = 0;

		if (i && *text++ != '.')
			return false;
		for (; *text >= '0' && *text <= '9'; text++, n++) {
			value = value * 10 + (unsigned)(*text - '0');
			if (value > 255)
				return false;
		}
		if (n == 0)
			return false;
		out[i] = (uint8_t)value;
	}
	return *text == '\0';
}

static int ipv4_parse(const struct setting_type *t, const char *text, struct strbuf *ret_raw)
{
	uint8_t addr[4];

	(void)t;
	if (!ipv4_read(text, addr))
		return -ERR_INVAL;
	return strbuf_add(ret_raw, addr, sizeof(addr));
}

static int ipv4_format(
	const struct setting_type *t, const uint8_t *raw, size_t len, struct strbuf *ret_text)
{
	(void)t;
	if (len < 4)
		return -ERR_INVAL;
	return strbuf_addf(ret_text, "%u.%u.%u.%u", raw[0], raw[1], raw[2], raw[3]);
}

/* ---- IPv6 ---- */

/* Reads up to four hex digits at *(s) as one group. */
static bool ipv6_group(const char **s, uint8_t out[2])
{
	unsigned value = 0, n = 0;

	for (; hex_digit(**s) >= 0; (*s)++, n++) {
		if (n == 4)
			return false;
		value = value << 4 | (unsigned)hex_digit(**s);
	}
	put_be16(out, (uint16_t)value);
	return n > 0;
}

static bool ipv6_read(const char *s, uint8_t out[16])
{
	uint8_t addr[16] = {0};
	size_t n = 0, gap = SIZE_MAX;

	if (s[0] == ':' && s[1] != ':')
		return false;
	while (*s) {
		if (s[0] == ':' && s[1] == ':') {
			if (gap != SIZE_MAX)
				return false;
			gap = n;
			s += 2;
			continue;
		}
		if (n && n != gap && *s++ != ':')
			return false;
		if (n <= 12 && ipv4_read(s, addr + n)) {
			n += 4;
			break;
		}
		if (n == 16 || !ipv6_group(&s, addr + n))
			return false;
		n += 2;
	}
	if (gap == SIZE_MAX ? n != 16 : n > 14)
		return false;
	memset(out, 0, 16);
	if (gap == SIZE_MAX)
		gap = n;
	memcpy(out, addr, gap);
	memcpy(out + 16 - (n - gap), addr + gap, n - gap);
	return true;
}

static int ipv6_parse(const struct setting_type *t, const char *text, struct strbuf *ret_raw)
{
	uint8_t addr[16];

	(void)t;
	if (!ipv6_read(text, addr))
		return -ERR_INVAL;
	return strbuf_add(ret_raw, addr, sizeof(addr));
}

/* The first of the longest runs of two or more zero groups; a length of 0 if there is none. */
static unsigned ipv6_zero_run(const uint8_t *raw, unsigned *ret_start)
{
	unsigned best = 0, run = 0;

	*ret_start = 8;
	for (unsigned i = 0; i < 8; i++) {
		run = get_be16(raw + 2 * i) ? 0 : run + 1;
		if (run < 2 || run <= best)
			continue;
		best = run;
		*ret_start = i + 1 - run;
	}
	return best;
}

static int ipv6_format(
	const struct setting_type *t, const uint8_t *raw, size_t len, struct strbuf *ret_text)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	unsigned start, run;
	int status = 0;

	(void)t;
	if (len < 16)
		return -ERR_INVAL;
	if (memcmp(raw, mapped, sizeof(mapped)) == 0)
		return strbuf_addf(
			ret_text, "::ffff:%u.%u.%u.%u", raw[12], raw[13], raw[14], raw[15]);
	run = ipv6_zero_run(raw, &start);
	for (unsigned i = 0; i < 8 && status == 0; i++) {
		if (run && i == start) {
			status = strbuf_adds(ret_text, "::");
			i += run - 1;
			continue;
		}
		status = strbuf_addf(
			ret_text, i && i != start + run ? ":%x" : "%x", get_be16(raw + 2 * i));
	}
	return status;
}

/* ---- domain search lists ---- */

enum {
	DNS_MAX_NAME = 255, /* RFC 1035 2.3.4 */
	DNS_MAX_LABEL = 63,
	DNS_POINTER = 0xc0,
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Appends the (len) bytes of one domain name, without its final dot, as labels. */
static int domain_encode(const char *name, size_t len, struct strbuf *ret_raw)
{
	if (len == 0 || len > DNS_MAX_NAME - 2)
		return -ERR_INVAL;
	while (len) {
		const char *dot = memchr(name, '.', len);
		size_t n = dot ? (size_t)(dot - name) : len;
		int status;

		if (n == 0 || n > DNS_MAX_LABEL || (dot && n + 1 == len))
			return -ERR_INVAL;
		status = strbuf_addc(ret_raw, (char)n);
		if (status == 0)
			status = strbuf_add(ret_raw, name, n);
		if (status < 0)
			return status;
		name += n + (dot != NULL);
		len -= n + (dot != NULL);
	}
	return strbuf_addc(ret_raw, 0);
}

static int dnssl_parse(const struct setting_type *t, const char *text, struct strbuf *ret_raw)
{
	(void)t;
	for (;;) {
		size_t len = 0, n;
		int status;

		while (is_blank(*text))
			text++;
		if (!*text)
			return 0;
		while (text[len] && !is_blank(text[len]))
			len++;
		n = len > 1 && text[len - 1] == '.' ? len - 1 : len;
		status = domain_encode(text, n, ret_raw);
		if (status < 0)
			return status;
		text += len;
	}
}

static bool label_printable(const uint8_t *label, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (label[i] <= ' ' || label[i] > '~' || label[i] == '.')
			return false;
	}
	return true;
}

/* Appends the name at (pos) of (raw); *(ret_next) is where the one after it starts. Pointers
 * must point backwards, each further than the one before, so that there is an end. */
static int domain_decode(
	const uint8_t *raw, size_t len, size_t pos, struct strbuf *ret_text, size_t *ret_next)
{
	size_t limit = pos, next = 0, total = 0;

	for (;;) {
		size_t n;
		int status = 0;

		if (pos >= len)
			return -ERR_INVAL;
		n = raw[pos++];
		if (n >= DNS_POINTER) {
			if (pos >= len)
				return -ERR_INVAL;
			n = (n - DNS_POINTER) << 8 | raw[pos++];
			next = next ? next : pos;
			if (n >= limit)
				return -ERR_INVAL;
			pos = limit = n;
			continue;
		}
		if (n == 0)
			break;
		if (n > DNS_MAX_LABEL || n > len - pos || !label_printable(raw + pos, n))
			return -ERR_INVAL;
		total += n + 1;
		if (total > DNS_MAX_NAME)
			return -ERR_INVAL;
		if (total != n + 1)
			status = strbuf_addc(ret_text, '.');
		if (status == 0)
			status = strbuf_add(ret_text, raw + pos, n);
		if (status < 0)
			return status;
		pos += n;
	}
	*ret_next = next ? next : pos;
	return total ? 0 : -ERR_INVAL;
}

static int dnssl_format(
	const struct setting_type *t, const uint8_t *raw, size_t len, struct strbuf *ret_text)
{
	size_t pos = 0;

	(void)t;
	while (pos < len) {
		int status = pos ? strbuf_addc(ret_text, ' ') : 0;

		if (status == 0)
			status = domain_decode(raw, len, pos, ret_text, &pos);
		if (status < 0)
			return status;
	}
	return 0;
}

const struct setting_type setting_type_ipv4 = {
	.name = "ipv4", .parse = ipv4_parse, .format = ipv4_format};
const struct setting_type setting_type_ipv6 = {
	.name = "ipv6", .parse = ipv6_parse, .format = ipv6_format};
const struct setting_type setting_type_dnssl = {
	.name = "dnssl", .parse = dnssl_parse, .format = dnssl_format};
