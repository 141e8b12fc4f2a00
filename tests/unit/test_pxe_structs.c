/* SPDX-License-Identifier: BSD-2-Clause */
/* The structures of PXE ROMs, whole and broken, and the rewriting of their DHCP packets. */
#include "arch/bios/pxe_structs.h"

#include "core/status.h"
#include "core/util.h"
#include "net/dhcp_packet.h"

#include "unit/check.h"

static void seal(uint8_t *p, size_t len, size_t at)
{
	uint8_t sum = 0;

	p[at] = 0;
	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + p[i]);
	p[at] = (uint8_t)-sum;
}

static void bangpxe_make(uint8_t p[0x58])
{
	memset(p, 0, 0x58);
	memcpy(p, "!PXE", 4);
	p[4] = 0x58;
	put_le16(p + 0x10, 0x0106);
	put_le16(p + 0x12, 0x9c00);
	p[0x1d] = 7;
	put_le16(p + 0x28, 0x9d00);
	put_le16(p + 0x2e, 0x1200);
	seal(p, 0x58, 5);
}

static void pxenv_make(uint8_t p[0x2c])
{
	memset(p, 0, 0x2c);
	memcpy(p, "PXENV+", 6);
	put_le16(p + 6, 0x0201);
	p[8] = 0x2c;
	put_le16(p + 0x0a, 0x00ba);
	put_le16(p + 0x0c, 0x9c00);
	put_le16(p + 0x20, 0x9d00);
	put_le16(p + 0x22, 0x1200);
	put_le16(p + 0x28, 0x0070);
	put_le16(p + 0x2a, 0x9c00);
	seal(p, 0x2c, 9);
}

static void test_bangpxe(void)
{
	struct pxe_rom rom = {.version = 7};
	uint8_t p[0x58];

	bangpxe_make(p);
	CHECK_EQ(pxe_parse_bangpxe(p, sizeof(p), &rom), 0);
	CHECK(rom.is_bangpxe);
	CHECK_EQ(rom.entry.seg, 0x9c00);
	CHECK_EQ(rom.entry.off, 0x0106);
	CHECK_EQ(rom.segs[PXE_SEG_UNDI_DATA].seg, 0x9d00);
	CHECK_EQ(rom.segs[PXE_SEG_UNDI_DATA].len, 0x1200);
	/* Every truncation is refused and leaves the result alone. */
	rom.version = 7;
	for (size_t n = 0; n < sizeof(p); n++)
		CHECK_EQ(pxe_parse_bangpxe(p, n, &rom), -ERR_NOENT);
	CHECK_EQ(rom.version, 7);
	p[6]++;
	CHECK_EQ(pxe_parse_bangpxe(p, sizeof(p), &rom), -ERR_NOENT);
	bangpxe_make(p);
	p[0] = '?';
	CHECK_EQ(pxe_parse_bangpxe(p, sizeof(p), &rom), -ERR_NOENT);
}

static void test_bangpxe_odd(void)
{
	struct pxe_rom rom;
	uint8_t p[0x58];

	/* A length that stops before the entry point, one behind the buffer. */
	bangpxe_make(p);
	p[4] = 0x10;
	seal(p, 0x10, 5);
	CHECK_EQ(pxe_parse_bangpxe(p, sizeof(p), &rom), -ERR_NOENT);
	bangpxe_make(p);
	p[4] = 0;
	seal(p, 0x58, 5);
	CHECK_EQ(pxe_parse_bangpxe(p, sizeof(p), &rom), -ERR_NOENT);
	bangpxe_make(p);
	p[4] = 0xff;
	CHECK_EQ(pxe_parse_bangpxe(p, sizeof(p), &rom), -ERR_NOENT);
	/* No entry point, or one among the interrupt vectors. */
	bangpxe_make(p);
	put_le32(p + 0x10, 0);
	seal(p, 0x58, 5);
	CHECK_EQ(pxe_parse_bangpxe(p, sizeof(p), &rom), -ERR_NOENT);
	put_le32(p + 0x10, 0x4ff);
	seal(p, 0x58, 5);
	CHECK_EQ(pxe_parse_bangpxe(p, sizeof(p), &rom), -ERR_NOENT);
	/* A short one has an entry point but no segments. */
	bangpxe_make(p);
	p[4] = 0x20;
	seal(p, 0x20, 5);
	CHECK_EQ(pxe_parse_bangpxe(p, 0x20, &rom), 0);
	CHECK_EQ(rom.segs[PXE_SEG_UNDI_DATA].seg, 0);
}

