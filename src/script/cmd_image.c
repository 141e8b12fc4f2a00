/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands on images: imgfetch (module, initrd), imgselect (imgload, kernel), imgexec (chain,
 * boot), imgargs imgstat imgfree.
 */
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/pages.h"
#include "core/status.h"
#include "core/util.h"
#include "crypt/digest.h"
#include "image/cpio.h"
#include "image/image.h"
#include "script/commands.h"
#include "script/fetch.h"
#include "script/interp.h"
#include "script/options.h"

struct image_options {
	struct fetch_options fetch;
	bool replace;
};
/* clang-format off */
#define FETCH_OPTIONS                                                                              \
	{"name", 'n', OPTION_STRING, offsetof(struct image_options, fetch.name)},                  \
	{"timeout", 't', OPTION_MS, offsetof(struct image_options, fetch.stall_ms)},               \
	{"autofree", 'a', OPTION_FLAG, offsetof(struct image_options, fetch.autofree)},            \
	{"quiet", 'q', OPTION_FLAG, offsetof(struct image_options, fetch.quiet)},                  \
	{"mirror", 'm', OPTION_LIST, offsetof(struct image_options, fetch.mirrors)},               \
	{"sha256", 's', OPTION_STRING, offsetof(struct image_options, fetch.sha256)}
/* clang-format on */
static const struct option_desc fetch_desc[] = {FETCH_OPTIONS, OPTIONS_END};
static const struct option_desc exec_desc[] = {
	FETCH_OPTIONS,
	{"replace", 'r', OPTION_FLAG, offsetof(struct image_options, replace)},
	OPTIONS_END,
};
static const struct option_desc no_options[] = {OPTIONS_END};

/* ---- imgfetch ---- */

/* "initrd URL NAME": one plain word renames, anything else says how to put the file into a cpio. */
static bool is_rename(int argc, char **argv, int i)
{
	return argc - i == 1 && argv[i][0] && !strpbrk(argv[i], "/=");
}

static int set_args(struct image *img, int argc, char **argv, int i)
{
	_cleanup_(freep) char *args = args_join(argc, argv, i);

	return args ? image_set_cmdline(img, args) : fail(ERR_NOMEM, "%s: out of memory", argv[0]);
}

/* What stands behind the URI argv[i]: arguments are left in (*argc), a name goes to (o). */
static int read_initrd_args(struct fetch_options *o, int *argc, char **argv, int i)
{
	_cleanup_(freep) char *args = NULL;
	struct cpio_args cpio;

	while (*argc - i > 1 && !argv[*argc - 1][0]) /* `initrd URL ${unset}` */
		--*argc;
	if (!o->name && is_rename(*argc, argv, i + 1))
		o->name = argv[--*argc];
	if (*argc - i <= 1 || argv[i + 1][0] != '/')
		return 0;
	args = args_join(*argc, argv, i + 1);
	return args ? cpio_parse_args(args, &cpio) : fail(ERR_NOMEM, "initrd: out of memory");
}

static int fetch_for_initrd(struct fetch_options *o, int argc, char **argv, int i)
{
	const char *name = o->name;
	struct image *img;
	int rc = read_initrd_args(o, &argc, argv, i);

	if (!rc)
		rc = fetch_image(argv[i], o, &img);
	if (rc)
		return rc;
	img->for_initrd = true;
	img->renamed = o->name != name;
	return set_args(img, argc, argv, i + 1);
}

static int cmd_imgfetch(int argc, char **argv)
{
	struct image_options o = {};
	int rc, i = options_parse(argc, argv, fetch_desc, &o, 1, INT_MAX);

	if (i < 0)
		return i;
	rc = fetch_for_initrd(&o.fetch, argc, argv, i);
	if (rc)
		image_attempt_failed();
	return rc;
}

/* ---- imgselect, imgexec ---- */

/* The image called argv[i], or fetched from there, with the arguments that follow if there are any;
 * of a type that can be started. */
