/* SPDX-License-Identifier: BSD-2-Clause */
/* Plans of kernel starts, for made-up kernels of every boot protocol and for Debian's. */
#include <glob.h>
#include <sys/stat.h>

#include "arch/x86/linux_place.h"
#include "core/status.h"
#include "core/util.h"
#include "unit/check.h"

#define MIB        0x100000ull
#define SETUP_LEN  (5 * 512)
#define KERNEL_LEN (5 * MIB)
#define MAX_MOVES  16

/* A kernel of any size; only its first bytes are there. */
static uint8_t file[SETUP_LEN];
static uint8_t area[LINUX_REAL_LEN];
static struct linux_move moves[MAX_MOVES];
static struct linux_plan plan;

/* 1 GiB, and 2 GiB from 4 GiB on. */
static const struct mem_range ram[] = {
	{0, 0x9fc00},
	{MIB, 1024 * MIB},
	{4096 * MIB, 6144 * MIB},
};
static const struct mem_range keep[] = {{1016 * MIB, 1024 * MIB}, {1000 * MIB, 1001 * MIB}};
static const struct linux_env env = {ram, 3, keep, 2, 0x90000};

/* The header ends where that of a kernel of this version does. */
static unsigned header_end(unsigned version)
{
	static const struct {
		unsigned version, end;
	} ends[] = {
		{0x20f, 0x26c},
		{0x20b, 0x268},
		{0x20a, 0x264},
		{0x209, 0x258},
		{0x208, 0x250},
		{0x207, 0x248},
		{0x206, 0x23c},
		{0x205, 0x238},
		{0x203, 0x230},
		{0x202, 0x22c},
		{0x201, 0x226},
	};

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		if (version >= ends[i].version)
			return ends[i].end;
	}
	return 0x224;
}

/* A kernel as that version has it; behind the header lies what must not be taken for fields. */
static void make_kernel(unsigned version)
{
	memset(file, 0xcc, sizeof(file));
	memset(file, 0, 0x202);
	file[0x1f1] = 4;
	put_le32(file + 0x1f4, version < 0x204 ? (KERNEL_LEN / 16) & 0xffff : KERNEL_LEN / 16);
	file[0x1fe] = 0x55;
	file[0x1ff] = 0xaa;
	file[0x200] = 0xeb;
	file[0x201] = (uint8_t)(header_end(version) - 0x202);
	memset(file + 0x202, 0, header_end(version) - 0x202);
	memcpy(file + 0x202, "HdrS", 4);
	put_le16(file + 0x206, (uint16_t)version);
	file[0x211] = 1;
	put_le32(file + 0x214, MIB);
	if (version >= 0x203)
		put_le32(file + 0x22c, version >= 0x205 ? 0x7fffffff : 0x37ffffff);
	if (version >= 0x205) {
		put_le32(file + 0x230, 2 * MIB);
		file[0x234] = 1;
	}
	if (version >= 0x206)
		put_le32(file + 0x238, 2047);
	if (version >= 0x20a) {
		put_le32(file + 0x258, 16 * MIB);
		put_le32(file + 0x260, 40 * MIB);
	}
}

static struct boot_spec spec = {
	.name = "vmlinuz", .cmdline = "quiet", .data = file, .len = SETUP_LEN + KERNEL_LEN};

static int make_plan(const struct linux_env *e)
{
	int rc = linux_plan(&spec, e, moves, MAX_MOVES, &plan);

	if (rc == 0)
		linux_plan_setup(&plan, &spec, area);
	return rc;
}

