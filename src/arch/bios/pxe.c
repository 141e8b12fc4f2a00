/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PXE ROM that loaded us (PXE 2.1, chapters 3 and 4). It is looked for by every route the
 * specification names, from the most certain to the least; each candidate has to have its
 * signature, its length and its checksum right. The base code stays in memory while we run on its
 * UNDI, for a program that we start may want it; only an operating system makes us unload it.
 */
#include "arch/bios/pxe.h"

#include <string.h>

#include "arch/bios/bda.h"
#include "arch/bios/thunk.h"
#include "arch/bios/undi.h"
#include "arch/platform.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"

#define CALL_PARAM_MAX 1024
#define PACKET_AT      2048 /* in the scratch area: behind the parameters */
#define ROM_END        0x100000u
#define BASE_END       0xa0000u
#define INT1A_PXE      0x5650 /* PXE 2.1, 3.3.1: installation check */
#define INT1A_ANSWER   0x564e
#define PACKET_ROOM    1472u /* what the packets of ROMs have room for at most */

static struct {
	struct pxe_rom rom;
	struct pxe_where where;
	uint8_t packet[PXE_PACKET_REPLY + 1][PXE_PACKET_MAX];
	size_t packet_len[PXE_PACKET_REPLY + 1];
} pxe;

const struct pxe_where *pxe_where(void)
{
	return &pxe.where;
}

/* ---- finding it ---- */

static uint32_t linear(struct seg_off p)
{
	return ((uint32_t)p.seg << 4) + p.off;
}

static struct seg_off pointer_at(uint32_t addr)
{
	const uint8_t *p = real_ptr((uint16_t)(addr >> 4), (uint16_t)(addr & 15));

	return (struct seg_off){.off = get_le16(p), .seg = get_le16(p + 2)};
}

static size_t room_at(struct seg_off p)
{
	uint32_t at = linear(p);

	/* 0:0 and what lies beside it are no place for a structure. */
	return at >= 0x400 && at < ROM_END ? ROM_END - at : 0;
}

static bool try_bangpxe(struct seg_off p, const char *route)
{
	struct pxe_rom rom;

	if (pxe_parse_bangpxe(real_ptr(p.seg, p.off), room_at(p), &rom) < 0)
		return false;
	log_debug("pxe: !PXE at %04x:%04x, from %s", p.seg, p.off, route);
	pxe.rom = rom;
	pxe.where.bangpxe = p;
	pxe.where.entry = rom.entry;
	return true;
}

/* PXENV+ of version 2.1 names !PXE, which is preferred; by itself it is an older ROM's entry. */
static bool try_pxenv(struct seg_off p, const char *route)
{
	struct pxe_rom rom;

	if (pxe_parse_pxenv(real_ptr(p.seg, p.off), room_at(p), &rom) < 0)
		return false;
	log_debug("pxe: PXENV+ %u.%u at %04x:%04x, from %s", rom.version >> 8, rom.version & 255,
		p.seg, p.off, route);
	pxe.where.pxenv = p;
	if (pxe.where.bangpxe.seg || try_bangpxe(rom.pxe_ptr, "PXENV+"))
		return true;
	pxe.rom = rom;
	pxe.where.entry = rom.entry;
	return true;
}

static void ask_int1a(void)
{
	struct real_regs r = {.eax = INT1A_PXE};

	bios_int(0x1a, &r);
	if ((r.eflags & REAL_CF) || (uint16_t)r.eax != INT1A_ANSWER)
		return;
	(void)try_pxenv((struct seg_off){.off = (uint16_t)r.ebx, .seg = r.es}, "INT 1Ah");
}

/* Base memory that the BIOS does not give out is where ROMs put themselves. */
static void scan(void)
{
	for (uint32_t at = low->rom_basemem * 1024u; at < BASE_END && !pxe.where.entry.seg;
		at += PXE_SCAN_ALIGN) {
		struct seg_off p = {.off = 0, .seg = (uint16_t)(at >> 4)};

		if (!try_bangpxe(p, "a search of memory"))
			(void)try_pxenv(p, "a search of memory");
	}
}

static int find(void)
{
	uint32_t stack = ((uint32_t)low->rom_ss << 4) + low->rom_sp;

	/* On the stack, behind the return address; in ES:BX (PXE 2.1, 3.2.4.4). */
	(void)try_bangpxe(pointer_at(stack + 4), "the stack");
	(void)try_pxenv((struct seg_off){.off = low->rom_bx, .seg = low->rom_es}, "ES:BX");
	if (!pxe.where.pxenv.seg)
		ask_int1a();
	if (!pxe.where.entry.seg)
		scan();
	if (!pxe.where.entry.seg)
		return fail(ERR_NODEV,
			"pxe: no !PXE or PXENV+ structure of a network boot ROM is in "
			"memory");
	return 0;
}

/* ---- calls ---- */

/* The exit code of the call; the status is in the parameters. */
static uint16_t call_at(enum pxe_op op, void *param_low)
{
	uint16_t off = (uint16_t)((uint8_t *)param_low - (uint8_t *)low);
	const uint16_t words[] = {low->seg, off, (uint16_t)op};
	struct real_regs r = {.ebx = op, .edi = off, .es = low->seg, .ds = low->seg};

	real_far_call(pxe.where.entry.seg, pxe.where.entry.off, &r, words, ARRAY_SIZE(words));
	return (uint16_t)r.eax;
}

