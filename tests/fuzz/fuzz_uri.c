/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * URIs from anywhere: what was parsed reads back from its own text, resolving gives no dots, and
 * nothing in a request line can end the line. Input: a base and a reference, separated by a NUL.
 */
#include <stdlib.h>
#include <string.h>

#include "core/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(int cond)
{
	if (!cond)
		abort();
}

static void check_text(const struct uri *u)
{
	struct strbuf text = {}, again = {}, target = {};
	struct uri *v = NULL;

	must(uri_format(u, URI_FULL, &text) == 0);
	must(strlen(uri_text(u)) <= 150);
	if (!uri_parse(text.s ? text.s : "", &v)) { /* else encoding made it too long */
		must(uri_equal(u, v));
		must(uri_format(v, URI_FULL, &again) == 0);
		must(!text.s || !strcmp(text.s, again.s));
	}
	must(uri_request_target(u, &target) == 0 && target.len);
	for (size_t i = 0; i < target.len; i++)
		must(target.s[i] > ' ' && target.s[i] < 127);
	free(uri_basename(u));
	uri_free(v);
	strbuf_free(&text);
	strbuf_free(&again);
	strbuf_free(&target);
}

static void check_resolved(const struct uri *u)
{
	size_t len = strlen(u->path);

	must(!strstr(u->path, "/./") && !strstr(u->path, "/../"));
	must(len < 3 || strcmp(u->path + len - 3, "/.."));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *base_text = str_ndup((const char *)data, len);
	size_t base_len = strlen(base_text);
	char *ref_text = base_len < len
		? str_ndup((const char *)data + base_len + 1, len - base_len - 1)
		: str_dup("../x");
	struct uri *base = NULL, *ref = NULL, *u = NULL;

	if (!uri_parse(base_text, &base))
		check_text(base);
	if (!uri_parse(ref_text, &ref))
		check_text(ref);
	if (base && ref && !uri_resolve(base, ref, &u) && u->path && ref->path && ref->path[0])
		check_resolved(u);
	uri_free(u);
	uri_free(ref);
	uri_free(base);
	free(ref_text);
	free(base_text);
	return 0;
}
