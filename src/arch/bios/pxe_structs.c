/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading the structures of a PXE ROM (PXE 2.1, 3.3 and 3.4) and rewriting its cached DHCP packets
 * (RFC 951, 2131, 2132). Pure; everything is checked, for ROMs are old and memory is scanned.
 */
#include "arch/bios/pxe_structs.h"

#include <string.h>

#include "core/status.h"
#include "core/util.h"

enum {
	BANG_LEN = 4,
	BANG_SUM = 5,
	BANG_ENTRY = 0x10,
	BANG_N_DESC = 0x1d,
	BANG_STACK = 0x20, /* segment descriptors of 8 bytes */
	BANG_UNDI_DATA = 0x28,
	BANG_UNDI_CODE = 0x30,
	BANG_BC_DATA = 0x40,
	BANG_BC_CODE = 0x48,
	BANG_MIN = 0x14, /* up to and with the entry point */
	BANG_FULL = 0x58,
	DESC_SIZE = 6, /* in a descriptor: segment, linear address, size */

	ENV_VERSION = 6,
	ENV_LEN = 8,
	ENV_SUM = 9,
	ENV_ENTRY = 0x0a,
	ENV_STACK = 0x14, /* segment and size, a word each */
	ENV_BC_CODE = 0x18,
	ENV_BC_DATA = 0x1c,
	ENV_UNDI_DATA = 0x20,
	ENV_UNDI_CODE = 0x24,
	ENV_PXE_PTR = 0x28,
	ENV_MIN = 0x28,
	ENV_FULL = 0x2c,
};

static bool sums_to_zero(const uint8_t *data, size_t len)
{
	uint8_t sum = 0;

	while (len--)
		sum = (uint8_t)(sum + *data++);
	return sum == 0;
}

static struct seg_off seg_off_at(const uint8_t *p)
{
	return (struct seg_off){.off = get_le16(p), .seg = get_le16(p + 2)};
}

/* An entry point in the interrupt table, or none at all, is no entry point. */
static bool entry_is_sane(struct seg_off e)
{
	return (((uint32_t)e.seg << 4) + e.off) >= 0x500;
}

static struct pxe_segment descriptor_at(const uint8_t *p)
{
	return (struct pxe_segment){get_le16(p), get_le16(p + DESC_SIZE)};
}

int pxe_parse_bangpxe(const uint8_t *data, size_t len, struct pxe_rom *ret)
{
	struct pxe_rom rom = {.is_bangpxe = true};
	size_t n;

	if (len < BANG_MIN || memcmp(data, "!PXE", 4) != 0)
		return -ERR_NOENT;
	n = data[BANG_LEN];
	if (n < BANG_MIN || n > len || !sums_to_zero(data, n))
		return -ERR_NOENT;
	rom.entry = seg_off_at(data + BANG_ENTRY);
	if (!entry_is_sane(rom.entry))
		return -ERR_NOENT;
	if (n >= BANG_FULL && data[BANG_N_DESC] >= 4) {
		rom.segs[PXE_SEG_STACK] = descriptor_at(data + BANG_STACK);
		rom.segs[PXE_SEG_UNDI_DATA] = descriptor_at(data + BANG_UNDI_DATA);
		rom.segs[PXE_SEG_UNDI_CODE] = descriptor_at(data + BANG_UNDI_CODE);
		rom.segs[PXE_SEG_BC_DATA] = descriptor_at(data + BANG_BC_DATA);
		rom.segs[PXE_SEG_BC_CODE] = descriptor_at(data + BANG_BC_CODE);
	}
	*ret = rom;
	return 0;
}

static struct pxe_segment words_at(const uint8_t *p)
{
	return (struct pxe_segment){get_le16(p), get_le16(p + 2)};
}

