/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The boot protocol of Linux on x86 (Linux, Documentation/arch/x86/boot.rst), versions 2.00 to
 * 2.15, as seen by a loader that enters the kernel in real mode. Fields are read and written only
 * if the version has them. The protected-mode part goes to 1 MiB, where every bzImage may be; if
 * memory is missing there or where the kernel would move itself, and it is relocatable,
 * elsewhere.
 */
#include "arch/x86/linux_plan.h"

#include <stdlib.h>
#include <string.h>

#include "arch/x86/linux_place.h"
#include "core/log.h"
#include "core/pages.h"
#include "core/status.h"
#include "core/util.h"

/* Offsets in the file; the version that introduced the field. */
enum {
	OLD_CMDLINE_MAGIC = 0x020, /* before 2.02 */
	OLD_CMDLINE_OFFSET = 0x022,
	SETUP_SECTS = 0x1f1,
	SYSSIZE = 0x1f4, /* 4 bytes since 2.04, 2 before */
	VID_MODE = 0x1fa,
	BOOT_FLAG = 0x1fe,
	JUMP = 0x200,
	MAGIC = 0x202,
	VERSION = 0x206,
	TYPE_OF_LOADER = 0x210,
	LOADFLAGS = 0x211,
	SETUP_MOVE_SIZE = 0x212,
	CODE32_START = 0x214,
	RAMDISK_IMAGE = 0x218,
	RAMDISK_SIZE = 0x21c,
	HEAP_END_PTR = 0x224,       /* 2.01 */
	CMD_LINE_PTR = 0x228,       /* 2.02 */
	INITRD_ADDR_MAX = 0x22c,    /* 2.03 */
	KERNEL_ALIGNMENT = 0x230,   /* 2.05 */
	RELOCATABLE_KERNEL = 0x234, /* 2.05 */
	CMDLINE_SIZE = 0x238,       /* 2.06 */
	PREF_ADDRESS = 0x258,       /* 2.10 */
	INIT_SIZE = 0x260,          /* 2.10 */
};

enum {
	SECTOR = 512,
	PARAGRAPH = 16,
	DEFAULT_SETUP_SECTS = 4,
	SETUP_MAX = 0x8000, /* heap and stack follow in the same 64 KiB */
	HEAP_END = 0xe000,
	HEAP_END_OLD = 0x9800, /* before 2.02, which moves itself to 9000:0 */
	HEAP_END_BIAS = 0x200, /* heap_end_ptr counts from the end of the boot sector */
	OLD_CMDLINE_MAX = 255, /* before 2.06 */
	OLD_CMDLINE_MAGIC_VALUE = 0xa33f,
	LOADER_UNKNOWN = 0xff,
	FLAG_LOADED_HIGH = 0x01,
	FLAG_CAN_USE_HEAP = 0x80,
};

#define LOAD_ADDR      0x100000u /* of every bzImage */
#define REAL_ADDR      0x10000u
#define FOUR_GIB       0x100000000ull
#define OLD_INITRD_MAX 0x37ffffffu /* before 2.03 */
#define KIB(n)         ((unsigned long long)(((n) + 1023) / 1024))

/* What the file says, of fields it has; defaults for those it has not. */
struct header {
	uint64_t run_addr; /* pref_address, or 0 */
	uint64_t run_len;  /* init_size, or 0 if the kernel does not tell */
	uint64_t initrd_limit;
	uint32_t alignment; /* 0 if not relocatable */
	uint32_t cmdline_max;
};

/* ---- the header ---- */

/* Where the header of a version ends at least, as far as fields of it are used here. */
static unsigned header_end(uint16_t version)
{
	static const struct {
		uint16_t version, end;
	} ends[] = {
		{0x020a, INIT_SIZE + 4},
		{0x0206, CMDLINE_SIZE + 4},
		{0x0205, RELOCATABLE_KERNEL + 1},
		{0x0203, INITRD_ADDR_MAX + 4},
		{0x0202, CMD_LINE_PTR + 4},
		{0x0201, HEAP_END_PTR + 2},
	};

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		if (version >= ends[i].version)
			return ends[i].end;
	}
	return RAMDISK_SIZE + 4;
}

