/* SPDX-License-Identifier: BSD-2-Clause */
/* Scripts that lead to other scripts: those are checked, too, and circles are found. */
#pragma once

#include "core/blob.h"
#include "host/program.h"

/* Fetches what (uri) names; (ret) is the caller's. NULL: addresses cannot be followed. */
typedef int (*chain_fetch)(const struct uri *uri, struct blob *ret);

/* Adds the script in the file or at the URL (what), unless it is there already. Its number, -ERR_*
 * recorded when it cannot be read. */
int chains_load(struct program *p, const char *what, chain_fetch fetch);
/* Adds all scripts that are chained to, as far as their places are known and they can be had. */
void chains_follow(struct program *p, chain_fetch fetch);
/* Notes to which of the scripts commands chain; part of chains_follow(). */
void chains_link(struct program *p);

/* Scripts that run each other for ever, whatever happens. */
void check_chains(const struct program *p, struct findings *f);
