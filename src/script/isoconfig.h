/* SPDX-License-Identifier: BSD-2-Clause */
/* The menus that an ISO image brings for its own boot loaders, ISOLINUX and GRUB. */
#pragma once

#include "menu/bootmenu.h"

struct iso9660;

/* The files of (iso), which is borrowed, as readers of configurations want them. */
struct bootmenu_files isoconfig_files(struct iso9660 *iso);

/* Reads (path) in (iso), or if that is NULL the configuration that is looked for in the places
 * where images have it: GRUB's first on UEFI, else ISOLINUX' first. (iso) is borrowed until
 * bootmenu_free(). -ERR_NOENT naming what was looked for. */
int isoconfig_read(struct iso9660 *iso, const char *path, struct bootmenu **ret);

/* Reads what (plan), a BOOTPLAN_CONFIG of an entry of (m), leads to. Errors as above. */
int isoconfig_follow(struct iso9660 *iso, const struct bootmenu *m, const struct bootplan *plan,
	struct bootmenu **ret);
