/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types of settings that are strings, numbers and plain bytes, and the table of all types. Numbers
 * are stored big-endian, as DHCP does; they are shown with the full width of the stored bytes,
 * whatever the width of the type. The types of network addresses are in setting_type_net.c.
 */
#include "core/setting_type.h"

#include <inttypes.h>
#include <string.h>

#include "core/status.h"
#include "core/uri.h"
#include "core/util.h"

/* ---- strings ---- */

/* Strings from DHCP and firmware often carry a NUL at their end, which is no part of the text. */
static size_t text_len(const uint8_t *raw, size_t len)
{
	const uint8_t *nul = len ? memchr(raw, 0, len) : NULL;

	return nul ? (size_t)(nul - raw) : len;
}

static int string_parse(const struct setting_type *t, const char *text, struct strbuf *ret_raw)
{
	(void)t;
	return strbuf_adds(ret_raw, text);
}

static int string_format(
	const struct setting_type *t, const uint8_t *raw, size_t len, struct strbuf *ret_text)
{
	(void)t;
	return strbuf_add(ret_text, raw, text_len(raw, len));
}

static int uristring_parse(const struct setting_type *t, const char *text, struct strbuf *ret_raw)
{
	(void)t;
	return uri_decode_string(text, ret_raw);
}

static int uristring_format(
	const struct setting_type *t, const uint8_t *raw, size_t len, struct strbuf *ret_text)
{
	(void)t;
	return uri_encode_string(raw, text_len(raw, len), ret_text);
}

/* ---- numbers ---- */

bool setting_number_parse(const char *s, size_t len, uint64_t *ret)
{
	uint64_t value = 0;
	unsigned base = 10;
	size_t i = 0;

	if (len > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
		base = 16;
		i = 2;
	} else if (len > 1 && s[0] == '0') {
		base = 8;
		i = 1;
	}
	if (i == len)
		return false;
	for (; i < len; i++) {
		int digit = hex_digit(s[i]);

		if (digit < 0 || (unsigned)digit >= base)
			return false;
		if (value > (UINT64_MAX - (unsigned)digit) / base)
			return false;
		value = value * base + (unsigned)digit;
	}
	*ret = value;
	return true;
}

int setting_number_from_raw(const uint8_t *raw, size_t len, bool is_signed, uint64_t *ret)
{
	bool negative = is_signed && len && (raw[0] & 0x80);
	uint8_t pad = negative ? 0xff : 0;
	uint64_t value = negative ? UINT64_MAX : 0;

	for (; len > sizeof(value); raw++, len--) {
		if (*raw != pad)
			return -ERR_RANGE;
	}
	/* Dropping the padding must not have changed the sign. */
	if (is_signed && len == sizeof(value) && ((raw[0] ^ pad) & 0x80))
		return -ERR_RANGE;
	for (size_t i = 0; i < len; i++)
		value = value << 8 | raw[i];
	*ret = value;
	return 0;
}

void setting_number_to_raw(const struct setting_type *t, uint64_t value, uint8_t out[8])
{
	for (unsigned i = t->width; i > 0; i--) {
		out[i - 1] = (uint8_t)value;
		value >>= 8;
	}
}

/* A leading minus is taken as well: scripts count down from "-1" and mean all ones. */
static int int_parse(const struct setting_type *t, const char *text, struct strbuf *ret_raw)
{
	bool negative = text[0] == '-';
	uint8_t raw[8];
	uint64_t value;

	if (!setting_number_parse(text + negative, strlen(text + negative), &value))
		return -ERR_INVAL;
	setting_number_to_raw(t, negative ? -value : value, raw);
	return strbuf_add(ret_raw, raw, t->width);
}

static int int_format(
	const struct setting_type *t, const uint8_t *raw, size_t len, struct strbuf *ret_text)
{
	uint64_t value;

	if (setting_number_from_raw(raw, len, t->is_signed, &value) < 0)
		return -ERR_INVAL;
	if (t->is_signed)
		return strbuf_addf(ret_text, "%" PRId64, (int64_t)value);
	return strbuf_addf(ret_text, "0x%" PRIx64, value);
}

