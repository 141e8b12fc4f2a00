/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An initrd is a row of cpio archives, each plain or compressed as a whole (Linux,
 * Documentation/driver-api/early-userspace/buffer-format.rst); processor microcode comes in a plain
 * one before the rest. Only names are looked at, and the list of what is built into the kernel.
 * gzip and zstd are unpacked, the others recognised. What follows compressed data without
 * belonging to it (other than zeros) is not found.
 */
#include "image/initramfs.h"

#include <stdint.h>
#include <string.h>

#include "core/decoder.h"
#include "core/status.h"
#include "core/util.h"
#include "image/cpio_walk.h"

enum {
	CHUNK = 65536,
	TICK_EVERY = 262144 - CHUNK, /* decoders hand over up to a chunk at once */
	BUILTIN_MAX = 1 << 20,       /* of modules.builtin; real ones have 30 KiB */
	LINE_MAX_LEN = 256,
};

struct scan {
	struct initramfs_facts facts;
	const char *needed;
	int (*tick)(void *arg);
	void *tick_arg;
	size_t since_tick;
	int status;    /* why we stop early: from (tick) */
	bool is_inner; /* most files are in a file system image inside */

	size_t builtin_len, line_len;
	char line[LINE_MAX_LEN];
	struct cpio_walk walk;
};

/* Compressions of the kernel's lib/decompress.c for which there may be no decoder. */
static const struct {
	const char *name;
	uint8_t magic[6];
	size_t len;
} packings[] = {
	{"xz", {0xfd, '7', 'z', 'X', 'Z', 0}, 6},
	{"lzma", {0x5d, 0, 0}, 3},
	{"lz4", {0x02, 0x21, 0x4c, 0x18}, 4},
	{"lzo", {0x89, 'L', 'Z', 'O'}, 4},
	{"bzip2", {'B', 'Z', 'h'}, 3},
	{"gzip", {0x1f, 0x8b}, 2},
	{"zstd", {0x28, 0xb5, 0x2f, 0xfd}, 4},
};

static const struct {
	const char *name;
	size_t offset; /* of a bool in struct initramfs_facts */
} modules[] = {
	{"nd_pmem", offsetof(struct initramfs_facts, has_nd_pmem)},
	{"nfit", offsetof(struct initramfs_facts, has_nfit)},
	{"nd_e820", offsetof(struct initramfs_facts, has_nd_e820)},
	{"isofs", offsetof(struct initramfs_facts, has_isofs)},
	{"squashfs", offsetof(struct initramfs_facts, has_squashfs)},
	{"loop", offsetof(struct initramfs_facts, has_loop)},
};

/* dracut's squash modules leave little outside of these. */
static const char *const inner_images[] = {
	"squash-root.img", "squashfs-root.img", "erofs-root.img"};

static bool module_is(const char *file, const char *name)
{
	static const char *const ends[] = {".ko", ".ko.xz", ".ko.zst", ".ko.gz"};
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++)
		if (file[i] != name[i] && !(file[i] == '-' && name[i] == '_'))
			return false;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (strcmp(file + len, ends[i]) == 0)
			return true;
	return false;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void module_note(struct scan *s, const char *path)
{
	const char *file = base_name(path);

	for (size_t i = 0; i < ARRAY_SIZE(modules); i++)
		if (module_is(file, modules[i].name))
			*(bool *)((char *)&s->facts + modules[i].offset) = true;
}

static bool path_ends(const char *path, const char *end)
{
	size_t len = strlen(path), n = strlen(end);

	if (len < n || strcmp(path + len - n, end) != 0)
		return false;
	return len == n || path[len - n - 1] == '/';
}

static bool on_member(void *arg, const char *name)
{
	struct scan *s = arg;

	module_note(s, name);
	if (s->needed && path_ends(name, s->needed))
		s->facts.has_needed = true;
	for (size_t i = 0; i < ARRAY_SIZE(inner_images); i++)
		if (strcmp(base_name(name), inner_images[i]) == 0)
			s->is_inner = true;
	s->builtin_len = 0;
	s->line_len = 0;
	return path_ends(name, "modules.builtin");
}

static void line_done(struct scan *s)
{
	if (s->line_len < sizeof(s->line)) {
		s->line[s->line_len] = '\0';
		module_note(s, s->line);
	}
	s->line_len = 0;
}

/* Lines of modules.builtin: "kernel/drivers/block/loop.ko". */
static void on_contents(void *arg, const char *data, size_t len)
{
	struct scan *s = arg;

	if (len == 0)
		line_done(s);
	for (size_t i = 0; i < len && s->builtin_len < BUILTIN_MAX; i++, s->builtin_len++) {
		if (data[i] == '\n') {
			line_done(s);
			continue;
		}
		if (s->line_len < sizeof(s->line)) /* full: too long to be one of ours */
			s->line[s->line_len++] = data[i];
	}
}

static void walk_begin(struct scan *s)
{
	s->walk = (struct cpio_walk){.member = on_member, .contents = on_contents, .arg = s};
}

