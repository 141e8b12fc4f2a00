/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The platform interface: everything the portable code asks of the firmware, and nothing else.
 * Each platform (arch/efi, arch/bios, arch/host) implements these functions in its own folder.
 *
 * None of them blocks unless it says so. Memory handed in is borrowed until return. Text is
 * UTF-8. A function returning int returns 0 or -ERR_* with the reason recorded by fail().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/clock.h"   /* plat_now_us, plat_idle, plat_wall_time */
#include "core/console.h" /* struct console_ops; the platform calls console_add() */
#include "core/list.h"
#include "core/pages.h" /* plat_pages_alloc, plat_pages_free, plat_mem_free, plat_memmap */

/* ---- life ---- */

struct boot_args {
	const char *load_options; /* text given to the image as its options, or NULL */
	/* File we were loaded from as the firmware tells it, or NULL: a path, or an absolute URI
	 * (UEFI HTTP boot). */
	const char *loader_path;
};

/* Called once by the platform's entry when consoles, memory and clock work. The return value is the
 * exit status of the program: 0 or -ERR_*; plat_exit() is not needed after it. */
int hawser_main(const struct boot_args *args);

/* Gives the machine back to the firmware, which goes on with its next boot entry. Everything
 * that was opened is closed. Does not return on real platforms. */
void plat_exit(int status);

struct plat_reboot_args {
	bool warm;
	bool setup; /* into the firmware's setup screen, where it can */
};
int plat_reboot(const struct plat_reboot_args *args); /* returns only on failure */
int plat_poweroff(void);                              /* returns only on failure */

struct blob;

/* Reads the file (name) that lies on a disk beside the one we were loaded from, or at the top of
 * that volume, into the empty (ret). -ERR_NOENT, nothing recorded, if there is none or we came from
 * no disk. */
int plat_file_beside(const char *name, struct blob *ret);

/* ---- facts ---- */

/* "efi" or "pcbios" or "linux"; "x86_64". */
extern const char plat_name[];
extern const char plat_buildarch[];
/* DHCP option 93 (RFC 4578 2.1, IANA processor architecture types) and 94. */
extern const uint16_t plat_dhcp_arch;
extern const uint8_t plat_dhcp_ndi[3];

/* Fills (out) with random bytes fit for keys. -ERR_NOENTROPY, never weak bytes. */
int plat_entropy(void *out, size_t len);

/* Calls (add) for each trust anchor (DER) that the firmware keeps for HTTPS. 0, also where it keeps
 * none; -ERR_NOMEM. */
int plat_firmware_anchors(void (*add)(const uint8_t *der, size_t len, void *arg), void *arg);

/* The SMBIOS structure table; borrowed for good. -ERR_NOENT. (ret_version) = major << 8 | minor */
int plat_smbios(const uint8_t **ret_table, size_t *ret_len, uint16_t *ret_version);

/* CPUID leaf: EAX, EBX, ECX, EDX; all 0 if the processor does not have it. */
void plat_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4]);

/* (len) bytes at (offset) of the configuration space (256 bytes) of the PCI function (busdevfn) =
 * segment << 16 | bus << 8 | device << 3 | function. -ERR_NOENT if there is no such function, or if
 * that is outside of its space. Nothing is recorded. */
int plat_pci_read(uint32_t busdevfn, unsigned offset, void *out, size_t len);

/* USB devices have numbers, bus << 8 | device below 0x8000, which they keep while this program
 * runs. The least of them from (from) on. -ERR_NOENT if there is none, nothing is recorded;
 * -ERR_NOTSUP if the platform does not know, recorded. */
int plat_usb_next(uint32_t from, uint32_t *ret);

/* The device descriptor of a USB device (USB 2.0, 9.6.1), which may say anything. -ERR_NOENT, not
 * recorded. */
#define USB_DEVICE_LEN 18
int plat_usb_device(uint32_t busdev, uint8_t out[USB_DEVICE_LEN]);

/* Its string number (index), in memory of malloc() that is the caller's; of its languages it speaks
 * English, or else the first. -ERR_NOENT, -ERR_NOMEM, not recorded. May block for as long as a
 * device has to answer (seconds). */
