/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starting unified kernel images. UEFI starts them as the programs they are, and their own code
 * does the rest; but that code takes no initrd from others, and BIOS has no use for it. With an
 * initrd or arguments, and on BIOS, the kernel inside is started with what lies beside it, and
 * what was fetched for it behind that. Arguments replace the command line inside, as with
 * systemd's code when Secure Boot is off; "@NUMBER" in front of them chooses a profile.
 */
#include <string.h>

#include "arch/platform.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"
#include "image/boot.h"
#include "image/pe.h"
#include "image/types.h"
#include "image/uki.h"

static int read_image(const struct image *img, unsigned profile, struct uki *ret)
{
	int rc = uki_read(img->data.data, img->data.len, profile, ret);

	if (rc == -ERR_NOENT)
		return fail(ERR_NOENT, "UKI: %s: it has no profile %u", img->name, profile);
	if (rc == -ERR_NOEXEC)
		return fail(ERR_NOEXEC, "UKI: %s: truncated, only %llu bytes are there", img->name,
			(unsigned long long)img->data.len);
	return rc;
}

/* The kernel inside, as an image that only borrows. */
static struct image kernel_of(const struct image *img, const struct uki *u)
{
	return (struct image){
		.name = img->name,
		.cmdline = img->cmdline,
		.data = {.data = (uint8_t *)(uintptr_t)u->kernel.data, .len = u->kernel.len},
	};
}

static int uki_probe(const struct image *img)
{
	struct uki u;
	struct image kernel;
	int rc = read_image(img, 0, &u);

	if (rc)
		return rc;
	if (strcmp(pe_machine_name(u.machine), plat_buildarch) != 0)
		return fail(ERR_NOEXEC, "UKI: %s: it is for %s, this machine is %s", img->name,
			pe_machine_name(u.machine), plat_buildarch);
	kernel = kernel_of(img, &u);
	rc = bzimage_image_type.probe(&kernel);
	return rc != -ERR_NOTMINE
		? rc
		: fail(ERR_NOEXEC, "UKI: %s: what it contains is no bzImage", img->name);
}

/* The command line that was given without its profile, else that of the image. */
static int set_cmdline(const struct uki *u, const char *given, struct strbuf *out)
{
	int rc = strbuf_adds(out, given);

	if (!rc && !*given && u->cmdline.data)
		rc = uki_add_line(&u->cmdline, out);
	return rc ? fail(ERR_NOMEM, "UKI: no memory for its command line") : 0;
}

/* Starts the kernel inside. */
static int start_inside(struct image *img)
{
	_cleanup_(strbuf_free) struct strbuf cmdline = {};
	const char *given = img->cmdline;
	unsigned profile = uki_take_profile(&given);
	struct boot_inside inside = {};
	struct uki u;
	int rc = read_image(img, profile, &u);

	if (!rc)
		rc = set_cmdline(&u, given, &cmdline);
	if (rc)
		return rc;
	if (u.n_profiles > 1 && profile == 0)
		log_info("UKI: %s has %u profiles, \"@1\" before the arguments chooses the second",
			img->name, u.n_profiles);
	inside.data = u.kernel.data;
	inside.len = u.kernel.len;
	inside.cmdline = cmdline.s ? cmdline.s : "";
	if (u.ucode.len)
		inside.initrd[inside.n_initrd++] = (struct boot_segment){u.ucode.data, u.ucode.len};
	if (u.initrd.len)
		inside.initrd[inside.n_initrd++] =
			(struct boot_segment){u.initrd.data, u.initrd.len};
	return image_boot_inside(img, &inside, plat_start_linux);
}

static int uki_exec(struct image *img)
{
	if (strcmp(plat_name, "efi") != 0 || *img->cmdline || image_has_initrd(img))
		return start_inside(img);
	return image_boot(img, false, plat_start_efi);
}

const struct image_type uki_image_type = {
	.name = "UKI",
	.is_kernel = true,
	.probe = uki_probe,
	.exec = uki_exec,
};
