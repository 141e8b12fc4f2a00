/* SPDX-License-Identifier: BSD-2-Clause */
/* Files that are no text to a boot loader: what editors and web servers make of configurations. */
#include "host/check_text.h"

#include <string.h>
#include <strings.h>

#include "core/util.h"
#include "host/alloc.h"

static struct place place_of(const char *text, size_t pos)
{
	struct place at = {1, 1};

	for (size_t i = 0; i < pos; i++) {
		at.column++;
		if (text[i] == '\n')
			at = (struct place){at.line + 1, 1};
	}
	return at;
}

/* Every other one of the first bytes is NUL, or a mark says so. */
static bool is_utf16(const char *text, size_t len)
{
	size_t odd = 0, even = 0, n = MIN(len, 64u);

	if (len > 1 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
		return true;
	for (size_t i = 0; i < n; i++) {
		odd += i % 2 && !text[i];
		even += i % 2 == 0 && !text[i];
	}
	return n > 3 && (odd > n / 3 || even > n / 3);
}

static bool is_web_page(const char *text, size_t len)
{
	static const char *const starts[] = {"<!doctype", "<html", "<?xml"};
	size_t at = 0;

	while (at < len && strchr(" \t\r\n", text[at]) && text[at])
		at++;
	for (unsigned i = 0; i < ARRAY_SIZE(starts); i++) {
		if (len - at >= strlen(starts[i]) &&
			strncasecmp(text + at, starts[i], strlen(starts[i])) == 0)
			return true;
	}
	return false;
}

bool check_text(struct configs *c, const char *name, const char *text, size_t len)
{
	const char *file = configs_keep(c, name), *nul = len ? memchr(text, '\0', len) : NULL;
	const char *why = NULL;

	if (is_utf16(text, len))
		why = "this is UTF-16, of which no line can be read: save it as UTF-8";
	else if (is_web_page(text, len))
		why = "this is a web page, perhaps what a server says of an error";
	else if (len && memchr(text, '\r', len) && !memchr(text, '\n', len))
		why = "lines end in CR alone, so that all of it is one line: LF or CR LF ends a "
		      "line";
	if (why) {
		findings_add(c->f, true, file, (struct place){1, 1}, "encoding", "%s", why);
		return false;
	}
	if (nul)
		findings_add(c->f, true, file, place_of(text, (size_t)(nul - text)), "encoding",
			"a NUL byte: this is no text, or has been damaged");
	return true;
}

const char *typographic(const char *text, size_t len, const char **ret_what)
{
	static const struct {
		const char *utf8, *what;
	} odd[] = {
		{"\xc2\xa0", "a no-break space, which parts no words"},
		{"\xe2\x80\x93", "a dash, which is no minus"},
		{"\xe2\x80\x94", "a dash, which is no minus"},
		{"\xe2\x80\x98", "a quote of printed text"},
		{"\xe2\x80\x99", "a quote of printed text"},
		{"\xe2\x80\x9c", "a quote of printed text"},
		{"\xe2\x80\x9d", "a quote of printed text"},
	};

	for (size_t at = 0; at < len; at++) {
		for (unsigned i = 0; i < ARRAY_SIZE(odd); i++) {
			size_t n = strlen(odd[i].utf8);

			if (len - at < n || memcmp(text + at, odd[i].utf8, n) != 0)
				continue;
			*ret_what = odd[i].what;
			return text + at;
		}
	}
	return NULL;
}
