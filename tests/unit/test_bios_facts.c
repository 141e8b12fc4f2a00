/* SPDX-License-Identifier: BSD-2-Clause */
/* What a BIOS machine's tables and clock say: ACPI, SMBIOS entry points, the real-time clock. */
#include <string.h>
#include <time.h>

#include "arch/bios/acpi.h"
#include "arch/bios/rtc.h"
#include "core/calendar.h"
#include "core/smbios_entry.h"
#include "core/status.h"
#include "core/util.h"
#include "unit/check.h"

/* A machine of 1 MiB, and tables at the addresses a test puts them to. */
#define MEMORY (1u << 20)
#define RSDP   0xf1230u
#define RSDT   0x80000u
#define XSDT   0x80100u
#define FADT   0x80200u
#define DSDT   0x81000u
#define SSDT   0x82000u

static uint8_t memory[MEMORY];

static const uint8_t *view(void *arg, uint64_t addr, size_t len)
{
	(void)arg;
	return addr <= MEMORY && len <= MEMORY - addr ? memory + addr : NULL;
}

static const struct acpi_memory all = {.view = view};

static void put_sum(uint8_t *p, size_t len, size_t at)
{
	uint8_t sum = 0;

	p[at] = 0;
	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + p[i]);
	p[at] = (uint8_t)-sum;
}

static void seal(uint32_t addr)
{
	put_sum(memory + addr, get_le32(memory + addr + 4), 9);
}

static void put_table(uint32_t addr, const char *signature, const void *body, size_t len)
{
	memcpy(memory + addr, signature, 4);
	put_le32(memory + addr + 4, (uint32_t)(36 + len));
	memcpy(memory + addr + 36, body, len);
	seal(addr);
}

static const char s5[] = "\x14\x10junk\x08_S5_\x12\x08\x04\x0a\x05\x0a\x06\x00\x00tail";

static void put_rsdp(uint32_t addr)
{
	memcpy(memory + addr, "RSD PTR ", 8);
	put_le32(memory + addr + 16, RSDT);
	put_sum(memory + addr, 20, 8);
}

/* An ACPI 1.0 machine as QEMU makes one. */
static void put_machine(void)
{
	uint8_t root[8], fadt[244 - 36] = {0};

	memset(memory, 0, sizeof(memory));
	put_rsdp(RSDP);
	put_le32(root, SSDT);
	put_le32(root + 4, FADT);
	put_table(RSDT, "RSDT", root, sizeof(root));
	put_table(SSDT, "SSDT", "none", 4);
	put_le32(fadt + 40 - 36, DSDT);
	put_le32(fadt + 48 - 36, 0xb2);
	fadt[52 - 36] = 0xf1;
	put_le32(fadt + 64 - 36, 0x604);
	fadt[108 - 36] = 0x32;
	put_le32(fadt + 112 - 36, 1 << 10);
	fadt[116 - 36] = 1;
	put_le32(fadt + 120 - 36, 0xcf9);
	fadt[128 - 36] = 0x0f;
	put_table(FADT, "FACP", fadt, 132 - 36);
	put_table(DSDT, "DSDT", s5, sizeof(s5) - 1);
}

static void test_acpi_good(void)
{
	struct acpi_facts f;

	put_machine();
	CHECK_EQ(acpi_read(&all, &f), 0);
	CHECK_EQ(f.pm1a_cnt, 0x604);
	CHECK_EQ(f.pm1b_cnt, 0);
	CHECK_EQ(f.smi_cmd, 0xb2);
	CHECK_EQ(f.acpi_enable, 0xf1);
	CHECK(f.has_s5);
	CHECK_EQ(f.slp_typ_a, 5);
	CHECK_EQ(f.slp_typ_b, 6);
	CHECK_EQ(f.reset_port, 0xcf9);
	CHECK_EQ(f.reset_value, 0x0f);
	CHECK_EQ(f.century, 0x32);
}

/* The root pointer in the extended BIOS data area is found first. */
static void test_acpi_ebda(void)
{
	struct acpi_facts f;

	put_machine();
	memset(memory + RSDP, 0, 20);
	CHECK_EQ(acpi_read(&all, &f), -ERR_NOENT);
	memory[0x40f] = 0x9f;
	put_rsdp(0x9f010);
	CHECK_EQ(acpi_read(&all, &f), 0);
	memset(memory + 0x9f010, 0, 20);
	put_rsdp(0x9f400);
	CHECK_EQ(acpi_read(&all, &f), -ERR_NOENT);
}

