/* SPDX-License-Identifier: BSD-2-Clause */
/* Where files come from: real servers, or a folder that stands for them all. */
#pragma once

/* From now on everything is read below the folder (root), borrowed. NULL: from the network. */
void schemes_set_root(const char *root);
/* The server (host) has the folder (dir); both are borrowed. */
void schemes_set_home(const char *host, const char *dir);
/* The script that is run is in the folder (dir), borrowed: what is missing beside it is looked
 * for at the same place below the root. */
void schemes_set_beside(const char *dir);