/* PCI addresses: segment, bus, device and function packed into one number. */
static int busdevfn_parse(const struct setting_type *t, const char *text, struct strbuf *ret_raw)
{
	(void)t;
	(void)text;
	(void)ret_raw;
	return -ERR_NOTSUP;
}

static int busdevfn_format(
	const struct setting_type *t, const uint8_t *raw, size_t len, struct strbuf *ret_text)
{
	uint64_t v;

	(void)t;
	if (setting_number_from_raw(raw, len, false, &v) < 0 || v > UINT32_MAX)
		return -ERR_INVAL;
	return strbuf_addf(ret_text, "%04x:%02x:%02x.%x", (unsigned)(v >> 16),
		(unsigned)(v >> 8 & 0xff), (unsigned)(v >> 3 & 0x1f), (unsigned)(v & 7));
}

/* ---- bytes ---- */

/* Takes the digits of one byte from *(s): two, or one where a separator tells where it ends. */
static int hex_byte_parse(const char **s, bool separated)
{
	int value = hex_digit(**s), low;

	if (value < 0)
		return -ERR_INVAL;
	(*s)++;
	low = hex_digit(**s);
	if (low < 0)
		return separated ? value : -ERR_INVAL;
	(*s)++;
	return value << 4 | low;
}

static int hex_parse(const struct setting_type *t, const char *text, struct strbuf *ret_raw)
{
	for (bool first = true; *text; first = false) {
		int byte, status;

		if (!first && t->separator && *text++ != t->separator)
			return -ERR_INVAL;
		byte = hex_byte_parse(&text, t->separator != 0);
		if (byte < 0)
			return byte;
		status = strbuf_addc(ret_raw, (char)byte);
		if (status < 0)
			return status;
	}
	return 0;
}

static int hex_format(
	const struct setting_type *t, const uint8_t *raw, size_t len, struct strbuf *ret_text)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		char out[3] = {t->separator, digits[raw[i] >> 4], digits[raw[i] & 15]};
		bool skip = !t->separator || i == 0;
		int status = strbuf_add(ret_text, out + skip, sizeof(out) - skip);

		if (status < 0)
			return status;
	}
	return 0;
}

/* RFC 4648 section 4. */
static const char base64_alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int base64_parse(const struct setting_type *t, const char *text, struct strbuf *ret_raw)
{
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t n = 0, padding = 0;

	(void)t;
	for (; *text && *text != '='; text++, n++) {
		const char *at = strchr(base64_alphabet, *text);
		int status;

		if (!at)
			return -ERR_INVAL;
		bits = bits << 6 | (uint32_t)(at - base64_alphabet);
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		status = strbuf_addc(ret_raw, (char)(bits >> n_bits));
		if (status < 0)
			return status;
	}
	while (text[padding] == '=')
		padding++;
	/* One left-over character is not a byte; padding may be missing, but not be wrong. */
	if (text[padding] || n % 4 == 1 || (padding && (n + padding) % 4) || padding > 2)
		return -ERR_INVAL;
	return 0;
}

static int base64_format(
	const struct setting_type *t, const uint8_t *raw, size_t len, struct strbuf *ret_text)
{
	(void)t;
	for (size_t i = 0; i < len; i += 3) {
		size_t n = MIN(len - i, (size_t)3);
		uint32_t bits = (uint32_t)raw[i] << 16;
		char out[4];
		int status;

		bits |= n > 1 ? (uint32_t)raw[i + 1] << 8 : 0;
		bits |= n > 2 ? raw[i + 2] : 0;
		for (unsigned k = 0; k < 4; k++)
			out[k] = k <= n ? base64_alphabet[bits >> (18 - 6 * k) & 63] : '=';
		status = strbuf_add(ret_text, out, sizeof(out));
		if (status < 0)
			return status;
	}
	return 0;
}

/* ---- UUIDs (RFC 4122: big-endian; GUID: the first three fields little-endian) ---- */

void setting_uuid_swap(uint8_t uuid[16])
{
	static const uint8_t order[8] = {3, 2, 1, 0, 5, 4, 7, 6};
	uint8_t old[8];

	memcpy(old, uuid, sizeof(old));
	for (unsigned i = 0; i < sizeof(order); i++)
		uuid[i] = old[order[i]];
}

