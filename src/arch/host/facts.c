/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Facts of the machine on a Linux host: what the program around it plugs in (host.h), since the
 * machine that runs this program is not the one that a script is written for.
 */
#include "arch/host/host.h"
#include "core/status.h"

static const struct host_facts *plugged;

void host_set_facts(const struct host_facts *facts)
{
	plugged = facts;
}

int plat_pci_read(uint32_t busdevfn, unsigned offset, void *out, size_t len)
{
	if (!plugged || !plugged->pci_read)
		return -ERR_NOENT;
	return plugged->pci_read(busdevfn, offset, out, len);
}

int plat_usb_next(uint32_t from, uint32_t *ret)
{
	if (!plugged || !plugged->usb_next)
		return fail(ERR_NOTSUP, "usb: a script does not see this machine's USB devices");
	return plugged->usb_next(from, ret);
}

int plat_usb_device(uint32_t busdev, uint8_t out[USB_DEVICE_LEN])
{
	if (!plugged || !plugged->usb_device)
		return -ERR_NOENT;
	return plugged->usb_device(busdev, out);
}

int plat_usb_string(uint32_t busdev, uint8_t index, char **ret)
{
	if (!plugged || !plugged->usb_string)
		return -ERR_NOENT;
	return plugged->usb_string(busdev, index, ret);
}

int plat_acpi_table(const char signature[4], unsigned index, const uint8_t **ret, size_t *ret_len)
{
	if (!plugged || !plugged->acpi_table)
		return -ERR_NOENT;
	return plugged->acpi_table(signature, index, ret, ret_len);
}

int plat_firmware_variable(const char *name, uint8_t **ret, size_t *ret_len)
{
	if (!plugged || !plugged->firmware_variable)
		return -ERR_NOENT;
	return plugged->firmware_variable(name, ret, ret_len);
}

int plat_vram(const uint8_t **ret, size_t *ret_len)
{
	if (!plugged || !plugged->vram)
		return -ERR_NOENT;
	return plugged->vram(ret, ret_len);
}
