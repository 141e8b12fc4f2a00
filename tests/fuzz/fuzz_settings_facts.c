/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers of the blocks over facts of the machine: the first byte chooses the block and the type,
 * eight make the number, the rest is what processor, PCI, USB, ACPI and memory map say.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/acpi.h"
#include "core/settings.h"
#include "core/settings_facts.h"
#include "core/status.h"
#include "core/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
	const uint8_t *data;
	size_t size;
} facts;

static void say_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	for (unsigned i = 0; i < 4; i++) {
		size_t at = ((size_t)leaf + subleaf * 4 + i) % 64;

		regs[i] = at + 4 <= facts.size ? get_le32(facts.data + at) : leaf | 0xff;
	}
}

static int say_pci(uint32_t busdevfn, unsigned offset, void *out, size_t len)
{
	if (busdevfn & 1 || offset > facts.size || len > facts.size - offset)
		return -ERR_NOENT;
	memcpy(out, facts.data + offset, len);
	return 0;
}

static int say_usb_device(uint32_t busdev, uint8_t *out)
{
	return say_pci(busdev, 0, out, USB_DESCRIPTOR_LEN);
}

static int say_usb_string(uint32_t busdev, uint8_t index, char **ret)
{
	size_t len = facts.size > index ? facts.size - index : 0;

	*ret = malloc(len + 1);
	if (!*ret)
		return -ERR_NOMEM;
	memcpy(*ret, facts.data + facts.size - len, len);
	(*ret)[len] = '\0';
	(void)busdev;
	return 0;
}

static int say_acpi(const char signature[4], unsigned index, const uint8_t **ret, size_t *ret_len)
{
	if (!signature[0] || index > 3 || !facts.size)
		return -ERR_NOENT;
	*ret = facts.data;
	*ret_len = facts.size;
	return 0;
}

static int say_variable(const char *name, uint8_t **ret, size_t *ret_len)
{
	if (!name[0] || !facts.size)
		return -ERR_NOENT;
	*ret = malloc(facts.size);
	if (!*ret)
		return -ERR_NOMEM;
	memcpy(*ret, facts.data, facts.size);
	*ret_len = facts.size;
	return 0;
}

static void say_memmap(void (*fn)(uint64_t start, uint64_t len, void *arg), void *arg)
{
	for (size_t at = 0; facts.size - at >= 8; at += 8)
		fn((uint64_t)get_le32(facts.data + at) << 20, get_le32(facts.data + at + 4), arg);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const blocks[] = {"cpuid", "pci", "acpi", "efi", "memmap", "usb"};
	static const char *const types[] = {"", ":string", ":uint32", ":hexraw", ":busdevfn"};
	static const struct fact_sources sources = {
		say_cpuid, say_pci, say_usb_device, say_usb_string, say_acpi, say_variable, say_memmap};
	_cleanup_(strbuf_free) struct strbuf out = {0};
	struct acpi_table table;
	uint8_t mac[6];
	char name[64];
	static bool ready;

	if (!ready)
		ready = settings_init() == 0 && facts_settings_init(&sources) == 0;
	if (size < 9)
		return 0;
	facts.data = data + 9;
	facts.size = size - 9;
	(void)snprintf(name, sizeof(name), "%s/0x%" PRIx32 "%08" PRIx32 "%s",
		blocks[data[0] % ARRAY_SIZE(blocks)], get_be32(data + 1), get_be32(data + 5),
		types[data[0] / 8 % ARRAY_SIZE(types)]);
	(void)settings_get(name, &out);
	(void)settings_show(name, false, &out);
	(void)settings_get("cpumodel", &out);
	table = (struct acpi_table){facts.data, facts.size};
	(void)acpi_system_mac(&table, mac);
	return 0;
}