static void test_acpi_xsdt(void)
{
	uint8_t root[8] = {0};
	struct acpi_facts f;

	put_machine();
	put_le32(root, FADT);
	put_table(XSDT, "XSDT", root, sizeof(root));
	memory[RSDP + 15] = 2;
	put_le32(memory + RSDP + 20, 36);
	put_le32(memory + RSDP + 24, XSDT);
	put_sum(memory + RSDP, 20, 8);
	put_sum(memory + RSDP, 36, 32);
	memset(memory + RSDT, 0, 44);
	CHECK_EQ(acpi_read(&all, &f), 0);
	/* extended fields of a long table */
	put_le32(memory + FADT + 4, 244);
	memory[FADT + 172] = 1;
	put_le32(memory + FADT + 176, 0x1804);
	memory[FADT + 184] = 0;
	put_le32(memory + FADT + 188, 0x1900);
	put_le32(memory + FADT + 140, SSDT);
	seal(FADT);
	CHECK_EQ(acpi_read(&all, &f), 0);
	CHECK_EQ(f.pm1a_cnt, 0x1804);
	CHECK_EQ(f.pm1b_cnt, 0);
	CHECK(!f.has_s5);
	/* a broken second half of the pointer leaves the first */
	memory[RSDP + 33]++;
	CHECK_EQ(acpi_read(&all, &f), -ERR_NOENT);
	put_machine();
	memory[RSDP + 15] = 2;
	put_sum(memory + RSDP, 20, 8);
	CHECK_EQ(acpi_read(&all, &f), 0);
}

static void test_acpi_broken(void)
{
	static const struct {
		uint32_t at;
		uint8_t value;
	} damages[] = {
		{RSDP + 3, 'x'},
		{RSDP + 9, 1},
		{RSDT + 10, 7},
		{RSDT + 4, 3},
		{RSDT + 7, 0x7f},
		{RSDT, 'X'},
		{FADT + 20, 1},
		{FADT + 4, 40},
		{FADT + 6, 0xff},
		{RSDT + 43, 0x80},
	};
	struct acpi_facts f = {.pm1a_cnt = 0x1234};

	for (size_t i = 0; i < ARRAY_SIZE(damages); i++) {
		put_machine();
		memory[damages[i].at] = damages[i].value;
		CHECK_EQ(acpi_read(&all, &f), -ERR_NOENT);
		CHECK_EQ(f.pm1a_cnt, 0x1234);
	}
	/* A table at the end of memory, said to be longer. */
	put_machine();
	put_le32(memory + RSDT + 40, MEMORY - 40);
	seal(RSDT);
	memcpy(memory + MEMORY - 40, "FACP", 4);
	put_le32(memory + MEMORY - 36, 116);
	CHECK_EQ(acpi_read(&all, &f), -ERR_NOENT);
}

static void check_s5(const char *code, size_t len, bool has, unsigned a, unsigned b)
{
	struct acpi_facts f;

	put_machine();
	put_table(DSDT, "DSDT", code, len);
	CHECK_EQ(acpi_read(&all, &f), 0);
	CHECK_EQ(f.has_s5, has);
	CHECK_EQ(f.slp_typ_a, a);
	CHECK_EQ(f.slp_typ_b, b);
}

#define S5(code, ...) check_s5(code, sizeof(code) - 1, __VA_ARGS__)

