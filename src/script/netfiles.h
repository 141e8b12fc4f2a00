/* SPDX-License-Identifier: BSD-2-Clause */
/* The files of a configuration that lies on servers: whatever transfers can reach. */
#pragma once

#include <stdbool.h>

#include "menu/bootmenu.h"

struct netfiles;

/* (root): the URL that paths without a scheme are put behind, "tftp://10.0.0.1", copied; NULL:
 * there are none. What was read is asked for once, what was missing again after some seconds.
 * NULL: no memory (recorded). */
struct netfiles *netfiles_new(const char *root);
void netfiles_free(struct netfiles *n); /* NULL is fine */

/* (n), which is borrowed, as readers of configurations want it. What servers refuse or do not have
 * is -ERR_NOENT; a server that does not answer is an error of its own. Blocks. */
struct bootmenu_files netfiles_get(struct netfiles *n);

/* What is asked for from here on is asked for anew, unless it was only a moment ago. */
void netfiles_refresh(struct netfiles *n);

/* Whether Ctrl-C ended a look whether there is a file, which cannot say so itself:
 * -ERR_CANCELED, and it is forgotten. Until it is asked, no file is there. */
int netfiles_take_cancel(struct netfiles *n);
