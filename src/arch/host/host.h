/* SPDX-License-Identifier: BSD-2-Clause */
/* What programs that run the host platform (tests, fuzzers) may plug into it. */
#pragma once

#include "arch/platform.h"

/* Makes (nic) visible to plat_nic(); kept, not copied. At most 4. */
int host_nic_add(struct nic *nic);
/* Forgets all network cards. */
void host_nic_clear(void);

/* Called instead of starting (spec), with the name of the function that was called ("linux",
 * "efi" or "nbp"); its return value is passed on. NULL: starting is refused. */
typedef int (*host_start_fn)(const char *how, const struct boot_spec *spec);
void host_set_start(host_start_fn fn);
/* The same for plat_start_disk(). */
void host_set_start_disk(int (*fn)(uint8_t drive, const struct plat_disk_boot_args *args));

/* Called instead of restarting or switching off the machine ("reboot", "poweroff"). NULL:
 * refused. */
void host_set_power(int (*fn)(const char *how));

/* Stand in for plat_disk_hook() and its like. NULL: there are no such disks. Kept, not copied. */
struct host_disks {
	int (*hook)(struct plat_disk *d);
	void (*unhook)(struct plat_disk *d);
	int (*boot)(struct plat_disk *d, const struct plat_disk_boot_args *args);
};
void host_set_disks(const struct host_disks *disks);

/* The cached DHCP packets the "firmware" has; borrowed. (packet) NULL: none. */
void host_set_cached(enum cached_packet which, const uint8_t *packet, size_t len);

/* Stands in for free memory as plat_mem_free() tells it; 0: the machine's own. */
void host_set_mem_free(uint64_t bytes);
/* From now on there are (bytes) more to claim than are claimed; 0: the machine's own. */
void host_set_mem_total(uint64_t bytes);
/* Bytes of pages that are claimed, and the most that were since host_set_mem_total(). */
uint64_t host_mem_used(void);
uint64_t host_mem_peak(void);

/* Stand in for plat_pci_read() and its like; each may be NULL: there is nothing of the kind.
 * Kept, not copied. */
struct host_facts {
	int (*pci_read)(uint32_t busdevfn, unsigned offset, void *out, size_t len);
	int (*usb_next)(uint32_t from, uint32_t *ret);
	int (*usb_device)(uint32_t busdev, uint8_t out[USB_DEVICE_LEN]);
	int (*usb_string)(uint32_t busdev, uint8_t index, char **ret);
	int (*acpi_table)(
		const char signature[4], unsigned index, const uint8_t **ret, size_t *ret_len);
	int (*firmware_variable)(const char *name, uint8_t **ret, size_t *ret_len);
	int (*vram)(const uint8_t **ret, size_t *ret_len);
};
void host_set_facts(const struct host_facts *facts);

/* A framebuffer with these modes, of which the (current)th is on; kept, not copied. (n) 0: none. */
void host_set_framebuffer(const struct fb_mode *modes, unsigned n, unsigned current);
/* What it shows, width * height pixels; NULL while it is not open. */
const uint32_t *host_framebuffer(struct fb_mode *ret);
/* As if a program that was started had taken the screen. */
void host_lose_framebuffer(void);
/* The same, and it has no mode any more. */
void host_break_framebuffer(void);
