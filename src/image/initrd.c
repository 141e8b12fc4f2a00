/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The initrd of a kernel. Linux takes any number of archives, compressed or not, one after the
 * other, with zeros between them; an uncompressed one must start on a multiple of 4 (Linux,
 * Documentation/driver-api/early-userspace/buffer-format.rst). Files are never copied.
 */
#include "image/initrd.h"

#include <string.h>

#include "core/log.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "image/cpio.h"
#include "image/sniff.h"

enum {
	ALIGN = 4,
	SEGMENTS_PER_IMAGE = 3, /* cpio headers, the file, padding */
};

struct layout {
	struct initrd rd;
	size_t cap;            /* of rd.segments */
	struct strbuf headers; /* their segments point nowhere until the end */
};

static const uint8_t zeros[ALIGN];

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int segment_add(struct layout *l, const void *data, uint64_t len)
{
	if (len == 0)
		return 0;
	if (len > SIZE_MAX - l->rd.len)
		return fail(ERR_TOOBIG, "initrd: larger than the address space");
	if (l->rd.n == l->cap) {
		size_t cap = l->cap + 8 * SEGMENTS_PER_IMAGE;
		struct boot_segment *s = realloc(l->rd.segments, cap * sizeof(*s));

		if (!s)
			return fail(ERR_NOMEM, "initrd: out of memory for %zu segments", cap);
		l->rd.segments = s;
		l->cap = cap;
	}
	l->rd.segments[l->rd.n++] = (struct boot_segment){data, (size_t)len};
	l->rd.len += (size_t)len;
	return 0;
}

/* "initrd URL NAME" with what is no archive means a file of that name. */
static bool is_file(const struct image *img)
{
	return img->renamed && !*img->cmdline &&
		((img->type && !img->type->is_guess) ||
			sniff_is_plain_file(img->data.data, img->data.len));
}

static int file_args(const struct image *img, struct cpio_args *ret)
{
	if (*img->cmdline)
		return cpio_parse_args(img->cmdline, ret);
	*ret = (struct cpio_args){.mode = 0644};
	if (strlen(img->name) >= sizeof(ret->path))
		return fail(ERR_TOOBIG, "initrd: the name %.40s... is too long", img->name);
	(void)strcpy(ret->path, img->name);
	return 0;
}

static int headers_add(struct layout *l, const struct image *img)
{
	size_t before = l->headers.len;
	struct cpio_args args;
	int status = file_args(img, &args);

	if (status == 0)
		status = cpio_add_headers(&args, img->data.len, &l->headers);
	if (status < 0)
		return status;
	return segment_add(l, NULL, l->headers.len - before);
}

/* (as_file): in an archive of its own, whatever the script said. */
static int image_lay(struct layout *l, const struct image *img, bool as_file)
{
	int status = 0;

	log_debug("initrd: %s at %zu, %llu bytes %s", img->name, l->rd.len,
		(unsigned long long)img->data.len, img->cmdline);
	if (*img->cmdline || as_file)
		status = headers_add(l, img);
	if (status == 0)
		status = segment_add(l, img->data.data, img->data.len);
	if (status == 0)
		status = segment_add(l, zeros, (ALIGN - l->rd.len % ALIGN) % ALIGN);
	return status;
}

/* ---- which images ---- */

/* Takes the next name out of the words initrd=A,B from *(pos) on: its start and length, or NULL. */
static const char *next_name(const char **pos, bool *in_list, size_t *ret_len)
{
	static const char word[] = "initrd=";
	const char *p = *pos, *start;

	for (;;) {
		if (*in_list && *p == ',') {
			p++;
		} else {
			while (*p && !is_blank(*p))
				p++;
			while (is_blank(*p))
				p++;
			*in_list = strncmp(p, word, sizeof(word) - 1) == 0;
			if (!*p)
				return NULL;
			if (!*in_list)
				continue;
			p += sizeof(word) - 1;
		}
		start = p;
		while (*p && *p != ',' && !is_blank(*p))
			p++;
		*pos = p;
		*ret_len = (size_t)(p - start);
		if (*ret_len)
			return start;
	}
}

/* Distributions call their files alike: one left over from another kernel is only second best. */
static struct image *find_exactly(const struct image *kernel, const char *name, size_t len)
{
	struct image *img, *left_over = NULL;

	list_for_each(img, image_list(), node) {
		if (img->hidden || strlen(img->name) != len || memcmp(img->name, name, len) != 0)
			continue;
		if (!image_is_left_over(img, kernel))
			return img;
		if (!left_over)
			left_over = img;
	}
	return left_over;
}

/* Command lines made for the firmware's file system write "\initrd.img". */
static struct image *find_named(const struct image *kernel, const char *name, size_t len)
{
	struct image *img = find_exactly(kernel, name, len);

	while (!img && len && (*name == '\\' || *name == '/')) {
		name++;
		len--;
		img = find_exactly(kernel, name, len);
	}
	return img;
}