static void test_versions(void)
{
	static const struct {
		unsigned version;
		uint32_t heap_end, run_at, run_mib;
		uint64_t initrd_at;
	} cases[] = {
		/* 896 MiB is the end for old kernels; what is kept begins at 1000 MiB. */
		{0x200, 0x9800, 1, 20, 895 * MIB},
		{0x201, 0x9800, 1, 20, 895 * MIB},
		{0x202, 0xe000, 1, 20, 895 * MIB},
		{0x203, 0xe000, 1, 20, 895 * MIB},
		{0x204, 0xe000, 1, 20, 895 * MIB},
		{0x205, 0xe000, 2, 20, 1015 * MIB},
		{0x206, 0xe000, 2, 20, 1015 * MIB},
		{0x207, 0xe000, 2, 20, 1015 * MIB},
		{0x208, 0xe000, 2, 20, 1015 * MIB},
		{0x209, 0xe000, 2, 20, 1015 * MIB},
		{0x20a, 0xe000, 16, 40, 1015 * MIB},
		{0x20b, 0xe000, 16, 40, 1015 * MIB},
		{0x20c, 0xe000, 16, 40, 1015 * MIB},
		{0x20d, 0xe000, 16, 40, 1015 * MIB},
		{0x20e, 0xe000, 16, 40, 1015 * MIB},
		{0x20f, 0xe000, 16, 40, 1015 * MIB},
		{0x2ff, 0xe000, 16, 40, 1015 * MIB},
	};
	static const struct boot_segment initrd[] = {{(void *)(8000 * MIB), MIB}};

	spec.initrd = initrd;
	spec.n_initrd = 1;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned version = cases[i].version;

		make_kernel(version);
		CHECK_EQ(make_plan(&env), 0);
		CHECK_EQ(plan.version, version);
		CHECK_EQ(plan.setup_len, SETUP_LEN);
		CHECK_EQ(plan.kernel_addr, MIB);
		CHECK_EQ(plan.kernel_len, KERNEL_LEN);
		CHECK_EQ(plan.heap_end, cases[i].heap_end);
		CHECK_EQ(plan.run.start, cases[i].run_at * MIB);
		CHECK_EQ(plan.run.end, (cases[i].run_at + cases[i].run_mib) * MIB);
		CHECK_EQ(plan.initrd_addr, cases[i].initrd_at);
		CHECK_EQ(plan.n_moves, 2);
		CHECK_EQ(area[0x210], 0xff);
		CHECK_EQ(get_le32(area + 0x214), MIB);
		CHECK_EQ(get_le32(area + 0x218), cases[i].initrd_at);
		CHECK_EQ(get_le32(area + 0x21c), MIB);
		/* Nothing behind the header of this version is written. */
		for (unsigned n = header_end(version); n < SETUP_LEN; n++) {
			if (area[n] != 0xcc)
				CHECK_EQ(n, 0);
		}
		CHECK_STR((char *)area + cases[i].heap_end, "quiet");
	}
	spec.initrd = NULL;
	spec.n_initrd = 0;
}

static void test_heap_and_cmdline(void)
{
	make_kernel(0x200);
	CHECK_EQ(make_plan(&env), 0);
	CHECK_EQ(area[0x211], 1);
	CHECK_EQ(get_le16(area + 0x20), 0xa33f);
	CHECK_EQ(get_le16(area + 0x22), 0x9800);
	CHECK_EQ(get_le16(area + 0x212), 0x9806);
	make_kernel(0x201);
	CHECK_EQ(make_plan(&env), 0);
	CHECK_EQ(area[0x211], 0x81);
	CHECK_EQ(get_le16(area + 0x224), 0x9600);
	CHECK_EQ(get_le16(area + 0x20), 0xa33f);
	make_kernel(0x202);
	CHECK_EQ(make_plan(&env), 0);
	CHECK_EQ(area[0x211], 0x81);
	CHECK_EQ(get_le16(area + 0x224), 0xde00);
	CHECK_EQ(get_le16(area + 0x20), 0);
	CHECK_EQ(get_le32(area + 0x228), 0x1e000);
	CHECK_EQ(get_le32(area + 0x218), 0);
	CHECK_EQ(get_le32(area + 0x21c), 0);
}

static int with_cmdline(unsigned version, size_t len)
{
	static char text[20000];
	int rc;

	memset(text, 'x', len);
	text[len] = '\0';
	make_kernel(version);
	spec.cmdline = text;
	rc = make_plan(&env);
	if (rc == 0)
		CHECK_EQ(strlen((char *)area + plan.heap_end), len);
	spec.cmdline = "quiet";
	return rc;
}

static void test_cmdline_limits(void)
{
	CHECK_EQ(with_cmdline(0x200, 255), 0);
	CHECK_EQ(with_cmdline(0x200, 256), -ERR_RANGE);
	CHECK_STR(fail_last()->text,
		"vmlinuz: the command line has 256 characters, this kernel takes 255");
	CHECK_EQ(with_cmdline(0x205, 255), 0);
	CHECK_EQ(with_cmdline(0x205, 256), -ERR_RANGE);
	CHECK_EQ(with_cmdline(0x206, 2047), 0);
	CHECK_EQ(with_cmdline(0x206, 2048), -ERR_RANGE);
	CHECK_EQ(with_cmdline(0x20f, 2047), 0);
	CHECK_EQ(with_cmdline(0x20f, 0), 0);
	/* A kernel that takes anything still has to have it within 64 KiB. */
	make_kernel(0x20f);
	put_le32(file + 0x238, UINT32_MAX);
	spec.cmdline = "quiet";
	CHECK_EQ(make_plan(&env), 0);
	put_le32(file + 0x238, 3);
	CHECK_EQ(make_plan(&env), -ERR_RANGE);
}

