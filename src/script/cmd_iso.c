/* SPDX-License-Identifier: BSD-2-Clause */
/* isoboot: the menu that an ISO image brings, and booting from inside the image. */
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "core/console.h"
#include "core/status.h"
#include "core/uri.h"
#include "core/util.h"
#include "fs/iso9660.h"
#include "script/bootrun.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/isoboot.h"
#include "script/isoconfig.h"
#include "script/isopath.h"
#include "script/options.h"

struct iso_options {
	struct fetch_options fetch;
	struct option_list args;
	const char *config;
	bool ram, list;
};
static const struct option_desc isoboot_desc[] = {
	{"args", 'a', OPTION_LIST, offsetof(struct iso_options, args)},
	{"config", 'c', OPTION_STRING, offsetof(struct iso_options, config)},
	{"ram", 'r', OPTION_FLAG, offsetof(struct iso_options, ram)},
	{"list", 'l', OPTION_FLAG, offsetof(struct iso_options, list)},
	{"timeout", 't', OPTION_MS, offsetof(struct iso_options, fetch.stall_ms)},
	{"quiet", 'q', OPTION_FLAG, offsetof(struct iso_options, fetch.quiet)},
	{"mirror", 'm', OPTION_LIST, offsetof(struct iso_options, fetch.mirrors)},
	{"sha256", 's', OPTION_STRING, offsetof(struct iso_options, fetch.sha256)},
	OPTIONS_END,
};

static void bootmenu_freep(struct bootmenu **m)
{
	bootmenu_free(*m);
}

static int print_plan(void *arg, const struct bootplan *p)
{
	return isoboot_print(arg, p);
}

static int start(void *arg, const struct bootplan *p)
{
	const struct isoboot *b = arg;

	if (p->kind == BOOTPLAN_DISK)
		return fail(ERR_NOTSUP,
			"isoboot: the entry starts the disk image %s inside the image, `sanboot %s` "
			"can, for then the image's own boot loader runs",
			p->file, b->url);
	return isoboot_start(b, p);
}

/* Adds to the failure recorded which image it is about. */
static int name_image(void *arg, int rc)
{
	const struct failure why = *fail_last();

	(void)arg;
	(void)rc;
	return fail(why.code, "%s, in %s", why.text, uri_text(isopath_uri()));
}

static int follow(
	void *arg, const struct bootmenu *m, const struct bootplan *p, struct bootmenu **ret)
{
	const struct isoboot *b = arg;

	return isoconfig_follow(b->iso, m, p, ret);
}

static int boot(struct isoboot *b, const struct iso_options *o, const char *which)
{
	const struct bootrun how = {
		.who = "isoboot",
		.title = iso9660_label(b->iso),
		.follow = follow,
		.start = start,
		.explain = name_image,
		.print = print_plan,
		.arg = b,
	};
	_cleanup_(bootmenu_freep) struct bootmenu *m = NULL;
	int rc = isoconfig_read(b->iso, o->config, &m);

	if (rc)
		return rc;
	if (o->list) {
		bootrun_list(&how, m);
		return 0;
	}
	return bootrun(&how, &m, which);
}

/* The words of --args as one text, which the caller frees; NULL in (ret) if there is none. */
static int join_args(struct option_list *words, char **ret)
{
	if (!words->n)
		return 0;
	*ret = args_join((int)words->n, (char **)words->v, 0);
	return *ret ? 0 : fail(ERR_NOMEM, "isoboot: no memory");
}

static int isoboot(struct iso_options *o, const char *url, const char *entry)
{
	_cleanup_(freep) char *args = NULL;
	struct isoboot b = {.url = url, .fetch = o->fetch, .ram = o->ram};
	int rc = join_args(&o->args, &args);

	if (!rc)
		rc = isopath_open(url, &o->fetch, &b.iso);
	if (rc)
		return rc;
	b.args = args;
	rc = boot(&b, o, *entry ? entry : NULL);
	isopath_close();
	return rc;
}

static int cmd_isoboot(int argc, char **argv)
{
	_cleanup_(freep) char *entry = NULL;
	struct iso_options o = {};
	int i = options_parse(argc, argv, isoboot_desc, &o, 1, INT_MAX);

	if (i < 0)
		return i;
	if (isopath_is(argv[i]))
		return fail(ERR_INVAL,
			"isoboot: \"%s\" names a file in an image, the image's own "
			"URL is wanted",
			argv[i]);
	entry = args_join(argc, argv, i + 1);
	return entry ? isoboot(&o, argv[i], entry) : fail(ERR_NOMEM, "isoboot: no memory");
}

const struct command cmd_iso_table[] = {
	{"isoboot", cmd_isoboot,
		"[--args WORD]... [--config FILE] [--ram] [--list] [--timeout MS] [--quiet] "
		"[--mirror URL]... [--sha256 HEX] URL [ENTRY...]",
		"Shows the menu of an ISO image and boots from inside the image"},
	{},
};