static uint64_t system_len(const uint8_t *p, uint16_t version)
{
	uint32_t n = version < 0x0204 ? get_le16(p + SYSSIZE) : get_le32(p + SYSSIZE);

	return (uint64_t)n * PARAGRAPH;
}

static int check_file(const struct boot_spec *spec, struct linux_plan *plan)
{
	const uint8_t *p = spec->data;
	unsigned sects;
	uint64_t system;

	if (spec->len < RAMDISK_SIZE + 4 || get_le16(p + BOOT_FLAG) != 0xaa55 ||
		memcmp(p + MAGIC, "HdrS", 4) != 0)
		return fail(
			ERR_NOEXEC, "%s: not a Linux kernel, or one older than 1.3.73", spec->name);
	plan->version = get_le16(p + VERSION);
	if (plan->version < 0x0200 || p[JUMP] != 0xeb ||
		JUMP + 2u + p[JUMP + 1] < header_end(plan->version))
		return fail(ERR_NOEXEC,
			"%s: malformed, its header is too short for boot protocol %u.%02u",
			spec->name, plan->version >> 8, plan->version & 0xff);
	sects = p[SETUP_SECTS] ? p[SETUP_SECTS] : DEFAULT_SETUP_SECTS;
	plan->setup_len = (sects + 1) * SECTOR;
	if (plan->setup_len > SETUP_MAX)
		return fail(ERR_NOEXEC,
			"%s: malformed, it has %u bytes of setup code, %u are possible", spec->name,
			(unsigned)plan->setup_len, SETUP_MAX);
	if (plan->setup_len >= spec->len)
		return fail(
			ERR_NOEXEC, "%s: the file ends within the kernel's setup code", spec->name);
	plan->kernel_len = spec->len - plan->setup_len;
	system = system_len(p, plan->version);
	if (system > plan->kernel_len && system - plan->kernel_len >= PARAGRAPH)
		return fail(ERR_NOEXEC, "%s: truncated, %llu of %llu bytes are there", spec->name,
			(unsigned long long)spec->len,
			(unsigned long long)(plan->setup_len + system));
	if (!(p[LOADFLAGS] & FLAG_LOADED_HIGH))
		return fail(ERR_NOTSUP, "%s: a zImage, which loads below 1 MiB; make it a bzImage",
			spec->name);
	return 0;
}

static bool is_power_of_two(uint32_t n)
{
	return n && !(n & (n - 1));
}

static void read_header(const uint8_t *p, uint16_t version, struct header *h)
{
	*h = (struct header){.initrd_limit = OLD_INITRD_MAX + 1ull, .cmdline_max = OLD_CMDLINE_MAX};
	if (version >= 0x0203)
		h->initrd_limit = get_le32(p + INITRD_ADDR_MAX) + 1ull;
	if (version >= 0x0205 && p[RELOCATABLE_KERNEL] &&
		is_power_of_two(get_le32(p + KERNEL_ALIGNMENT)))
		h->alignment = MAX(get_le32(p + KERNEL_ALIGNMENT), PAGE_SIZE);
	if (version >= 0x0206)
		h->cmdline_max = get_le32(p + CMDLINE_SIZE);
	if (version >= 0x020a) {
		h->run_addr = get_le64(p + PREF_ADDRESS);
		h->run_len = get_le32(p + INIT_SIZE);
	}
}

/* ---- the command line ---- */

/* The words of the command line that are for the loader, too. */
struct words {
	const char *vga; /* the value, to be ended by a blank, or NULL */
	uint64_t mem;    /* 0: not given */
};

