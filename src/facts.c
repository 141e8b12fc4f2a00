/* SPDX-License-Identifier: BSD-2-Clause */
/* Joins the blocks of settings that core has to the platform that knows the facts. */
#include "facts.h"

#include <string.h>

#include "arch/platform.h"
#include "core/acpi.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/settings_facts.h"
#include "core/smbios.h"
#include "core/status.h"
#include "core/walltime.h"

_Static_assert(USB_DEVICE_LEN == USB_DESCRIPTOR_LEN, "one descriptor");

#define SSDT_MAX 64 /* of these are looked through */

static int add_be32(struct strbuf *out, uint32_t value)
{
	uint8_t raw[4];

	put_be32(raw, value);
	return strbuf_add(out, raw, sizeof(raw));
}

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

	return rc ? rc : add_be32(out, (uint32_t)now);
}

static int set_unixtime(const uint8_t *data, size_t len)
{
	if (len == 0)
		walltime_clear();
	else if (len == 4)
		walltime_set(get_be32(data));
	else
		return fail(ERR_INVAL, "unixtime: %zu bytes, a time has 4", len);
	return 0;
}

static void add_region(uint64_t start, uint64_t len, void *arg)
{
	(void)start;
	*(uint64_t *)arg += len;
}

static int get_memsize(struct strbuf *out)
{
	uint64_t bytes = 0;

	plat_memmap(add_region, &bytes);
	return add_be32(out, (uint32_t)(bytes >> 20));
}

/* The address that the machine's maker has put into its ACPI tables. */
static int get_sysmac(struct strbuf *out)
{
	struct acpi_table t;
	uint8_t mac[6];

	if (plat_acpi_table("DSDT", 0, &t.p, &t.len) == 0 && acpi_system_mac(&t, mac))
		return strbuf_add(out, mac, sizeof(mac));
	for (unsigned i = 0; i < SSDT_MAX; i++) {
		if (plat_acpi_table("SSDT", i, &t.p, &t.len) < 0)
			break;
		if (acpi_system_mac(&t, mac))
			return strbuf_add(out, mac, sizeof(mac));
	}
	return -ERR_NOENT;
}

static int get_vram(struct strbuf *out)
{
	const uint8_t *data;
	size_t len;
	int rc = plat_vram(&data, &len);

	return rc ? rc : strbuf_add(out, data, len);
}

static void add_line(enum log_level level, const char *line, void *arg)
{
	struct strbuf *out = arg;

	(void)level;
	/* What does not fit into memory is missing. */
	if (strbuf_adds(out, line) == 0)
		(void)strbuf_addc(out, '\n');
}

static int get_dmesg(struct strbuf *out)
{
	log_each(add_line, out);
	return out->len ? 0 : -ERR_NOENT;
}

static int builtins_add(void)
{
	static const struct {
		const char *name, *type;
		settings_builtin_get get;
		settings_builtin_set set;
	} list[] = {
		{"platform", "string", get_platform, NULL},
		{"buildarch", "string", get_buildarch, NULL},
		{"unixtime", "uint32", get_unixtime, set_unixtime},
		{"memsize", "int32", get_memsize, NULL},
		{"sysmac", "hex", get_sysmac, NULL},
		{"vram", "base64", get_vram, NULL},
		{"dmesg", "string", get_dmesg, NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(list); i++) {
		int rc = settings_builtin_add_writable(
			list[i].name, list[i].type, list[i].get, list[i].set);

		if (rc)
			return rc;
	}
	return 0;
}

int facts_setup(void)
{
	static const struct fact_sources sources = {
		.cpuid = plat_cpuid,
		.pci_read = plat_pci_read,
		.usb_device = plat_usb_device,
		.usb_string = plat_usb_string,
		.acpi_table = plat_acpi_table,
		.firmware_variable = plat_firmware_variable,
		.memmap = plat_memmap,
	};
	const uint8_t *table;
	uint16_t version;
	size_t len;
	int rc = settings_init();

	if (!rc)
		rc = builtins_add();
	if (!rc)
		rc = facts_settings_init(&sources);
	if (rc)
		return rc;
	if (plat_smbios(&table, &len, &version) == 0)
		return smbios_settings_init(table, len, version);
	log_info("smbios: the firmware has no table");
	return 0;
}
