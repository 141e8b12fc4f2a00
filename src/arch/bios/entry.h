/* SPDX-License-Identifier: BSD-2-Clause */
/* What other files of this room need of the program's beginning and end. */
#pragma once

/* Quiets everything that could still write to memory, before a reset. */
void entry_stop_devices(void);
/* Undoes it, where the reset did not come. */
void entry_resume_devices(void);
