/* SPDX-License-Identifier: BSD-2-Clause */
/* What efi_main() needs of memory.c beyond core/pages.h. */
#pragma once

/* Gives every page back that is still claimed. Nothing allocated may be used afterwards. */
void memory_done(void);
