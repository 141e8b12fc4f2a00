/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Blocks "cpuid", "pci", "usb", "acpi", "memmap" (by number) and "efi" (by name): facts of the
 * machine, read when asked for. Values are shown as plain hex digits unless a type is asked for; of
 * a firmware's variable as bytes.
 */
#include "core/settings_facts.h"

#include <string.h>

#include "core/setting_type.h"
#include "core/settings.h"
#include "core/settings_name.h"
#include "core/status.h"
#include "core/util.h"

/* Leaf 0: EBX, EDX, ECX. Leaves 0x80000002 to 0x80000004: all four. As bytes. */
#define TAG_CPUVENDOR 0x00829d00u
#define TAG_CPUMODEL  0x8283e402u

static const struct fact_sources *sources;

/* A value of (len) bytes, to be filled in; -ERR_NOENT if that is none. */
static int value_alloc(size_t len, const struct setting_type *type, struct setting_value *ret)
{
	uint8_t *data;

	if (len == 0)
		return -ERR_NOENT;
	data = malloc(len);
	if (!data)
		return -ERR_NOMEM;
	*ret = (struct setting_value){.type = type, .data = data, .len = len};
	return 0;
}

static void reverse(uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len / 2; i++) {
		uint8_t first = data[i];

		data[i] = data[len - 1 - i];
		data[len - 1 - i] = first;
	}
}

/* The number that (key) is, in a block of numbers. */
static bool key_number(const struct setting_key *key, uint64_t *ret)
{
	*ret = key->tag;
	return key->tag != SETTING_TAG_NONE || setting_tag_parse(key->name, ret);
}

/* ---- cpuid ---- */

static int cpuid_fetch(
	struct settings_block *b, const struct setting_key *key, struct setting_value *ret)
{
	static const struct {
		const char *name;
		uint32_t tag;
	} named[] = {{"cpuvendor", TAG_CPUVENDOR}, {"cpumodel", TAG_CPUMODEL}};
	uint64_t tag;
	int status;

	(void)b;
	if (key_number(key, &tag))
		return fact_cpuid(sources, tag, ret);
	for (size_t i = 0; i < ARRAY_SIZE(named); i++) {
		if (strcmp(key->name, named[i].name) != 0)
			continue;
		status = fact_cpuid(sources, named[i].tag, ret);
		if (status == 0)
			ret->type = &setting_type_string;
		return status;
	}
	return -ERR_NOENT;
}

/* ---- pci: busdevfn.offset.length ---- */

/* The bytes are turned round, so that they read as the number they are. */
static int pci_fetch(
	struct settings_block *b, const struct setting_key *key, struct setting_value *ret)
{
	struct setting_value v;
	uint64_t tag;
	int status;

	(void)b;
	if (!key_number(key, &tag) || tag >> 48)
		return -ERR_NOENT;
	status = value_alloc(tag & 0xff, &setting_type_hexraw, &v);
	if (status < 0)
		return status;
	status = sources->pci_read((uint32_t)(tag >> 16), tag >> 8 & 0xff, v.data, v.len);
	if (status < 0) {
		setting_value_free(&v);
		return status;
	}
	reverse(v.data, v.len);
	*ret = v;
	return 0;
}

/* ---- usb: busdev.offset.length of the device descriptor ---- */

#define USB_AS_THEY_COME 0x80000000u /* bit 15 of the busdev: the bytes are not turned round */

static int usb_string(uint32_t busdev, uint8_t index, struct setting_value *ret)
{
	char *text;
	int status = index ? sources->usb_string(busdev, index, &text) : -ERR_NOENT;

	if (status < 0)
		return status;
	if (!*text) {
		free(text);
		return -ERR_NOENT;
	}
	*ret = (struct setting_value){
		.type = &setting_type_string, .data = (uint8_t *)text, .len = strlen(text)};
	return 0;
}

/* Length 0: the byte at the offset is the number of a string. Offset 0: the length is. Both 0: the
 * whole descriptor. */
static int usb_fetch(
	struct settings_block *b, const struct setting_key *key, struct setting_value *ret)
{
	uint8_t desc[USB_DESCRIPTOR_LEN];
	uint8_t offset, len;
	uint32_t busdev;
	uint64_t tag;
	int status;

	(void)b;
	if (!key_number(key, &tag) || tag >> 32)
		return -ERR_NOENT;
	busdev = tag >> 16 & 0x7fff;
	offset = tag >> 8 & 0xff;
	len = tag & 0xff;
	if (!offset && len)
		return usb_string(busdev, len, ret);
	status = sources->usb_device(busdev, desc);
	if (status < 0)
		return status;
	if (offset >= sizeof(desc) || len > sizeof(desc) - offset)
		return -ERR_NOENT;
	if (offset && !len)
		return usb_string(busdev, desc[offset], ret);
	status = value_alloc(len ? len : sizeof(desc), &setting_type_hexraw, ret);
	if (status < 0)
		return status;
	memcpy(ret->data, desc + offset, ret->len);
	if (!(tag & USB_AS_THEY_COME))
		reverse(ret->data, ret->len);
	return 0;
}

