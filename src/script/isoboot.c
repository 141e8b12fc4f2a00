/* SPDX-License-Identifier: BSD-2-Clause */
/* Starting what an entry of an ISO image's own menu names. */
#include "script/isoboot.h"

#include <stdlib.h>
#include <string.h>

#include "arch/platform.h"
#include "core/console.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/uri.h"
#include "core/util.h"
#include "core/wait.h"
#include "fs/iso9660.h"
#include "image/distro.h"
#include "image/initramfs.h"
#include "image/ramdisk.h"
#include "script/bootrun.h"
#include "script/interp.h"
#include "script/isoconfig.h"
#include "script/isopath.h"

#define FIRST_DISK   0x80
#define WHOLE_INITRD " initrd=initrd.magic" /* what old kernels ask the file system for */

/* How the system that is started is to find the image. */
struct way {
	const struct distro *distro; /* NULL: unknown, or there is no initramfs to do anything */
	enum distro_way way;
	bool disk;         /* the image becomes a disk in memory */
	struct strbuf url; /* of the image */
	char *cmdline;     /* owned */
};

static void way_free(struct way *w)
{
	strbuf_free(&w->url);
	free(w->cmdline);
	*w = (struct way){};
}

/* ---- files ---- */

/* (path) of the plan: a file of the ISO image, or a URL. */
static int fetch_path(const struct isoboot *b, const char *path, struct bootfiles *f)
{
	_cleanup_(freep) char *text = NULL;

	if (strstr(path, "://"))
		return bootfiles_add(f, path, &b->fetch);
	text = str_format("iso:%s!%s", b->url, path);
	return text ? bootfiles_add(f, text, &b->fetch)
		    : fail(ERR_NOMEM, "isoboot: no memory for %s", path);
}

/* The kernel or program of (p) and its initrds. */
static int fetch_all(const struct isoboot *b, const struct bootplan *p, struct bootfiles *f)
{
	int rc = fetch_path(b, p->file, f);

	if (!rc)
		rc = image_probe(f->v[0]);
	for (unsigned i = 0; i < p->n_initrds && !rc; i++) {
		rc = fetch_path(b, p->initrds[i], f);
		if (!rc)
			rc = bootfiles_place(f, p->initrd_paths[i]);
	}
	return rc;
}

/* ---- what the initramfs can do ---- */

static int tick(void *arg)
{
	(void)arg;
	return wait_breathe() ? fail(ERR_CANCELED, "isoboot: ended by Ctrl-C") : 0;
}

/* Looks into all that goes into the initrd. */
static int scan(const struct distro *d, struct initramfs_facts *ret)
{
	struct initramfs_part parts[2 * BOOTPLAN_INITRDS];
	const struct image *img;
	size_t n = 0;

	list_for_each(img, image_list(), node)
		if (img->for_initrd && !img->hidden && n < ARRAY_SIZE(parts))
			parts[n++] = (struct initramfs_part){img->data.data, img->data.len};
	return initramfs_scan(parts, n, d ? d->needs : NULL, tick, NULL, ret);
}

/* The driver that finds disks in memory: how they are described depends on the firmware. */
static const char *bus_driver(void)
{
	return strcmp(plat_name, "efi") == 0 ? "nfit" : "nd_e820";
}

static bool sees_disks(const struct initramfs_facts *f)
{
	if (!f->known)
		return true;
	return f->has_nd_pmem && (strcmp(plat_name, "efi") == 0 ? f->has_nfit : f->has_nd_e820);
}

/* Tells what the image as a disk in memory is good for. */
static void print_drivers(const struct initramfs_facts *f)
{
	if (!f->known)
		console_printf("The initramfs cannot be looked into (%s); the system finds the "
			       "image if nd_pmem and %s are in it.\n",
			f->packed ? f->packed : "it is damaged", bus_driver());
	else if (!sees_disks(f))
		console_printf(
			"The initramfs has no drivers for disks in memory (nd_pmem, %s): the "
			"system will not find the image. An initrd with these modules, "
			"fetched before isoboot, is added to it.\n",
			bus_driver());
}

