/* SPDX-License-Identifier: BSD-2-Clause */
/* The settings that tell of the machine and of this program. */
#pragma once

/* Sets up the settings, with the blocks builtin and smbios. 0 or -ERR_*. */
int facts_setup(void);
