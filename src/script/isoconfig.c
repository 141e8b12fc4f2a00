/* SPDX-License-Identifier: BSD-2-Clause */
/* The configurations of ISOLINUX and GRUB on ISO images: where they lie, and reading them. */
#include "script/isoconfig.h"

#include <stdlib.h>
#include <string.h>

#include "arch/platform.h"
#include "core/log.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "fs/iso9660.h"
#include "menu/grub.h"
#include "menu/syslinux.h"

#define FILE_MOST (16u << 20) /* longer ones are neither configurations nor their pictures */

/* ISOLINUX' own order, then where the distributions have it. */
static const char *const syslinux_places[] = {
	"/boot/isolinux/isolinux.cfg",
	"/isolinux/isolinux.cfg",
	"/isolinux.cfg",
	"/boot/syslinux/syslinux.cfg",
	"/syslinux/syslinux.cfg",
	"/syslinux.cfg",
	"/boot/syslinux/isolinux.cfg",
	"/syslinux/isolinux.cfg",
	"/boot/x86_64/loader/isolinux.cfg",
	NULL,
};
static const char *const grub_places[] = {
	"/boot/grub/grub.cfg",
	"/boot/grub2/grub.cfg",
	"/EFI/BOOT/grub.cfg",
	"/grub/grub.cfg",
	"/boot/grub/loopback.cfg",
	"/boot/grub2/loopback.cfg",
	"/grub/loopback.cfg",
	NULL,
};

/* ---- the files of an image ---- */

static int read_all(struct iso9660_file *f, char **ret, size_t *ret_len)
{
	size_t len = (size_t)f->dev.size;
	char *text;
	int rc;

	if (f->dev.size > FILE_MOST)
		return fail(ERR_TOOBIG, "%s: %llu bytes are too many for what menus are made of",
			f->dev.name, (unsigned long long)f->dev.size);
	text = malloc(len + 1);
	if (!text)
		return fail(ERR_NOMEM, "%s: no memory to read it", f->dev.name);
	text[len] = '\0';
	rc = len ? blockdev_read(&f->dev, 0, text, len) : 0;
	if (rc) {
		free(text);
		return rc;
	}
	*ret = text;
	*ret_len = len;
	return 0;
}

static int file_read(void *iso, const char *path, char **ret, size_t *ret_len)
{
	struct iso9660_file *f;
	int rc = iso9660_file_open(iso, path, &f);

	if (rc)
		return rc;
	rc = read_all(f, ret, ret_len);
	iso9660_file_close(f);
	return rc;
}

static bool file_exists(void *iso, const char *path)
{
	struct iso9660_entry e;

	return iso9660_stat(iso, path, &e) == 0;
}

/* ---- reading them ---- */

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* A loopback.cfg expects to be told where the image lies on a disk. */
static bool is_loopback(const char *path)
{
	return strcmp(name_of(path), "loopback.cfg") == 0;
}

static int read_grub(const struct bootmenu_files *files, const char *path, struct bootmenu **ret)
{
	static const char *const loopback[] = {"iso_path=/image.iso", NULL};
	const struct grub_options o = {
		.root = "cd0",
		.prefix = "(cd0)/boot/grub",
		.variables = is_loopback(path) ? loopback : NULL,
	};

	return grub_read(files, path, &o, ret);
}

static int read_syslinux(
	const struct bootmenu_files *files, const char *path, struct bootmenu **ret)
{
	const struct syslinux_options o = {.variant = SYSLINUX_ISO};

	return syslinux_read(files, path, &o, ret);
}

struct language {
	const char *const *places;
	int (*read)(const struct bootmenu_files *files, const char *path, struct bootmenu **ret);
};
static const struct language grub = {grub_places, read_grub};
static const struct language syslinux = {syslinux_places, read_syslinux};

static int check_choice(const char *path, struct bootmenu **ret)
{
	if (bootmenu_has_choice(*ret))
		return 0;
	bootmenu_free(TAKE(*ret));
	return fail(ERR_NOENT, "%s: offers nothing to boot", path);
}

/* Reads (path), in which there has to be something to choose. */
static int read_menu(const struct language *l, const struct bootmenu_files *files, const char *path,
	struct bootmenu **ret)
{
	int rc = l->read(files, path, ret);

	if (rc)
		return rc;
	log_info("isoboot: read %s", path);
	return check_choice(path, ret);
}

/* The first of its places that holds a menu. -ERR_NOENT, not recorded, if there is no file. */
static int look(const struct language *l, const struct bootmenu_files *files, struct bootmenu **ret)
{
	int rc = -ERR_NOENT;

	for (unsigned i = 0; l->places[i]; i++) {
		if (!files->exists(files->arg, l->places[i]))
			continue;
		rc = read_menu(l, files, l->places[i], ret);
		if (rc == 0 || rc == -ERR_NOMEM || rc == -ERR_CANCELED)
			return rc;
		log_warn("isoboot: %s", fail_last()->text);
	}
	return rc;
}

static int look_everywhere(
	struct iso9660 *iso, const struct bootmenu_files *files, struct bootmenu **ret)
{
	int rc = look(files->is_efi ? &grub : &syslinux, files, ret);

	if (rc && rc != -ERR_CANCELED && rc != -ERR_NOMEM)
		rc = look(files->is_efi ? &syslinux : &grub, files, ret);
	if (rc != -ERR_NOENT)
		return rc;
	return fail(ERR_NOENT,
		"isoboot: the image \"%s\" has no menu of ISOLINUX or GRUB in the usual places "
		"(%s, %s and others); name its file by --config, or `sanboot` the image",
		iso9660_label(iso), syslinux_places[1], grub_places[0]);
}

static bool is_grub(const char *path)
{
	return strstr(path, "grub") || is_loopback(path);
}

struct bootmenu_files isoconfig_files(struct iso9660 *iso)
{
	return (struct bootmenu_files){
		.read = file_read,
		.exists = file_exists,
		.arg = iso,
		.is_efi = strcmp(plat_name, "efi") == 0,
		.label = iso9660_label(iso),
		.uuid = iso9660_uuid(iso),
	};
}

int isoconfig_read(struct iso9660 *iso, const char *path, struct bootmenu **ret)
{
	const struct bootmenu_files files = isoconfig_files(iso);

	if (!path)
		return look_everywhere(iso, &files, ret);
	return read_menu(is_grub(path) ? &grub : &syslinux, &files, path, ret);
}

int isoconfig_follow(struct iso9660 *iso, const struct bootmenu *m, const struct bootplan *plan,
	struct bootmenu **ret)
{
	int rc = m->ops->follow ? m->ops->follow(m, plan, ret) : -ERR_NOTMINE;

	if (rc == -ERR_NOTMINE)
		return isoconfig_read(iso, plan->file, ret);
	return rc ? rc : check_choice(plan->file, ret);
}
