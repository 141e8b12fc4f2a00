/* SPDX-License-Identifier: BSD-2-Clause */
/* Expansion with values from anywhere: lines "NAME=VALUE", the last line is expanded. It ends, the
 * result is bounded, and nothing that could be replaced is left. */
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "script/expand.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(int cond)
{
	if (!cond)
		abort();
}

struct text {
	const char *s;
	size_t len;
};

/* The value of (name): what follows "NAME=" in the first line that begins so. */
static int lookup(const char *name, struct strbuf *out, void *arg)
{
	const struct text *t = arg;
	const char *line = t->s, *end = t->s + t->len;
	size_t n = strlen(name);

	while (line < end) {
		const char *eol = memchr(line, '\n', (size_t)(end - line));

		if (!eol)
			eol = end;
		if ((size_t)(eol - line) > n && memcmp(line, name, n) == 0 && line[n] == '=')
			return strbuf_add(out, line + n + 1, (size_t)(eol - line) - n - 1);
		line = eol < end ? eol + 1 : end;
	}
	return -ERR_NOENT;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_(strbuf_free) struct strbuf out = {};
	struct text t = {(const char *)data, len};
	const char *open, *last = t.s;
	int rc;

	for (size_t i = 0; i < len; i++) {
		if (data[i] == '\n')
			last = t.s + i + 1;
	}
	rc = expand(last, len - (size_t)(last - t.s), lookup, &t, &out);
	if (rc) {
		must(rc == -ERR_LOOP || rc == -ERR_TOOBIG || rc == -ERR_NOMEM);
		must(out.len == 0);
		return 0;
	}
	must(out.len <= EXPAND_MAX || out.len <= len);
	if (!out.s)
		return 0;
	open = strstr(out.s, "${");
	must(!open || !strchr(open, '}'));
	return 0;
}