static int acquire_program(const struct fetch_options *o, int argc, char **argv, int i,
	struct image **ret, bool *ret_fresh)
{
	struct image *img;
	int rc = fetch_or_find(argv[i], o, &img, ret_fresh);

	if (rc)
		return rc;
	if (argc - i > 1)
		rc = set_args(img, argc, argv, i + 1);
	if (!rc)
		rc = image_probe(img);
	if (rc && *ret_fresh)
		image_free(img);
	if (!rc)
		*ret = img;
	return rc;
}

static int cmd_imgselect(int argc, char **argv)
{
	struct image_options o = {};
	struct image *img;
	bool fresh;
	int rc, i = options_parse(argc, argv, fetch_desc, &o, 1, INT_MAX);

	if (i < 0)
		return i;
	rc = acquire_program(&o.fetch, argc, argv, i, &img, &fresh);
	if (rc) {
		image_attempt_failed();
		return rc;
	}
	image_select(img);
	return 0;
}

int image_plan_fetch(int argc, char **argv, struct fetch_plan *ret)
{
	const struct command *c = command_find(argv[0]);
	struct image_options o = {};
	int rc = 0, i = options_read(argc, argv, fetch_desc, &o, 1, INT_MAX);

	if (i < 0)
		return i;
	if (c && c->run == cmd_imgfetch)
		rc = read_initrd_args(&o.fetch, &argc, argv, i);
	if (rc)
		return rc;
	*ret = (struct fetch_plan){
		.options = o.fetch,
		.text = argv[i],
		.or_image = c && c->run == cmd_imgselect,
	};
	return 0;
}

/* Boots (img); a reference is held, since it may free itself or be freed meanwhile. */
static int boot(struct image *img, bool fresh)
{
	int rc;

	image_get(img);
	rc = script_boot(img);
	if (rc && fresh)
		image_free(img);
	image_put(img);
	return rc;
}

static int cmd_imgexec(int argc, char **argv)
{
	struct image_options o = {};
	struct image *img = image_selected();
	bool fresh = false;
	int rc, i = options_parse(argc, argv, exec_desc, &o, 0, INT_MAX);

	if (i < 0)
		return i;
	if (i < argc) {
		rc = acquire_program(&o.fetch, argc, argv, i, &img, &fresh);
		if (rc)
			return rc;
	} else if (!img) {
		return fail(
			ERR_NOENT, "%s: no image is selected, begin with `kernel URL`", argv[0]);
	}
	img->autofree |= o.fetch.autofree;
	if (o.replace && script_replace(img))
		return 0;
	return boot(img, fresh);
}

/* ---- imgargs, imgstat, imgfree ---- */

static int find_image(const char *cmd, const char *name, struct image **ret)
{
	struct image *img = image_find(name);

	if (!img)
		return fail(ERR_NOENT, "%s: there is no image called \"%s\"", cmd, name);
	*ret = img;
	return 0;
}

static int cmd_imgargs(int argc, char **argv)
{
	struct image *img;
	int rc, i = options_parse(argc, argv, no_options, NULL, 1, INT_MAX);

	if (i < 0)
		return i;
	rc = find_image(argv[0], argv[i], &img);
	return rc ? rc : set_args(img, argc, argv, i + 1);
}

static void print_digest(struct image *img)
{
	if (!img->has_sha256) {
		if (digest_compute(
			    digest_find("sha256"), img->data.data, img->data.len, img->sha256))
			return;
		img->has_sha256 = true;
	}
	console_puts("  sha256 ");
	for (unsigned i = 0; i < sizeof(img->sha256); i++)
		console_printf("%02x", img->sha256[i]);
	console_puts("\n");
}

