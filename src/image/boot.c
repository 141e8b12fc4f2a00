/* SPDX-License-Identifier: BSD-2-Clause */
/* What all programs are started with: command line, initrd, and the fetched files by name. */
#include "image/boot.h"

#include "core/log.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "image/initrd.h"

static size_t files_add(const struct image *kernel, bool left_over, struct boot_file *files, size_t n)
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
	files = calloc(n ? n : 1, sizeof(*files));
	if (!files)
		return fail(ERR_NOMEM, "image: out of memory listing %zu files", n);
	*ret_n = files_add(kernel, true, files, files_add(kernel, false, files, 0));
	*ret = files;
	return 0;
}

int image_boot(struct image *img, bool needs_initrd, int (*start)(const struct boot_spec *spec))
{
	_cleanup_(initrd_free) struct initrd rd = {0};
	_cleanup_(strbuf_free) struct strbuf uri = {0};
	_cleanup_(freep) struct boot_file *files = NULL;
	struct boot_spec spec = {
		.name = img->name, .cmdline = img->cmdline,
		.data = img->data.data, .len = img->data.len,
	};
	int status = initrd_build(img, &rd);

	if (status < 0 && needs_initrd)
		return status;
	if (status < 0)
		log_warn("image: %s: %s, ignoring the initrd", img->name, fail_last()->text);
	if (img->uri && uri_format(img->uri, URI_FULL, &uri) < 0)
		return fail(ERR_NOMEM, "image: out of memory starting %s", img->name);
	status = files_collect(img, &files, &spec.n_files);
	if (status < 0)
		return status;
	spec.uri = uri.s;
	spec.initrd = rd.segments;
	spec.n_initrd = rd.n;
	spec.files = files;
	return start(&spec);
}