/* Number with a suffix, as the kernel reads "mem="; 0 if it is none. */
static uint64_t parse_size(const char *s)
{
	static const char suffixes[] = "KMGTPE";
	char *end;
	uint64_t n = strtoull(s, &end, 0);
	char letter = (char)(*end & ~0x20);
	const char *suffix = letter ? strchr(suffixes, letter) : NULL;
	unsigned shift = suffix ? 10 * (unsigned)(suffix - suffixes + 1) : 0;

	if (end == s || *s == '-')
		return 0;
	return n > UINT64_MAX >> shift ? UINT64_MAX : n << shift;
}

static size_t word_len(const char *s)
{
	return strcspn(s, " \t\n");
}

/* Words after "--" are for init. Of several vga= the last one counts, of several mem= the least. */
static void parse_words(const char *s, struct words *ret)
{
	*ret = (struct words){0};
	for (s += strspn(s, " \t\n"); *s; s += strspn(s, " \t\n")) {
		size_t len = word_len(s);

		if (len == 2 && !memcmp(s, "--", 2))
			return;
		if (len > 4 && !memcmp(s, "vga=", 4))
			ret->vga = s + 4;
		if (len > 4 && !memcmp(s, "mem=", 4)) {
			uint64_t mem = parse_size(s + 4);

			if (mem && (!ret->mem || mem < ret->mem))
				ret->mem = mem;
		}
		s += len;
	}
}

static void set_vid_mode(struct linux_plan *plan, const char *vga, const char *name)
{
	static const struct {
		const char *word;
		uint16_t mode;
	} modes[] = {{"normal", 0xffff}, {"ext", 0xfffe}, {"ask", 0xfffd}};
	size_t len = word_len(vga);
	char *end;
	uint64_t n;

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		if (len == strlen(modes[i].word) && !memcmp(vga, modes[i].word, len)) {
			plan->has_vid_mode = true;
			plan->vid_mode = modes[i].mode;
			return;
		}
	}
	n = strtoull(vga, &end, 0);
	if (end != vga + len || n > UINT16_MAX) {
		log_warn("linux: %s: vga=%.*s is no video mode, ignoring", name, (int)MIN(len, 32u),
			vga);
		return;
	}
	plan->has_vid_mode = true;
	plan->vid_mode = (uint16_t)n;
}

static int plan_cmdline(
	const struct boot_spec *spec, const struct header *h, struct linux_plan *plan)
{
	uint32_t room = LINUX_REAL_LEN - HEAP_END - 1;
	uint32_t max = MIN(h->cmdline_max, room);
	size_t len = strlen(spec->cmdline);
	struct words words;

	if (len > max)
		return fail(ERR_RANGE,
			"%s: the command line has %zu characters, this kernel takes %u", spec->name,
			len, (unsigned)max);
	plan->heap_end = plan->version < 0x0202 ? HEAP_END_OLD : HEAP_END;
	parse_words(spec->cmdline, &words);
	if (words.vga)
		set_vid_mode(plan, words.vga, spec->name);
	plan->initrd_limit = h->initrd_limit;
	if (words.mem)
		plan->initrd_limit = MIN(plan->initrd_limit, words.mem);
	return 0;
}

/* ---- the kernel's place ---- */

static bool can_load_at(const struct linux_env *env, uint64_t addr, uint64_t len)
{
	return place_is_ram(env, addr, len) && place_is_free(env, addr, len);
}

/* What a kernel that does not tell writes to beyond itself: it is unpacked at 1 MiB, packed 4:1 at
 * best, or so. Only the initrd keeps clear of it. */
static void run_by_guess(const struct header *h, struct linux_plan *plan)
{
	uint64_t start = plan->kernel_addr;

	if (h->alignment)
		start = ALIGN_UP(start, (uint64_t)h->alignment);
	plan->run = (struct mem_range){start, start + 4 * plan->kernel_len};
}