/* How it came here. */
static void print_origin(struct image *img)
{
	uint64_t ms = MAX(img->fetch_us / US_PER_MS, (uint64_t)1);
	uint64_t kb_per_s = img->data.len / ms;

	console_printf("  from %s\n  in %llu.%03llu s, %llu.%03llu MB/s", uri_text(img->uri),
		(unsigned long long)ms / 1000, (unsigned long long)ms % 1000,
		(unsigned long long)kb_per_s / 1000, (unsigned long long)kb_per_s % 1000);
	if (img->retries)
		console_printf(", %u retries", img->retries);
	if (img->resumes)
		console_printf(", %u resumes", img->resumes);
	if (img->restarts)
		console_printf(", %u restarts", img->restarts);
	console_puts("\n");
	print_digest(img);
}

static void print_image(struct image *img)
{
	console_printf("%s : %llu bytes", img->name, (unsigned long long)img->data.len);
	if (img->type)
		console_printf(" [%s]", img->type->name);
	if (img->selected)
		console_puts(" [SELECTED]");
	if (img->verified)
		console_puts(" [TRUSTED]");
	if (img->autofree)
		console_puts(" [AUTOFREE]");
	if (img->cmdline[0]) {
		console_puts(" \"");
		console_puts(img->cmdline);
		console_puts("\"");
	}
	console_puts("\n");
	if (img->uri)
		print_origin(img);
}

/* Calls (fn) for the images named, or for all that can be seen. */
static int each_image(int argc, char **argv, void (*fn)(struct image *img))
{
	struct image *img, *tmp;
	int rc, i = options_parse(argc, argv, no_options, NULL, 0, INT_MAX);

	if (i < 0)
		return i;
	for (int n = i; n < argc; n++) {
		rc = find_image(argv[0], argv[n], &img);
		if (rc)
			return rc;
		fn(img);
	}
	if (i < argc)
		return 0;
	list_for_each_safe(img, tmp, image_list(), node) {
		if (!img->hidden)
			fn(img);
	}
	return 0;
}

static int cmd_imgstat(int argc, char **argv)
{
	int rc = each_image(argc, argv, print_image);

	if (!rc)
		console_printf("memory: heap %llu KiB in use, %llu MiB free\n",
			(unsigned long long)plat_heap_used() >> 10,
			(unsigned long long)plat_mem_free() >> 20);
	return rc;
}

static int cmd_imgfree(int argc, char **argv)
{
	return each_image(argc, argv, image_free);
}

#define FETCH_USAGE                                                                                \
	"[--name NAME] [--timeout MS] [--autofree] [--quiet] [--mirror URL]... [--sha256 HEX] "
#define INITRD_USAGE FETCH_USAGE "URL [NAME | /PATH [mode=OCTAL] [mkdir=N]]"
#define KERNEL_USAGE FETCH_USAGE "URL|IMAGE [ARGUMENT...]"
#define EXEC_USAGE   "[--replace] " FETCH_USAGE "[URL|IMAGE [ARGUMENT...]]"

const struct command cmd_image_table[] = {
	{"kernel", cmd_imgselect, KERNEL_USAGE,
		"Fetches a kernel or program and selects it for boot"},
	{"imgselect", cmd_imgselect, KERNEL_USAGE, "The same as kernel"},
	{"imgload", cmd_imgselect, KERNEL_USAGE, "The same as kernel"},
	{"initrd", cmd_imgfetch, INITRD_USAGE, "Fetches a file for the initrd"},
	{"module", cmd_imgfetch, INITRD_USAGE, "The same as initrd"},
	{"imgfetch", cmd_imgfetch, INITRD_USAGE, "The same as initrd"},
	{"boot", cmd_imgexec, EXEC_USAGE, "Starts the selected image, or the one named"},
	{"chain", cmd_imgexec, EXEC_USAGE, "The same as boot; --replace ends the running script"},
	{"imgexec", cmd_imgexec, EXEC_USAGE, "The same as boot"},
	{"imgargs", cmd_imgargs, "IMAGE [ARGUMENT...]", "Replaces the arguments of an image"},
	{"imgstat", cmd_imgstat, "[IMAGE...]", "Lists images"},
	{"imgfree", cmd_imgfree, "[IMAGE...]", "Forgets images, all if none is named"},
	{},
};
