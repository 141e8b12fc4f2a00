/* SPDX-License-Identifier: BSD-2-Clause */
/* The one line that tells what is being waited for, and how fast downloads go. */
#pragma once

/* Registers the poller that draws: after 300 ms, at most 10 times a second, never on a full-screen
 * UI. For downloads: name, bytes, percent, rate, time left; otherwise "Waiting for WHAT… N s". */
void progress_init(void);
/* Erases the line if it is there; whoever prints something of his own calls nothing: console.c
 * does it through console_set_before_write(). */
void progress_erase(void);
