/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "newc" cpio headers (Linux, Documentation/driver-api/early-userspace/buffer-format.rst): 110
 * bytes of ASCII, the name with its NUL, zeros up to a multiple of 4, the data. Only regular files
 * and folders; no trailer, so that archives can follow one another. Names stay as written.
 */
#include "image/cpio.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"

enum {
	MODE_REGULAR = 0100000,
	MODE_FOLDER = 0040755,
	MODE_BITS = 07777,
	MODE_DEFAULT = 0644,
	ALIGN = 4,
};

static size_t word_len(const char *s)
{
	return strcspn(s, " \t");
}

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* Reads the (len) digits at (s) in (base); false if they are none, or over (max). */
static bool number_read(const char *s, size_t len, unsigned base, uint32_t max, uint32_t *ret)
{
	uint32_t value = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned digit = (unsigned)(s[i] - '0');

		if (s[i] < '0' || digit >= base)
			return false;
		value = value * base + digit;
		if (value > max)
			return false;
	}
	*ret = value;
	return len > 0;
}

static int option_parse(const char *word, size_t len, struct cpio_args *a)
{
	uint32_t value;

	if (len > 5 && memcmp(word, "mode=", 5) == 0) {
		if (number_read(word + 5, len - 5, 8, MODE_BITS, &a->mode))
			return 0;
	} else if (len == 8 && memcmp(word, "mkdir=-1", 8) == 0) {
		a->mkdir = -1;
		return 0;
	} else if (len > 6 && memcmp(word, "mkdir=", 6) == 0) {
		if (number_read(word + 6, len - 6, 10, sizeof(a->path), &value)) {
			a->mkdir = (int)value;
			return 0;
		}
	}
	return fail(
		ERR_INVAL, "cpio: \"%.*s\" is neither mode=OCTAL nor mkdir=NUMBER", (int)len, word);
}

int cpio_parse_args(const char *text, struct cpio_args *ret)
{
	struct cpio_args a = {.mode = MODE_DEFAULT};
	const char *p = skip_blanks(text);
	size_t len = word_len(p);

	if (len == 0 || p[len - 1] == '/')
		return fail(ERR_INVAL, "cpio: \"%.*s\" is no name for a file", (int)len, p);
	if (len >= sizeof(a.path))
		return fail(ERR_INVAL, "cpio: the path %.40s... is longer than %zu bytes", p,
			sizeof(a.path) - 1);
	memcpy(a.path, p, len);
	for (p = skip_blanks(p + len); *p; p = skip_blanks(p + len)) {
		int status;

		len = word_len(p);
		status = option_parse(p, len, &a);
		if (status < 0)
			return status;
	}
	*ret = a;
	return 0;
}

static int member_add(
	const char *name, size_t name_len, uint32_t mode, uint32_t size, struct strbuf *out)
{
	static const char zeros[ALIGN];
	size_t start = out->len, written;
	int status;

	/* magic ino mode uid gid nlink mtime size devmajor devminor rdevmajor rdevminor namesize
	 * check */
	status = strbuf_addf(out,
		"070701%08x%08" PRIx32 "%08x%08x%08x%08x%08" PRIx32 "%08x%08x%08x%08x%08x%08x", 0,
		mode, 0, 0, 1, 0, size, 0, 0, 0, 0, (unsigned)name_len + 1, 0);
	if (status == 0)
		status = strbuf_add(out, name, name_len);
	if (status == 0)
		status = strbuf_addc(out, 0);
	written = out->len - start;
	if (status == 0)
		status = strbuf_add(out, zeros, (ALIGN - written % ALIGN) % ALIGN);
	return status;
}

/* Length of the folder part of (path) above the first (len) bytes of it, 0 if there is none. */
static size_t parent_len(const char *path, size_t len)
{
	while (len && path[len - 1] != '/')
		len--;
	while (len && path[len - 1] == '/')
		len--;
	return len;
}

/* Adds the nearest (n) folders that (path) is in, outermost first. */
static int folders_add(const char *path, int n, struct strbuf *out)
{
	size_t lens[sizeof(((struct cpio_args *)0)->path)];
	size_t len = strlen(path);
	int found = 0;

	while (n < 0 || found < n) {
		len = parent_len(path, len);
		if (len == 0)
			break;
		lens[found++] = len;
	}
	while (found--) {
		int status = member_add(path, lens[found], MODE_FOLDER, 0, out);

		if (status < 0)
			return status;
	}
	return 0;
}

int cpio_add_headers(const struct cpio_args *a, uint64_t size, struct strbuf *out)
{
	int status;

	if (size > UINT32_MAX)
		return fail(ERR_TOOBIG, "cpio: %s has %" PRIu64 " bytes, the format ends at 4 GiB",
			a->path, size);
	status = folders_add(a->path, a->mkdir, out);
	if (status == 0)
		status = member_add(
			a->path, strlen(a->path), MODE_REGULAR | a->mode, (uint32_t)size, out);
	if (status < 0)
		return fail(ERR_NOMEM, "cpio: out of memory for the header of %s", a->path);
	return 0;
}
