/* SPDX-License-Identifier: BSD-2-Clause */
/* Where an HTTP redirect leads, and what may go along. Pure but for one setting. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct uri;

/* The port (uri) means. */
uint16_t http_port(const struct uri *uri);

/* Whether secrets meant for (from) may be sent to (to): the same server, or the same name and both
 * the usual ports when http has become https. Never the other way round. */
bool http_same_party(const struct uri *from, const struct uri *to);

/* The URI that (location), the Location of an answer (status) for (from), means. User name and
 * password go along to the same party. (insecure): leading from https to http is all right.
 * -ERR_PROTO, -ERR_NOTSUP, -ERR_ACCES, -ERR_NOMEM (recorded). The caller frees (ret). */
int http_redirect_resolve(const struct uri *from, unsigned status, const char *location,
	bool insecure, struct uri **ret);
