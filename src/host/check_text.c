/* SPDX-License-Identifier: BSD-2-Clause */
/* Files that are no text to a boot loader: what editors and web servers make of configurations. */
#include "host/check_text.h"

#include <string.h>

#include "core/text_kind.h"
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

bool check_text(struct configs *c, const char *name, const char *text, size_t len)
{
	const char *file = configs_keep(c, name), *nul = len ? memchr(text, '\0', len) : NULL;
	enum text_kind kind = text_kind_of(text, len);
	const char *why = NULL;

	if (kind == TEXT_UTF16 || kind == TEXT_UTF32)
		why = kind == TEXT_UTF16
			? "this is UTF-16, of which no line can be read: save it as UTF-8"
			: "this is UTF-32, of which no line can be read: save it as UTF-8";
	else if (kind == TEXT_WEB_PAGE)
		why = "this is a web page, perhaps what a server says of an error";
	else if (len && !nul && memchr(text, '\r', len) && !memchr(text, '\n', len))
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
