/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types of settings. The first byte chooses the type, the rest is parsed as text and formatted as
 * bytes. What a type writes for what it has read, it must read again as the same bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "core/setting_type.h"
#include "core/status.h"
#include "core/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {
	"string",
	"uristring",
	"ipv4",
	"ipv6",
	"dnssl",
	"int8",
	"int16",
	"int32",
	"uint8",
	"uint16",
	"uint32",
	"hex",
	"hexhyp",
	"hexraw",
	"base64",
	"uuid",
	"guid",
	"busdevfn",
};

static void check_round_trip(const struct setting_type *t, const char *text)
{
	_cleanup_(strbuf_free) struct strbuf raw = {0}, again = {0}, shown = {0};

	if (t->parse(t, text, &raw) < 0 || memchr(raw.s ? raw.s : "", 0, raw.len))
		return;
	if (t->format(t, (uint8_t *)raw.s, raw.len, &shown) < 0)
		return;
	if (t->parse(t, shown.len ? shown.s : "", &again) < 0 && raw.len)
		abort();
	if (again.len != raw.len || (raw.len && memcmp(again.s, raw.s, raw.len) != 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(strbuf_free) struct strbuf out = {0};
	_cleanup_(freep) char *text = NULL;
	const struct setting_type *t;

	if (size == 0)
		return 0;
	t = setting_type_find(names[data[0] % ARRAY_SIZE(names)]);
	text = str_ndup((const char *)data + 1, size - 1);
	(void)t->format(t, data + 1, size - 1, &out);
	check_round_trip(t, text);
	return 0;
}
