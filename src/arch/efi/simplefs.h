/* SPDX-License-Identifier: BSD-2-Clause */
/* The fetched images as a read-only file system that EFI programs can open. */
#pragma once

#include "arch/efi/system.h"
#include "arch/platform.h"

/* The protocol over (files), which must stay until simplefs_done(). */
EFI_FILE_IO_INTERFACE *simplefs_init(const struct boot_file *files, size_t n_files);

/* Closes what programs left open. */
void simplefs_done(void);