static bool uuid_dash_before(unsigned byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

static int uuid_parse(const struct setting_type *t, const char *text, struct strbuf *ret_raw)
{
	uint8_t uuid[16];

	for (unsigned i = 0; i < sizeof(uuid); i++) {
		int byte;

		if (uuid_dash_before(i) && *text++ != '-')
			return -ERR_INVAL;
		byte = hex_byte_parse(&text, false);
		if (byte < 0)
			return byte;
		uuid[i] = (uint8_t)byte;
	}
	if (*text)
		return -ERR_INVAL;
	if (t == &setting_type_guid)
		setting_uuid_swap(uuid);
	return strbuf_add(ret_raw, uuid, sizeof(uuid));
}

static int uuid_format(
	const struct setting_type *t, const uint8_t *raw, size_t len, struct strbuf *ret_text)
{
	uint8_t u[16];

	if (len != sizeof(u))
		return -ERR_INVAL;
	memcpy(u, raw, sizeof(u));
	if (t == &setting_type_guid)
		setting_uuid_swap(u);
	return strbuf_addf(ret_text, "%08" PRIx32 "-%04x-%04x-%04x-%04x%08" PRIx32, get_be32(u),
		get_be16(u + 4), get_be16(u + 6), get_be16(u + 8), get_be16(u + 10),
		get_be32(u + 12));
}

/* ---- the table ---- */

const struct setting_type setting_type_string = {
	.name = "string", .parse = string_parse, .format = string_format};
const struct setting_type setting_type_uristring = {
	.name = "uristring", .parse = uristring_parse, .format = uristring_format};
const struct setting_type setting_type_int8 = {
	.name = "int8", .parse = int_parse, .format = int_format, .width = 1, .is_signed = true};
const struct setting_type setting_type_int16 = {
	.name = "int16", .parse = int_parse, .format = int_format, .width = 2, .is_signed = true};
const struct setting_type setting_type_int32 = {
	.name = "int32", .parse = int_parse, .format = int_format, .width = 4, .is_signed = true};
const struct setting_type setting_type_uint8 = {
	.name = "uint8", .parse = int_parse, .format = int_format, .width = 1};
const struct setting_type setting_type_uint16 = {
	.name = "uint16", .parse = int_parse, .format = int_format, .width = 2};
const struct setting_type setting_type_uint32 = {
	.name = "uint32", .parse = int_parse, .format = int_format, .width = 4};
const struct setting_type setting_type_hex = {
	.name = "hex", .parse = hex_parse, .format = hex_format, .separator = ':'};
const struct setting_type setting_type_hexhyp = {
	.name = "hexhyp", .parse = hex_parse, .format = hex_format, .separator = '-'};
const struct setting_type setting_type_hexraw = {
	.name = "hexraw", .parse = hex_parse, .format = hex_format};
const struct setting_type setting_type_base64 = {
	.name = "base64", .parse = base64_parse, .format = base64_format};
const struct setting_type setting_type_uuid = {
	.name = "uuid", .parse = uuid_parse, .format = uuid_format};
const struct setting_type setting_type_guid = {
	.name = "guid", .parse = uuid_parse, .format = uuid_format};
const struct setting_type setting_type_busdevfn = {
	.name = "busdevfn", .parse = busdevfn_parse, .format = busdevfn_format};

const struct setting_type *setting_type_find(const char *name)
{
	static const struct setting_type *const types[] = {
		&setting_type_string,
		&setting_type_uristring,
		&setting_type_ipv4,
		&setting_type_ipv6,
		&setting_type_dnssl,
		&setting_type_int8,
		&setting_type_int16,
		&setting_type_int32,
		&setting_type_uint8,
		&setting_type_uint16,
		&setting_type_uint32,
		&setting_type_hex,
		&setting_type_hexhyp,
		&setting_type_hexraw,
		&setting_type_base64,
		&setting_type_uuid,
		&setting_type_guid,
		&setting_type_busdevfn,
	};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (strcmp(types[i]->name, name) == 0)
			return types[i];
	}
	return NULL;
}