static void test_pxenv(void)
{
	struct pxe_rom rom;
	uint8_t p[0x2c];

	pxenv_make(p);
	CHECK_EQ(pxe_parse_pxenv(p, sizeof(p), &rom), 0);
	CHECK(!rom.is_bangpxe);
	CHECK_EQ(rom.version, 0x0201);
	CHECK_EQ(rom.entry.seg, 0x9c00);
	CHECK_EQ(rom.pxe_ptr.off, 0x70);
	CHECK_EQ(rom.segs[PXE_SEG_UNDI_DATA].len, 0x1200);
	for (size_t n = 0; n < sizeof(p); n++)
		CHECK_EQ(pxe_parse_pxenv(p, n, &rom), -ERR_NOENT);
	p[7]++;
	CHECK_EQ(pxe_parse_pxenv(p, sizeof(p), &rom), -ERR_NOENT);
	/* Before 2.1 there is no pointer to !PXE, whatever lies there. */
	pxenv_make(p);
	put_le16(p + 6, 0x0200);
	seal(p, 0x2c, 9);
	CHECK_EQ(pxe_parse_pxenv(p, sizeof(p), &rom), 0);
	CHECK_EQ(rom.pxe_ptr.seg, 0);
	pxenv_make(p);
	p[8] = 8;
	seal(p, 8, 9);
	CHECK_EQ(pxe_parse_pxenv(p, sizeof(p), &rom), -ERR_NOENT);
}

static void test_cover(void)
{
	const struct seg_off at = {.off = 0x10, .seg = 0x8000};
	uint8_t bang[0x58], env[0x2c];
	struct pxe_rom rom;

	bangpxe_make(bang);
	pxenv_make(env);
	pxe_bangpxe_cover(bang, 0x8800, 0x7000);
	pxe_pxenv_cover(env, 0x8800, 0x7000, at);
	CHECK_EQ(pxe_parse_bangpxe(bang, sizeof(bang), &rom), 0);
	CHECK_EQ(rom.segs[PXE_SEG_UNDI_CODE].seg, 0x8800);
	CHECK_EQ(rom.segs[PXE_SEG_UNDI_CODE].len, 0x7000);
	CHECK_EQ(rom.segs[PXE_SEG_UNDI_DATA].seg, 0x9d00);
	CHECK_EQ(get_le32(bang + 0x32), 0x88000);
	CHECK_EQ(pxe_parse_pxenv(env, sizeof(env), &rom), 0);
	CHECK_EQ(rom.segs[PXE_SEG_UNDI_CODE].seg, 0x8800);
	CHECK_EQ(rom.pxe_ptr.seg, 0x8000);
	CHECK_EQ(rom.entry.seg, 0x9c00);
}

/* ---- DHCP packets ---- */

static size_t reply_make(uint8_t *p, size_t cap, const void *options, size_t n)
{
	memset(p, 0, cap);
	p[0] = 2;
	p[1] = 1;
	p[2] = 6;
	put_be32(p + 16, 0x0a000007);
	put_be32(p + 20, 0x0a000001);
	memcpy(p + 108, "hawser.kpxe", 11);
	put_be32(p + 236, 0x63825363);
	memcpy(p + 240, options, n);
	return 240 + n;
}

static const uint8_t plain[] = {53, 1, 5, 54, 4, 10, 0, 0, 1, 66, 3, 'o', 'l', 'd', 67, 3, 'x', 'y',
	'z', 0, 0, 43, 2, 9, 9, 255};

static void test_packet_len(void)
{
	static const uint8_t unended[] = {53, 1, 5}, overlong[] = {53, 200, 5};
	uint8_t p[548];

	CHECK_EQ(reply_make(p, sizeof(p), plain, sizeof(plain)), 240 + sizeof(plain));
	CHECK_EQ(pxe_packet_len(p, sizeof(p)), 240 + sizeof(plain));
	for (size_t cap = 0; cap <= 240; cap++)
		CHECK_EQ(pxe_packet_len(p, cap), 0);
	/* Cut inside the options. */
	for (size_t cap = 241; cap < 240 + sizeof(plain); cap++)
		CHECK_EQ(pxe_packet_len(p, cap), cap);
	p[0] = 1;
	CHECK_EQ(pxe_packet_len(p, sizeof(p)), 0);
	p[0] = 2;
	p[2] = 16;
	CHECK_EQ(pxe_packet_len(p, sizeof(p)), 0);
	p[2] = 6;
	p[239] = 0;
	CHECK_EQ(pxe_packet_len(p, sizeof(p)), 0);
	(void)reply_make(p, sizeof(p), unended, sizeof(unended));
	CHECK_EQ(pxe_packet_len(p, sizeof(p)), sizeof(p));
	(void)reply_make(p, 243, overlong, sizeof(overlong));
	CHECK_EQ(pxe_packet_len(p, 243), 243);
}