/* Where the kernel runs when loaded at 1 MiB. */
static bool run_from_default(
	const struct header *h, const struct linux_env *env, struct linux_plan *plan)
{
	uint64_t start = h->run_addr ? h->run_addr : LOAD_ADDR;
	uint64_t len = MAX(h->run_len, plan->kernel_len);

	plan->kernel_addr = LOAD_ADDR;
	if (!h->run_len) {
		run_by_guess(h, plan);
		return true;
	}
	if (h->alignment)
		start = ALIGN_UP(MAX(start, LOAD_ADDR), (uint64_t)h->alignment);
	if (start >= FOUR_GIB || !place_is_ram(env, start, len))
		return false;
	plan->run = (struct mem_range){start, start + len};
	return true;
}

static int plan_kernel(const struct boot_spec *spec, const struct header *h,
	const struct linux_env *env, struct linux_plan *plan)
{
	uint64_t need = MAX(h->run_len, plan->kernel_len);
	uint64_t from = MIN(MAX(h->run_addr, LOAD_ADDR), FOUR_GIB), addr;
	const struct obstacles nothing = {0};

	if (need > FOUR_GIB)
		return fail(ERR_TOOBIG, "%s: the kernel needs %llu KiB, more than fits below 4 GiB",
			spec->name, KIB(need));
	if (can_load_at(env, LOAD_ADDR, plan->kernel_len) && run_from_default(h, env, plan))
		return 0;
	addr = h->alignment ? place_lowest(env, need, h->alignment, from, FOUR_GIB) : RANGE_NONE;
	if (addr == RANGE_NONE)
		return fail(ERR_NOMEM,
			"%s: the kernel needs %llu KiB of memory in one piece at 0x%llx, "
			"the largest piece there is has %llu KiB",
			spec->name, KIB(need),
			(unsigned long long)(h->run_len && h->run_addr ? h->run_addr : LOAD_ADDR),
			KIB(place_room(env, &nothing, FOUR_GIB)));
	plan->kernel_addr = addr;
	plan->run = (struct mem_range){addr, addr + need};
	return 0;
}

/* ---- the initrd's place, and the moves ---- */

static int list_moves(const struct boot_spec *spec, struct linux_move *moves, size_t max_moves,
	struct linux_plan *plan)
{
	size_t n = 0;

	if (spec->n_initrd >= max_moves)
		return fail(ERR_TOOBIG, "%s: its initrd has %zu pieces, at most %zu are possible",
			spec->name, spec->n_initrd, max_moves - 1);
	for (size_t i = 0; i < spec->n_initrd; i++) {
		const struct boot_segment *s = &spec->initrd[i];

		if (!s->len)
			continue;
		if (s->len >= FOUR_GIB - plan->initrd_len)
			return fail(ERR_TOOBIG,
				"%s: its initrd is larger than the 4 GiB that can be told",
				spec->name);
		/* The place is not known yet: counted from 0. */
		moves[n++] = (struct linux_move){(uintptr_t)s->data, plan->initrd_len, s->len};
		plan->initrd_len += s->len;
	}
	plan->n_moves = n;
	return 0;
}

static uint64_t initrd_place(const struct linux_env *env, const struct linux_move *moves, size_t n,
	const struct mem_range occupied[2], const struct linux_plan *plan)
{
	struct obstacles o = {occupied, 2, moves, n, NULL, 0};
	uint64_t addr = place_highest(env, &o, plan->initrd_len, plan->initrd_limit);

	if (addr != RANGE_NONE)
		return addr;
	/* No place besides the pieces themselves: on top of some of them, then. */
	o.n_sources = 0;
	return place_highest(env, &o, plan->initrd_len, plan->initrd_limit);
}

static int plan_moves(const struct boot_spec *spec, const struct linux_env *env,
	struct linux_move *moves, size_t max_moves, struct linux_plan *plan)
{
	const struct mem_range occupied[2] = {
		{plan->kernel_addr, plan->kernel_addr + plan->kernel_len},
		plan->run,
	};
	const struct obstacles o = {occupied, 2, NULL, 0, NULL, 0};
	size_t n = plan->n_moves++;