static void test_acpi_s5(void)
{
	struct acpi_facts f;

	S5("\x08_S5_\x12\x06\x04\x00\x00\x00\x00", true, 0, 0);
	S5("\x08\\_S5_\x12\x06\x02\x01\x01", true, 1, 1);
	S5("\x08_S5_\x12\x47\x00\x04\x0a\x07\x01\x00\x00", true, 7, 1);
	S5("\x08_S5_\x12\x09\x01\x0b\x05\x00", true, 5, 5);
	S5("x_S5_\x12\x06\x04\x00\x00\x00\x00", false, 0, 0);
	S5("\x08_S5_\x12\x06\x04\x0a\x08\x00", false, 0, 0);
	S5("\x08_S5_\x12\x06\x00\x01\x01", false, 0, 0);
	S5("\x08_S5_\x12\x06\x02\x70\x01", false, 0, 0);
	S5("\x08_S5_\x12\xc6\x02", false, 0, 0);
	S5("\x08_S5_\x12\x06\x04\x0a", false, 0, 0);
	S5("\x08_S5_\x12", false, 0, 0);
	S5("\x08_S5_", false, 0, 0);
	S5("\x08_S5", false, 0, 0);
	/* a name that only looks like it, and the real one */
	S5("\x5d_S5_\x12\x02\x00\x08_S5_\x12\x06\x02\x0a\x03\x0a\x02", true, 3, 2);
	put_machine();
	put_table(DSDT, "DSDT", "", 0);
	put_table(SSDT, "SSDT", s5, sizeof(s5) - 1);
	CHECK_EQ(acpi_read(&all, &f), 0);
	CHECK(f.has_s5);
}

/* ---- SMBIOS ---- */

static void put_smbios2(uint8_t *p, uint8_t len, uint32_t address, uint16_t table_len)
{
	memset(p, 0, 32);
	memcpy(p, "_SM_", 4);
	p[5] = len;
	p[6] = 2;
	p[7] = 8;
	memcpy(p + 16, "_DMI_", 5);
	p[22] = (uint8_t)table_len;
	p[23] = (uint8_t)(table_len >> 8);
	put_le32(p + 24, address);
	put_sum(p + 16, 15, 5);
	put_sum(p, len, 4);
}

static void put_smbios3(uint8_t *p, uint32_t address, uint32_t table_len)
{
	memset(p, 0, 24);
	memcpy(p, "_SM3_", 5);
	p[6] = 24;
	p[7] = 3;
	p[8] = 2;
	put_le32(p + 12, table_len);
	put_le32(p + 16, address);
	p[20] = 1;
	put_sum(p, 24, 5);
}

static void test_smbios(void)
{
	struct smbios_entry e = {.len = 99};
	uint8_t rom[256] = {0};

	CHECK_EQ(smbios_entry_scan(rom, sizeof(rom), &e), -ERR_NOENT);
	CHECK_EQ(smbios_entry_scan(rom, 0, &e), -ERR_NOENT);
	put_smbios2(rom + 64, 31, 0xf5000, 0x180);
	CHECK_EQ(smbios_entry_scan(rom, sizeof(rom), &e), 0);
	CHECK_EQ(e.address, 0xf5000);
	CHECK_EQ(e.len, 0x180);
	CHECK_EQ(e.version, 0x208);
	put_smbios3(rom + 160, 0x7000, 0x20000);
	CHECK_EQ(smbios_entry_scan(rom, sizeof(rom), &e), 0);
	CHECK_EQ(e.address, 0x100007000);
	CHECK_EQ(e.len, 0x20000);
	CHECK_EQ(e.version, 0x302);
	/* a broken one of version 3 leaves that of version 2 */
	rom[165]++;
	CHECK_EQ(smbios_entry_scan(rom, sizeof(rom), &e), 0);
	CHECK_EQ(e.version, 0x208);
	rom[64 + 17]++;
	CHECK_EQ(smbios_entry_scan(rom, sizeof(rom), &e), -ERR_NOENT);
	CHECK_EQ(e.version, 0x208);
}

static void test_smbios_sizes(void)
{
	struct smbios_entry e = {.len = 99};
	uint8_t p[64];

	put_smbios2(p, 30, 0xf5000, 0x180);
	CHECK_EQ(smbios_entry_read(p, 31, &e), 0);
	CHECK_EQ(smbios_entry_read(p, 30, &e), -ERR_NOENT);
	put_smbios2(p, 29, 0xf5000, 0x180);
	CHECK_EQ(smbios_entry_read(p, 64, &e), -ERR_NOENT);
	put_smbios2(p, 60, 0xf5000, 0x180);
	CHECK_EQ(smbios_entry_read(p, 59, &e), -ERR_NOENT);
	put_smbios2(p, 31, 0xf5000, 0);
	CHECK_EQ(smbios_entry_read(p, 64, &e), -ERR_NOENT);
	put_smbios2(p, 31, 0, 0x180);
	CHECK_EQ(smbios_entry_read(p, 64, &e), -ERR_NOENT);
	put_smbios3(p, 0x7000, SMBIOS_TABLE_MAX + 1);
	CHECK_EQ(smbios_entry_read(p, 64, &e), -ERR_NOENT);
	put_smbios3(p, 0x7000, SMBIOS_TABLE_MAX);
	CHECK_EQ(smbios_entry_read(p, 24, &e), 0);
	CHECK_EQ(smbios_entry_read(p, 23, &e), -ERR_NOENT);
}