static void test_vga(void)
{
	static const struct {
		const char *cmdline;
		int mode; /* -1: left alone */
	} cases[] = {
		{"vga=791", 791},
		{"quiet vga=0x317", 0x317},
		{"vga=normal", 0xffff},
		{"vga=ext quiet", 0xfffe},
		{"vga=ask", 0xfffd},
		{"vga=normally", -1},
		{"vga=", -1},
		{"vga=65536", -1},
		{"vga=-1", -1},
		{"vga=7x", -1},
		{"xvga=7", -1},
		{"vga=1 vga=2", 2},
		{"a -- vga=3", -1},
		{"\tvga=4\n", 4},
		{"", -1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		make_kernel(0x20a);
		put_le16(file + 0x1fa, 0x1234);
		spec.cmdline = cases[i].cmdline;
		CHECK_EQ(make_plan(&env), 0);
		CHECK_EQ(get_le16(area + 0x1fa), cases[i].mode < 0 ? 0x1234 : cases[i].mode);
		CHECK_STR((char *)area + 0xe000, cases[i].cmdline);
	}
	spec.cmdline = "quiet";
}

static void test_mem(void)
{
	static const struct {
		const char *cmdline;
		uint64_t limit;
	} cases[] = {
		{"mem=512M", 512 * MIB},
		{"mem=524288K", 512 * MIB},
		{"mem=1g", 1024 * MIB},
		{"mem=0x10000000", 256 * MIB},
		{"mem=300m mem=200m mem=400m", 200 * MIB},
		{"mem=0", 2048 * MIB},
		{"mem=nopentium", 2048 * MIB},
		{"mem=-5", 2048 * MIB},
		{"mem=99T", 2048 * MIB},
		{"mem=99999999999999E", 2048 * MIB},
		{"mem=512Mx", 512 * MIB},
		{"-- mem=1M", 2048 * MIB},
		{"memmap=1M", 2048 * MIB},
		{"mem=33554432 x", 32 * MIB},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		make_kernel(0x20a);
		spec.cmdline = cases[i].cmdline;
		CHECK_EQ(make_plan(&env), 0);
		CHECK_EQ(plan.initrd_limit, cases[i].limit);
	}
	spec.cmdline = "quiet";
}

/* One byte or word of a good header changed. */
static void test_malformed(void)
{
	static const struct {
		unsigned offset, value;
		int status;
		const char *text;
	} cases[] = {
		{0x1fe, 0, -ERR_NOEXEC, "not a Linux kernel"},
		{0x202, 'h', -ERR_NOEXEC, "not a Linux"},
		{0x207, 1, -ERR_NOEXEC, "too short for boot protocol 1.10"},
		{0x200, 0xe9, -ERR_NOEXEC, "malformed"}, {0x201, 0x50, -ERR_NOEXEC, "too short"},
		{0x206, 0x0f, 0, ""}, {0x207, 0xff, 0, ""}, {0x1f1, 63, -ERR_NOEXEC, "truncated"},
		{0x1f1, 64, -ERR_NOEXEC, "33280 bytes of setup code, 32768"},
		{0x1f1, 255, -ERR_NOEXEC, "setup code"}, {0x1f7, 1, -ERR_NOEXEC, "truncated"},
		{0x211, 0, -ERR_NOTSUP, "a zImage, which loads below 1 MiB"},
		{0x263, 0xff, -ERR_NOMEM,
			"the kernel needs 4186112 KiB of memory in one piece at 0x1000000"},
		{0x25f, 0xff, -ERR_NOMEM, "in one piece at 0xff00000001000000"},
		{0x233, 0xff, 0, ""}, /* an alignment that is none: as if not relocatable */
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		make_kernel(0x20a);
		CHECK_EQ(make_plan(&env), 0);
		file[cases[i].offset] = (uint8_t)cases[i].value;
		fail_clear();
		CHECK_EQ(linux_plan(&spec, &env, moves, MAX_MOVES, &plan), cases[i].status);
		if (cases[i].status && !strstr(fail_last()->text, cases[i].text))
			CHECK_STR(fail_last()->text, cases[i].text);
	}
	make_kernel(0x20a);
	file[0x1f1] = 63;
	spec.len = 64 * 512 + KERNEL_LEN;
	CHECK_EQ(linux_plan(&spec, &env, moves, MAX_MOVES, &plan), 0);
	CHECK_EQ(plan.setup_len, 0x8000);
	spec.len = SETUP_LEN + KERNEL_LEN;
	for (size_t len = 0; len <= SETUP_LEN; len += len < 0x300 ? 1 : 64) {
		struct boot_spec cut = spec;
		uint8_t *copy = malloc(len ? len : 1);

		make_kernel(0x20f);
		memcpy(copy, file, len);
		cut.data = copy;
		cut.len = len;
		CHECK_EQ(linux_plan(&cut, &env, moves, MAX_MOVES, &plan), -ERR_NOEXEC);
		free(copy);
	}
}

/* Kernels that do not find memory at 1 MiB or at 16 MiB. */
static void test_relocation(void)
{
	static const struct mem_range holes[] = {{MIB, 15 * MIB}, {20 * MIB, 512 * MIB}};
	static const struct mem_range high[] = {{3 * MIB, 512 * MIB}};
	static const struct mem_range little[] = {{MIB, 30 * MIB}};
	static const struct mem_range body[] = {{2 * MIB, 18 * MIB}};
	struct linux_env e = {holes, 2, NULL, 0, 0x90000};

	make_kernel(0x20a);
	CHECK_EQ(make_plan(&e), 0);
	CHECK_EQ(plan.kernel_addr, 20 * MIB);
	CHECK_EQ(plan.run.end, 60 * MIB);
	CHECK_EQ(get_le32(area + 0x214), 20 * MIB);
	CHECK_EQ(moves[0].to, 20 * MIB);

	e = (struct linux_env){high, 1, NULL, 0, 0x90000};
	CHECK_EQ(make_plan(&e), 0);
	CHECK_EQ(plan.kernel_addr, 16 * MIB);
	e = (struct linux_env){high, 1, body, 1, 0x90000};
	CHECK_EQ(make_plan(&e), 0);
	CHECK_EQ(plan.kernel_addr, 18 * MIB);
	file[0x234] = 0;
	CHECK_EQ(make_plan(&e), -ERR_NOMEM);

	/* What the kernel writes to before it looks may be ours: we are gone by then. */
	make_kernel(0x20a);
	e = (struct linux_env){ram + 1, 1, (struct mem_range[]){{30 * MIB, 31 * MIB}}, 1, 0x90000};
	CHECK_EQ(make_plan(&e), 0);
	CHECK_EQ(plan.kernel_addr, MIB);

	e = (struct linux_env){little, 1, NULL, 0, 0x90000};
	CHECK_EQ(make_plan(&e), -ERR_NOMEM);
	CHECK_STR(fail_last()->text,
		"vmlinuz: the kernel needs 40960 KiB of memory in one piece at "
		"0x1000000, the largest piece there is has 29696 KiB");
	e = (struct linux_env){NULL, 0, NULL, 0, 0x90000};
	CHECK_EQ(make_plan(&e), -ERR_NOMEM);
	e = (struct linux_env){ram, 3, keep, 2, 0x1f000};
	CHECK_EQ(make_plan(&e), -ERR_NOMEM);
	CHECK_STR(fail_last()->text,
		"vmlinuz: the kernel needs 128 KiB of base memory, 124 KiB are free");
}

static int plan_initrd(const struct linux_env *e, const struct boot_segment *s, size_t n)
{
	int rc;

	spec.initrd = s;
	spec.n_initrd = n;
	rc = make_plan(e);
	spec.initrd = NULL;
	spec.n_initrd = 0;
	return rc;
}

static bool is_kernel(const struct linux_move *m)
{
	return m->from == (uintptr_t)file + SETUP_LEN;
}

/* Carries the moves out on what each byte of memory (1 MiB a piece) holds. */
static void check_moves(const struct boot_segment *s, size_t n)
{
	static int before[8192], memory[8192];
	uint64_t to = plan.initrd_addr;

	for (size_t i = 0; i < ARRAY_SIZE(memory); i++)
		memory[i] = (int)i;
	for (size_t i = 0; i < plan.n_moves; i++) {
		memcpy(before, memory, sizeof(memory));
		for (uint64_t k = 0; k < moves[i].len / MIB; k++)
			memory[moves[i].to / MIB + k] =
				is_kernel(&moves[i]) ? -1 : before[moves[i].from / MIB + k];
	}
	for (size_t i = 0; i < n; i++) {
		for (uint64_t k = 0; k < s[i].len / MIB; k++, to += MIB)
			CHECK_EQ(memory[to / MIB], ((uint64_t)(uintptr_t)s[i].data / MIB) + k);
	}
}

#define AT(mib) ((void *)((mib)*MIB))

static void test_initrd(void)
{
	static const struct mem_range one[] = {{MIB, 512 * MIB}};
	const struct linux_env e = {one, 1, NULL, 0, 0x90000};
	static const struct boot_segment small[] = {
		{AT(4096), MIB},
		{AT(4200), 0},
		{AT(4300), 2 * MIB},
		{AT(400), 10 * MIB},
	};
	/* 400 MiB at the top of 512: only on top of itself. */
	static const struct boot_segment large[] = {{AT(110), 400 * MIB}, {AT(510), 2 * MIB}};
	static const struct boot_segment behind[] = {{AT(110), 402 * MIB}, {AT(108), 2 * MIB}};
	static const struct boot_segment swapped[] = {{AT(300), 200 * MIB}, {AT(100), 200 * MIB}};
	static const struct boot_segment huge[] = {{AT(4096), 1024 * MIB}};
	static const struct boot_segment beyond[] = {
		{AT(4096), 3072 * MIB}, {AT(9000), 1024 * MIB}};
	static const struct boot_segment many[MAX_MOVES];

	make_kernel(0x20a);
	CHECK_EQ(plan_initrd(&e, small, 4), 0);
	CHECK_EQ(plan.initrd_len, 13 * MIB);
	CHECK_EQ(plan.initrd_addr, 499 * MIB);
	CHECK_EQ(plan.n_moves, 4);
	check_moves(small, 4);

	CHECK_EQ(plan_initrd(&e, large, 2), 0);
	CHECK_EQ(plan.initrd_addr, 110 * MIB);
	check_moves(large, 2);
	/* The other way round: what stands in the way is put aside. */
	CHECK_EQ(plan_initrd(&e, behind, 2), 0);
	CHECK_EQ(plan.n_moves, 4);
	check_moves(behind, 2);
	CHECK_EQ(plan_initrd(&e, swapped, 2), -ERR_NOMEM);
	CHECK_STR(fail_last()->text,
		"vmlinuz: memory is too full to put the initrd of 409600 KiB in order, "
		"twice that is needed");
	CHECK_EQ(plan_initrd(&e, huge, 1), -ERR_NOMEM);
	CHECK_STR(fail_last()->text,
		"vmlinuz: its initrd needs 1048576 KiB of memory in one piece below "
		"0x80000000, the largest there is has 466944 KiB");
	CHECK_EQ(plan_initrd(&e, beyond, 2), -ERR_TOOBIG);
	CHECK_EQ(plan_initrd(&e, many, MAX_MOVES), -ERR_TOOBIG);
	CHECK_EQ(plan_initrd(&e, many, MAX_MOVES - 1), 0);
	CHECK_EQ(plan.n_moves, 1);
	put_le32(file + 0x22c, 0);
	CHECK_EQ(plan_initrd(&e, small, 1), -ERR_NOMEM);
}

/* The initrd lies where the kernel goes, or the kernel where the initrd goes. */
static void test_overlap(void)
{
	static const struct mem_range one[] = {{MIB, 128 * MIB}};
	const struct linux_env e = {one, 1, NULL, 0, 0x90000};
	static const struct boot_segment low[] = {{AT(2), 60 * MIB}};

	make_kernel(0x20a);
	CHECK_EQ(plan_initrd(&e, low, 1), 0);
	CHECK_EQ(plan.initrd_addr, 68 * MIB);
	CHECK_EQ(moves[0].to, 68 * MIB);
	CHECK_EQ(moves[1].to, MIB);
	check_moves(low, 1);
}

static void test_order(void)
{
	static const struct mem_range one[] = {{MIB, 500 * MIB}};
	const struct linux_env e = {one, 1, NULL, 0, 0};
	struct linux_move chain[] = {{0, 10 * MIB, 10 * MIB}, {10 * MIB, 20 * MIB, 10 * MIB},
		{20 * MIB, 30 * MIB, 10 * MIB}};
	struct linux_move cycle[3] = {
		{10 * MIB, 20 * MIB, 10 * MIB}, {20 * MIB, 10 * MIB, 5 * MIB}};
	struct linux_move self[] = {{0, 5 * MIB, 10 * MIB}};

	size_t n = 3;

	CHECK(moves_order(&e, chain, &n, 3));
	CHECK_EQ(n, 3);
	CHECK_EQ(chain[0].from, 20 * MIB);
	CHECK_EQ(chain[1].from, 10 * MIB);
	CHECK_EQ(chain[2].from, 0);
	n = 2;
	CHECK(!moves_order(&e, cycle, &n, 2));
	CHECK_EQ(n, 2);
	CHECK(moves_order(&e, cycle, &n, 3));
	CHECK_EQ(n, 3);
	CHECK_EQ(cycle[0].from, 20 * MIB);
	CHECK_EQ(cycle[0].to, 495 * MIB);
	CHECK_EQ(cycle[1].to + cycle[2].to, 30 * MIB);
	CHECK_EQ(cycle[1].from + cycle[2].from, 495 * MIB + 10 * MIB);
	n = 1;
	CHECK(moves_order(&e, self, &n, 1));
	CHECK_EQ(n, 1);
	n = 0;
	CHECK(moves_order(&e, NULL, &n, 0));
}

/* Headers as distributions ship them, by their fields that matter. */
static void test_known_kernels(void)
{
	/* 2.6.32 of CentOS 6, x86-64: protocol 2.10, loaded at 1 MiB, runs at 16 MiB. */
	make_kernel(0x20a);
	put_le32(file + 0x22c, 0x7fffffff);
	put_le32(file + 0x230, 0x1000000);
	put_le32(file + 0x260, 0x12bb000);
	CHECK_EQ(make_plan(&env), 0);
	CHECK_EQ(plan.run.start, 16 * MIB);
	CHECK_EQ(plan.run.end, 16 * MIB + 0x12bb000);
	/* memtest86+ 6: protocol 2.12, not relocatable, runs where it is loaded. */
	make_kernel(0x20c);
	file[0x1f1] = 2;
	put_le32(file + 0x1f4, 0x22dc);
	put_le32(file + 0x22c, 0xffffffff);
	put_le32(file + 0x230, 0x1000);
	file[0x234] = 0;
	put_le32(file + 0x238, 255);
	put_le32(file + 0x258, MIB);
	put_le32(file + 0x260, 0x6acf8);
	spec.len = 144312;
	CHECK_EQ(make_plan(&env), 0);
	CHECK_EQ(plan.kernel_addr, MIB);
	CHECK_EQ(plan.run.start, MIB);
	CHECK_EQ(plan.run.end, MIB + 0x6acf8);
	CHECK_EQ(plan.setup_len, 1536);
	spec.len = SETUP_LEN + KERNEL_LEN;
}

/* Debian's kernel, where scripts/deps has put one for the boot tests. */
static void test_debian(void)
{
	static uint8_t head[0x8000];
	const char *deps = getenv("HAWSER_DEPS");
	char pattern[512];
	struct boot_spec debian = spec;
	struct stat st;
	glob_t found;
	FILE *f;

	snprintf(pattern, sizeof(pattern), "%s/root/linux-image-amd64/boot/vmlinuz-6.1.*",
		deps ? deps : "build/deps");
	if (glob(pattern, 0, NULL, &found) != 0) {
		printf("no kernel at %s\n", pattern);
		return;
	}
	f = fopen(found.gl_pathv[0], "rb");
	CHECK(f && fread(head, sizeof(head), 1, f) == 1 && fstat(fileno(f), &st) == 0);
	debian.data = head;
	debian.len = (size_t)st.st_size;
	CHECK_EQ(linux_plan(&debian, &env, moves, MAX_MOVES, &plan), 0);
	CHECK_EQ(plan.version, 0x20f);
	CHECK_EQ(plan.setup_len, 40 * 512);
	CHECK_EQ(plan.kernel_addr, MIB);
	CHECK_EQ(plan.run.start, 16 * MIB);
	CHECK(plan.run.end > 40 * MIB && plan.run.end < 128 * MIB);
	CHECK_EQ(plan.initrd_limit, 2048 * MIB);
	linux_plan_setup(&plan, &debian, area);
	CHECK_EQ(area[0x211], 0x81);
	CHECK(memcmp(area + 0x268, head + 0x268, 40 * 512 - 0x268) == 0);
	fclose(f);
	globfree(&found);
}

int main(void)
{
	test_versions();
	test_heap_and_cmdline();
	test_cmdline_limits();
	test_vga();
	test_mem();
	test_malformed();
	test_relocation();
	test_initrd();
	test_overlap();
	test_order();
	test_known_kernels();
	test_debian();
	return check_done();
}