int pxe_parse_pxenv(const uint8_t *data, size_t len, struct pxe_rom *ret)
{
	struct pxe_rom rom = {.is_bangpxe = false};
	size_t n;

	if (len < ENV_MIN || memcmp(data, "PXENV+", 6) != 0)
		return -ERR_NOENT;
	n = data[ENV_LEN];
	if (n < ENV_MIN || n > len || !sums_to_zero(data, n))
		return -ERR_NOENT;
	rom.version = get_le16(data + ENV_VERSION);
	rom.entry = seg_off_at(data + ENV_ENTRY);
	if (!entry_is_sane(rom.entry))
		return -ERR_NOENT;
	if (n >= ENV_FULL && rom.version >= 0x0201)
		rom.pxe_ptr = seg_off_at(data + ENV_PXE_PTR);
	rom.segs[PXE_SEG_STACK] = words_at(data + ENV_STACK);
	rom.segs[PXE_SEG_BC_CODE] = words_at(data + ENV_BC_CODE);
	rom.segs[PXE_SEG_BC_DATA] = words_at(data + ENV_BC_DATA);
	rom.segs[PXE_SEG_UNDI_DATA] = words_at(data + ENV_UNDI_DATA);
	rom.segs[PXE_SEG_UNDI_CODE] = words_at(data + ENV_UNDI_CODE);
	*ret = rom;
	return 0;
}

static void reseal(uint8_t *p, size_t len, size_t sum_at)
{
	uint8_t sum = 0;

	p[sum_at] = 0;
	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + p[i]);
	p[sum_at] = (uint8_t)-sum;
}

void pxe_bangpxe_cover(uint8_t *bangpxe, uint16_t seg, uint16_t len)
{
	uint8_t *d = bangpxe + BANG_UNDI_CODE;

	if (bangpxe[BANG_LEN] < BANG_FULL || bangpxe[BANG_N_DESC] < 4)
		return;
	put_le16(d, seg);
	put_le32(d + 2, (uint32_t)seg << 4);
	put_le16(d + DESC_SIZE, len);
	reseal(bangpxe, bangpxe[BANG_LEN], BANG_SUM);
}

void pxe_pxenv_cover(uint8_t *pxenv, uint16_t seg, uint16_t len, struct seg_off at)
{
	put_le16(pxenv + ENV_UNDI_CODE, seg);
	put_le16(pxenv + ENV_UNDI_CODE + 2, len);
	if (pxenv[ENV_LEN] >= ENV_FULL && get_le16(pxenv + ENV_VERSION) >= 0x0201 && at.seg) {
		put_le16(pxenv + ENV_PXE_PTR, at.off);
		put_le16(pxenv + ENV_PXE_PTR + 2, at.seg);
	}
	reseal(pxenv, pxenv[ENV_LEN], ENV_SUM);
}

/* ---- DHCP packets ---- */

enum {
	BOOTP_OP = 0,
	BOOTP_HTYPE = 1,
	BOOTP_HLEN = 2,
	BOOTP_YIADDR = 16,
	BOOTP_SIADDR = 20,
	BOOTP_SNAME = 44,
	BOOTP_SNAME_LEN = 64,
	BOOTP_FILE = 108,
	BOOTP_FILE_LEN = 128,
	BOOTP_COOKIE = 236,
	BOOTP_OPTIONS = 240,
	BOOTP_REPLY = 2,
	HTYPE_ETHERNET = 1,
	OPT_PAD = 0,
	OPT_OVERLOAD = 52,    /* RFC 2132 9.3: 1 file, 2 sname, 3 both hold options */
	OPT_SERVER_NAME = 66, /* RFC 2132 9.4 */
	OPT_FILE_NAME = 67,   /* RFC 2132 9.5 */
	OPT_END = 255,
};
#define BOOTP_MAGIC 0x63825363u

static bool is_reply(const uint8_t *p, size_t cap)
{
	return cap > BOOTP_OPTIONS && p[BOOTP_OP] == BOOTP_REPLY &&
		p[BOOTP_HTYPE] == HTYPE_ETHERNET && p[BOOTP_HLEN] == 6 &&
		get_be32(p + BOOTP_COOKIE) == BOOTP_MAGIC;
}

/* Position of the next option that is no padding, from (pos) on; (cap) if there is none or if it
 * does not fit. */
