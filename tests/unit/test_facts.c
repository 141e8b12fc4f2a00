/* SPDX-License-Identifier: BSD-2-Clause */
/* Facts of the machine as settings: block "builtin" over the platform, and the blocks beside it. */
#include "facts.h"

#include "arch/host/host.h"
#include "core/acpi.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/settings_name.h"
#include "core/walltime.h"
#include "unit/check.h"
#include "unit/fake_machine.h"

static const char *get(const char *name)
{
	static struct strbuf bufs[4];
	static unsigned n;
	struct strbuf *b = &bufs[n++ % 4];

	strbuf_reset(b);
	return settings_get(name, b) < 0 || !b->len ? "" : b->s;
}

static const char *show(const char *name)
{
	static struct strbuf b;

	strbuf_reset(&b);
	return settings_show(name, false, &b) < 0 ? "(none)" : b.s;
}

static void test_unixtime(void)
{
	int64_t now;

	CHECK(strncmp(get("unixtime"), "0x", 2) == 0);
	CHECK_EQ(settings_set("unixtime", "1000"), 0);
	CHECK(walltime_is_set());
	CHECK_EQ(walltime(&now), 0);
	CHECK(now >= 1000 && now < 1010);
	CHECK(strncmp(show("unixtime"), "builtin/unixtime:uint32 = 0x3e", 30) == 0);
	CHECK_EQ(settings_set("builtin/unixtime", "0x70000000"), 0);
	CHECK_EQ(walltime(&now), 0);
	CHECK(now >= 0x70000000 && now < 0x70000010);
	CHECK_EQ(settings_inc("unixtime", 100), 0);
	CHECK_EQ(walltime(&now), 0);
	CHECK(now >= 0x70000064 && now < 0x70000074);
	CHECK_EQ(settings_set("unixtime:string", "now"), -ERR_INVAL);
	CHECK_EQ(settings_set("unixtime", "soon"), -ERR_INVAL);
	CHECK_EQ(settings_clear("unixtime"), 0);
	CHECK(!walltime_is_set());
	CHECK_EQ(settings_clear("builtin/unixtime"), 0);
	CHECK_EQ(settings_set("builtin/platform", "x"), -ERR_NOTSUP);
}

static void test_builtin(void)
{
	uint64_t n;

	CHECK_STR(get("platform"), "linux");
	CHECK_STR(get("buildarch"), "x86_64");
	CHECK_EQ(settings_get_uint("memsize", &n), 0);
	CHECK(n > 16);
	log_warn("test: a line of the log");
	CHECK(strstr(get("dmesg"), "test: a line of the log\n") != NULL);
	CHECK_STR(get("serial"), "");
	CHECK_STR(get("smbios/1.4.0"), "");
	CHECK_EQ(strlen(get("cpuvendor")), 12);
}

/* ---- what the host has is plugged in ---- */

static const char dsdt[] = "DSDT\x40\0\0\0"
			   "............................"
			   "__AUXMAC_#52540g000001#_AUXMAC_#525400ABcd01#";

static int plugged_acpi(
	const char signature[4], unsigned index, const uint8_t **ret, size_t *ret_len)
{
	if (memcmp(signature, "DSDT", 4) != 0 || index != 0)
		return -ERR_NOENT;
	*ret = (const uint8_t *)dsdt;
	*ret_len = sizeof(dsdt) - 1;
	return 0;
}

static int plugged_vram(const uint8_t **ret, size_t *ret_len)
{
	*ret = (const uint8_t *)"H\7i\7";
	*ret_len = 4;
	return 0;
}

static void test_plugged(void)
{
	static const struct host_facts facts = {.pci_read = fake_pci_read,
		.usb_next = fake_usb_next,
		.usb_device = fake_usb_device,
		.usb_string = fake_usb_string,
		.acpi_table = plugged_acpi,
		.firmware_variable = fake_firmware_variable,
		.vram = plugged_vram};
	uint32_t busdev;

	CHECK_STR(get("pci/0x18.0.2"), "");
	CHECK_STR(get("usb/0x103.8.2"), "");
	CHECK_STR(get("usb/0x103.0.1"), "");
	CHECK_EQ(plat_usb_next(0, &busdev), -ERR_NOTSUP);
	CHECK_STR(get("efi/SecureBoot"), "");
	CHECK_STR(get("sysmac"), "");
	CHECK_STR(get("vram"), "");
	host_set_facts(&facts);
	CHECK_STR(get("pci/0x18.0.2"), "1af4");
	CHECK_EQ(plat_usb_next(0x104, &busdev), 0);
	CHECK_EQ(busdev, 0x201);
	CHECK_STR(get("usb/0x103.8.2"), "0627");
	CHECK_STR(get("usb/0x103.15.0"), "Tablet 1");
	CHECK_STR(get("efi/SecureBoot"), "01");
	CHECK_STR(get("acpi/0x44534454.0.0.0.4:string"), "DSDT");
	CHECK_STR(show("sysmac"), "builtin/sysmac:hex = 52:54:00:ab:cd:01");
	CHECK_STR(show("vram"), "builtin/vram:base64 = SAdpBw==");
	host_set_facts(NULL);
	CHECK_STR(get("acpi/0x44534454.0.0.0.4"), "");
}

