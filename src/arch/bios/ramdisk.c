/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Disks in memory: drives of INT 13h that the resident part serves, and ranges of the memory map
 * that are no RAM. While we run the resident part lies below our own base memory, so that programs
 * that come back find the drives as well; when an operating system is started it goes to the top,
 * with the map.
 */
#include "arch/bios/ramdisk.h"

#include <string.h>

#include "arch/bios/disk.h"
#include "arch/bios/final.h"
#include "arch/bios/int13.h"
#include "arch/bios/memory.h"
#include "arch/bios/resident.h"
#include "arch/bios/thunk.h"
#include "arch/platform.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"

#define SECTOR      512u
#define CD_SECTOR   2048u
#define BOOT_FLAG   0x1fe
#define BOOT_ADDR   0x7c00u
#define LOWEST_LOAD 0x600u /* behind the BIOS data area */
#define EXTENT      (2ull << 20)
/* El Torito 1.0, figure 3: sectors to load where the catalogue says none, and emulated media. */
#define DEFAULT_SECTORS 4u
enum el_torito_media { MEDIA_NONE, MEDIA_1200K, MEDIA_1440K, MEDIA_2880K, MEDIA_HARD };

static struct {
	struct resident_drive drives[RESIDENT_DRIVES_MAX];
	struct plat_disk *of[RESIDENT_DRIVES_MAX]; /* whose they are */
	size_t n;
	uint32_t base; /* of the resident part while we run; 0: it is not there */
} ramdisk;

/* ---- the resident part ---- */

static void serve(uint32_t base, const struct e820_map *map)
{
	struct mbft_disk mbft;
	struct resident_what what = {
		.drives = ramdisk.drives,
		.n_drives = ramdisk.n,
		.map = map,
		.tables = low->cr3,
	};

	for (size_t i = 0; i < ramdisk.n && !what.mbft; i++) {
		const struct plat_disk *d = ramdisk.of[i];

		mbft = (struct mbft_disk){(uintptr_t)d->data, d->len, d->drive};
		if (d->describe && mbft_can(&mbft))
			what.mbft = &mbft;
	}
	resident_install(base, &what);
}

void ramdisk_release(void)
{
	resident_remove();
}

void ramdisk_stay(void)
{
	static struct e820_map map;
	uint32_t at;

	if (!ramdisk.n)
		return;
	at = memory_keep_base(resident_len(E820_MAX), &map);
	if (at)
		serve(at, &map);
}

/* After the drives have changed, while we run. */
static int renew(void)
{
	resident_remove();
	if (!ramdisk.n) {
		if (ramdisk.base)
			memory_base_give();
		ramdisk.base = 0;
		return 0;
	}
	if (!ramdisk.base)
		ramdisk.base = memory_base_take(resident_len(0));
	if (!ramdisk.base)
		return fail(ERR_NOMEM, "disks in memory: there is not enough base memory for them");
	serve(ramdisk.base, NULL);
	return 0;
}

/* ---- drives ---- */

static bool has_boot_flag(const uint8_t *sector)
{
	return get_le16(sector + BOOT_FLAG) == 0xaa55;
}

/* A CD that boots nothing but has a master boot record is a disk as it is written to sticks. */
static bool is_hybrid_disk(const struct plat_disk *d)
{
	return d->kind == DISK_CD && !d->boot.present && has_boot_flag(d->data);
}