/* ---- acpi: signature (32 bits), instance (8), offset (16), length (8; 0: to the end) ---- */

static int acpi_fetch(
	struct settings_block *b, const struct setting_key *key, struct setting_value *ret)
{
	size_t len, offset, want;
	const uint8_t *table;
	char signature[4];
	uint64_t tag;
	int status;

	(void)b;
	if (!key_number(key, &tag))
		return -ERR_NOENT;
	put_be32((uint8_t *)signature, (uint32_t)(tag >> 32));
	offset = tag >> 8 & 0xffff;
	want = tag & 0xff;
	if (sources->acpi_table(signature, tag >> 24 & 0xff, &table, &len) < 0 || offset > len)
		return -ERR_NOENT;
	len = want ? MIN(want, len - offset) : len - offset;
	status = value_alloc(len, &setting_type_hexraw, ret);
	if (status < 0)
		return status;
	memcpy(ret->data, table + offset, len);
	/* Numbers are little-endian there. */
	if (key->type && key->type->width)
		reverse(ret->data, ret->len);
	return 0;
}

/* ---- memmap ---- */

/* Bits 0-5: shift right; 8, 9: add where regions start, how long they are; 10: regions that are not
 * there count as nothing; 16-23: the first region; 24-31: how many, less one. */
struct memmap_sum {
	uint64_t tag;
	unsigned first, n, region;
	uint64_t sum;
};

static void add_region(uint64_t start, uint64_t len, void *arg)
{
	struct memmap_sum *s = arg;
	unsigned region = s->region++;

	if (region < s->first || region - s->first >= s->n)
		return;
	s->sum += s->tag & 1 << 8 ? start : 0;
	s->sum += s->tag & 1 << 9 ? len : 0;
}

static int memmap_fetch(
	struct settings_block *b, const struct setting_key *key, struct setting_value *ret)
{
	struct memmap_sum s = {0};
	int status;

	(void)b;
	if (!key_number(key, &s.tag) || s.tag >> 32)
		return -ERR_NOENT;
	s.first = s.tag >> 16 & 0xff;
	s.n = (s.tag >> 24 & 0xff) + 1;
	sources->memmap(add_region, &s);
	if (s.region < s.first + s.n && !(s.tag & 1 << 10))
		return -ERR_NOENT;
	status = value_alloc(8, &setting_type_hexraw, ret);
	if (status < 0)
		return status;
	s.sum >>= s.tag & 0x3f;
	put_be32(ret->data, (uint32_t)(s.sum >> 32));
	put_be32(ret->data + 4, (uint32_t)s.sum);
	return 0;
}

/* ---- efi: variables ---- */

static int efi_fetch(
	struct settings_block *b, const struct setting_key *key, struct setting_value *ret)
{
	uint8_t *data;
	size_t len;
	int status;

	(void)b;
	status = sources->firmware_variable(key->name, &data, &len);
	if (status < 0)
		return status;
	*ret = (struct setting_value){.type = &setting_type_hex, .data = data, .len = len};
	return 0;
}

/* ---- the blocks ---- */

static const struct settings_ops cpuid_ops = {cpuid_fetch, settings_store_read_only};
static const struct settings_ops pci_ops = {pci_fetch, settings_store_read_only};
static const struct settings_ops usb_ops = {usb_fetch, settings_store_read_only};
static const struct settings_ops acpi_ops = {acpi_fetch, settings_store_read_only};
static const struct settings_ops memmap_ops = {memmap_fetch, settings_store_read_only};
static const struct settings_ops efi_ops = {efi_fetch, settings_store_read_only};

int facts_settings_init(const struct fact_sources *from)
{
	static struct settings_block blocks[] = {
		{.name = "cpuid", .ops = &cpuid_ops, .own_tags = true},
		{.name = "pci", .ops = &pci_ops, .own_tags = true},
		{.name = "usb", .ops = &usb_ops, .own_tags = true},
		{.name = "acpi", .ops = &acpi_ops, .own_tags = true},
		{.name = "memmap", .ops = &memmap_ops, .own_tags = true},
		{.name = "efi", .ops = &efi_ops, .own_names = true},
	};

	sources = from;
	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++) {
		int status = settings_add(&blocks[i], NULL);

		if (status < 0)
			return status;
	}
	return 0;
}
