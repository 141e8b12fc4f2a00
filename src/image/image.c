/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The registry of images. It holds one reference to each of its images; a running image has one
 * more, so that a script may free itself. Names need not be unique: the first visible one is found.
 */
#include "image/image.h"

#include <string.h>

#include "core/log.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "image/sniff.h"

static struct list images = LIST_INIT(images);
static unsigned last_id;
static struct {
	bool required, permanent;
} verification;

const struct list *image_list(void)
{
	return &images;
}

struct image *image_get(struct image *img)
{
	img->refs++;
	return img;
}

void image_put(struct image *img)
{
	if (--img->refs)
		return;
	blob_free(&img->data);
	uri_free(img->uri);
	free(img->cmdline);
	free(img->name);
	free(img);
}

void image_free(struct image *img)
{
	if (list_empty(&img->node))
		return;
	list_remove(&img->node);
	img->selected = false;
	image_put(img);
}

void image_free_all(void)
{
	struct image *img, *tmp;

	list_for_each_safe(img, tmp, &images, node) {
		if (!img->hidden)
			image_free(img);
	}
}

static char *name_choose(const char *name, const struct uri *uri, unsigned id)
{
	char *chosen = name && *name ? str_dup(name) : NULL;

	if (!chosen && uri)
		chosen = uri_basename(uri);
	if (chosen && *chosen)
		return chosen;
	free(chosen);
	return str_format("img%u", id);
}

/* What administrators find in place of a kernel is named. */
static int fail_unknown(const struct image *img)
{
	const uint8_t *data = img->data.data;
	size_t len = img->data.len;

	if (!len)
		return fail(
			ERR_NOEXEC, "image: %s is empty: copy it to the server again", img->name);
	if (!sniff_is_text(data, len))
		return fail(ERR_NOEXEC, "image: %s is nothing that can be started", img->name);
	return fail(ERR_NOEXEC, "image: %s is nothing that can be started: it is %s", img->name,
		*data == '<' ? "a web page, look at its URL in a browser"
			     : "text, and a script begins with #!ipxe");
}

int image_probe(struct image *img)
{
	img->type = NULL;
	for (unsigned i = 0; image_types[i]; i++) {
		int status = image_types[i]->probe(img);

		if (status == -ERR_NOTMINE)
			continue;
		if (status == 0)
			img->type = image_types[i];
		return status;
	}
	return fail_unknown(img);
}

int image_add(const char *name, struct blob *data, struct uri *uri, struct image **ret)
{
	struct image *img = calloc(1, sizeof(*img));

	if (!img) {
		blob_free(data);
		uri_free(uri);
		return fail(
			ERR_NOMEM, "image: out of memory registering %s", name ? name : "a file");
	}
	img->refs = 1;
	img->id = ++last_id;
	img->data = *data;
	*data = (struct blob){0};
	img->uri = uri;
	img->name = name_choose(name, uri, img->id);
	img->cmdline = str_dup("");
	if (!img->name || !img->cmdline) {
		image_put(img);
		return fail(
			ERR_NOMEM, "image: out of memory registering %s", name ? name : "a file");
	}
	/* What nothing can start is still good as data; image_exec() asks again and tells. */
	(void)image_probe(img);
	list_add_tail(&img->node, &images);
	log_debug("image: %s: %llu bytes, %s", img->name, (unsigned long long)img->data.len,
		img->type ? img->type->name : "data");
	*ret = img;
	return 0;
}

struct image *image_find(const char *name)
{
	struct image *img;

	list_for_each(img, &images, node) {
		if (!img->hidden && strcmp(img->name, name) == 0)
			return img;
	}
	return NULL;
}

struct image *image_selected(void)
{
	struct image *img;

	list_for_each(img, &images, node) {
		if (img->selected)
			return img->hidden ? NULL : img;
	}
	return NULL;
}

void image_select(struct image *img)
{
	struct image *other;

	list_for_each(other, &images, node)
		other->selected = false;
	if (img)
		img->selected = true;
}

int image_set_cmdline(struct image *img, const char *cmdline)
{
	char *copy = str_dup(cmdline);

	if (!copy)
		return fail(ERR_NOMEM, "image: out of memory for the arguments of %s", img->name);
	free(img->cmdline);
	img->cmdline = copy;
	return 0;
}

int image_derive(struct image *img, struct image *other)
{
	int rc = image_set_cmdline(img, other->cmdline);

	if (rc) {
		image_free(img);
		return rc;
	}
	list_remove(&img->node);
	list_add_tail(&img->node, other->node.next); /* right behind it */
	img->for_initrd = other->for_initrd;
	img->listed = other->listed;
	img->renamed = other->renamed;
	img->autofree = other->autofree;
	img->failed_with = other->failed_with;
	img->verified = other->verified;
	if (other->selected)
		image_select(img);
	return 0;
}

int image_require_verified(bool required, bool permanent)
{
	if (verification.permanent && (verification.required != required))
		return fail(ERR_ACCES, "imgtrust: this cannot be changed any more, it was made "
				       "permanent");
	verification.required = required;
	verification.permanent |= permanent;
	return 0;
}

int image_allow_unverified(const char *name)
{
	if (!verification.required)
		return 0;
	return fail(ERR_ACCES, "image: %s was not verified, and imgtrust asks for that: see "
			       "imgverify", name);
}

static void attempt_failed(const struct image *kernel)
{
	struct image *img;

	list_for_each(img, &images, node) {
		if (img->for_initrd && !img->failed_with)
			img->failed_with = kernel->id;
	}
}

void image_attempt_failed(void)
{
	const struct image *kernel = image_selected();

	if (kernel)
		attempt_failed(kernel);
}

bool image_is_left_over(const struct image *img, const struct image *kernel)
{
	return img->failed_with && img->failed_with != kernel->id;
}

/* Runs (img) with its URI as the working URI. */
static int exec_in_place(struct image *img)
{
	_cleanup_(uri_freep) struct uri *old_cwd = NULL;
	int status;

	if (!img->uri)
		return img->type->exec(img);
	if (uri_cwd()) {
		old_cwd = uri_dup(uri_cwd());
		if (!old_cwd)
			return fail(ERR_NOMEM, "image: out of memory starting %s", img->name);
	}
	status = uri_cwd_set(img->uri);
	if (status < 0)
		return status;
	status = img->type->exec(img);
	if (uri_cwd_set(old_cwd) < 0)
		log_warn("image: %s: out of memory, relative names are lost", img->name);
	return status;
}

int image_exec(struct image *img)
{
	bool was_hidden = img->hidden;
	int status = image_probe(img);

	if (status == 0 && !img->verified)
		status = image_allow_unverified(img->name);
	if (status < 0)
		return status;
	(void)image_get(img);
	img->hidden = true;
	log_info("image: starting %s (%s) \"%s\"", img->name, img->type->name, img->cmdline);
	status = exec_in_place(img);
	img->hidden = was_hidden;
	/* A program that ran in between and failed says nothing about the initrd. */
	if (status < 0 && (img->type->is_kernel || img->selected) && !img->type->is_script)
		attempt_failed(img);
	if (img->autofree)
		image_free(img);
	image_put(img);
	return status;
}
