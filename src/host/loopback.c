/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses of the workstation itself. The machine that is pretended would mean itself by
 * 127.0.0.1, and lwIP has no way there; whoever tries a script on a workstation means the server
 * that runs on it. So names are looked up here first (the linker puts this in front of
 * net/resolve.c), and the gateway stands for the workstation. Its arguments are passed on as they
 * are.
 */
#include "host/loopback.h"

#include <string.h>

#define GATEWAY "10.0.2.2"

int __real_resolve_start(const char *host, void *fn, void *arg, void *ret_addr, void *ret);

int __wrap_resolve_start(const char *host, void *fn, void *arg, void *ret_addr, void *ret)
{
	if (strncmp(host, "127.", 4) == 0 || strcmp(host, "localhost") == 0)
		host = GATEWAY;
	return __real_resolve_start(host, fn, arg, ret_addr, ret);
}
