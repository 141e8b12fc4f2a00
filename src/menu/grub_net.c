/* SPDX-License-Identifier: BSD-2-Clause */
/* Which files GRUB looks for when its configuration is on a server (GRUB manual, "Network"). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "menu/grub_priv.h"

#define IPV4_DIGITS 8

uint32_t grub_net_ipv4(const char *text)
{
	uint32_t ip = 0;

	for (unsigned i = 0; text && i < 4; i++) {
		char *end;
		unsigned long n = strtoul(text, &end, 10);

		if (*text < '0' || *text > '9' || n > 255 || *end != (i < 3 ? '.' : '\0'))
			return 0;
		ip = ip << 8 | (uint32_t)n;
		text = end + 1;
	}
	return ip;
}

/* "01-52-54-…", of a hardware address with colons. */
static int add_mac(struct strbuf *out, const char *path, const char *mac)
{
	int rc = strbuf_addf(out, "%s-01-", path);

	for (; *mac && !rc; mac++)
		rc = strbuf_addc(out,
			*mac == ':'                          ? '-'
				: *mac >= 'A' && *mac <= 'F' ? (char)(*mac | 0x20)
							     : *mac);
	return rc ? rc : strbuf_addc(out, '\n');
}

char *grub_net_names(const char *path, const char *uuid, const char *mac, uint32_t ip)
{
	struct strbuf out = {};
	int rc = uuid && *uuid ? strbuf_addf(&out, "%s-%s\n", path, uuid) : 0;

	if (!rc && mac && *mac)
		rc = add_mac(&out, path, mac);
	for (int digits = IPV4_DIGITS; ip && digits > 0 && !rc; digits--) {
		char hex[IPV4_DIGITS + 1];

		(void)snprintf(hex, sizeof hex, "%08X", ip);
		rc = strbuf_addf(&out, "%s-%.*s\n", path, digits, hex);
	}
	if (!rc)
		rc = strbuf_adds(&out, path);
	if (!rc)
		return strbuf_take(&out);
	strbuf_free(&out);
	return NULL;
}