int plat_usb_string(uint32_t busdev, uint8_t index, char **ret);

/* The ACPI table of (signature) number (index), from 0, with its header; borrowed for good.
 * -ERR_NOENT. Nothing is recorded. */
int plat_acpi_table(const char signature[4], unsigned index, const uint8_t **ret, size_t *ret_len);

/* The value of the firmware's variable (name), whosever it is (the first found), in memory of
 * malloc() that is the caller's. -ERR_NOENT, -ERR_NOMEM. Nothing is recorded. */
int plat_firmware_variable(const char *name, uint8_t **ret, size_t *ret_len);

/* The memory of a screen in text mode; borrowed for good, it changes. -ERR_NOENT where there
 * is none. */
int plat_vram(const uint8_t **ret, size_t *ret_len);

/* The firmware's cached DHCP packets from loading us: whole BOOTP messages (UDP payload).
 * Borrowed for good. -ERR_NOENT when there is none. */
enum cached_packet { CACHED_ACK, CACHED_PROXY, CACHED_PXE_REPLY };
int plat_cached_packet(enum cached_packet which, const uint8_t **ret_packet, size_t *ret_len);

/* ---- the screen as pixels ---- */

struct fb_mode {
	uint16_t width, height;
	uint8_t depth; /* bits of a pixel: 32, 24, 16 */
	uint32_t id;   /* the platform's */
};

/* Mode (n), from 0, of the screen that text is on. -ERR_NOENT after the last one, and at once where
 * there is no framebuffer. Nothing is recorded, nothing changes on the screen. */
int plat_fb_mode(unsigned n, struct fb_mode *ret);
/* The mode the screen has now, or in text mode the one it likes best. -ERR_NOENT if that is
 * not known; nothing is recorded. */
int plat_fb_current(struct fb_mode *ret);
/* Puts the screen into (mode), of which everything is undefined. The platform's own consoles show
 * nothing there from now on; keys and serial lines stay. -ERR_IO (recorded): it is text again. */
int plat_fb_open(const struct fb_mode *mode);
/* Shows (w) x (h) pixels XRGB8888 at (x), (y), inside of the screen; (stride) pixels from one
 * row to the next. Nothing happens while it is not open. */
void plat_fb_put(
	unsigned x, unsigned y, unsigned w, unsigned h, const uint32_t *px, size_t stride);
/* Back to text; an empty screen. Fine if it is not open. */
void plat_fb_close(void);
/* True if somebody else had the screen since plat_fb_open(), a program that was started: it is
 * closed then, and plat_fb_open() wants to be called again. */
bool plat_fb_lost(void);

/* ---- network cards ---- */

struct nic;
struct nic_ops {
	/* Powers up the card; frames flow afterwards. May block up to 10 s (firmware). */
	int (*open)(struct nic *nic);
	void (*close)(struct nic *nic);
	/* Sends one Ethernet frame (len >= 14). The buffer is free for reuse on return. A full
	 * queue is -ERR_AGAIN (dropped). */
	int (*tx)(struct nic *nic, const void *frame, size_t len);
	/* Takes one received frame into (frame). 0, -ERR_AGAIN when there is none, -ERR_TOOBIG when
	 * it did not fit (dropped), -ERR_IO. */
	int (*rx)(struct nic *nic, void *frame, size_t cap, size_t *ret_len);
	/* True if there is a link, or if the card cannot tell. */
	bool (*link)(struct nic *nic);
};

struct nic {
	const struct nic_ops *ops;
	void *priv;
	uint8_t mac[6];
	uint8_t perm_mac[6];
	uint16_t mtu; /* 1500 */
	/* Bytes of frames it keeps for us at most; more in flight would be lost, or worse. 0: plenty. */
	uint32_t rx_room;
	char chip[32];           /* driver's name for it */
	char bustype[8];         /* "PCI", "EFI", … */
	uint32_t busloc;         /* PCI: segment << 16 | bus << 8 | dev << 3 | fn */
	uint16_t vendor, device; /* PCI ids, 0 if unknown */
	bool is_boot_device;     /* the one we were loaded through */
};

