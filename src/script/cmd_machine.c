/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that ask the machine, or wait for it: pciscan, usbscan, shim, sync. PCI as in PCI 3.0,
 * chapter 6: a device has up to eight functions, and says in its first whether it has more than
 * one.
 */
#include <limits.h>
#include <stddef.h>

#include "arch/platform.h"
#include "core/console.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "core/version.h"
#include "net/sync.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/options.h"

#define PCI_END           0x10000u /* bus << 8 | device << 3 | function, of segment 0 */
#define PCI_FUNCTIONS     8u
#define PCI_HEADER_TYPE   14
#define PCI_MULTIFUNCTION 0x80

static const struct option_desc no_options[] = {OPTIONS_END};

/* Where setting (name) stands, plus one; 0 if it stands nowhere. */
static uint32_t scan_from(const char *name)
{
	struct setting_value last = {};
	uint32_t at = 0;

	if (settings_get_raw(name, &last, NULL) == 0 && last.len == sizeof(at))
		at = get_be32(last.data) + 1;
	setting_value_free(&last);
	return at;
}

static int scan_to(const char *name, uint32_t at)
{
	uint8_t raw[4];

	put_be32(raw, at);
	return settings_set_raw(name, "uint32", raw, sizeof(raw));
}

/* ---- pciscan ---- */

/* The first function that is there, from (at) on; PCI_END if there is none. */
static uint32_t pci_next(uint32_t at)
{
	uint8_t type;

	while (at < PCI_END) {
		uint32_t first = at & ~(PCI_FUNCTIONS - 1);

		if (plat_pci_read(first, PCI_HEADER_TYPE, &type, 1)) {
			at = first + PCI_FUNCTIONS;
			continue;
		}
		if (at == first)
			return at;
		if (!(type & PCI_MULTIFUNCTION))
			at = first + PCI_FUNCTIONS;
		else if (plat_pci_read(at, PCI_HEADER_TYPE, &type, 1))
			at++;
		else
			return at;
	}
	return PCI_END;
}

static int cmd_pciscan(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 1, 1);
	uint32_t at;

	if (i < 0)
		return i;
	at = pci_next(scan_from(argv[i]));
	if (at >= PCI_END)
		return script_answer(fail(ERR_NOENT, "pciscan: there is no further PCI device"));
	return scan_to(argv[i], at);
}

/* ---- usbscan ---- */

static int cmd_usbscan(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 1, 1);
	uint32_t at;
	int rc;

	if (i < 0)
		return i;
	rc = plat_usb_next(scan_from(argv[i]), &at);
	if (rc == -ERR_NOENT)
		return script_answer(fail(ERR_NOENT, "usbscan: there is no further USB device"));
	return rc ? rc : scan_to(argv[i], at);
}

/* ---- shim ---- */

struct shim_options {
	bool require_loader, allow_pxe, allow_sbat, quiet;
	uint64_t timeout_ms;
};
static const struct option_desc shim_desc[] = {
	{"require-loader", 'l', OPTION_FLAG, offsetof(struct shim_options, require_loader)},
	{"allow-pxe", 'p', OPTION_FLAG, offsetof(struct shim_options, allow_pxe)},
	{"allow-sbat", 's', OPTION_FLAG, offsetof(struct shim_options, allow_sbat)},
	{"timeout", 't', OPTION_MS, offsetof(struct shim_options, timeout_ms)},
	{"quiet", 'q', OPTION_FLAG, offsetof(struct shim_options, quiet)},
	OPTIONS_END,
};

/* Without Secure Boot the firmware starts every kernel, and none needs a shim. */
static int cmd_shim(int argc, char **argv)
{
	struct shim_options o = {};
	_cleanup_(freep) uint8_t *secure = NULL;
	size_t len = 0;
	int i = options_parse(argc, argv, shim_desc, &o, 0, 1);

	if (i < 0)
		return i;
	if (plat_firmware_variable("SecureBoot", &secure, &len) == 0 && len && secure[0])
		return fail(ERR_NOTSUP,
			"shim: Secure Boot is on, and Hawser %s cannot start kernels through a shim",
			hawser_version);
	if (!o.quiet)
		console_puts("shim: nothing to do, there is no Secure Boot or it is off\n");
	return 0;
}

/* ---- sync ---- */

struct sync_options {
	uint64_t timeout_ms;
};
static const struct option_desc sync_desc[] = {
	{"timeout", 't', OPTION_MS, offsetof(struct sync_options, timeout_ms)},
	OPTIONS_END,
};

static int cmd_sync(int argc, char **argv)
{
	struct sync_options o = {};
	int i = options_parse(argc, argv, sync_desc, &o, 0, 0);

	return i < 0 ? i : net_sync(o.timeout_ms);
}

const struct command cmd_machine_table[] = {
	{"pciscan", cmd_pciscan, "SETTING",
		"Moves SETTING to the next PCI device; fails after the last one"},
	{"shim", cmd_shim,
		"[--require-loader] [--allow-pxe] [--allow-sbat] [--timeout MS] [--quiet] [URL]",
		"Accepted for Secure Boot; says when there is nothing to do"},
	{"sync", cmd_sync, "[--timeout MS]", "Waits until closed connections have ended"},
	{"usbscan", cmd_usbscan, "SETTING",
		"Moves SETTING to the next USB device; fails after the last one"},
	{},
};
