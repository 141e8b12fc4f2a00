/* SPDX-License-Identifier: BSD-2-Clause */
/* Disk images made by real tools, as devices. */
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/blockdev.h"
#include "core/list.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "unit/check.h"

static char scratch[512]; /* a folder of this test program's own */

struct image_file {
	struct blockdev dev;
	int fd;
	unsigned n_reads;
};

static inline int image_file_read(struct blockdev *dev, uint64_t off, void *buf, size_t len)
{
	struct image_file *f = container_of(dev, struct image_file, dev);

	f->n_reads++;
	return pread(f->fd, buf, len, (off_t)off) == (ssize_t)len ? 0 : fail(ERR_IO, "test: pread");
}

/* Opens the file (name) in the scratch folder as a device of this name. */
static inline int image_file_open(struct image_file *f, const char *name)
{
	static const struct blockdev_ops ops = {.read = image_file_read};
	_cleanup_(freep) char *path = str_format("%s/%s", scratch, name);
	struct stat st;

	f->fd = open(path, O_RDONLY | O_CLOEXEC);
	f->n_reads = 0;
	if (f->fd < 0 || fstat(f->fd, &st) < 0)
		return -ERR_NOENT;
	f->dev = (struct blockdev){.ops = &ops, .name = name, .size = (uint64_t)st.st_size};
	return 0;
}

/* Runs shell commands in the scratch folder; what they print is shown when they fail. */
static inline int shell(const char *fmt, ...)
{
	_cleanup_(freep) char *line = NULL, *all = NULL;
	va_list ap;
	int n, status;

	va_start(ap, fmt);
	n = vasprintf(&line, fmt, ap);
	va_end(ap);
	if (n < 0)
		return -1;
	all = str_format(
		"cd '%s' && LC_ALL=C.UTF-8 PATH=$PATH:/usr/sbin:/sbin timeout 60 sh -ec \"$LINE\" "
		">log 2>&1 </dev/null",
		scratch);
	(void)setenv("LINE", line, 1);
	status = system(all);
	if (status) {
		printf("failed: %s\n", line);
		free(all);
		all = str_format("tail -5 '%s/log'", scratch);
		(void)!system(all);
	}
	return status;
}

static inline void scratch_remove(void)
{
	_cleanup_(freep) char *line = str_format("rm -rf '%s'", scratch);

	(void)!system(line);
}

/* Makes the scratch folder, which is removed when the program ends. */
static inline void scratch_make(const char *name)
{
	const char *base = getenv("B");

	(void)snprintf(scratch, sizeof(scratch), "%s/%s.XXXXXX", base ? base : "/tmp", name);
	CHECK(mkdtemp(scratch) != NULL);
	(void)atexit(scratch_remove);
}

/* Whether the (dev) has the bytes of the file (path), read in pieces of (piece) bytes. */
static inline int same_as_file(struct blockdev *dev, const char *path, size_t piece)
{
	FILE *f = fopen(path, "rb");
	_cleanup_(freep) uint8_t *want = malloc(piece), *got = malloc(piece);
	uint64_t off = 0;
	size_t n;
	int same = f != NULL;

	while (same && (n = fread(want, 1, piece, f)) > 0) {
		same = blockdev_read(dev, off, got, n) == 0 && memcmp(want, got, n) == 0;
		off += n;
	}
	if (f)
		fclose(f);
	return same && off == dev->size;
}