/* The network cards we may use, in order; (n) starts at 0. NULL after the last. */
struct nic *plat_nic(unsigned n);

/* ---- starting things ---- */

/* A range of bytes that belongs to the initrd, or a whole file to be shown by name. */
struct boot_segment {
	const void *data;
	size_t len;
};
struct boot_file {
	const char *name;
	const void *data;
	size_t len;
};

struct boot_spec {
	const char *name;    /* the image's name */
	const char *uri;     /* where it came from, full text, or NULL */
	const char *cmdline; /* arguments without the name; "" if none */
	const void *data;
	size_t len;
	/* The initrd, already in order, with cpio headers and padding; to be concatenated. */
	const struct boot_segment *initrd;
	size_t n_initrd;
	/* All fetched images by name, for a read-only file system beside the started image. */
	const struct boot_file *files;
	size_t n_files;
};

/* These start (spec). plat_start_linux returns only on failure; plat_start_efi and
 * plat_start_nbp (a PXE network boot program) also return when the program ends: 0 if it ended
 * well. The network card is handed back to the firmware while a program runs and taken again
 * afterwards. A platform that cannot: -ERR_NOTSUP with the reason. */
int plat_start_linux(const struct boot_spec *spec);
int plat_start_efi(const struct boot_spec *spec);
int plat_start_nbp(const struct boot_spec *spec);

/* What to start from a disk; NULL leaves a choice to the platform. */
struct plat_disk_boot_args {
	const char *filename;     /* EFI: instead of \EFI\BOOT\BOOTX64.EFI */
	const char *extra;        /* EFI: a file that must lie on the same volume */
	const char *label, *uuid; /* EFI: of the volume */
};

/* Starts what is installed on the machine's disk (drive), 0x80 is the first one: its boot sector
 * (BIOS), a boot loader on one of its volumes (EFI; 0: on any disk). Returns only on failure:
 * -ERR_NOENT, -ERR_IO, -ERR_NOEXEC if it has none; on EFI also 0, when the program ended well. */
int plat_start_disk(uint8_t drive, const struct plat_disk_boot_args *args);

/* ---- disks in memory ---- */

enum disk_kind { DISK_HARD, DISK_FLOPPY, DISK_CD };

/* The image that a CD's El Torito catalogue names for BIOS. */
struct disk_boot_image {
	bool present;
	uint8_t media;      /* the entry's media type, no flags: 0 none, 1 to 3 floppies, 4 a disk */
	uint16_t segment;   /* to be loaded there, 0: 0x7c0 */
	uint16_t n_sectors; /* of 512 bytes, to be loaded */
	uint32_t lba;       /* of 2048 bytes, on the CD */
};

/* A disk whose contents lie in memory. It stays where it is as long as it is hooked. */
struct plat_disk {
	const char *name; /* URL without password */
	uint8_t *data;    /* from plat_disk_pages_alloc() */
	uint64_t len;     /* bytes */
	enum disk_kind kind;
	struct disk_boot_image boot; /* of a CD; the platform believes nothing in it */
	uint8_t drive; /* BIOS number wanted; the number it got */
	bool describe; /* to the operating system: ACPI NFIT, E820 and mBFT */
	void *priv;    /* the platform's */
};

/* Makes (d) a disk of the firmware: a block device with what it finds on it (EFI), a drive of
 * INT 13h before or beside the machine's own (BIOS). Several can be hooked. -ERR_EXISTS if the
 * number is taken by another hooked disk, -ERR_NOMEM, -ERR_NOTSUP. */
int plat_disk_hook(struct plat_disk *d);
void plat_disk_unhook(struct plat_disk *d);

/* Starts the operating system on (d), hooked: its boot loader (EFI), its El Torito image or boot
 * sector (BIOS). Returns when that comes back, 0 if it ended well; or -ERR_NOENT, -ERR_NOEXEC,
 * -ERR_IO with what is missing. */
int plat_disk_boot(struct plat_disk *d, const struct plat_disk_boot_args *args);
