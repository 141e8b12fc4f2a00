/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The types of settings: how raw bytes become text and text becomes raw bytes. Pure functions;
 * nothing is recorded with fail(), the caller knows the setting's name.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/strbuf.h"

struct setting_type {
	const char *name;
	/* Appends the raw bytes that (text) stands for. -ERR_INVAL if it is no such value,
	 * -ERR_NOTSUP if the type cannot be written as text, -ERR_NOMEM. */
	int (*parse)(const struct setting_type *t, const char *text, struct strbuf *ret_raw);
	/* Appends the text of (raw). -ERR_INVAL if the bytes are no such value, -ERR_NOMEM. */
	int (*format)(const struct setting_type *t, const uint8_t *raw, size_t len,
		struct strbuf *ret_text);
	uint8_t width; /* bytes of an integer; 0: not an integer */
	bool is_signed;
	char separator; /* between the bytes of a hex type; 0: none */
};

extern const struct setting_type setting_type_string, setting_type_uristring;
extern const struct setting_type setting_type_ipv4, setting_type_ipv6, setting_type_dnssl;
extern const struct setting_type setting_type_int8, setting_type_int16, setting_type_int32;
extern const struct setting_type setting_type_uint8, setting_type_uint16, setting_type_uint32;
extern const struct setting_type setting_type_hex, setting_type_hexhyp, setting_type_hexraw;
extern const struct setting_type setting_type_base64, setting_type_busdevfn;
extern const struct setting_type setting_type_uuid, setting_type_guid;

/* NULL if there is no type of that name. */
const struct setting_type *setting_type_find(const char *name);

/* Parses the (len) bytes at (s) as an unsigned number by C's base-0 rules: "10", "0x1f", "017".
 * False if they are anything else, or over 64 bits. */
bool setting_number_parse(const char *s, size_t len, uint64_t *ret);

/* The number that big-endian (raw) is, of whatever width. -ERR_RANGE beyond 64 bits. */
int setting_number_from_raw(const uint8_t *raw, size_t len, bool is_signed, uint64_t *ret);

/* Writes (value) as (t) (an integer type) stores it, truncated to its width. */
void setting_number_to_raw(const struct setting_type *t, uint64_t value, uint8_t out[8]);

/* Swaps the first three fields of a UUID between big- and little-endian, in place. */
void setting_uuid_swap(uint8_t uuid[16]);
