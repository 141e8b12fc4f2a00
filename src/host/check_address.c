/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses by themselves: of a scheme there is, with a server. Whether that has the file is
 * not asked. */
#include "host/check_address.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "core/status.h"
#include "core/transfer.h"
#include "core/uri.h"

static bool has_scheme(const char *name, size_t len)
{
	for (const struct scheme *const *s = schemes; *s; s++) {
		if (strlen((*s)->name) == len && strncasecmp((*s)->name, name, len) == 0)
			return true;
	}
	return len == 3 && strncasecmp(name, "iso", 3) == 0;
}

const char *address_problem(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_+");
	struct uri *uri = NULL;
	int rc = 0;

	if (n && text[n] == ':' && text[n + 1] == '/') {
		if (!has_scheme(text, n))
			rc = fail(ERR_INVAL, "there is no way to fetch %.*s: addresses", (int)n,
				text);
		else if (text[n + 2] != '/' && strncasecmp(text, "iso", 3) != 0)
			rc = fail(ERR_INVAL, "\"%s\" names no server: a slash is missing", text);
		else if (text[n + 2] == '/' && text[n + 3] == '/' &&
			strncasecmp(text, "file", n) != 0)
			rc = fail(ERR_INVAL, "\"%s\" names no server", text);
	}
	if (!rc && !strstr(text, "${"))
		rc = uri_parse(text, &uri);
	uri_free(uri);
	return rc ? fail_last()->text : NULL;
}
