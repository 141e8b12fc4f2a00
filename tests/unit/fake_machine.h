/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A machine as settings see it: SMBIOS, processor, PCI, USB, ACPI, firmware variables and memory,
 * two network cards, DHCP answers for both, a ProxyDHCP and a boot server answer. Scripts of the
 * suite ask for it by the command "machine".
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/host/host.h"
#include "core/settings.h"
#include "core/settings_facts.h"
#include "core/smbios.h"
#include "core/status.h"
#include "core/util.h"
#include "net/dhcp_block.h"

/* ---- SMBIOS ---- */

static const uint8_t fake_smbios[] = "\x01\x1b\x01\x00"
				     "\x01\x02\x03\x04"
				     "\x33\x22\x11\x00\x55\x44\x77\x66\x88\x99\xaa\xbb\xcc\xdd\xee\xff"
				     "\x06\x05\x06"
				     "Hawser Works\0Model 7\0rev 2\0SN 4711/B\0SKU\0Family\0\0"
				     "\x02\x08\x02\x00\x01\x02\x00\x03"
				     "Board Maker\0Board\0B-0815\0\0"
				     "\x03\x09\x03\x00\x01\x11\x00\x02\x03"
				     "Case Maker\0C-1\0ASSET-9\0\0"
				     "\x04\x06\x04\x00\x01\x03"
				     "CPU 1\0\0"
				     "\x04\x06\x05\x00\x01\x03"
				     "CPU 2\0\0"
				     "\x7f\x04\x7f\x00\0";

/* ---- the processor ---- */

static void fake_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	static const char brand[48] = "Hawser Virtual Processor";

	memset(regs, 0, 4 * sizeof(*regs));
	if (leaf == 0) {
		regs[0] = 7;
		regs[1] = get_le32("Haws");
		regs[3] = get_le32("erVi");
		regs[2] = get_le32("rtua");
	} else if (leaf == 1) {
		regs[0] = 0x000806c1;
		regs[2] = 0x01020304;
		regs[3] = 0x0a0b0c0d;
	} else if (leaf == 7) {
		regs[1] = subleaf ? 0x71 : 0x70;
	} else if (leaf == 0x80000000) {
		regs[0] = 0x80000004;
	} else if (leaf >= 0x80000002 && leaf <= 0x80000004) {
		for (unsigned i = 0; i < 4; i++)
			regs[i] = get_le32(brand + 16 * (leaf - 0x80000002) + 4 * i);
	}
}

/* ---- PCI: 00:03.0 ---- */

static int fake_pci_read(uint32_t busdevfn, unsigned offset, void *out, size_t len)
{
	static const uint8_t config[16] = {
		0xf4, 0x1a, 0x00, 0x10, 0x07, 0x05, 0x10, 0x00, 0x00, 0x00, 0x00, 0x02};

	if (busdevfn != 0x18 || offset > 256 || len > 256 - offset)
		return -ERR_NOENT;
	memset(out, 0, len);
	if (offset < sizeof(config))
		memcpy(out, config + offset, MIN(len, sizeof(config) - offset));
	return 0;
}

/* ---- USB: a tablet with strings, and on the second bus a device without, which lies ---- */

static int fake_usb_next(uint32_t from, uint32_t *ret)
{
	if (from > 0x201)
		return -ERR_NOENT;
	*ret = from > 0x103 ? 0x201 : 0x103;
	return 0;
}

static int fake_usb_device(uint32_t busdev, uint8_t out[USB_DEVICE_LEN])
{
	static const uint8_t tablet[USB_DEVICE_LEN] = {
		18, 1, 0x00, 0x02, 0, 0, 0, 8, 0x27, 0x06, 0x01, 0x00, 0x00, 0x01, 1, 2, 9, 1};

	if (busdev == 0x103)
		memcpy(out, tablet, sizeof(tablet));
	else if (busdev == 0x201)
		memset(out, 0xff, USB_DEVICE_LEN);
	return busdev == 0x103 || busdev == 0x201 ? 0 : -ERR_NOENT;
}

static int fake_usb_string(uint32_t busdev, uint8_t index, char **ret)
{
	static const char *const strings[] = {NULL, "H\303\244wser", "Tablet 1", ""};

	if (busdev != 0x103 || index >= ARRAY_SIZE(strings) || !strings[index])
		return -ERR_NOENT;
	*ret = strdup(strings[index]);
	return *ret ? 0 : -ERR_NOMEM;
}

/* ---- ACPI: two SSDTs ---- */

static int fake_acpi_table(
	const char signature[4], unsigned index, const uint8_t **ret, size_t *ret_len)
{
	static const uint8_t tables[2][40] = {
		{'S', 'S', 'D', 'T', 40, 0, 0, 0, 2, 0, 'H', 'A', 'W', 'S', 'E', 'R', [36] = 0xaa,
			0xbb, 0xcc, 0xdd},
		{'S', 'S', 'D', 'T', 40, 0, 0, 0, 1, 0, 'S', 'E', 'C', 'O', 'N', 'D', [36] = 1, 2,
			3, 4},
	};

	if (memcmp(signature, "SSDT", 4) != 0 || index > 1)
		return -ERR_NOENT;
	*ret = tables[index];
	*ret_len = sizeof(tables[index]);
	return 0;
}

/* ---- variables ---- */

