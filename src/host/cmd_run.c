/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `hawser-host run`: runs a script as a machine would, with the same interpreter, menus and network
 * code, up to the point where something is started; that is printed instead.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arch/host/host.h"
#include "core/clock.h"
#include "core/console.h"
#include "core/settings.h"
#include "core/smbios.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/uri.h"
#include "core/wait.h"
#include "facts.h"
#include "host/commands.h"
#include "host/fact_option.h"
#include "host/network.h"
#include "host/nobody.h"
#include "host/run_config.h"
#include "host/schemes.h"
#include "host/terminal.h"
#include "image/image.h"
#include "menu/progress.h"
#include "net/netdev.h"
#include "script/script.h"

#define LIMIT_S 60

/* What is run: a script, or another loader's configuration. */
static const char *who = "script";

/* ---- the end ---- */

static void leave(int status)
{
	terminal_close();
	fflush(stdout);
	_exit(status);
}

/* The image whose bytes begin at (data). */
static const struct image *image_at(const void *data)
{
	const struct image *img;

	list_for_each(img, image_list(), node) {
		if (img->data.len && img->data.data == data)
			return img;
	}
	return NULL;
}

/* What was fetched for the initrd and is not in it: no archive, or not named. */
static void print_left_out(const struct boot_spec *spec)
{
	const struct image *img;

	list_for_each(img, image_list(), node) {
		bool used = !img->for_initrd || img->hidden;

		for (size_t i = 0; i < spec->n_initrd; i++)
			used |= image_at(spec->initrd[i].data) == img;
		if (!used)
			printf("  left out      %s, %llu bytes\n", img->name,
				(unsigned long long)img->data.len);
	}
}

/* True if segment (i) stands behind a header that makes a file of it. */
static bool is_file(const struct boot_spec *spec, size_t i)
{
	const struct boot_segment *before = i ? &spec->initrd[i - 1] : NULL;

	return before && !image_at(before->data) && before->len > 6 &&
		memcmp(before->data, "070701", 6) == 0;
}

static void print_initrd(const struct boot_spec *spec)
{
	unsigned long long total = 0;

	for (size_t i = 0; i < spec->n_initrd; i++) {
		const struct image *img = image_at(spec->initrd[i].data);

		total += spec->initrd[i].len;
		if (!img)
			continue;
		printf("  initrd        %s, %llu bytes", img->name,
			(unsigned long long)img->data.len);
		if (img->uri)
			printf(", from %s", uri_text(img->uri));
		if (is_file(spec, i))
			printf(", as %s", *img->cmdline ? img->cmdline : img->name);
		putchar('\n');
	}
	print_left_out(spec);
	if (total)
		printf("  all initrds   %llu bytes with headers and padding\n", total);
}

static int on_start(const char *how, const struct boot_spec *spec)
{
	static const struct {
		const char *how, *text;
	} texts[] = {
		{"linux", "the Linux kernel"},
		{"efi", "the EFI program"},
		{"nbp", "the network boot program"},
	};
	const char *text = "";

	for (unsigned i = 0; i < ARRAY_SIZE(texts); i++) {
		if (strcmp(texts[i].how, how) == 0)
			text = texts[i].text;
	}
	console_puts("\033[0m\n");
	printf("Would boot %s %s\n", text, spec->name);
	printf("  kernel        %s, %zu bytes\n", spec->uri ? spec->uri : spec->name, spec->len);
	printf("  command line  %s\n", spec->cmdline);
	print_initrd(spec);
	leave(0);
	return 0;
}

static int on_start_disk(uint8_t drive, const struct plat_disk_boot_args *args)
{
	console_puts("\033[0m\n");
	printf("Would boot the machine's disk 0x%02x", drive);
	if (args->filename)
		printf(", file %s", args->filename);
	putchar('\n');
	leave(0);
	return 0;
}

static int on_power(const char *how)
{
	console_puts("\033[0m\n");
	printf("Would %s the machine\n", strcmp(how, "reboot") == 0 ? "restart" : "switch off");
	leave(0);
	return 0;
}

static int on_hook(struct plat_disk *d)
{
	(void)d;
	return 0;
}

static void on_unhook(struct plat_disk *d)
{
	(void)d;
}

static int on_disk_boot(struct plat_disk *d, const struct plat_disk_boot_args *args)
{
	static const char *const kinds[] = {"hard disk", "floppy", "CD"};

	(void)args;
	console_puts("\033[0m\n");
	printf("Would boot the %s in memory %s, %llu bytes, as drive 0x%02x\n", kinds[d->kind],
		d->name, (unsigned long long)d->len, d->drive);
	leave(0);
	return 0;
}

/* ---- the time limit ---- */

static uint64_t limit_us;

static bool limit_poll(struct poller *p)
{
	(void)p;
	if (plat_now_us() < limit_us)
		return false;
	console_puts("\033[0m\n");
	printf("The %s has not come to an end in time: --limit gives it more, --keys types what "
	       "it waits for\n",
		who);
	leave(EXIT_FOUND);
	return true;
}

static uint64_t limit_next(struct poller *p)
{
	(void)p;
	return limit_us;
}

