/* SPDX-License-Identifier: BSD-2-Clause */
/* The editor of settings. */
#pragma once

/* Shows the block (path), "" for the root, full screen: its blocks and settings, which can be
 * changed, deleted and added, until the user leaves. -ERR_NOENT: there is no such block. */
int config_show(const char *path);
