/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The other direction of cpio.c: reads "newc" archives (magics 070701 and 070702; Linux,
 * Documentation/driver-api/early-userspace/buffer-format.rst) in pieces of any size. Zeros may
 * stand between members and archives; a member begins on a multiple of 4. Memory is bounded by
 * the length of a name, lengths of files are only counted down.
 */
#include "image/cpio_walk.h"

#include <string.h>

#include "core/util.h"

enum place { BETWEEN, HEADER, NAME, NAME_PAD, CONTENTS };

enum {
	FIELD_LEN = 8,
	FILESIZE_AT = 6 + 6 * FIELD_LEN,
	NAMESIZE_AT = 6 + 11 * FIELD_LEN,
	ALIGN = 4,
};

static bool field_read(const char *field, uint32_t *ret)
{
	uint32_t value = 0;

	for (int i = 0; i < FIELD_LEN; i++) {
		int digit = hex_digit(field[i]);

		if (digit < 0)
			return false;
		value = value << 4 | (uint32_t)digit;
	}
	*ret = value;
	return true;
}

static uint32_t padding(const struct cpio_walk *w)
{
	return (uint32_t)((ALIGN - w->pos % ALIGN) % ALIGN);
}

static void header_done(struct cpio_walk *w)
{
	uint32_t namesize;

	if ((memcmp(w->buf, "070701", 6) != 0 && memcmp(w->buf, "070702", 6) != 0) ||
		!field_read(w->buf + FILESIZE_AT, &w->filesize) ||
		!field_read(w->buf + NAMESIZE_AT, &namesize) || namesize == 0 ||
		namesize > CPIO_NAME_MAX) {
		w->is_broken = true;
		return;
	}
	w->place = NAME;
	w->left = namesize;
	w->have = 0;
}

static void name_done(struct cpio_walk *w)
{
	if (w->buf[w->have - 1] != '\0') {
		w->is_broken = true;
		return;
	}
	w->is_wanted = strcmp(w->buf, "TRAILER!!!") != 0 && w->member(w->arg, w->buf);
	w->place = NAME_PAD;
	w->left = padding(w);
}

/* What follows a part of a member that is complete. */
static void part_done(struct cpio_walk *w)
{
	switch (w->place) {
	case HEADER:
		header_done(w);
		break;
	case NAME:
		name_done(w);
		break;
	case NAME_PAD:
		w->place = CONTENTS;
		w->left = w->filesize;
		break;
	default:
		if (w->is_wanted)
			w->contents(w->arg, NULL, 0);
		w->place = BETWEEN; /* and what pads the contents are zeros like any others */
		break;
	}
}

/* Skips zeros; true if a member begins at what is there then. */
static bool between(struct cpio_walk *w, const char *p, size_t len, size_t *ret_used)
{
	size_t n = 0;

	while (n < len && p[n] == '\0')
		n++;
	w->pos += n;
	*ret_used = n;
	if (n == len || p[n] != '0')
		return false;
	if (w->pos % ALIGN) {
		w->is_broken = true;
		return false;
	}
	w->place = HEADER;
	w->left = CPIO_HEADER_LEN;
	w->have = 0;
	return true;
}

size_t cpio_walk_feed(struct cpio_walk *w, const void *data, size_t len)
{
	const char *p = data;
	size_t off = 0, n;

	while (!w->is_broken) {
		if (w->place == BETWEEN) {
			bool begins = between(w, p + off, len - off, &n);

			off += n;
			if (!begins)
				return off;
		}
		n = MIN((size_t)w->left, len - off);
		if (w->place == HEADER || w->place == NAME) {
			memcpy(w->buf + w->have, p + off, n);
			w->have += n;
		} else if (w->place == CONTENTS && w->is_wanted && n) {
			w->contents(w->arg, p + off, n);
		}
		off += n;
		w->pos += n;
		w->left -= (uint32_t)n;
		if (w->left)
			return off;
		part_done(w);
	}
	return off;
}

bool cpio_walk_may_end(const struct cpio_walk *w)
{
	return !w->is_broken && w->place == BETWEEN;
}
