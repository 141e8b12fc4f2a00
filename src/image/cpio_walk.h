/* SPDX-License-Identifier: BSD-2-Clause */
/* Walks the members of "newc" cpio archives that come in pieces, as the kernel unpacks them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CPIO_HEADER_LEN 110
#define CPIO_NAME_MAX   4096 /* with its NUL, as the kernel's PATH_MAX */

struct cpio_walk {
	/* A member of this name begins; true if its contents are wanted. The end mark is none. */
	bool (*member)(void *arg, const char *name);
	/* A piece of the contents of a wanted member; (len) is 0 once, after the last one. */
	void (*contents)(void *arg, const char *data, size_t len);
	void *arg;

	/* the walker's own, zero to begin with */
	int place;
	uint64_t pos;  /* from the start of the archive */
	uint32_t left; /* of the part we are in */
	uint32_t filesize;
	bool is_wanted, is_broken;
	size_t have; /* bytes in (buf) */
	char buf[CPIO_NAME_MAX];
};

/* Takes (len) bytes. Returns how many it could use: fewer if what follows an archive is
 * neither zeros nor another archive, or if .is_broken was set, which means that no more can be
 * walked. */
size_t cpio_walk_feed(struct cpio_walk *w, const void *data, size_t len);

/* Whether the data may end here: not in the middle of a member. */
bool cpio_walk_may_end(const struct cpio_walk *w);