/* Fills in what (out) is as the emulated medium of (d). */
static int emulate(const struct plat_disk *d, struct resident_drive *out)
{
	static const uint64_t floppy_len[] = {[MEDIA_1200K] = 2400 * SECTOR,
		[MEDIA_1440K] = 2880 * SECTOR,
		[MEDIA_2880K] = 5760 * SECTOR};
	uint64_t start = (uint64_t)d->boot.lba * CD_SECTOR, len;

	if (d->boot.media > MEDIA_HARD)
		return fail(ERR_NOEXEC, "%s: its boot image is of the unknown kind %u", d->name,
			d->boot.media);
	if (start >= d->len || d->len - start < SECTOR)
		return fail(ERR_NOEXEC, "%s: its boot image lies beyond its end", d->name);
	len = d->len - start;
	out->kind = RESIDENT_HARD;
	if (d->boot.media < MEDIA_HARD) {
		out->kind = RESIDENT_FLOPPY;
		len = MIN(len, floppy_len[d->boot.media]);
	}
	out->first = (uintptr_t)d->data + start;
	int13_geometry(out, d->data + start, len);
	return 0;
}

/* What (d) is as a drive, but for its number. */
static int describe(const struct plat_disk *d, struct resident_drive *out)
{
	*out = (struct resident_drive){.first = (uintptr_t)d->data};
	if (d->kind == DISK_CD && d->boot.present && d->boot.media != MEDIA_NONE)
		return emulate(d, out);
	if (d->kind == DISK_CD && !is_hybrid_disk(d)) {
		out->kind = RESIDENT_CD;
		out->sector_shift = 11;
		out->n_sectors = d->len / CD_SECTOR;
		return 0;
	}
	out->kind = d->kind == DISK_FLOPPY ? RESIDENT_FLOPPY : RESIDENT_HARD;
	int13_geometry(out, d->data, d->len);
	return 0;
}

/* El Torito 1.0, figure 5. */
static void fill_spec(const struct plat_disk *d, struct resident_drive *r)
{
	uint8_t *p = r->spec;
	uint16_t cylinder = (uint16_t)(r->cylinders - 1);

	if (!d->boot.present)
		return;
	r->emulates = 1;
	p[0] = RESIDENT_SPEC_LEN;
	p[1] = d->boot.media;
	p[2] = r->number;
	put_le32(p + 4, d->boot.lba);
	put_le16(p + 12, d->boot.segment);
	put_le16(p + 14, d->boot.n_sectors);
	if (r->kind == RESIDENT_CD)
		return;
	p[16] = (uint8_t)cylinder;
	p[17] = (uint8_t)(r->spt | (cylinder >> 2 & 0xc0));
	p[18] = (uint8_t)(r->heads - 1);
}

static int reserve(const struct plat_disk *d)
{
	uint64_t len = ALIGN_UP(d->len, EXTENT);
	uint32_t type = d->describe ? E820_PRAM : E820_RESERVED;
	int rc = 0;

	/* The resident part goes on with the page tables of the program. */
	if (!ramdisk.n)
		rc = memory_reserve(low->tables, low->tables_len, E820_RESERVED);
	if (rc < 0)
		return rc;
	rc = memory_reserve((uintptr_t)d->data, len, type);
	if (rc < 0 && !ramdisk.n)
		memory_unreserve(low->tables);
	if (rc == 0)
		memset(d->data + d->len, 0, len - d->len);
	return rc;
}

int plat_disk_hook(struct plat_disk *d)
{
	struct resident_drive drive;
	uint8_t wanted = d->drive;
	int number, rc;

	if (ramdisk.n == RESIDENT_DRIVES_MAX)
		return fail(ERR_NOMEM, "%s: %u disks in memory are all there can be", d->name,
			RESIDENT_DRIVES_MAX);
	if (d->len < SECTOR)
		return fail(ERR_NOEXEC, "%s: %llu bytes are no disk", d->name,
			(unsigned long long)d->len);
	rc = describe(d, &drive);
	if (rc < 0)
		return rc;
	number = int13_number(ramdisk.drives, ramdisk.n, drive.kind, wanted);
	if (number < 0)
		return fail(
			ERR_EXISTS, "%s: drive 0x%02x is another disk in memory", d->name, wanted);
	drive.number = (uint8_t)number;
	fill_spec(d, &drive);
	rc = reserve(d);
	if (rc < 0)
		return rc;
	d->drive = drive.number;
	ramdisk.drives[ramdisk.n] = drive;
	ramdisk.of[ramdisk.n++] = d;
	rc = renew();
	if (rc < 0) {
		d->drive = wanted;
		plat_disk_unhook(d);
		return rc;
	}
	log_info("%s: drive 0x%02x, %llu sectors of %u bytes at 0x%llx", d->name, drive.number,
		(unsigned long long)drive.n_sectors, 1u << drive.sector_shift,
		(unsigned long long)drive.first);
	return 0;
}

