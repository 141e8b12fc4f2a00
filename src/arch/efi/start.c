/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starting kernels and EFI programs through the firmware's LoadImage() and StartImage() (UEFI 2.10,
 * 7.4), from memory. A Linux kernel is an EFI program by its EFI stub; it finds its initrd as in
 * initrd.c, older ones through the file system of bootdev.c.
 */
#include <stdlib.h>
#include <string.h>

#include "arch/efi/bootdev.h"
#include "arch/efi/console.h"
#include "arch/efi/devpath.h"
#include "arch/efi/initrd.h"
#include "arch/efi/snp.h"
#include "arch/efi/start.h"
#include "arch/efi/utf16.h"
#include "arch/platform.h"
#include "core/log.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"

#define PE_OFFSET   0x3c  /* PE/COFF 1: where the signature is */
#define PE_HEADER   24    /* signature and COFF header */
#define LINUX_MAGIC 0x202 /* boot.rst: "HdrS" */

/* ---- is it for us ---- */

static const char *machine_name(uint16_t machine)
{
	switch (machine) {
	case EFI_IMAGE_MACHINE_IA32:
		return "32-bit x86";
	case EFI_IMAGE_MACHINE_AARCH64:
		return "64-bit ARM";
	case EFI_IMAGE_MACHINE_ARMTHUMB_MIXED:
		return "32-bit ARM";
	case EFI_IMAGE_MACHINE_RISCV64:
		return "RISC-V";
	default:
		return "another CPU";
	}
}

static int check_pe(const struct boot_spec *spec)
{
	const uint8_t *p = spec->data;
	uint16_t machine;
	uint32_t off;

	if (spec->len < PE_OFFSET + 4 || p[0] != 'M' || p[1] != 'Z') {
		if (spec->len >= LINUX_MAGIC + 4 && !memcmp(p + LINUX_MAGIC, "HdrS", 4))
			return fail(ERR_NOTSUP,
				"%s: this kernel was built without CONFIG_EFI_STUB, "
				"which UEFI needs to start it",
				spec->name);
		return fail(ERR_NOEXEC, "%s: neither a kernel nor an EFI program", spec->name);
	}
	off = get_le32(p + PE_OFFSET);
	if (spec->len < PE_HEADER || off > spec->len - PE_HEADER || memcmp(p + off, "PE\0", 4))
		return fail(ERR_NOEXEC, "%s: a DOS program, or cut off: no PE header", spec->name);
	machine = get_le16(p + off + 4);
	if (machine != EFI_IMAGE_MACHINE_X64)
		return fail(ERR_NOEXEC, "%s: is for %s (PE machine 0x%04x), not for x86-64",
			spec->name, machine_name(machine), machine);
	return 0;
}

/* ---- one start ---- */

struct start {
	const struct boot_spec *spec;
	struct bootdev dev;
	EFI_HANDLE image;
	uint16_t *options;
};

int start_load_error(const char *name, EFI_STATUS status)
{
	if (status == EFI_SECURITY_VIOLATION || status == EFI_ACCESS_DENIED)
		return fail(ERR_ACCES,
			"%s: Secure Boot refuses it: it is not signed with a key that "
			"this machine trusts",
			name);
	if (status == EFI_OUT_OF_RESOURCES)
		return fail(ERR_NOMEM, "%s: the firmware has no memory to load it", name);
	return fail(
		ERR_NOEXEC, "%s: the firmware cannot load it: %s", name, efi_status_text(status));
}

/* The path of the file on our device: "\name". */
static EFI_DEVICE_PATH *file_path(const struct start *s)
{
	_cleanup_(freep) char *name = str_format("\\%s", s->spec->name);
	_cleanup_(freep) uint16_t *name16 = NULL;
	struct devpath_node node = {MEDIA_DEVICE_PATH, MEDIA_FILEPATH_DP, NULL, 0};

	if (!name)
		return NULL;
	name16 = utf16_from_utf8(name, &node.len);
	if (!name16)
		return NULL;
	node.data = name16;
	return devpath_build(s->dev.path, &node, 1);
}