/* ---- clock ---- */

static void test_calendar(void)
{
	for (int64_t day = 0; day < 160000; day += 17) {
		time_t when = (time_t)(day * 86400 + day % 86400);
		struct tm tm;
		struct calendar_time c;

		gmtime_r(&when, &tm);
		c = (struct calendar_time){(unsigned)tm.tm_year + 1900, (unsigned)tm.tm_mon + 1,
			(unsigned)tm.tm_mday, (unsigned)tm.tm_hour, (unsigned)tm.tm_min,
			(unsigned)tm.tm_sec};
		CHECK(calendar_is_sane(&c));
		CHECK_EQ(calendar_to_unix(&c), when);
	}
}

static void test_rtc(void)
{
	static const struct {
		struct rtc_registers r; /* second, minute, hour, day, month, year, century, B */
		const char *want;       /* "" for no date */
	} cases[] = {
		{{0x59, 0x34, 0x23, 0x29, 0x02, 0x24, 0x20, 0x02}, "2024-02-29 23:34:59"},
		{{59, 34, 23, 29, 2, 24, 20, 0x06}, "2024-02-29 23:34:59"},
		{{0x00, 0x00, 0x92, 0x01, 0x12, 0x31, 0x20, 0x00}, "2031-12-01 12:00:00"},
		{{0x00, 0x00, 0x12, 0x01, 0x12, 0x31, 0x20, 0x00}, "2031-12-01 00:00:00"},
		{{0x00, 0x00, 0x91, 0x01, 0x12, 0x31, 0x20, 0x00}, "2031-12-01 23:00:00"},
		{{0, 0, 0x8b, 1, 12, 31, 20, 0x04}, "2031-12-01 23:00:00"},
		{{0x00, 0x00, 0x11, 0x01, 0x12, 0x31, 0x00, 0x00}, "2031-12-01 11:00:00"},
		{{0x00, 0x00, 0x11, 0x01, 0x12, 0x31, 0xff, 0x02}, "2031-12-01 11:00:00"},
		{{0x00, 0x00, 0x11, 0x01, 0x12, 0x99, 0x19, 0x02}, "1999-12-01 11:00:00"},
		{{0x00, 0x00, 0x11, 0x01, 0x12, 0x05, 0x21, 0x02}, "2105-12-01 11:00:00"},
		{{0x00, 0x00, 0x13, 0x01, 0x12, 0x31, 0x20, 0x00}, ""},
		{{0x00, 0x00, 0x00, 0x01, 0x12, 0x31, 0x20, 0x00}, ""},
		{{0x5a, 0x00, 0x11, 0x01, 0x12, 0x31, 0x20, 0x02}, ""},
		{{0x00, 0x60, 0x11, 0x01, 0x12, 0x31, 0x20, 0x02}, ""},
		{{0x00, 0x00, 0x24, 0x01, 0x12, 0x31, 0x20, 0x02}, ""},
		{{0x00, 0x00, 0x11, 0x00, 0x12, 0x31, 0x20, 0x02}, ""},
		{{0x00, 0x00, 0x11, 0x01, 0x13, 0x31, 0x20, 0x02}, ""},
		{{0x00, 0x00, 0x11, 0x01, 0x12, 0xa1, 0x20, 0x02}, ""},
		{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct calendar_time t;
		char got[80] = "";

		if (rtc_decode(&cases[i].r, &t))
			snprintf(got, sizeof(got), "%04u-%02u-%02u %02u:%02u:%02u", t.year, t.month,
				t.day, t.hour, t.minute, t.second);
		CHECK_STR(got, cases[i].want);
	}
}

int main(void)
{
	test_acpi_good();
	test_acpi_ebda();
	test_acpi_xsdt();
	test_acpi_broken();
	test_acpi_s5();
	test_smbios();
	test_smbios_sizes();
	test_calendar();
	test_rtc();
	return check_done();
}
