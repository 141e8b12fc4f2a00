/* SPDX-License-Identifier: BSD-2-Clause */
/* The log and what scripts print, sent to the server of the setting syslog. */
#pragma once

/* Looks at the setting: begins, goes on elsewhere, or ends. Cheap if nothing changed. */
void syslog_apply(void);
/* Sends what waits, and ends. */
void syslog_done(void);