	moves[n] = (struct linux_move){
		(uintptr_t)spec->data + plan->setup_len,
		plan->kernel_addr,
		plan->kernel_len,
	};
	if (n)
		plan->initrd_addr = initrd_place(env, moves, n + 1, occupied, plan);
	if (plan->initrd_addr == RANGE_NONE)
		return fail(ERR_NOMEM,
			"%s: its initrd needs %llu KiB of memory in one piece below "
			"0x%llx, the largest there is has %llu KiB",
			spec->name, KIB(plan->initrd_len), (unsigned long long)plan->initrd_limit,
			KIB(place_room(env, &o, plan->initrd_limit)));
	for (size_t i = 0; i < n; i++)
		moves[i].to += plan->initrd_addr;
	if (!moves_order(env, moves, &plan->n_moves, max_moves))
		return fail(ERR_NOMEM,
			"%s: memory is too full to put the initrd of %llu KiB in order, "
			"twice that is needed",
			spec->name, KIB(plan->initrd_len));
	return 0;
}

int linux_plan(const struct boot_spec *spec, const struct linux_env *env, struct linux_move *moves,
	size_t max_moves, struct linux_plan *ret)
{
	struct linux_plan plan = {.real_addr = REAL_ADDR};
	struct header h;
	int rc = check_file(spec, &plan);

	if (rc < 0)
		return rc;
	read_header(spec->data, plan.version, &h);
	rc = plan_cmdline(spec, &h, &plan);
	if (rc < 0)
		return rc;
	if (env->base_end < REAL_ADDR + LINUX_REAL_LEN)
		return fail(ERR_NOMEM,
			"%s: the kernel needs %u KiB of base memory, %llu KiB are free", spec->name,
			(REAL_ADDR + LINUX_REAL_LEN) / 1024,
			(unsigned long long)(env->base_end / 1024));
	rc = plan_kernel(spec, &h, env, &plan);
	if (rc == 0)
		rc = list_moves(spec, moves, max_moves, &plan);
	if (rc == 0)
		rc = plan_moves(spec, env, moves, max_moves, &plan);
	if (rc == 0)
		*ret = plan;
	return rc;
}

/* ---- the 16-bit part ---- */

static void write_cmdline(const struct linux_plan *plan, const char *cmdline, uint8_t *area)
{
	size_t size = strlen(cmdline) + 1;

	memcpy(area + plan->heap_end, cmdline, size);
	if (plan->version >= 0x0202) {
		put_le32(area + CMD_LINE_PTR, plan->real_addr + plan->heap_end);
		return;
	}
	put_le16(area + OLD_CMDLINE_MAGIC, OLD_CMDLINE_MAGIC_VALUE);
	put_le16(area + OLD_CMDLINE_OFFSET, (uint16_t)plan->heap_end);
	put_le16(area + SETUP_MOVE_SIZE, (uint16_t)(plan->heap_end + size));
}

void linux_plan_setup(const struct linux_plan *plan, const struct boot_spec *spec, uint8_t *area)
{
	memcpy(area, spec->data, plan->setup_len);
	memset(area + plan->setup_len, 0, LINUX_REAL_LEN - plan->setup_len);
	if (plan->has_vid_mode)
		put_le16(area + VID_MODE, plan->vid_mode);
	area[TYPE_OF_LOADER] = LOADER_UNKNOWN;
	put_le32(area + CODE32_START, (uint32_t)plan->kernel_addr);
	put_le32(area + RAMDISK_IMAGE, (uint32_t)plan->initrd_addr);
	put_le32(area + RAMDISK_SIZE, (uint32_t)plan->initrd_len);
	if (plan->version >= 0x0201) {
		put_le16(area + HEAP_END_PTR, (uint16_t)(plan->heap_end - HEAP_END_BIAS));
		area[LOADFLAGS] |= FLAG_CAN_USE_HEAP;
	}
	write_cmdline(plan, spec->cmdline, area);
}
