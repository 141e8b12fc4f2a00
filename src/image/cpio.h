/* SPDX-License-Identifier: BSD-2-Clause */
/* "newc" cpio headers (magic 070701), as the Linux kernel's initramfs reads them. */
#pragma once

#include <stdint.h>

#include "core/strbuf.h"

/* How a file is put into the archive: "PATH [mode=OCTAL] [mkdir=N]" (N = -1: all parents). */
struct cpio_args {
	char path[256];
	uint32_t mode; /* permission bits, default 0644 */
	int mkdir;     /* how many trailing parent directories; -1 all */
};
/* -ERR_INVAL naming the bad word; (ret) untouched then. */
int cpio_parse_args(const char *text, struct cpio_args *ret);

/* Appends the headers of the parent directories and of the file of (size) bytes itself, padded so
 * that the data follows. -ERR_TOOBIG over 4 GiB - 1 (the format's limit), -ERR_NOMEM. */
int cpio_add_headers(const struct cpio_args *a, uint64_t size, struct strbuf *out);
