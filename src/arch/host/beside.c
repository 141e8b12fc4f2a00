/* SPDX-License-Identifier: BSD-2-Clause */
/* A program on a Linux host has no files beside it; in a file of its own, so that a test can
 * put its own in place. */
#include "arch/platform.h"
#include "core/status.h"

int plat_file_beside(const char *name, struct blob *ret)
{
	(void)name;
	(void)ret;
	return -ERR_NOENT;
}