/* True if a configuration has said what goes in: the words initrd= of its command line are paths of
 * another loader, of which names of images are but the last part. */
static bool any_listed(const struct image *kernel)
{
	const struct image *img;

	list_for_each(img, image_list(), node) {
		if (img->listed && !img->hidden && !image_is_left_over(img, kernel))
			return true;
	}
	return false;
}

static bool any_named(const struct image *kernel, const char *text)
{
	const char *name;
	bool in_list = false;
	size_t len;

	while ((name = next_name(&text, &in_list, &len)) != NULL) {
		if (find_named(kernel, name, len))
			return true;
	}
	return false;
}

static int lay_named(struct layout *l, const struct image *kernel, const char *text)
{
	const char *name;
	bool in_list = false;
	size_t len;

	while ((name = next_name(&text, &in_list, &len)) != NULL) {
		struct image *img = find_named(kernel, name, len);
		int status;

		if (!img) {
			log_warn("initrd: there is no image %.*s, ignoring", (int)len, name);
			continue;
		}
		status = image_lay(l, img, false);
		if (status < 0)
			return status;
	}
	return 0;
}

/* True if (img) is of a failed attempt with the kernel that is tried again now, and the same file
 * has been fetched once more for that. */
static bool fetched_again(const struct image *img)
{
	const struct image *other;

	if (!img->failed_with || !img->uri)
		return false;
	list_for_each(other, image_list(), node) {
		if (!other->hidden && other->for_initrd && !other->failed_with && other->uri &&
			uri_equal(other->uri, img->uri) && strcmp(other->name, img->name) == 0 &&
			strcmp(other->cmdline, img->cmdline) == 0)
			return true;
	}
	return false;
}

/* Why (img) stays out when nothing is named, or NULL if it belongs in. */
static const char *why_not(const struct image *img, const struct image *kernel)
{
	if (image_is_left_over(img, kernel))
		return "left over from another kernel";
	if (fetched_again(img))
		return "there once more, fetched later";
	/* A path or name says where in the initrd it goes, a list that it does, whatever it is. */
	if (is_file(img) || img->listed)
		return NULL;
	if (img->type && !img->type->is_guess && *img->cmdline != '/')
		return "something to start";
	return *img->cmdline ? NULL : sniff_not_initrd(img->data.data, img->data.len);
}

static int lay_all(struct layout *l, const struct image *kernel)
{
	struct image *img;

	list_for_each(img, image_list(), node) {
		const char *why;
		int status;

		if (img->hidden || !img->for_initrd || img == kernel)
			continue;
		why = why_not(img, kernel);
		if (why) {
			log_info("initrd: leaving out %s, it is %s", img->name, why);
			continue;
		}
		status = image_lay(l, img, is_file(img));
		if (status < 0)
			return status;
	}
	return 0;
}

/* Gives the segments of headers the bytes they stand for. */
static int headers_settle(struct layout *l)
{
	size_t pos = 0;
	int status;

	if (l->headers.len == 0)
		return 0;
	status = blob_copy(&l->rd.headers, l->headers.s, l->headers.len);
	if (status < 0)
		return status;
	for (size_t i = 0; i < l->rd.n; i++) {
		if (l->rd.segments[i].data)
			continue;
		l->rd.segments[i].data = l->rd.headers.data + pos;
		pos += l->rd.segments[i].len;
	}
	return 0;
}

int initrd_build(const struct image *kernel, struct initrd *ret)
{
	/* A blank in front: then each word follows one. */
	_cleanup_(freep) char *text = str_format(" %s", kernel->cmdline);
	struct layout l = {0};
	int status;

	if (!text)
		return fail(ERR_NOMEM, "initrd: out of memory");
	if (!any_listed(kernel) && any_named(kernel, text))
		status = lay_named(&l, kernel, text);
	else
		status = lay_all(&l, kernel);
	if (status == 0)
		status = headers_settle(&l);
	strbuf_free(&l.headers);
	if (status < 0) {
		initrd_free(&l.rd);
		return status;
	}
	*ret = l.rd;
	return 0;
}

int initrd_prepend(struct initrd *rd, const struct boot_segment *first, size_t n)
{
	struct layout l = {0};
	int status = 0;

	for (size_t i = 0; i < n && status == 0; i++) {
		status = segment_add(&l, first[i].data, first[i].len);
		if (status == 0)
			status = segment_add(&l, zeros, (ALIGN - l.rd.len % ALIGN) % ALIGN);
	}
	for (size_t i = 0; i < rd->n && status == 0; i++)
		status = segment_add(&l, rd->segments[i].data, rd->segments[i].len);
	if (status < 0) {
		free(l.rd.segments);
		return status;
	}
	free(rd->segments);
	rd->segments = l.rd.segments;
	rd->n = l.rd.n;
	rd->len = l.rd.len;
	return 0;
}

void initrd_free(struct initrd *rd)
{
	free(rd->segments);
	blob_free(&rd->headers);
	*rd = (struct initrd){0};
}