static int fake_firmware_variable(const char *name, uint8_t **ret, size_t *ret_len)
{
	static const struct {
		const char *name, *data;
		size_t len;
	} list[] = {{"SecureBoot", "\x01", 1}, {"BootOrder", "\x01\x00\x00\x00", 4},
		{"PlatformLang", "en", 3}, {"ip", "\x7f", 1}, {"67", "\x43", 1}, {"Empty", "", 0}};

	for (size_t i = 0; i < ARRAY_SIZE(list); i++) {
		if (strcmp(list[i].name, name) != 0)
			continue;
		*ret = malloc(list[i].len + 1);
		if (!*ret)
			return -ERR_NOMEM;
		memcpy(*ret, list[i].data, list[i].len);
		*ret_len = list[i].len;
		return 0;
	}
	return -ERR_NOENT;
}

/* ---- memory ---- */

static void fake_memmap(void (*fn)(uint64_t start, uint64_t len, void *arg), void *arg)
{
	fn(0, 0x9fc00, arg);
	fn(0x100000, 0x7ff00000, arg);
	fn(0x100000000, 0x80000000, arg);
}

static const struct fact_sources fake_sources = {fake_cpuid, fake_pci_read, fake_usb_device,
	fake_usb_string, fake_acpi_table, fake_firmware_variable, fake_memmap};

/* ---- DHCP answers ---- */

struct fake_answer {
	uint32_t ip, server;
	const char *file;
	const char *options; /* behind the cookie */
	size_t len;
};

static int fake_answer_set(struct dhcp_block *b, const char *name, struct settings_block *parent,
	const struct fake_answer *a)
{
	static const uint8_t mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};
	uint8_t raw[600] = {2, 1, 6};
	struct dhcp_packet packet;
	int rc;

	put_be32(raw + 16, a->ip);
	put_be32(raw + 20, a->server);
	memcpy(raw + 28, mac, sizeof(mac));
	(void)snprintf((char *)raw + 108, 128, "%s", a->file);
	put_be32(raw + 236, 0x63825363);
	memcpy(raw + 240, a->options, a->len);
	rc = dhcp_parse(raw, 240 + a->len, &packet);
	return rc < 0 ? rc : dhcp_block_set(b, name, parent, &packet);
}

/* clang-format off */
#define ANSWER(ip, server, file, options) {ip, server, file, options, sizeof(options) - 1}

static const struct fake_answer fake_answers[] = {
	ANSWER(0xc0a80714, 0xc0a80701, "pxelinux.0",
		"\x35\x01\x05" "\x36\x04\xc0\xa8\x07\x01"
		"\x01\x04\xff\xff\xff\x00" "\x03\x04\xc0\xa8\x07\xfe"
		"\x06\x08\xc0\xa8\x07\x02\xc0\xa8\x07\x03" "\x0c\x05node7" "\x0f\x0b" "example.org"
		"\x1a\x02\x05\xb4" "\x2a\x04\xc0\xa8\x07\x04"
		"\x2b\x15" "\x06\x01\x08" "\x47\x04\x80\x00\x00\x01" "\x74\x03" "117" "\x51\x05" "a\0b c"
		"\xaf\x0b" "\x08\x01\x01" "\xb1\x05\x01\x1a\xf4\x10\x00" "\xff"
		"\x77\x0d" "\x03lab\x07" "example\0" "\xd2\x08/prefix/" "\xff"),
	ANSWER(0x0a01020a, 0x0a010201, "second.0",
		"\x35\x01\x05" "\x36\x04\x0a\x01\x02\x01" "\x01\x04\xff\xff\x00\x00" "\x11\x04root" "\xff"),
	ANSWER(0, 0xc0a80709, "proxy.0", "\x35\x01\x02" "\x3c\x09PXEClient" "\x11\x05proxy" "\xff"),
	ANSWER(0, 0xc0a8070a, "bs.0", "\x35\x01\x05" "\x3c\x09PXEClient" "\xd0\x02hi" "\xff"),
};
/* clang-format on */

/* Registers all of it. 0 or -ERR_*. */
static inline int fake_machine_init(void)
{
	static struct settings_block net[2] = {{.name = "net0", .ops = &settings_list_ops},
		{.name = "net1", .ops = &settings_list_ops}};
	static struct dhcp_block blocks[4];
	static const struct host_facts plugged = {.pci_read = fake_pci_read,
		.usb_next = fake_usb_next,
		.firmware_variable = fake_firmware_variable};
	int rc = smbios_settings_init(fake_smbios, sizeof(fake_smbios) - 1, 0x0300);

	host_set_facts(&plugged);
	rc = rc ? rc : facts_settings_init(&fake_sources);
	rc = rc ? rc : settings_add(&net[0], NULL);
	rc = rc ? rc : settings_add(&net[1], NULL);
	rc = rc ? rc : fake_answer_set(&blocks[0], "dhcp", &net[0], &fake_answers[0]);
	rc = rc ? rc : fake_answer_set(&blocks[1], "dhcp", &net[1], &fake_answers[1]);
	rc = rc ? rc : fake_answer_set(&blocks[2], "proxydhcp", NULL, &fake_answers[2]);
	rc = rc ? rc : fake_answer_set(&blocks[3], "pxebs", NULL, &fake_answers[3]);
	settings_set_netx(&net[1]);
	rc = rc ? rc : settings_set("net0/mac", "52:54:00:12:34:56");
	rc = rc ? rc : settings_set("net0/busloc", "0x18");
	rc = rc ? rc : settings_set("net0/chip", "virtio-net");
	return rc ? rc : settings_set("net1/mac", "52:54:00:ab:cd:ef");
}
