/* SPDX-License-Identifier: BSD-2-Clause */
/* Configurations of GRUB on servers. */
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "menu/grub.h"
#include "script/netconfig.h"

static int names(const char *prefix, struct strbuf *out)
{
	(void)prefix;
	return strbuf_adds(out, "grub/grub.cfg\n");
}

static int read(const struct bootmenu_files *files, const char *url, const char *prefix,
	struct bootmenu **ret)
{
	const struct grub_options o = {.root = "net", .prefix = prefix};

	return grub_read(files, url, &o, ret);
}

const struct config_format grub_format = {.name = "grub", .names = names, .read = read};
