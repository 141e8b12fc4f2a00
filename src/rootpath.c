/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The disk that a DHCP answer names. It is what `sanhook` and `sanboot` do, so these lines of the
 * language do it; a value stays one word there, whatever is in it. san-drive and keep-san are
 * theirs, too.
 */
#include "rootpath.h"

#include <string.h>

#include "core/settings.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/uri.h"
#include "core/util.h"
#include "script/expand.h"
#include "script/script.h"

static int lookup_setting(const char *name, struct strbuf *out, void *arg)
{
	(void)arg;
	return settings_get(name, out);
}

bool rootpath_usable(void)
{
	_cleanup_(strbuf_free) struct strbuf text = {0};
	_cleanup_(uri_freep) struct uri *uri = NULL;

	if (expand("${root-path}", 12, lookup_setting, NULL, &text) || !text.len)
		return false;
	if (uri_parse(text.s, &uri) || !uri->scheme || !uri->host)
		return false;
	for (const struct scheme *const *s = schemes; *s; s++) {
		if (strcmp((*s)->name, uri->scheme) == 0)
			return true;
	}
	return false;
}

static bool is_set(const char *name)
{
	uint64_t value = 0;

	(void)settings_get_uint(name, &value);
	return value != 0;
}

bool rootpath_is_data(void)
{
	return is_set("skip-san-boot");
}

int rootpath_hook(void)
{
	return script_run_line("sanhook -- ${root-path}");
}

void rootpath_unhook(void)
{
	if (!is_set("keep-san"))
		(void)script_run_line("sanunhook");
}

int rootpath_boot(void)
{
	return script_run_line("sanboot --filename=${san-filename} -- ${root-path}");
}
