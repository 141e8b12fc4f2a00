/* SPDX-License-Identifier: BSD-2-Clause */
/* Pinned keys of servers, as text. */
#include "net/tls_pin.h"

#include <string.h>

#include "core/util.h"

#define SEPARATORS " ,\t\r\n"

static bool read_pin(const char *p, size_t len, uint8_t out[32])
{
	if (len > 7 && memcmp(p, "sha256:", 7) == 0) {
		p += 7;
		len -= 7;
	}
	if (len != 64)
		return false;
	for (unsigned i = 0; i < 32; i++) {
		int high = hex_digit(p[2 * i]), low = hex_digit(p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

bool tls_pin_match(const char *text, const uint8_t digest[32], bool *ret_valid)
{
	bool match = false;

	*ret_valid = true;
	while (*(text += strspn(text, SEPARATORS))) {
		size_t len = strcspn(text, SEPARATORS);
		uint8_t pin[32];

		if (!read_pin(text, len, pin))
			*ret_valid = false;
		else if (memcmp(pin, digest, sizeof(pin)) == 0)
			match = true;
		text += len;
	}
	return match;
}