int pxe_call(enum pxe_op op, void *param, size_t len, const char *what)
{
	uint8_t *scratch = low_scratch();
	uint16_t code;

	if (!pxe.where.entry.seg)
		return fail(ERR_NODEV, "pxe: %s: the network boot ROM is gone from memory", what);
	if (len > CALL_PARAM_MAX || len < 2)
		return fail(ERR_TOOBIG, "pxe: %zu bytes of parameters for %s", len, what);
	memcpy(scratch, param, len);
	code = call_at(op, scratch);
	memcpy(param, scratch, len);
	if (code)
		return fail(ERR_IO, "pxe: %s: the ROM answers with status 0x%02x", what,
			get_le16(param));
	return 0;
}

static void call_plain(enum pxe_op op, const char *what)
{
	struct pxe_plain p = {};

	if (pxe_call(op, &p, sizeof(p), what) < 0)
		log_debug("%s, ignoring", fail_last()->text);
}

/* ---- DHCP packets ---- */

static void packet_take(enum pxe_packet which)
{
	uint8_t *buf = (uint8_t *)low_scratch() + PACKET_AT;
	struct pxe_cached_info info = {
		.type = (uint16_t)which,
		.len = PACKET_ROOM,
		.buf = {.off = (uint16_t)(low->scratch + PACKET_AT), .seg = low->seg},
	};
	size_t cap;

	memset(buf, 0, PACKET_ROOM);
	if (pxe_call(PXE_GET_CACHED_INFO, &info, sizeof(info), "get cached info") < 0) {
		log_debug("%s, ignoring", fail_last()->text);
		return;
	}
	cap = MIN((size_t)info.len, (size_t)PACKET_ROOM);
	memcpy(pxe.packet[which], buf, cap);
	pxe.packet_len[which] = pxe_packet_len(pxe.packet[which], cap);
}

uint8_t *pxe_packet_in_rom(enum pxe_packet which, size_t *ret_cap)
{
	struct pxe_cached_info info = {.type = (uint16_t)which};
	uint32_t at;
	size_t cap;

	if (pxe_call(PXE_GET_CACHED_INFO, &info, sizeof(info), "get cached info") < 0)
		return NULL;
	at = linear(info.buf);
	cap = info.len;
	/* Older ROMs do not tell the limit and leave it as it was. */
	if (info.limit > cap && info.limit <= PACKET_ROOM)
		cap = info.limit;
	if (at < 0x500 || at >= BASE_END || cap > BASE_END - at)
		return NULL;
	*ret_cap = cap;
	return real_ptr(info.buf.seg, info.buf.off);
}

int plat_cached_packet(enum cached_packet which, const uint8_t **ret_packet, size_t *ret_len)
{
	enum pxe_packet of = which == CACHED_ACK ? PXE_PACKET_ACK : PXE_PACKET_REPLY;

	/* A ROM has one packet for the proxy and the boot server: the last one that came. */
	if (which == CACHED_PROXY || !pxe.packet_len[of])
		return -ERR_NOENT;
	*ret_packet = pxe.packet[of];
	*ret_len = pxe.packet_len[of];
	return 0;
}

/* ---- life ---- */

int pxe_init(void)
{
	int rc = find();

	if (rc < 0)
		return rc;
	packet_take(PXE_PACKET_ACK);
	packet_take(PXE_PACKET_REPLY);
	call_plain(PXE_TFTP_CLOSE, "TFTP close");
	call_plain(PXE_UDP_CLOSE, "UDP close");
	return 0;
}

/* Opening UDP is what makes the base code take its card (the ROM of QEMU opens it then and not
 * before); a program may expect it to be taken, but nothing to be open on it. */
void pxe_give_back(void)
{
	struct pxe_udp_open udp = {};
	const uint8_t *ack = pxe.packet[PXE_PACKET_ACK];

	if (!pxe.where.entry.seg)
		return;
	undi_suspend();
	if (pxe.packet_len[PXE_PACKET_ACK])
		memcpy(&udp.src_ip, ack + 16, sizeof(udp.src_ip)); /* yiaddr, wire order */
	if (pxe_call(PXE_UDP_OPEN, &udp, sizeof(udp), "UDP open") < 0)
		log_debug("%s, ignoring", fail_last()->text);
	call_plain(PXE_UDP_CLOSE, "UDP close");
}

/* A program may have unloaded the ROM: nothing of it may be called then, nor returned to. */
static bool is_still_there(void)
{
	struct seg_off at = pxe.rom.is_bangpxe ? pxe.where.bangpxe : pxe.where.pxenv;
	const uint8_t *p = real_ptr(at.seg, at.off);
	struct pxe_rom rom;
	int rc = pxe.rom.is_bangpxe ? pxe_parse_bangpxe(p, room_at(at), &rom)
				    : pxe_parse_pxenv(p, room_at(at), &rom);

	return rc == 0 && !memcmp(&rom.entry, &pxe.rom.entry, sizeof(rom.entry));
}

void pxe_take_again(void)
{
	if (!is_still_there()) {
		pxe.where = (struct pxe_where){};
		low->exit_int18 = 1;
	}
	undi_resume();
}

void pxe_unload(void)
{
	if (!pxe.where.entry.seg)
		return;
	undi_suspend();
	/* From the top layer down (PXE 2.1, 3.2.6): base code, its UNDI, its loader. */
	call_plain(PXE_UDP_CLOSE, "UDP close");
	call_plain(PXE_UNDI_SHUTDOWN, "UNDI shutdown");
	call_plain(PXE_UNLOAD_STACK, "unload stack");
	call_plain(pxe.rom.is_bangpxe ? PXE_STOP_UNDI : PXE_UNDI_CLEANUP, "stop UNDI");
	pxe.where.entry = (struct seg_off){};
}
