/* SPDX-License-Identifier: BSD-2-Clause */
/* EFI_PXE_BASE_CODE_PROTOCOL for started programs that look there for their server and files. */
#pragma once

#include "arch/efi/snp.h"
#include "arch/efi/system.h"

/* The protocol as it was when we were loaded, over (card); NULL if there was none. The firmware's
 * own is used only when a program asks for something to be done. */
EFI_PXE_BASE_CODE *pxe_init(const struct snp_card *card);
/* Stops the firmware's if it was used. */
void pxe_done(void);
