/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Locations of redirects from anywhere: where they lead is a server that may be asked, secrets stay
 * with their party, and the request that follows has exactly the lines it should have. The first
 * byte chooses where we come from.
 */
#include <stdlib.h>
#include <string.h>

#include "core/uri.h"
#include "core/util.h"
#include "net/http_date.h"
#include "net/http_proxy.h"
#include "net/http_range.h"
#include "net/http_redirect.h"
#include "net/http_request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(int cond)
{
	if (!cond)
		abort();
}

static void check_request(const struct uri *to)
{
	_cleanup_(strbuf_free) struct strbuf text = {};
	struct http_request r = {.uri = to, .absolute = true, .end = HTTP_LENGTH_UNKNOWN};
	unsigned n_lines = 0;

	if (http_request_format(&r, &text))
		return;
	must(!strncmp(text.s, "GET http", 8) && strlen(text.s) == text.len);
	for (const char *s = text.s; (s = strchr(s, '\n')); s++)
		must(s[-1] == '\r' && ++n_lines);
	must(n_lines == 7);
	must(strchr(text.s, '\r')[1] == '\n' &&
		!strncmp(strchr(text.s + 4, ' '), " HTTP/1.1\r\n", 11));
}

static void check_redirect(const char *from_text, const char *location)
{
	_cleanup_(uri_freep) struct uri *from = NULL, *to = NULL;

	must(!uri_parse(from_text, &from));
	if (http_redirect_resolve(from, 302, location, false, &to))
		return;
	must(!strcmp(to->scheme, "http") || !strcmp(to->scheme, "https"));
	must(strcmp(from->scheme, "https") || !strcmp(to->scheme, "https"));
	must(to->host && *to->host);
	if (to->user && !strcmp(to->user, "secret"))
		must(http_same_party(from, to) || strstr(location, "secret") ||
			strchr(location, '%'));
	(void)http_proxy_excepts(location, to->host);
	check_request(to);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const from[] = {"http://secret:p@h/a/b?c", "https://secret:p@h/a/b?c",
		"http://secret:p@10.0.0.1:8080", "https://h/"};
	struct http_range r;
	int64_t date;
	char *text;

	if (!len)
		return 0;
	text = malloc(len);
	if (!text)
		return 0;
	memcpy(text, data + 1, len - 1);
	text[len - 1] = '\0';
	check_redirect(from[data[0] % ARRAY_SIZE(from)], text);
	http_range_parse(text, &r);
	must(r.kind != HTTP_RANGE_PART || (r.first <= r.last && r.last < r.total));
	if (http_date_parse(text, &date))
		must(date >= 0 && date <= 253402300799);
	free(text);
	return 0;
}
