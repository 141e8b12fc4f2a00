/* SPDX-License-Identifier: BSD-2-Clause */
/* Getting an image for a command, from the registry or from the network. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/transfer.h"
#include "image/image.h"
#include "script/options.h"

struct fetch_options {
	const char *name;  /* of the new image; NULL: from the URI */
	uint64_t stall_ms; /* give up when nothing arrives for so long; 0: never */
	bool autofree;
	bool quiet;                 /* no line on the screen */
	struct option_list mirrors; /* URLs of the same file */
	const char *sha256;         /* its digest in hexadecimal; NULL: unknown */
	bool disk;                  /* it becomes a disk in memory, as in core/blob.h */
};

/* Fetches (text), relative to the working URI, into a new image and prints a line about it. Blocks.
 * (ret) is owned by the registry. */
int fetch_image(const char *text, const struct fetch_options *o, struct image **ret);

/* Fetches (text) as fetch_image() does, but makes no image of it: (ret), empty before, and
 * (ret_uri), where it came from, are the caller's. */
int fetch_blob(
	const char *text, const struct fetch_options *o, struct blob *ret, struct uri **ret_uri);

/* The image called (text) if there is one, else fetches it; (ret_fresh) tells which. */
int fetch_or_find(
	const char *text, const struct fetch_options *o, struct image **ret, bool *ret_fresh);

/* What is asked of the network: all that decides which bytes come. */
struct fetch_request {
	struct uri *uri; /* owned, as (mirrors) */
	const struct uri *mirrors[OPTION_LIST_MAX];
	size_t n_mirrors;
	bool has_sha256;
	uint8_t sha256[SHA256_LEN];
	bool disk;
};

/* What fetching (text) with (o) asks for. -ERR_* (recorded); (ret), empty before, is to be freed in
 * any case. */
int fetch_request_make(const char *text, const struct fetch_options *o, struct fetch_request *ret);
void fetch_request_free(struct fetch_request *r);
/* Starts it; the caller frees (ret). */
int fetch_request_start(const struct fetch_request *r, struct transfer **ret);
bool fetch_request_equal(const struct fetch_request *a, const struct fetch_request *b);

/* What one of the commands imgfetch and imgselect is about to fetch. */
struct fetch_plan {
	struct fetch_options options;
	const char *text; /* the URI */
	bool or_image;    /* or the name of an image, if there is one */
};
/* Reads (argv), which (ret) borrows, without doing or printing anything. -ERR_* (recorded) if the
 * command would fail before it fetches. In cmd_image.c. */
int image_plan_fetch(int argc, char **argv, struct fetch_plan *ret);
