/* SPDX-License-Identifier: BSD-2-Clause */
/* Boot loader entries on servers: "loader/entries", with the index that stands for a listing. */
#include "core/status.h"
#include "core/util.h"
#include "menu/bls.h"
#include "script/netconfig.h"

static int names(const char *prefix, struct strbuf *out)
{
	(void)prefix;
	return strbuf_adds(out, "loader/entries/" BLS_INDEX "\n");
}

static int read(const struct bootmenu_files *files, const char *url, const char *prefix,
	struct bootmenu **ret)
{
	(void)prefix;
	return bls_read(files, url, ret);
}

const struct config_format bls_format = {.name = "boot loader entries",
	.entry = "name of an entry's file",
	.firmware = "efi",
	.names = names,
	.read = read};