static int load(struct start *s)
{
	const struct boot_spec *spec = s->spec;
	_cleanup_(freep) EFI_DEVICE_PATH *path = file_path(s);
	EFI_STATUS status;

	if (!path)
		return fail(ERR_NOMEM, "%s: no memory for its path", spec->name);
	status = efi.bs->LoadImage(
		FALSE, efi.image, path, (void *)(uintptr_t)spec->data, spec->len, &s->image);
	if (!EFI_ERROR(status))
		return 0;
	/* After a security violation there is an image, which must not be started. */
	if (status == EFI_SECURITY_VIOLATION && s->image)
		(void)efi.bs->UnloadImage(s->image);
	s->image = NULL;
	return start_load_error(spec->name, status);
}

/* (options) NULL: none at all, so that programs with built-in arguments use those. */
static int set_options(struct start *s, const char *options)
{
	EFI_LOADED_IMAGE *loaded = efi_protocol(s->image, &guid_loaded_image);
	size_t size;

	if (!loaded)
		return fail(ERR_IO, "%s: the firmware lost it", s->spec->name);
	loaded->DeviceHandle = s->dev.handle;
	if (!options)
		return 0;
	s->options = utf16_from_utf8(options, &size);
	if (!s->options || size > UINT32_MAX)
		return fail(ERR_NOMEM, "%s: no memory for its arguments", s->spec->name);
	loaded->LoadOptions = s->options;
	loaded->LoadOptionsSize = (UINT32)size;
	return 0;
}

static EFI_STATUS run(EFI_HANDLE image)
{
	CHAR16 *exit_data = NULL;
	UINTN exit_size = 0;
	EFI_STATUS status;

	status = efi.bs->StartImage(image, &exit_size, &exit_data);
	if (exit_data)
		(void)efi.bs->FreePool(exit_data);
	(void)efi.bs->SetWatchdogTimer(0, 0, 0, NULL);
	return status;
}

static int prepare(struct start *s, const char *options)
{
	int rc = check_pe(s->spec);

	if (rc == 0)
		rc = bootdev_install(s->spec, &s->dev);
	if (rc == 0)
		rc = load(s);
	if (rc == 0)
		rc = set_options(s, options);
	if (rc == 0)
		rc = initrd_offer(s->spec->initrd, s->spec->n_initrd);
	return rc;
}

static void cleanup(struct start *s)
{
	initrd_withdraw();
	if (s->image)
		(void)efi.bs->UnloadImage(s->image);
	if (s->dev.handle)
		bootdev_remove(&s->dev);
	free(s->options);
}

EFI_STATUS start_image(EFI_HANDLE image, bool to_firmware)
{
	uint64_t start = plat_now_us();
	EFI_STATUS status;

	console_sync();
	efi_console_release(to_firmware);
	nics_pause(to_firmware);
	log_debug("start: network card handed back in %llu ms",
		(unsigned long long)((plat_now_us() - start) / US_PER_MS));
	status = run(image);
	efi_console_resume();
	return status;
}

int plat_start_linux(const struct boot_spec *spec)
{
	struct start s = {.spec = spec};
	int rc = prepare(&s, spec->cmdline);

	if (rc == 0) {
		EFI_STATUS status = start_image(TAKE(s.image), false);

		rc = fail(ERR_NOEXEC, "%s: the kernel's EFI stub gave up: %s", spec->name,
			efi_status_text(status));
	}
	cleanup(&s);
	nics_resume();
	return rc;
}

int plat_start_efi(const struct boot_spec *spec)
{
	_cleanup_(freep) char *options = NULL;
	struct start s = {.spec = spec};
	int rc;

	if (*spec->cmdline) {
		options = str_format("%s %s", spec->name, spec->cmdline);
		if (!options)
			return fail(ERR_NOMEM, "%s: no memory for its arguments", spec->name);
	}
	rc = prepare(&s, options);
	if (rc == 0) {
		EFI_STATUS status = start_image(TAKE(s.image), true);

		if (EFI_ERROR(status))
			rc = fail(efi_status_err(status), "%s: the program ended with: %s",
				spec->name, efi_status_text(status));
	}
	cleanup(&s);
	nics_resume();
	return rc;
}

int plat_start_nbp(const struct boot_spec *spec)
{
	return fail(ERR_NOTSUP, "%s: a network boot program for BIOS, this machine has UEFI",
		spec->name);
}
