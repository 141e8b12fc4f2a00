/* SPDX-License-Identifier: BSD-2-Clause */
/* The settings that tell of the machine and of this program. */
#include "facts.h"

#include "arch/platform.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/smbios.h"
#include "core/walltime.h"

static int get_platform(struct strbuf *out)
{
	return strbuf_adds(out, plat_name);
}

static int get_buildarch(struct strbuf *out)
{
	return strbuf_adds(out, plat_buildarch);
}

static int get_unixtime(struct strbuf *out)
{
	int64_t now;
	int rc = walltime(&now);
	uint8_t raw[4];

	if (rc)
		return rc;
	put_be32(raw, (uint32_t)now);
	return strbuf_add(out, raw, sizeof(raw));
}

static void add_region(uint64_t start, uint64_t len, void *arg)
{
	(void)start;
	*(uint64_t *)arg += len;
}

static int get_memsize(struct strbuf *out)
{
	uint64_t bytes = 0;
	uint8_t raw[4];

	plat_memmap(add_region, &bytes);
	put_be32(raw, (uint32_t)(bytes >> 20));
	return strbuf_add(out, raw, sizeof(raw));
}

int facts_setup(void)
{
	const uint8_t *table;
	size_t len;
	uint16_t version;
	int rc = settings_init();

	if (!rc)
		rc = settings_builtin_add("platform", "string", get_platform);
	if (!rc)
		rc = settings_builtin_add("buildarch", "string", get_buildarch);
	if (!rc)
		rc = settings_builtin_add("unixtime", "uint32", get_unixtime);
	if (!rc)
		rc = settings_builtin_add("memsize", "int32", get_memsize);
	if (rc)
		return rc;
	if (plat_smbios(&table, &len, &version) == 0)
		return smbios_settings_init(table, len, version);
	log_info("smbios: the firmware has no table");
	return 0;
}
