/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What all programs are started with: command line, initrd, and the fetched files by name.
 *
 * Scripts in the field write initrd=initrd.magic, iPXE's name for the whole initrd. Kernels since
 * 5.8 take it from LoadFile2 whatever the command line says; older ones look for a file of that
 * name.
 */
#include "image/boot.h"

#include <string.h>

#include "core/log.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "image/initrd.h"

#define WHOLE_INITRD "initrd.magic"

static size_t files_add(
	const struct image *kernel, bool left_over, struct boot_file *files, size_t n)
{
	const struct image *img;

	list_for_each(img, image_list(), node) {
		if (!img->hidden && image_is_left_over(img, kernel) == left_over)
			files[n++] = (struct boot_file){img->name, img->data.data, img->data.len};
	}
	return n;
}

/* All visible images by name, in a new array. The first of a name is found: what was fetched for
 * another kernel comes last. */
static int files_collect(const struct image *kernel, struct boot_file **ret, size_t *ret_n)
{
	struct boot_file *files;
	const struct image *img;
	size_t n = 0;

	list_for_each(img, image_list(), node)
		n++;
	files = calloc(n + 1, sizeof(*files)); /* one for WHOLE_INITRD */
	if (!files)
		return fail(ERR_NOMEM, "image: out of memory listing %zu files", n);
	*ret_n = files_add(kernel, true, files, files_add(kernel, false, files, 0));
	*ret = files;
	return 0;
}

/* The bytes of (rd) in one piece: those of its only file, or a copy in (copy). */
static int initrd_join(
	const struct initrd *rd, struct blob *copy, const void **ret, size_t *ret_len)
{
	int status;

	if (rd->n == 1 || (rd->n == 2 && rd->segments[1].len < 4)) { /* padding may stay away */
		*ret = rd->segments[0].data;
		*ret_len = rd->segments[0].len;
		return 0;
	}
	status = blob_expect(copy, rd->len);
	for (size_t i = 0; status == 0 && i < rd->n; i++)
		status = blob_append(copy, rd->segments[i].data, rd->segments[i].len);
	if (status == 0)
		status = blob_seal(copy);
	if (status < 0)
		return status;
	*ret = copy->data;
	*ret_len = rd->len;
	return 0;
}

/* Adds WHOLE_INITRD to the (*n) files if the command line asks for it. */
static void whole_initrd_add(const struct image *kernel, const struct initrd *rd, struct blob *copy,
	struct boot_file *files, size_t *n)
{
	struct boot_file *f = &files[*n];

	if (!rd->n || !strstr(kernel->cmdline, "initrd=" WHOLE_INITRD) || image_find(WHOLE_INITRD))
		return;
	if (initrd_join(rd, copy, &f->data, &f->len) < 0) {
		log_warn("image: %s: %s, ignoring " WHOLE_INITRD, kernel->name, fail_last()->text);
		return;
	}
	f->name = WHOLE_INITRD;
	(*n)++;
}

/* Starts (spec), whose initrd and program are set, with all the rest. */
static int boot(struct image *img, struct boot_spec *spec, const struct initrd *rd,
	int (*start)(const struct boot_spec *spec))
{
	_cleanup_(strbuf_free) struct strbuf uri = {0};
	_cleanup_(freep) struct boot_file *files = NULL;
	_cleanup_(blob_free) struct blob whole = {0};
	int status;

	if (img->uri && uri_format(img->uri, URI_FULL, &uri) < 0)
		return fail(ERR_NOMEM, "image: out of memory starting %s", img->name);
	status = files_collect(img, &files, &spec->n_files);
	if (status < 0)
		return status;
	whole_initrd_add(img, rd, &whole, files, &spec->n_files);
	spec->name = img->name;
	spec->uri = uri.s;
	spec->initrd = rd->segments;
	spec->n_initrd = rd->n;
	spec->files = files;
	log_flush();
	return start(spec);
}

int image_boot(struct image *img, bool needs_initrd, int (*start)(const struct boot_spec *spec))
{
	_cleanup_(initrd_free) struct initrd rd = {0};
	struct boot_spec spec = {
		.cmdline = img->cmdline,
		.data = img->data.data,
		.len = img->data.len,
	};
	int status = initrd_build(img, &rd);

	if (status < 0 && needs_initrd)
		return status;
	if (status < 0)
		log_warn("image: %s: %s, ignoring the initrd", img->name, fail_last()->text);
	return boot(img, &spec, &rd, start);
}

int image_boot_inside(struct image *img, const struct boot_inside *inside,
	int (*start)(const struct boot_spec *spec))
{
	_cleanup_(initrd_free) struct initrd rd = {0};
	struct boot_spec spec = {
		.cmdline = inside->cmdline, .data = inside->data, .len = inside->len};
	int status = initrd_build(img, &rd);

	if (status == 0)
		status = initrd_prepend(&rd, inside->initrd, inside->n_initrd);
	return status < 0 ? status : boot(img, &spec, &rd, start);
}

bool image_has_initrd(const struct image *img)
{
	_cleanup_(initrd_free) struct initrd rd = {0};

	return initrd_build(img, &rd) < 0 || rd.n > 0;
}
