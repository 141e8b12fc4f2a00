/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The name of the platform on a Linux host, which may pretend to be another one. It is a constant
 * for everybody else, so this file leaves out platform.h, where it is declared as one.
 */
#include <stdio.h>

#include "arch/host/name.h"

extern char plat_name[16];
char plat_name[16] = "linux";

void host_set_name(const char *name)
{
	(void)snprintf(plat_name, sizeof(plat_name), "%s", name);
}