static size_t next_option(const uint8_t *p, size_t pos, size_t cap)
{
	while (pos < cap && p[pos] == OPT_PAD)
		pos++;
	if (pos >= cap || p[pos] == OPT_END || cap - pos < 2 || p[pos + 1] > cap - pos - 2)
		return cap;
	return pos;
}

size_t pxe_packet_len(const uint8_t *data, size_t cap)
{
	size_t pos = BOOTP_OPTIONS, next;

	if (!is_reply(data, cap))
		return 0;
	while ((next = next_option(data, pos, cap)) < cap)
		pos = next + 2u + data[next + 1];
	while (pos < cap && data[pos] == OPT_PAD)
		pos++;
	return pos < cap && data[pos] == OPT_END ? pos + 1 : cap;
}

struct writer {
	uint8_t *out;
	size_t len, cap;
	bool full;
};

static void put_option(struct writer *w, uint8_t tag, const void *data, size_t n)
{
	if (n > 255 || w->cap - w->len < 2 || w->cap - w->len - 2 < n) {
		w->full = true;
		return;
	}
	w->out[w->len] = tag;
	w->out[w->len + 1] = (uint8_t)n;
	memcpy(w->out + w->len + 2, data, n);
	w->len += 2 + n;
}

static bool is_replaced(const struct pxe_target *t, uint8_t tag)
{
	if (tag == OPT_OVERLOAD || tag == OPT_SERVER_NAME || tag == OPT_FILE_NAME)
		return true;
	for (size_t i = 0; i < t->n_options; i++)
		if (t->options[i].tag == tag)
			return true;
	return false;
}

/* Copies the options at (p), (n) bytes, that stay. Returns the overload flags seen. */
static uint8_t copy_options(
	struct writer *w, const struct pxe_target *t, const uint8_t *p, size_t n)
{
	uint8_t overload = 0;

	for (size_t pos = next_option(p, 0, n); pos < n;
		pos = next_option(p, pos + 2u + p[pos + 1], n)) {
		if (p[pos] == OPT_OVERLOAD && p[pos + 1] == 1)
			overload = p[pos + 2];
		if (!is_replaced(t, p[pos]))
			put_option(w, p[pos], p + pos + 2, p[pos + 1]);
	}
	return overload;
}

int pxe_packet_retarget(uint8_t *data, size_t len, size_t cap, const struct pxe_target *target)
{
	static uint8_t out[PXE_PACKET_MAX];
	struct writer w = {.out = out, .len = BOOTP_OPTIONS, .cap = MIN(cap, sizeof(out)) - 1};
	size_t n_name = strlen(target->file);
	uint8_t overload;

	if (len > cap || !is_reply(data, len))
		return fail(ERR_PROTO, "pxe: the firmware's packet is no DHCP message");
	memset(out, 0, sizeof(out));
	memcpy(out, data, BOOTP_OPTIONS);
	overload = copy_options(&w, target, data + BOOTP_OPTIONS, len - BOOTP_OPTIONS);
	if (overload & 1)
		(void)copy_options(&w, target, data + BOOTP_FILE, BOOTP_FILE_LEN);
	if (overload & 2)
		(void)copy_options(&w, target, data + BOOTP_SNAME, BOOTP_SNAME_LEN);
	for (size_t i = 0; i < target->n_options; i++)
		put_option(&w, target->options[i].tag, target->options[i].data,
			target->options[i].len);
	memset(out + BOOTP_SNAME, 0, BOOTP_SNAME_LEN);
	memset(out + BOOTP_FILE, 0, BOOTP_FILE_LEN);
	if (n_name < BOOTP_FILE_LEN)
		memcpy(out + BOOTP_FILE, target->file, n_name);
	else
		put_option(&w, OPT_FILE_NAME, target->file, n_name);
	if (w.full)
		return fail(ERR_TOOBIG,
			"pxe: %zu bytes of the firmware's packet do not hold the "
			"options for %s",
			cap, target->file);
	if (target->server)
		put_be32(out + BOOTP_SIADDR, target->server);
	if (target->ip)
		put_be32(out + BOOTP_YIADDR, target->ip);
	out[w.len++] = OPT_END;
	memset(data, 0, cap);
	memcpy(data, out, w.len);
	return (int)w.len;
}
