/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of settings. Each line is one operation: '+' name, a blank, value: set; '-' name: clear;
 * '#' name: inc; '?' name: show; anything else: get.
 */
#include <string.h>

#include "core/settings.h"
#include "core/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run_line(char *line)
{
	_cleanup_(strbuf_free) struct strbuf out = {0};
	char *blank = strchr(line, ' ');

	if (line[0] == '+' && blank) {
		*blank = '\0';
		(void)settings_set(line + 1, blank + 1);
	} else if (line[0] == '-') {
		(void)settings_clear(line + 1);
	} else if (line[0] == '#') {
		(void)settings_inc(line + 1, 1);
	} else if (line[0] == '?') {
		(void)settings_show(line + 1, false, &out);
	} else {
		(void)settings_get(line, &out);
	}
}

/* Takes out what (text), now one string a line, has made, so that the tree does not grow from
 * run to run. */
static void forget(const char *text, size_t len)
{
	struct settings_block *root = settings_find(""), *b, *tmp;

	for (size_t i = 0; i < len; i += strlen(text + i) + 1) {
		if (text[i] == '+' || text[i] == '#')
			(void)settings_clear(text + i + 1);
	}
	list_for_each_safe(b, tmp, &root->children, sibling) {
		if (b->created)
			settings_remove(b);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	_cleanup_(freep) char *text = str_ndup((const char *)data, size);
	size_t len = text ? strlen(text) : 0;
	char *line = text;

	if (!ready)
		ready = settings_init() == 0;
	while (line) {
		char *end = strchr(line, '\n');

		if (end)
			*end++ = '\0';
		run_line(line);
		line = end;
	}
	forget(text, len);
	return 0;
}