/* Before (len) bytes are read or were unpacked. Not 0: (tick) says stop. */
static int tick_add(struct scan *s, size_t len)
{
	s->since_tick += len;
	if (s->since_tick < TICK_EVERY)
		return 0;
	s->since_tick = 0;
	s->status = s->tick ? s->tick(s->tick_arg) : 0;
	return s->status;
}

static int on_decoded(void *arg, const void *data, size_t len)
{
	struct scan *s = arg;
	int status = tick_add(s, len);

	if (status)
		return status;
	if (cpio_walk_feed(&s->walk, data, len) == len)
		return 0;
	s->walk.is_broken = true; /* unpacked, but no archive */
	return -ERR_PROTO;
}

/* We could not read all of it, because of (packed). */
static int give_up(struct scan *s, const char *packed)
{
	s->facts.known = false;
	if (packed)
		s->facts.packed = packed;
	return 0; /* no error: (ret) says so */
}

static bool all_zeros(const uint8_t *p, size_t len)
{
	while (len && p[len - 1] == 0)
		len--;
	return len == 0;
}

/* Unpacks all of (p), as far as it goes; (ret_off) is the chunk in which that failed, or (len). */
static int unpack(struct scan *s, const struct decoder_type *type, struct decoder *d,
	const uint8_t *p, size_t len, size_t *ret_off)
{
	size_t used;
	int r;

	for (size_t off = 0; off < len; off += used) {
		size_t n = MIN(len - off, (size_t)CHUNK);

		*ret_off = off;
		r = tick_add(s, n);
		if (r == 0)
			r = type->feed(d, p + off, n, &used, on_decoded, s);
		if (r)
			return r;
	}
	*ret_off = len;
	return type->finish(d);
}

static int scan_packed(
	struct scan *s, const struct decoder_type *type, const uint8_t *p, size_t len)
{
	struct decoder *d = type->open();
	size_t off = 0, rest;
	int r;

	if (!d)
		return fail(ERR_NOMEM, "initramfs: out of memory for unpacking %s", type->name);
	walk_begin(s);
	r = unpack(s, type, d, p, len, &off);
	type->close(d);
	if (s->status || r == -ERR_NOMEM)
		return s->status ? s->status : r;
	if (r == -ERR_TOOBIG)
		return give_up(s, type->name);
	if (!cpio_walk_may_end(&s->walk))
		return give_up(s, NULL);
	/* Zeros at the end are no frame of zstd, but padding to the kernel. */
	rest = MIN(off + CHUNK, len);
	if (r < 0 && off < len && all_zeros(p + len - 1, 1) && all_zeros(p + rest, len - rest))
		return 0;
	return r < 0 ? give_up(s, NULL) : 0;
}

static const struct decoder_type *decoder_for(const uint8_t *p, size_t len)
{
	for (const struct decoder_type *const *t = decoders; *t; t++)
		if (!(*t)->is_guess && len >= (*t)->magic_len &&
			memcmp(p, (*t)->magic, (*t)->magic_len) == 0)
			return *t;
	return NULL;
}

/* What stands after the plain archives of an initrd: compressed ones. */
static int scan_rest(struct scan *s, const uint8_t *p, size_t len)
{
	const struct decoder_type *type = decoder_for(p, len);

	if (type)
		return scan_packed(s, type, p, len);
	for (size_t i = 0; i < ARRAY_SIZE(packings); i++)
		if (len >= packings[i].len && memcmp(p, packings[i].magic, packings[i].len) == 0)
			return give_up(s, packings[i].name);
	return give_up(s, NULL);
}

static int scan_part(struct scan *s, const uint8_t *p, size_t len)
{
	size_t used;

	walk_begin(s);
	for (size_t off = 0; off < len; off += used) {
		size_t n = MIN(len - off, (size_t)CHUNK);
		int status = tick_add(s, n);

		if (status)
			return status;
		used = cpio_walk_feed(&s->walk, p + off, n);
		if (used < n && !s->walk.is_broken)
			return scan_rest(s, p + off + used, len - off - used);
		if (s->walk.is_broken)
			return give_up(s, NULL);
	}
	return cpio_walk_may_end(&s->walk) ? 0 : give_up(s, NULL);
}

int initramfs_scan(const struct initramfs_part *parts, size_t n, const char *needed,
	int (*tick)(void *arg), void *arg, struct initramfs_facts *ret)
{
	_cleanup_(freep) struct scan *s = calloc(1, sizeof(*s));

	if (!s)
		return fail(ERR_NOMEM, "initramfs: out of memory for looking through it");
	s->needed = needed;
	s->tick = tick;
	s->tick_arg = arg;
	s->facts.known = true;
	for (size_t i = 0; i < n; i++) {
		int status = scan_part(s, parts[i].data, parts[i].len);

		if (status)
			return status;
	}
	if (s->is_inner)
		(void)give_up(s, "squashfs");
	*ret = s->facts;
	return 0;
}
