/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of the workstation itself. */
#pragma once

/* resolve_start() of net/resolve.h, as the linker calls it (--wrap). */
int __wrap_resolve_start(const char *host, void *fn, void *arg, void *ret_addr, void *ret);
