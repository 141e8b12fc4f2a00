/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starts a local disk as a BIOS does: the master boot record, read by INT 13h (Enhanced Disk Drive
 * Specification 3.0 where the drive has it, else by cylinder, head and sector), at 0:7C00 with the
 * number of the drive in DL.
 */
#include <string.h>

#include "arch/bios/disk.h"
#include "arch/bios/final.h"
#include "arch/bios/thunk.h"
#include "arch/platform.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"

#define INT_DISK      0x13
#define BOOT_ADDR     0x7c00u /* where a boot sector runs; its stack grows down from there */
#define BOOT_FLAG     0x1fe
#define SECTOR        512u
#define ATTEMPTS      3
#define EDD_SIGNATURE 0x55aau
#define EDD_PACKETS   0x1u /* CX of AH=41h: AH=42h and its like are there */

/* EDD 3.0, "device address packet". */
struct disk_packet {
	uint8_t size, reserved;
	uint16_t n_blocks;
	uint16_t off, seg;
	uint64_t block;
};
_Static_assert(sizeof(struct disk_packet) == 16, "EDD 3.0");

/* What a call reports in AH when it sets the carry flag. */
static const char *status_text(unsigned ah)
{
	static const struct {
		uint8_t ah;
		const char *text;
	} texts[] = {
		{0x01, "there is no such drive"},
		{0x04, "sector not found"},
		{0x10, "read error"},
		{0x11, "read error"},
		{0x20, "the controller failed"},
		{0x31, "no medium"},
		{0x80, "it does not answer"},
		{0xaa, "it is not ready"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		if (texts[i].ah == ah)
			return texts[i].text;
	}
	return "the BIOS refuses";
}

static bool has_edd(uint8_t drive)
{
	struct real_regs r = {.eax = 0x4100, .ebx = EDD_SIGNATURE, .edx = drive};

	bios_int(INT_DISK, &r);
	return !(r.eflags & REAL_CF) && (r.ebx & 0xffff) == 0xaa55 && (r.ecx & EDD_PACKETS);
}

/* Reads the first sector to (sector), which lies in low memory. Returns 0 or AH. */
static unsigned read_edd(uint8_t drive, void *sector, struct disk_packet *packet)
{
	struct real_regs r = {.eax = 0x4200, .edx = drive};

	*packet = (struct disk_packet){
		.size = sizeof(*packet),
		.n_blocks = 1,
		.off = real_off(sector),
		.seg = real_seg(sector),
	};
	r.ds = real_seg(packet);
	r.esi = real_off(packet);
	bios_int(INT_DISK, &r);
	return r.eflags & REAL_CF ? MAX(r.eax >> 8 & 0xff, 1u) : 0;
}

static unsigned read_chs(uint8_t drive, void *sector)
{
	/* One sector: cylinder 0, head 0, sector 1. */
	struct real_regs r = {.eax = 0x0201, .ecx = 0x0001, .edx = drive};

	r.es = real_seg(sector);
	r.ebx = real_off(sector);
	bios_int(INT_DISK, &r);
	return r.eflags & REAL_CF ? MAX(r.eax >> 8 & 0xff, 1u) : 0;
}

static void reset_drive(uint8_t drive)
{
	struct real_regs r = {.edx = drive};

	bios_int(INT_DISK, &r);
}

static int read_boot_sector(uint8_t drive, uint8_t *sector)
{
	struct disk_packet *packet = (struct disk_packet *)(sector + SECTOR);
	bool edd = has_edd(drive);
	unsigned ah = 0;

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		memset(sector, 0, SECTOR);
		ah = edd ? read_edd(drive, sector, packet) : read_chs(drive, sector);
		if (!ah)
			return 0;
		reset_drive(drive);
	}
	return fail(ah == 1 ? ERR_NOENT : ERR_IO,
		"disk 0x%02x: its boot sector cannot be read: %s "
		"(BIOS status 0x%02x)",
		drive, status_text(ah), ah);
}

void bios_disk_warn(const struct plat_disk_boot_args *args)
{
	if (args->filename || args->extra || args->label || args->uuid)
		log_warn("sanboot: --filename, --extra, --label and --uuid choose files for UEFI, "
			 "a BIOS starts what the disk's first sectors hold, ignoring");
}

int plat_start_disk(uint8_t drive, const struct plat_disk_boot_args *args)
{
	static uint8_t sector[SECTOR];
	const struct final to = {
		.sp = BOOT_ADDR,
		.ip = BOOT_ADDR,
		.flags = FINAL_IF,
		.edx = drive,
	};
	int rc = read_boot_sector(drive, low_scratch());

	bios_disk_warn(args);
	if (rc < 0)
		return rc;
	memcpy(sector, low_scratch(), SECTOR);
	if (get_le16(sector + BOOT_FLAG) != 0xaa55)
		return fail(ERR_NOEXEC,
			"disk 0x%02x: nothing to boot, its first sector is no boot "
			"sector",
			drive);
	log_info("disk 0x%02x: starting its boot sector", drive);
	final_quiesce();
	memcpy((void *)(uintptr_t)BOOT_ADDR, sector, SECTOR);
	final_enter(&to);
}
