/* SPDX-License-Identifier: BSD-2-Clause */
/* The reader of configurations of SYSLINUX 6, ISOLINUX and PXELINUX. */
#pragma once

#include "menu/bootmenu.h"

enum syslinux_variant { SYSLINUX_ISO, SYSLINUX_PXE, SYSLINUX_SYS };

/* What SYSAPPEND (IPAPPEND) adds to command lines, by bit. */
enum syslinux_fact {
	SYSLINUX_IP,      /* CLIENT:SERVER:GATEWAY:MASK */
	SYSLINUX_BOOTIF,  /* 01-52-54-00-… */
	SYSLINUX_SYSUUID, /* the bytes of the SMBIOS table in their order, unlike elsewhere */
	SYSLINUX_CPU,
	SYSLINUX_SYSVENDOR,
	SYSLINUX_SYSPRODUCT,
	SYSLINUX_SYSVERSION,
	SYSLINUX_SYSSERIAL,
	SYSLINUX_SYSSKU,
	SYSLINUX_SYSFAMILY,
	SYSLINUX_MBVENDOR,
	SYSLINUX_MBPRODUCT,
	SYSLINUX_MBVERSION,
	SYSLINUX_MBSERIAL,
	SYSLINUX_MBASSET,
	SYSLINUX_BIOSVENDOR,
	SYSLINUX_BIOSVERSION,
	SYSLINUX_SYSFF,
	SYSLINUX_FSUUID,
	SYSLINUX_FACTS
};

/* All texts are copied. */
struct syslinux_options {
	enum syslinux_variant variant;
	/* The folder, or the URL of one, that relative names are in. NULL: that of the
	 * configuration, for SYSLINUX_PXE the one above its "pxelinux.cfg". */
	const char *cwd;
	const char *next_server;           /* where "::name" is, by TFTP; may be NULL */
	const char *facts[SYSLINUX_FACTS]; /* without "NAME="; NULL: unknown, left out */
};

/* Reads the configuration (path) and what it includes into a new tree (caller frees). (files) is
 * copied, what it points to must live as long as the tree. A file that is missing or malformed in
 * parts is read as SYSLINUX would, so that a tree may have no entries. -ERR_NOENT if (path) is
 * missing, -ERR_LOOP if files include one another without end, -ERR_TOOBIG beyond the limits of
 * syslinux_priv.h. */
int syslinux_read(const struct bootmenu_files *files, const char *path,
	const struct syslinux_options *o, struct bootmenu **ret);

/* Reads what (plan), a BOOTPLAN_CONFIG of an entry of (m), leads to, with the options of (m). The
 * new tree does not need (m). Errors as above. */
int syslinux_follow(const struct bootmenu *m, const struct bootplan *plan, struct bootmenu **ret);
