/* SPDX-License-Identifier: BSD-2-Clause */
/* Starting what the firmware has loaded. */
#pragma once

#include "arch/efi/system.h"

/* Runs (image), which is gone afterwards, with our devices handed back; (to_firmware): it may
 * use the network through the firmware. nics_resume() must follow. */
EFI_STATUS start_image(EFI_HANDLE image, bool to_firmware);

/* Why LoadImage() did not take (name): records it and returns -ERR_*. */
int start_load_error(const char *name, EFI_STATUS status);