static size_t index_of(const struct plat_disk *d)
{
	size_t i = 0;

	while (i < ramdisk.n && ramdisk.of[i] != d)
		i++;
	return i;
}

void plat_disk_unhook(struct plat_disk *d)
{
	size_t i = index_of(d);

	if (i == ramdisk.n)
		return;
	ramdisk.n--;
	memmove(&ramdisk.drives[i], &ramdisk.drives[i + 1],
		(ramdisk.n - i) * sizeof(ramdisk.drives[0]));
	memmove(&ramdisk.of[i], &ramdisk.of[i + 1], (ramdisk.n - i) * sizeof(ramdisk.of[0]));
	memory_unreserve((uintptr_t)d->data);
	if (!ramdisk.n)
		memory_unreserve(low->tables);
	(void)renew(); /* what was there is there */
}

/* ---- starting one ---- */

struct load {
	const uint8_t *from;
	size_t len;
	uint32_t to;
};

/* What is loaded of (d), whose drive is (r), and where to. */
static int plan_load(const struct plat_disk *d, const struct resident_drive *r, struct load *ret)
{
	uint32_t segment = d->boot.segment ? d->boot.segment : BOOT_ADDR >> 4;
	uint64_t off = r->first - (uintptr_t)d->data, len = SECTOR;

	*ret = (struct load){.to = BOOT_ADDR};
	if (r->emulates) {
		ret->to = segment << 4;
		len = SECTOR * (d->boot.n_sectors ? d->boot.n_sectors : DEFAULT_SECTORS);
	}
	if (r->kind == RESIDENT_CD)
		off = (uint64_t)d->boot.lba * CD_SECTOR;
	if (off > d->len || len > d->len - off)
		return fail(ERR_NOEXEC, "%s: its boot image lies beyond its end", d->name);
	if (ret->to < LOWEST_LOAD || ret->to >= low->base || len > low->base - ret->to)
		return fail(ERR_TOOBIG, "%s: its boot image of %llu bytes does not fit at 0x%x",
			d->name, (unsigned long long)len, ret->to);
	ret->from = d->data + off;
	ret->len = (size_t)len;
	return 0;
}

int plat_disk_boot(struct plat_disk *d, const struct plat_disk_boot_args *args)
{
	const struct resident_drive *r = &ramdisk.drives[index_of(d)];
	struct load load;
	int rc;

	bios_disk_warn(args);
	if (index_of(d) == ramdisk.n)
		return fail(ERR_NOENT, "%s: it is no drive", d->name);
	if (r->kind == RESIDENT_CD && !d->boot.present)
		return fail(ERR_NOEXEC,
			"%s: nothing to boot, it has no boot image for BIOS and no boot sector",
			d->name);
	rc = plan_load(d, r, &load);
	if (rc < 0)
		return rc;
	if (!r->emulates && !has_boot_flag(load.from))
		return fail(ERR_NOEXEC, "%s: nothing to boot, its first sector is no boot sector",
			d->name);
	log_info("%s: starting it as drive 0x%02x", d->name, r->number);
	final_quiesce();
	memcpy((void *)(uintptr_t)load.to, load.from, load.len);
	/* 07C0:0000 is 0000:7C00: many boot sectors count on that. */
	final_enter(&(const struct final){
		.sp = BOOT_ADDR,
		.ip = (uint16_t)load.to,
		.cs = (uint16_t)(load.to >> 4 & 0xf000),
		.flags = FINAL_IF,
		.edx = r->number,
	});
}
