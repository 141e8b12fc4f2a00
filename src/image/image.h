/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Images: every file a script has fetched, in order, with its name and arguments; and the formats
 * that can be started. The table image_types[] is in conf.c.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/blob.h"
#include "core/list.h"
#include "core/uri.h"

struct image;

struct image_type {
	const char *name; /* "bzImage", "EFI", "script" */
	bool is_script;
	bool is_kernel; /* the images fetched for the initrd are meant for it */
	bool is_guess;  /* it may as well be data: it is no reason to stay out of one */
	/* 0 if (img) is of this type, -ERR_NOTMINE if not, anything else stops the search: it is,
	 * but broken (recorded). MUST check every offset. */
	int (*probe)(const struct image *img);
	/* Starts it; returns when it ended or could not be started. */
	int (*exec)(struct image *img);
};
extern const struct image_type *const image_types[]; /* conf.c; ends with NULL */

struct image {
	struct list node;
	char *name;
	struct uri *uri; /* where it came from, after redirects; may be NULL */
	struct blob data;
	char *cmdline;                 /* arguments, "" if none; never NULL */
	const struct image_type *type; /* NULL: data */
	bool for_initrd;               /* fetched by initrd, module or imgfetch */
	bool listed;  /* a configuration lists it for the initrd: it goes in, whatever it is */
	bool renamed; /* by "initrd URL NAME" */
	bool selected;
	bool autofree;
	bool hidden;   /* while it runs */
	bool verified; /* it has a signature that holds */
	unsigned refs;
	unsigned id;          /* no other image ever has the same */
	unsigned failed_with; /* id of the kernel it was used with in vain, or 0 */
	uint64_t fetch_us;    /* how long the download took */
	unsigned retries, resumes, restarts;
	bool has_sha256; /* (sha256) has been computed */
	uint8_t sha256[32];
};

/* Registers an image, taking over (data) and (uri) (also on failure). (name) NULL: the last path
 * component of (uri), else "imgN". Probes the type. */
int image_add(const char *name, struct blob *data, struct uri *uri, struct image **ret);
/* Sets img->type. 0 if it can be started, else -ERR_* recorded: what is broken, or -ERR_NOEXEC. */
int image_probe(struct image *img);
struct image *image_find(const char *name); /* first visible one of that name */
struct image *image_selected(void);         /* NULL while it runs */
void image_select(struct image *img);       /* NULL: none */
int image_set_cmdline(struct image *img, const char *cmdline);
const struct list *image_list(void);
/* Takes it out of the registry; the memory goes when the last reference does. */
void image_free(struct image *img);
/* The same for all but those that run. */
void image_free_all(void);
struct image *image_get(struct image *img);
void image_put(struct image *img);

/* (img), just added, was made of (other): it takes its place in the order of images, its
 * arguments and what it is for, and it is verified if (other) is. -ERR_NOMEM: (img) is gone
 * then. */
int image_derive(struct image *img, struct image *other);

/* From now on only verified images start, or all. -ERR_ACCES if an earlier choice was
 * (permanent). */
int image_require_verified(bool required, bool permanent);
/* -ERR_ACCES (recorded, about (name)) if only verified images may start. */
int image_allow_unverified(const char *name);

/* Tells that starting the selected kernel has failed, or fetching something for it: what has been
 * fetched so far does not go into the initrd of another kernel. For commands that fetch. */
void image_attempt_failed(void);
/* True if (img) was fetched for a kernel that failed, and not for (kernel). */
bool image_is_left_over(const struct image *img, const struct image *kernel);

/* Starts (img): hidden from the registry and its URI the working URI meanwhile; both restored.
 * -ERR_NOEXEC naming it if no type fits, -ERR_ACCES if it had to be verified. Honours autofree
 * afterwards. */
int image_exec(struct image *img);
