/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The platform interface on a Linux host: the machine that this program runs on; network cards,
 * cached packets and the start of kernels are what the program around it plugs in (host.h).
 */
#include <cpuid.h>
#include <stdlib.h>

#include "arch/host/host.h"
#include "core/status.h"
#include "core/util.h"

const char plat_buildarch[] = "x86_64";
const uint16_t plat_dhcp_arch = 7; /* as the EFI image says it */
const uint8_t plat_dhcp_ndi[3] = {1, 3, 16};

#define HOST_NICS 4

static struct {
	struct nic *nics[HOST_NICS];
	unsigned n_nics;
	host_start_fn start;
	int (*power)(const char *how);
	int (*start_disk)(uint8_t drive, const struct plat_disk_boot_args *args);
	const struct host_disks *disks;
	struct {
		const uint8_t *data;
		size_t len;
	} cached[CACHED_PXE_REPLY + 1];
} host;

void plat_exit(int status)
{
	exit(status ? EXIT_FAILURE : EXIT_SUCCESS);
}

void host_set_power(int (*fn)(const char *how))
{
	host.power = fn;
}

static int power(const char *how)
{
	if (!host.power)
		return fail(ERR_NOTSUP, "%s: not on this machine, Hawser runs as a program here", how);
	return host.power(how);
}

int plat_reboot(const struct plat_reboot_args *args)
{
	(void)args;
	return power("reboot");
}

int plat_poweroff(void)
{
	return power("poweroff");
}

int plat_smbios(const uint8_t **ret_table, size_t *ret_len, uint16_t *ret_version)
{
	(void)ret_table;
	(void)ret_len;
	(void)ret_version;
	return -ERR_NOENT;
}

void plat_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	__cpuid_count(leaf, subleaf, regs[0], regs[1], regs[2], regs[3]);
}

void host_set_cached(enum cached_packet which, const uint8_t *packet, size_t len)
{
	host.cached[which].data = packet;
	host.cached[which].len = len;
}

int plat_cached_packet(enum cached_packet which, const uint8_t **ret_packet, size_t *ret_len)
{
	if (!host.cached[which].data)
		return -ERR_NOENT;
	*ret_packet = host.cached[which].data;
	*ret_len = host.cached[which].len;
	return 0;
}

int host_nic_add(struct nic *nic)
{
	if (host.n_nics == HOST_NICS)
		return fail(ERR_RANGE, "host: more than %d network cards", HOST_NICS);
	host.nics[host.n_nics++] = nic;
	return 0;
}

void host_nic_clear(void)
{
	host.n_nics = 0;
}

struct nic *plat_nic(unsigned n)
{
	return n < host.n_nics ? host.nics[n] : NULL;
}

void host_set_start(host_start_fn fn)
{
	host.start = fn;
}

static int start(const char *how, const struct boot_spec *spec)
{
	if (!host.start)
		return fail(ERR_NOTSUP, "%s: nothing can be started here, Hawser runs as a program",
			spec->name);
	return host.start(how, spec);
}

int plat_start_linux(const struct boot_spec *spec)
{
	return start("linux", spec);
}

int plat_start_efi(const struct boot_spec *spec)
{
	return start("efi", spec);
}

int plat_start_nbp(const struct boot_spec *spec)
{
	return start("nbp", spec);
}

void host_set_start_disk(int (*fn)(uint8_t drive, const struct plat_disk_boot_args *args))
{
	host.start_disk = fn;
}

int plat_start_disk(uint8_t drive, const struct plat_disk_boot_args *args)
{
	if (!host.start_disk)
		return fail(ERR_NOTSUP,
			"disk 0x%02x: nothing can be started here, "
			"Hawser runs as a program",
			drive);
	return host.start_disk(drive, args);
}

void host_set_disks(const struct host_disks *disks)
{
	host.disks = disks;
}

int plat_disk_hook(struct plat_disk *d)
{
	if (!host.disks)
		return fail(ERR_NOTSUP,
			"%s: there is no firmware here that could have it as a disk", d->name);
	return host.disks->hook(d);
}

void plat_disk_unhook(struct plat_disk *d)
{
	host.disks->unhook(d);
}

int plat_disk_boot(struct plat_disk *d, const struct plat_disk_boot_args *args)
{
	return host.disks->boot(d, args);
}

int plat_firmware_anchors(void (*add)(const uint8_t *der, size_t len, void *arg), void *arg)
{
	(void)add;
	(void)arg;
	return 0;
}