/* ---- ACPI from memory: RSDP at 0x100, RSDT at 0x200, tables behind it ---- */

static uint8_t memory[0x1000];

static const uint8_t *view(void *arg, uint64_t addr, size_t len)
{
	(void)arg;
	return addr <= sizeof(memory) && len <= sizeof(memory) - addr ? memory + addr : NULL;
}

static void sum(size_t at, size_t len, size_t where)
{
	uint8_t total = 0;

	memory[at + where] = 0;
	for (size_t i = 0; i < len; i++)
		total = (uint8_t)(total + memory[at + i]);
	memory[at + where] = (uint8_t)-total;
}

static void table(size_t at, const char *signature, uint32_t len)
{
	memcpy(memory + at, signature, 4);
	put_le32(memory + at + 4, len);
	sum(at, len, 9);
}

static void acpi_build(void)
{
	static const uint32_t entries[] = {0x400, 0x500, 0x600, 0x700};

	memset(memory, 0, sizeof(memory));
	memcpy(memory + 0x100, "RSD PTR ", 8);
	put_le32(memory + 0x100 + 16, 0x200);
	sum(0x100, 20, 8);
	for (size_t i = 0; i < ARRAY_SIZE(entries); i++)
		put_le32(memory + 0x200 + 36 + 4 * i, entries[i]);
	table(0x200, "RSDT", 36 + 4 * ARRAY_SIZE(entries));
	put_le32(memory + 0x400 + 40, 0x800);
	table(0x400, "FACP", 116);
	table(0x500, "SSDT", 40);
	table(0x600, "SSDT", 44);
	table(0x700, "SLIC", 36);
	put_le32(memory + 0x704, 0xf00); /* does not fit */
	table(0x800, "DSDT", 60);
}

static void test_acpi(void)
{
	static const struct acpi_memory m = {.view = view};
	struct acpi_table t = {0};

	acpi_build();
	CHECK_EQ(acpi_find_rsdp(&m, 0x80, 0x200), 0x100);
	CHECK_EQ(acpi_find_rsdp(&m, 0x110, 0x200), 0);
	CHECK_EQ(acpi_find_rsdp(&m, 0x100, 19), 0);
	CHECK_EQ(acpi_find(&m, 0x100, "SSDT", 0, &t), 0);
	CHECK_EQ(t.len, 40);
	CHECK_EQ(acpi_find(&m, 0x100, "SSDT", 1, &t), 0);
	CHECK(t.p == memory + 0x600);
	CHECK_EQ(acpi_find(&m, 0x100, "SSDT", 2, &t), -ERR_NOENT);
	CHECK_EQ(acpi_find(&m, 0x100, "SLIC", 0, &t), -ERR_NOENT);
	CHECK_EQ(acpi_find(&m, 0x100, "DSDT", 0, &t), 0);
	CHECK_EQ(t.len, 60);
	CHECK_EQ(acpi_find(&m, 0x100, "DSDT", 1, &t), -ERR_NOENT);
	CHECK_EQ(acpi_find(&m, 0x100, "RSDT", 0, &t), 0);
	CHECK(t.p == memory + 0x200);
	CHECK_EQ(acpi_find(&m, 0x120, "SSDT", 0, &t), -ERR_NOENT);
	CHECK_EQ(acpi_find(&m, 0, "SSDT", 0, &t), -ERR_NOENT);
	memory[0x220]++;
	CHECK_EQ(acpi_find(&m, 0x100, "SSDT", 0, &t), -ERR_NOENT);
}

static void test_system_mac(void)
{
	static const struct {
		const char *text;
		bool found;
	} cases[] = {
		{"x_AUXMAC_#001122aabbcc#y", true},
		{"_RTXMAC_#001122AABBCC#", true},
		{"_AUXMAC_#001122aabbcc", false},
		{"_AUXMAC_#001122aabbc#", false},
		{"_AUXMAC_#001122aabbcg#", false},
		{"_AUXMAC_", false},
		{"", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct acpi_table t = {(const uint8_t *)cases[i].text, strlen(cases[i].text)};
		uint8_t mac[6] = {0};

		CHECK_EQ(acpi_system_mac(&t, mac), cases[i].found);
		CHECK_EQ(get_be32(mac + 2), cases[i].found ? 0x22aabbcc : 0);
	}
}

static void test_machine(void)
{
	CHECK_EQ(fake_machine_init(), 0);
	CHECK_STR(show("cpuvendor"), "cpuid/cpuvendor:string = HawserViHaws");
	CHECK_STR(get("memmap/0x00000200:int32"), "654336");
	CHECK_STR(get("net0/43.116:string"), "117");
}

int main(void)
{
	CHECK_EQ(facts_setup(), 0);
	test_builtin();
	test_unixtime();
	test_plugged();
	test_acpi();
	test_system_mac();
	test_machine();
	return check_done();
}
