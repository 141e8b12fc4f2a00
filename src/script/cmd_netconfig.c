/* SPDX-License-Identifier: BSD-2-Clause */
/* pxelinux, grubcfg, blscfg: the menu of another network boot loader's configuration. */
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/uri.h"
#include "core/util.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/netconfig.h"
#include "script/options.h"

struct netconfig_options {
	const char *prefix;
	bool list;
};
static const struct option_desc netconfig_desc[] = {
	{"prefix", 'p', OPTION_STRING, offsetof(struct netconfig_options, prefix)},
	{"list", 'l', OPTION_FLAG, offsetof(struct netconfig_options, list)},
	OPTIONS_END,
};

/* (text), relative to the working URI, as a whole URL. */
static int absolute(const char *text, char **ret)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	_cleanup_(strbuf_free) struct strbuf out = {};
	int rc = uri_parse_cwd(text, &uri);

	if (!rc)
		rc = uri_format(uri, URI_FULL, &out);
	if (rc)
		return rc;
	*ret = strbuf_take(&out);
	return *ret ? 0 : fail(ERR_NOMEM, "no memory for %s", text);
}

/* The folder (text) names, with a slash at its end. */
static int folder(const char *text, char **ret)
{
	_cleanup_(freep) char *url = NULL;
	int rc = absolute(text, &url);
	size_t len = rc ? 0 : strlen(url);

	if (rc)
		return rc;
	*ret = str_format("%s%s", url, len && url[len - 1] == '/' ? "" : "/");
	return *ret ? 0 : fail(ERR_NOMEM, "no memory for %s", text);
}

/* Without a file the names are looked for that the format's own loader looks for. */
static int run(int argc, char **argv, const struct config_format *f)
{
	_cleanup_(freep) char *prefix = NULL, *url = NULL, *entry = NULL;
	struct netconfig_options o = {};
	struct netconfig_how how = {};
	int rc = 0, i = options_parse(argc, argv, netconfig_desc, &o, 0, INT_MAX);
	bool found;

	if (i < 0)
		return i;
	entry = args_join(argc, argv, i + 1);
	if (!entry)
		return fail(ERR_NOMEM, "%s: no memory", argv[0]);
	how.list = o.list;
	how.entry = *entry ? entry : NULL;
	if (o.prefix)
		rc = folder(o.prefix, &prefix);
	if (rc)
		return rc;
	if (i == argc)
		return prefix ? netconfig_search(f, prefix, &how, &found)
			      : netconfig_search_beside(f, uri_cwd(), &how, &found);
	rc = absolute(argv[i], &url);
	return rc ? rc : netconfig_run(f, url, prefix, &how);
}

static int cmd_pxelinux(int argc, char **argv)
{
	return run(argc, argv, &pxelinux_format);
}

static int cmd_grubcfg(int argc, char **argv)
{
	return run(argc, argv, &grub_format);
}

static int cmd_blscfg(int argc, char **argv)
{
	return run(argc, argv, &bls_format);
}

const struct command cmd_netconfig_table[] = {
	{"pxelinux", cmd_pxelinux, "[--prefix URL] [--list] [URL [ENTRY...]]",
		"Shows the menu of a PXELINUX configuration"},
	{"grubcfg", cmd_grubcfg, "[--prefix URL] [--list] [URL [ENTRY...]]",
		"Shows the menu of a GRUB configuration"},
	{"blscfg", cmd_blscfg, "[--prefix URL] [--list] [URL [ENTRY...]]",
		"Shows the menu of boot loader entries, whose index URL is"},
	{},
};
