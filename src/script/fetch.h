/* SPDX-License-Identifier: BSD-2-Clause */
/* Getting an image for a command, from the registry or from the network. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "image/image.h"

struct fetch_options {
	const char *name;  /* of the new image; NULL: from the URI */
	uint64_t stall_ms; /* give up when nothing arrives for so long; 0: never */
	bool autofree;
	bool quiet; /* no line on the screen */
};

/* Fetches (text), relative to the working URI, into a new image and prints a line about it. Blocks.
 * (ret) is owned by the registry. */
int fetch_image(const char *text, const struct fetch_options *o, struct image **ret);

/* The image called (text) if there is one, else fetches it; (ret_fresh) tells which. */
int fetch_or_find(
	const char *text, const struct fetch_options *o, struct image **ret, bool *ret_fresh);
