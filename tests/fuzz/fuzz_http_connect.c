/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a proxy says to CONNECT, from anywhere: the tunnel opens only behind a head of status 2xx, a
 * refusal has its sentence, and how the bytes were cut makes no difference. The first byte chooses
 * the cut.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/uri.h"
#include "core/util.h"
#include "net/http_connect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(int cond)
{
	if (!cond)
		abort();
}

/* What becomes of an answer in pieces of (step) bytes. (used): up to where it was read. */
static int run(const uint8_t *data, size_t len, size_t step, size_t *used)
{
	static const char text[] = "http://user:pass@proxy.test:3128";
	_cleanup_(uri_freep) struct uri *proxy = NULL;
	_cleanup_(strbuf_free) struct strbuf request = {};
	struct http_connect *c;
	int rc = 0;

	*used = 0;
	if (uri_parse(text, &proxy) || http_connect_new("web.test", 443, proxy, &c, &request))
		return -ERR_NOMEM;
	while (*used < len && !rc) {
		size_t n = MIN(step, len - *used);

		rc = http_connect_input(c, data + *used, n);
		*used += n;
	}
	http_connect_free(c);
	must(rc == 0 || rc == 1 || rc == -ERR_PROTO || rc == -ERR_ACCES);
	if (rc < 0)
		must(fail_last()->code == -rc && !strncmp(fail_last()->text, "https: ", 7) &&
			strstr(fail_last()->text, "proxy.test"));
	return rc;
}

/* Empty lines may come first, a line may end in LF alone, the reason may be missing (RFC 9112). */
static bool starts_with_status(const uint8_t *data, size_t len)
{
	while (len && (*data == '\r' || *data == '\n')) {
		data++;
		len--;
	}
	return len >= sizeof("HTTP/1.1 200\n\n") - 1 && !memcmp(data, "HTTP/1.", 7);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t step, whole_used, cut_used;
	int whole, cut;

	if (!len)
		return 0;
	step = data[0] % 31u + 1;
	data++;
	len--;
	whole = run(data, len, len + 1, &whole_used);
	if (whole == 1)
		must(starts_with_status(data, len));
	cut = run(data, len, step, &cut_used);
	/* Bytes behind the head are the server's when they come later: TLS looks at them then. */
	if (whole == -ERR_PROTO && cut == 1)
		must(cut_used < len);
	else
		must(whole == cut);
	return 0;
}
