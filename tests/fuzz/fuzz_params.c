/* SPDX-License-Identifier: BSD-2-Clause */
/* Parameters as scripts give them, two texts each: whatever they are, a request has one head, whose
 * lines are those it was given. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/params.h"
#include "core/strbuf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_headers(const struct params *p, unsigned n)
{
	struct strbuf b = {};

	if (params_format_headers(p, &b))
		abort();
	for (const char *s = b.s; s && *s; s = strstr(s, "\r\n") + 2) {
		if (!strstr(s, "\r\n") || !n--)
			abort();
	}
	if (n || (b.s && (strlen(b.s) != b.len || strstr(b.s, "\r\n\r\n"))))
		abort();
	strbuf_free(&b);
}

static void check_form(const struct params *p)
{
	struct strbuf b = {};

	if (params_format_form(p, &b))
		abort();
	for (size_t i = 0; i < b.len; i++) {
		if (b.s[i] <= ' ' || b.s[i] >= 127)
			abort();
	}
	strbuf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[256], *value;
	unsigned n = 0;
	struct params *p;

	if (params_create("", NULL))
		abort();
	while (size > 1) {
		size_t len = data[0] % (sizeof(text) - 1);
		bool header = data[0] & 1;

		data++, size--;
		if (len > size)
			len = size;
		memcpy(text, data, len);
		text[len] = '\0';
		data += len, size -= len;
		value = strchr(text, '=');
		if (!value)
			continue;
		*value++ = '\0';
		if (!header)
			(void)params_add("", text, value);
		else if (params_add_header("", text, value) == 0)
			n++;
	}
	p = params_take("");
	check_headers(p, n);
	check_form(p);
	params_free(p);
	return 0;
}
