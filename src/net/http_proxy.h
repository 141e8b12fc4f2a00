/* SPDX-License-Identifier: BSD-2-Clause */
/* Which proxy a request goes through: the settings http-proxy and no-proxy. */
#pragma once

#include <stdbool.h>

struct uri;

/* Whether (list), suffixes of host names parted by blanks or commas, names (host): "example.org"
 * names itself and all below it, "10.0." all addresses that begin so, "*" everything. */
bool http_proxy_excepts(const char *list, const char *host);

/* The proxy for (host) into *(ret), which the caller frees; NULL: none. -ERR_INVAL if the setting
 * makes no sense, -ERR_NOTSUP for proxies of another kind, -ERR_NOMEM (all recorded). */
int http_proxy_find(const char *host, struct uri **ret);