/* ---- how the system finds the image ---- */

static const struct distro *recognise(const struct isoboot *b, const struct bootplan *p)
{
	const struct bootmenu_files files = isoconfig_files(b->iso);
	const struct distro_facts facts = {
		.label = files.label,
		.kernel = p->file,
		.cmdline = p->cmdline,
		.exists = files.exists,
		.read = files.read,
		.arg = files.arg,
	};

	return p->n_initrds ? distro_recognise(&facts) : NULL;
}

static enum distro_way choose(
	const struct isoboot *b, const struct way *w, const struct initramfs_facts *f)
{
	bool can_fetch;

	if (b->ram)
		return DISTRO_RAM;
	if (b->args || !w->distro)
		return DISTRO_NOTHING;
	can_fetch = !distro_url_problem(w->distro, w->url.s) &&
		(!w->distro->needs || !f->known || f->has_needed);
	return distro_choose(w->distro, can_fetch, sees_disks(f));
}

/* Takes out the words that name initrds: all that were fetched belong to the kernel, and old ones
 * would look for the files named. */
static void drop_initrd_words(char *cmdline)
{
	static const char word[] = "initrd=";
	char *p = cmdline;
	size_t len;

	while ((p = strstr(p, word)) != NULL) {
		size_t n = strcspn(p, " ");

		if (p > cmdline && p[-1] != ' ') {
			p += n;
			continue;
		}
		n += strspn(p + n, " ");
		memmove(p, p + n, strlen(p + n) + 1);
	}
	for (len = strlen(cmdline); len && cmdline[len - 1] == ' '; len--)
		cmdline[len - 1] = '\0';
}

/* Fills (w), empty before, for an initramfs with (f). */
static int find_way(const struct isoboot *b, const struct bootplan *p, const struct distro *d,
	const struct initramfs_facts *f, struct way *w)
{
	int rc = uri_format(isopath_uri(), URI_FULL, &w->url);

	if (rc)
		return rc;
	w->distro = d;
	w->way = choose(b, w, f);
	w->disk = w->way == DISTRO_RAM && (b->ram || sees_disks(f));
	rc = distro_cmdline(d, w->way, p->cmdline ? p->cmdline : "", w->url.s,
		iso9660_label(b->iso), p->n_initrds ? b->args : "", &w->cmdline);
	if (!rc)
		drop_initrd_words(w->cmdline);
	return rc;
}

static void print_plan(const struct bootplan *p, const struct way *w)
{
	console_printf("  %s", p->file);
	console_puts(w->cmdline[0] ? " " : "");
	console_puts(w->cmdline);
	console_puts("\n");
	for (unsigned i = 0; i < p->n_initrds; i++)
		console_printf("  initrd %s\n", p->initrds[i]);
	if (w->distro && w->way == DISTRO_INITRD && w->distro->initrd)
		console_printf("  initrd %s\n", w->distro->initrd);
	if (w->distro && w->way == DISTRO_INITRD && w->distro->inject)
		console_printf("  initrd with the image as %s\n", w->distro->inject);
	if (w->disk)
		console_puts("  the image as a disk in memory\n");
}

int isoboot_print(const struct isoboot *b, const struct bootplan *p)
{
	const struct initramfs_facts anything = {}; /* not known */
	_cleanup_(way_free) struct way w = {};
	int rc = find_way(b, p, recognise(b, p), &anything, &w);

	if (!rc)
		print_plan(p, &w);
	return rc;
}

/* Says what is known of the system, and what it will lack. */
static void print_way(const struct isoboot *b, const struct bootplan *p, const struct way *w,
	const struct initramfs_facts *f)
{
	const struct distro *d = w->distro;
	const char *problem = d ? distro_url_problem(d, w->url.s) : NULL;

	if (p->n_initrds && !d && !b->ram && !b->args)
		console_puts("This is no system Hawser knows. If it does not find its files, try "
			     "isoboot --ram, or add words by --args.\n");
	if (d)
		console_printf("%s%s%s\n", d->name, d->note ? ": " : "", d->note ? d->note : "");
	if (problem && d->way == DISTRO_URL && w->way != DISTRO_URL)
		console_printf("It cannot fetch the image: %s.\n", problem);
	if (w->way == DISTRO_RAM)
		print_drivers(f);
	print_plan(p, w);
}

