/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files inside ISO images on servers, "iso:URL!/PATH": the image is read in parts where the server
 * gives them, so a kernel costs its own size and a little more. The last image stays open for the
 * next file of it.
 */
#pragma once

#include <stdbool.h>

#include "script/fetch.h"

struct iso9660;
struct uri;

bool isopath_is(const char *text);

/* Fetches (text) into (ret), owned by the caller; (ret_name) gets its last component (caller
 * frees). Blocks. -ERR_INVAL, -ERR_NOENT and what reading says, naming the image. */
int isopath_fetch(
	const char *text, const struct fetch_options *o, struct blob *ret, char **ret_name);

/* Whether (text) is there: 0, -ERR_NOENT or what else reading says. Blocks. */
int isopath_find(const char *text);

/* Opens the image (url), relative to the working URI, or takes the one that is open; (ret) is valid
 * until another is opened or isopath_close(). */
int isopath_open(const char *url, const struct fetch_options *o, struct iso9660 **ret);

/* Where the open image comes from; NULL if none is. Valid as long as it is open. */
const struct uri *isopath_uri(void);

/* Closes the image that is open, if any, and frees what was kept of it. */
void isopath_close(void);
