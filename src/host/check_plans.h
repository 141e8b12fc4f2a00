/* SPDX-License-Identifier: BSD-2-Clause */
/* The readers of configurations, which tell what entries do, over the files that are checked. */
#pragma once

#include "host/configs.h"
#include "menu/bootmenu.h"

struct plans {
	struct configs *c;
	const char *main; /* the file that is checked, kept by (c) */
	const char *path; /* what the reader knows it as */
	const char *home; /* the server, "tftp://HOST", that is put before its paths; or NULL */
	const char *text;
	size_t len;
	struct plan_name { /* of the files read */
		char *path;
		const char *file;
	} * names;
	unsigned n;
};

/* Its files, as those of a server: whether those that entries start are there is not asked. */
struct bootmenu_files plans_files(struct plans *p);
/* The file and line that the last failure names, and what it says behind that. False: it names
 * none. */
bool plans_failure(
	const struct plans *p, const char **ret_file, unsigned *ret_line, const char **ret_reason);
/* True if something, or if (error) an error, is reported in (line) of (file). */
bool plans_is_told(const struct plans *p, const char *file, unsigned line, bool error);
void plans_free(struct plans *p);