/* ---- the image in memory ---- */

static int explain_memory(int rc)
{
	const struct failure why = *fail_last();

	if (rc != -ERR_TOOBIG)
		return rc;
	return fail(ERR_TOOBIG, "%.200s; give the machine more memory", why.text);
}

/* The whole image into memory, as a disk. */
static int hook_image(const struct isoboot *b, struct ramdisk **ret)
{
	const struct ramdisk_options hook = {
		.drive = FIRST_DISK, .or_next = true, .describe = true};
	_cleanup_(uri_freep) struct uri *uri = NULL;
	_cleanup_(blob_free) struct blob data = {.disk = true};
	struct fetch_options o = b->fetch;
	int rc;

	o.disk = true;
	rc = explain_memory(fetch_blob(b->url, &o, &data, &uri));
	return rc ? rc : ramdisk_hook(&data, uri_text(uri), &hook, ret);
}

/* The whole image into the initrd, as a file. */
static int inject_image(const struct isoboot *b, const char *path, struct bootfiles *f)
{
	int rc = explain_memory(bootfiles_add(f, b->url, &b->fetch));

	return rc ? rc : image_set_cmdline(f->v[f->n - 1], path);
}

/* What the way wants besides words. (ret_disk) may remain NULL. */
static int provide(
	const struct isoboot *b, const struct way *w, struct bootfiles *f, struct ramdisk **ret_disk)
{
	const struct distro *d = w->distro;
	int rc = 0;

	if (d && w->way == DISTRO_INITRD && d->initrd)
		rc = fetch_path(b, d->initrd, f);
	isopath_close(); /* what it keeps is needed now */
	if (!rc && d && w->way == DISTRO_INITRD && d->inject)
		rc = inject_image(b, d->inject, f);
	if (!rc && w->disk)
		rc = hook_image(b, ret_disk);
	return rc;
}

/* ---- starting ---- */

static int set_cmdline(struct image *img, const struct bootplan *p, const struct way *w)
{
	_cleanup_(freep) char *all =
		str_format("%s%s", w->cmdline, p->n_initrds ? WHOLE_INITRD : "");

	return all ? image_set_cmdline(img, all) : fail(ERR_NOMEM, "isoboot: no memory");
}

/* All up to the start of (f)'s first. */
static int prepare(const struct isoboot *b, const struct bootplan *p, struct bootfiles *f,
	struct ramdisk **ret_disk)
{
	const struct distro *d = recognise(b, p);
	_cleanup_(way_free) struct way w = {};
	struct initramfs_facts facts = {};
	int rc = fetch_all(b, p, f);

	if (!rc && p->n_initrds)
		rc = scan(d, &facts);
	if (!rc)
		rc = find_way(b, p, d, &facts, &w);
	if (!rc)
		rc = set_cmdline(f->v[0], p, &w);
	if (rc)
		return rc;
	if (!b->fetch.quiet)
		print_way(b, p, &w, &facts);
	return provide(b, &w, f, ret_disk);
}

int isoboot_start(const struct isoboot *b, const struct bootplan *p)
{
	struct ramdisk *disk = NULL;
	struct bootfiles files = {};
	struct failure why;
	int rc = prepare(b, p, &files, &disk);

	if (!rc) {
		rc = script_boot(files.v[0]);
		if (!rc)
			rc = fail(ERR_NOEXEC, "%s: what was started has come back", p->file);
	}
	if (rc > 0)
		return rc;
	bootfiles_free(&files);
	why = *fail_last();
	if (disk)
		ramdisk_unhook(disk);
	return fail_again(&why);
}
