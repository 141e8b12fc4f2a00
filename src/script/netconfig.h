/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configurations of other network boot loaders: where they lie, reading them, and booting what
 * they offer. A format is one entry of config_formats[] in conf.c.
 */
#pragma once

#include "core/strbuf.h"
#include "menu/bootmenu.h"

struct uri;

struct config_format {
	const char *name;  /* "pxelinux" */
	const char *entry; /* what makes something to choose: "LABEL" */
	/* The firmware (plat_name) it is looked for first on, because servers have it there. */
	const char *firmware;
	/* Its names may be relative to more than the folder of the loader: to the first part of the
	 * loader's name, too. */
	bool goes_by_name;
	/* Appends the names its loader looks for by itself, in order, one a line: URLs, or relative
	 * to (prefix), the URL of a folder with a slash at its end. 0 or -ERR_NOMEM. */
	int (*names)(const char *prefix, struct strbuf *out);
	/* Reads the configuration (url) into a new tree. (prefix) NULL: the folder is that of the
	 * file, as the format has it. */
	int (*read)(const struct bootmenu_files *files, const char *url, const char *prefix,
		struct bootmenu **ret);
};
extern const struct config_format *const config_formats[]; /* in the order they are looked for; NULL
							     * at the end */
extern const struct config_format pxelinux_format, grub_format, bls_format;

/* What names are relative to (caller frees): what DHCP option 210 says, else the folder (base)
 * is in, as a URL with a slash at its end, or with another character that is no letter, digit,
 * "-" or ".": then it is the first part of names, too. -ERR_INVAL if that says nothing. */
int netconfig_prefix(const struct uri *base, char **ret);

/* The server that loaded us, or that DHCP names for files: an address (caller frees). NULL:
 * unknown, or no memory. */
char *netconfig_next_server(void);

/* What to do with a configuration besides showing its menu. */
struct netconfig_how {
	const char *entry; /* boot this one, see bootmenu_find(); NULL: show the menu */
	bool list;         /* print the entries, boot nothing */
};

/* Shows the menu of the configuration (url) of (f) and boots what is chosen. (how) may be NULL. */
int netconfig_run(const struct config_format *f, const char *url, const char *prefix,
	const struct netconfig_how *how);

/* Looks for a configuration of (f) and runs the first there is. -ERR_NOENT when there is none, with
 * every name that was tried told on the screen. (*ret_found) becomes whether there was one.
 * (how) may be NULL. */
int netconfig_search(const struct config_format *f, const char *prefix,
	const struct netconfig_how *how, bool *ret_found);

/* The same where the format's own loader would look if it had been loaded as (base), which
 * netconfig_prefix() tells if the name of the loader makes no difference. */
int netconfig_search_beside(const struct config_format *f, const struct uri *base,
	const struct netconfig_how *how, bool *ret_found);