static struct poller limit = {.poll = limit_poll, .next_us = limit_next};

static void set_limit(const struct host_options *o)
{
	unsigned s = o->limit_s;

	if (!o->limit_given && !terminal_is_interactive())
		s = LIMIT_S;
	if (!s)
		return;
	limit_us = plat_now_us() + s * US_PER_S;
	poller_add(&limit);
}

/* ---- nobody there ---- */

static void on_nobody(void)
{
	console_puts("\033[0m\n");
	printf("The %s waits for a key, and nobody is there: --keys types what it waits for\n",
		who);
	leave(EXIT_FOUND);
}

/* ---- running ---- */

/* SMBIOS of a machine that says nothing: only its last structure (SMBIOS 3.7, 7.45). */
static int smbios_setup(void)
{
	static const uint8_t table[] = {127, 4, 0, 0, 0, 0};

	return smbios_settings_init(table, sizeof(table), 0x0300);
}

static int machine_setup(const struct host_options *o)
{
	static const struct host_disks disks = {on_hook, on_unhook, on_disk_boot};
	int rc = facts_setup();

	if (!rc && !settings_find("smbios"))
		rc = smbios_setup();

	host_set_start(on_start);
	host_set_start_disk(on_start_disk);
	host_set_power(on_power);
	host_set_disks(&disks);
	nobody_tell(on_nobody);
	schemes_set_root(o->root);
	for (unsigned i = 0; i < o->n_facts && !rc; i++)
		rc = facts_before(o->facts[i]);
	if (!rc)
		rc = terminal_open(o->keys);
	if (rc)
		return rc;
	progress_init();
	set_limit(o);
	rc = o->trust ? network_trust(o->trust) : 0;
	if (!rc)
		rc = network_start();
	for (unsigned i = 0; i < o->n_facts && !rc; i++)
		rc = facts_after(o->facts[i]);
	return rc;
}

/* Where the script is: a URL as it is, a file by its full path, so that its neighbours are
 * found. */
static int script_uri(const char *what, struct uri **ret)
{
	static char path[PATH_MAX], dir[PATH_MAX];

	if (strstr(what, "://"))
		return uri_parse(what, ret);
	if (!realpath(what, path))
		return fail(ERR_NOFILE, "%s: %m", what);
	(void)snprintf(dir, sizeof(dir), "%.*s", (int)(strrchr(path, '/') - path), path);
	schemes_set_beside(dir);
	return uri_make("file", "", path + 1, ret);
}

/* How a failure can be answered on a workstation. */
static void print_advice(const struct host_options *o, int rc)
{
	if (!o->trust && rc == -ERR_NOENT && strstr(fail_last()->text, "trust anchors"))
		puts("  hawser-host is given certificates by --trust FILE");
}

/* What (data) of (what) is. */
static enum config_kind kind_of(
	const struct host_options *o, const char *what, const struct blob *data)
{
	enum config_kind kind;
	char *text;

	if (o->as)
		return (enum config_kind)config_kind_named(o->as);
	text = configs_copy(data->data, (size_t)data->len);
	kind = config_kind_of(what, text, (size_t)data->len);
	free(text);
	return kind;
}

static int run_what(const struct host_options *o, const char *what)
{
	struct blob data = {};
	struct uri *uri = NULL, *from = NULL;
	enum config_kind kind = CONFIG_SCRIPT;
	struct image *img;
	int rc = script_uri(what, &uri);

	if (!rc)
		rc = transfer_fetch(uri, NULL, 0, &data, &from);
	uri_free(uri);
	if (!rc)
		kind = kind_of(o, what, &data);
	if (!rc && kind != CONFIG_SCRIPT) {
		blob_free(&data);
		uri_free(from);
		who = "configuration";
		return run_config(o, what, kind);
	}
	if (!rc && (o->list || o->entry))
		rc = fail(ERR_NOTSUP,
			"--entry and --list are about menus of other boot loaders, "
			"and %s is a script: --keys types what it asks for",
			what);
	if (!rc)
		rc = image_add(NULL, &data, from, &img);
	if (!rc)
		rc = image_probe(img);
	return rc ? rc : image_exec(img);
}

int cmd_run(const struct host_options *o, unsigned n, char **what)
{
	char text[400];
	int rc = machine_setup(o);

	if (rc) {
		terminal_close();
		fprintf(stderr, "hawser-host: %s\n", fail_last()->text);
		return EXIT_USAGE;
	}
	if (!n)
		who = "start-up";
	rc = n ? run_what(o, what[0]) : run_start_up(o);
	console_puts("\033[0m\n");
	if (rc < 0) {
		fail_format(rc, text, sizeof(text));
		printf("The %s failed: %s\n", who, text);
		if (script_failed_line()[0])
			printf("  in %s\n", script_failed_line());
		print_advice(o, rc);
	} else if (!o->list) {
		printf("Would go on with the firmware's next boot entry; the %s has ended with "
		       "status %d\n",
			who, rc);
	}
	image_free_all();
	net_done();
	terminal_close();
	return rc < 0 ? EXIT_FOUND : 0;
}