static void check_target(const uint8_t *p, int len, const char *file)
{
	static struct dhcp_packet d;
	char name[600] = "";
	uint8_t out[16];
	size_t n;

	CHECK(len > 0);
	CHECK_EQ(dhcp_parse(p, (size_t)len, &d), 0);
	n = dhcp_filename(&d, name, sizeof(name) - 1);
	name[MIN(n, sizeof(name) - 1)] = 0;
	CHECK_STR(name, file);
	CHECK_EQ(d.siaddr, 0x0a000002);
	CHECK_EQ(d.yiaddr, 0x0a000008);
	CHECK_EQ(dhcp_type(&d), DHCP_ACK);
	CHECK_EQ(dhcp_option(&d, 66, out, sizeof(out)), -ERR_NOENT);
	CHECK_EQ(dhcp_option(&d, 43, out, sizeof(out)), 2);
	CHECK_EQ(dhcp_option(&d, 210, out, sizeof(out)), 5);
	CHECK(memcmp(out, "/boot", 5) == 0);
}

static const struct pxe_option prefix = {.tag = 210, .len = 5, .data = (const uint8_t *)"/boot"};

static void test_retarget(void)
{
	struct pxe_target t = {.server = 0x0a000002,
		.ip = 0x0a000008,
		.file = "pxe/linux.0",
		.options = &prefix,
		.n_options = 1};
	uint8_t p[1260], before[1260];
	char longest[256];
	size_t len = reply_make(p, sizeof(p), plain, sizeof(plain));
	int rc = pxe_packet_retarget(p, len, sizeof(p), &t);

	check_target(p, rc, "pxe/linux.0");
	/* The whole buffer as a length, as ROMs tell it, and again what was put in before. */
	rc = pxe_packet_retarget(p, sizeof(p), sizeof(p), &t);
	check_target(p, rc, "pxe/linux.0");
	memset(longest, 'n', sizeof(longest));
	longest[255] = 0;
	t.file = longest;
	rc = pxe_packet_retarget(p, sizeof(p), sizeof(p), &t);
	check_target(p, rc, longest);
	/* What does not fit changes nothing. */
	memcpy(before, p, sizeof(p));
	CHECK_EQ(pxe_packet_retarget(p, (size_t)rc, (size_t)rc - 1, &t), -ERR_PROTO);
	CHECK_EQ(pxe_packet_retarget(p, 300, 300, &t), -ERR_TOOBIG);
	CHECK(memcmp(before, p, sizeof(p)) == 0);
	CHECK_EQ(pxe_packet_retarget(p, 100, sizeof(p), &t), -ERR_PROTO);
	/* Addresses that are not known stay. */
	t = (struct pxe_target){.file = "a"};
	len = reply_make(p, sizeof(p), plain, sizeof(plain));
	CHECK(pxe_packet_retarget(p, len, sizeof(p), &t) > 0);
	CHECK_EQ(get_be32(p + 20), 0x0a000001);
	CHECK_EQ(get_be32(p + 16), 0x0a000007);
}

static void test_retarget_overload(void)
{
	static const uint8_t overload[] = {52, 1, 3, 53, 1, 5, 255};
	static const uint8_t in_file[] = {43, 2, 9, 9, 255}, in_sname[] = {210, 1, 'x', 255};
	const struct pxe_target t = {.server = 0x0a000002,
		.ip = 0x0a000008,
		.file = "core.0",
		.options = &prefix,
		.n_options = 1};
	uint8_t p[1260];
	size_t len = reply_make(p, sizeof(p), overload, sizeof(overload));

	memcpy(p + 108, in_file, sizeof(in_file));
	memcpy(p + 44, in_sname, sizeof(in_sname));
	check_target(p, pxe_packet_retarget(p, len, sizeof(p), &t), "core.0");
}

int main(void)
{
	test_bangpxe();
	test_bangpxe_odd();
	test_pxenv();
	test_cover();
	test_packet_len();
	test_retarget();
	test_retarget_overload();
	return check_done();
}
