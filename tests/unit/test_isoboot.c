/* SPDX-License-Identifier: BSD-2-Clause */
/* isoboot and iso: paths with images of xorriso, from a server with and without parts of files. */
#include <stdlib.h>

#include "arch/host/host.h"
#include "core/console.h"
#include "core/decoder.h"
#include "core/settings.h"
#include "core/transfer.h"
#include "core/uri.h"
#include "core/util.h"
#include "fs/decoders.h"
#include "image/image.h"
#include "image/types.h"
#include "script/commands.h"
#include "script/script.h"
#include "unit/disk_images.h"
#include "unit/image_samples.h"

#define TEXT_MAX 65536u

const struct image_type *const image_types[] = {&script_image_type, &bzimage_image_type, NULL};
const struct decoder_type *const decoders[] = {&gzip_decoder, NULL};
const struct command *const command_tables[] = {
	cmd_text_table, cmd_flow_table, cmd_image_table, cmd_iso_table, cmd_netconfig_table, NULL};
const char *const commands_unsupported[] = {COMMANDS_UNSUPPORTED, NULL};

/* ---- the server: files of the scratch folder; "whole://" gives no parts ---- */

static uint64_t n_sent;

static int serve(struct stream *s)
{
	const bool ranges = s->scheme->ranges;
	_cleanup_(freep) char *path = str_format("%s%s", scratch, s->uri->path);
	struct offer o = {.ranges = ranges, .etag = "\"1\"", .from = ranges ? s->pos : 0};
	FILE *f = fopen(path, "rb");
	struct stat st;
	char data[4096];
	size_t n;
	int rc;

	if (!f || fstat(fileno(f), &st) < 0)
		return fail(ERR_NOFILE, "test: there is no %s", uri_text(s->uri));
	o.total = (uint64_t)st.st_size;
	(void)fseek(f, (long)o.from, SEEK_SET);
	rc = stream_offer(s, &o);
	while (!rc && s->pos < s->end && (n = fread(data, 1, sizeof(data), f)) > 0) {
		n = MIN(n, s->end - s->pos);
		n_sent += n;
		rc = stream_data(s, data, n);
	}
	if (!rc)
		stream_end(s, 0, false, 0);
	fclose(f);
	return 0;
}

static void stop(struct stream *s)
{
	(void)s;
}

static const struct scheme http = {.name = "http", .ranges = true, .start = serve, .stop = stop};
static const struct scheme whole = {.name = "whole", .start = serve, .stop = stop};
const struct scheme *const schemes[] = {&http, &whole, NULL};

/* ---- the screen ---- */

static struct {
	char text[TEXT_MAX];
	size_t len;
	const char *keys; /* to be pressed */
} screen;

static void screen_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	len = MIN(len, TEXT_MAX - 1 - screen.len);
	memcpy(screen.text + screen.len, text, len);
	screen.len += len;
	screen.text[screen.len] = '\0';
}

static int screen_getkey(struct console *c)
{
	(void)c;
	return screen.keys && *screen.keys ? *screen.keys++ : KEY_NONE;
}

static void screen_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = 100;
	*rows = 30;
}

static const struct console_ops screen_ops = {
	.write = screen_write, .getkey = screen_getkey, .size = screen_size};
static struct console console = {.ops = &screen_ops, .name = "test"};

/* ---- what is started ---- */

static struct {
	unsigned n;
	char cmdline[1024], initrd[256];
	size_t initrd_len;
} started;

static int start(const char *how, const struct boot_spec *spec)
{
	size_t len = 0;

	started.n++;
	CHECK_STR(how, "linux");
	(void)snprintf(started.cmdline, sizeof(started.cmdline), "%s", spec->cmdline);
	for (size_t i = 0; i < spec->n_initrd; i++) {
		size_t n = MIN(spec->initrd[i].len, sizeof(started.initrd) - 1 - len);

		memcpy(started.initrd + len, spec->initrd[i].data, n);
		len += n;
	}
	started.initrd[len] = '\0';
	started.initrd_len = len;
	return fail(ERR_NOEXEC, "test: it does not run here");
}

static struct {
	unsigned n_hooked, n_unhooked;
	uint64_t len;
} disks;

static int disk_hook(struct plat_disk *d)
{
	disks.n_hooked++;
	disks.len = d->len;
	return 0;
}

static void disk_unhook(struct plat_disk *d)
{
	(void)d;
	disks.n_unhooked++;
}

static int disk_boot(struct plat_disk *d, const struct plat_disk_boot_args *args)
{
	(void)d;
	(void)args;
	return 0;
}

static const struct host_disks host_disks = {disk_hook, disk_unhook, disk_boot};

/* Runs (line), presses (keys) meanwhile, forgets all images. */
static int run(const char *line, const char *keys)
{
	int rc;

	memset(&started, 0, sizeof(started));
	memset(&disks, 0, sizeof(disks));
	n_sent = 0;
	screen.len = 0;
	screen.text[0] = '\0';
	screen.keys = keys;
	rc = script_run_line(line);
	image_free_all();
	return rc;
}

static bool shows(const char *text)
{
	if (strstr(screen.text, text))
		return true;
	printf("\"%s\" is not in: %s\n", text, screen.text);
	return false;
}

/* ---- the images ---- */

static void write_file(const char *name, const void *data, size_t len)
{
	_cleanup_(freep) char *path = str_format("%s/%s", scratch, name);
	FILE *f = fopen(path, "wb");

	CHECK(f && fwrite(data, 1, len, f) == len);
	if (f)
		fclose(f);
}

static void write_text(const char *name, const char *text)
{
	write_file(name, text, strlen(text));
}

#define XORRISO "xorriso -as mkisofs -quiet -R -J -V '%s' -o %s.iso %s"

static void make_debian(void)
{
	CHECK_EQ(shell("mkdir -p debian/.disk debian/live debian/isolinux"), 0);
	write_file("debian/live/vmlinuz", sample_bzimage(), SAMPLE_BZIMAGE_LEN);
	write_text("debian/live/initrd.img", "\037\213FIRST");
	write_text("debian/live/second.img", "\037\213SECOND");
	write_text("debian/.disk/info", "Debian GNU/Linux 12.0.0 \"Bookworm\" amd64 LIVE\n");
	write_text("debian/isolinux/isolinux.cfg",
		"ui vesamenu.c32\ninclude menu.cfg\nprompt 0\ntimeout 0\n");
	write_text("debian/isolinux/menu.cfg",
		"menu title Debian live\n"
		"label live\n menu label ^Live system\n menu default\n linux /live/vmlinuz\n"
		" initrd /live/initrd.img\n append boot=live components findiso= quiet\n"
		"menu begin more\n menu title More\n menu label ^More\n"
		"label two\n menu label ^Two initrds\n kernel ../live/vmlinuz\n"
		" append initrd=../live/initrd.img,/live/second.img boot=live two\n"
		"menu end\n"
		"label gone\n menu label ^Gone\n kernel /live/none\n"
		"label xen\n menu label ^Xen\n com32 mboot.c32\n append xen.gz\n"
		"label local\n menu label ^Hard disk\n localboot 0x80\n");
	CHECK_EQ(shell("truncate -s 8M debian/live/filesystem.squashfs; " XORRISO,
			 "d-live 12 amd64", "debian", "debian"),
		0);
}

static void make_others(void)
{
	CHECK_EQ(shell("mkdir -p unknown/boot/grub nothing; cp -r debian/live unknown; "
		       "rm unknown/live/filesystem.squashfs; echo >nothing/file"),
		0);
	write_text("unknown/boot/grub/grub.cfg",
		"set timeout=0\nset x=$root\nmenuentry 'My system' --id mine {\n"
		" search --set=root --label MINE\n linux ($root)/live/vmlinuz a=1 \"b c\"\n"
		" initrd /live/initrd.img newc:a/b:/live/initrd.img\n}\n");
	CHECK_EQ(shell(XORRISO "; " XORRISO, "MINE", "unknown", "unknown", "EMPTY", "nothing",
			 "nothing"),
		0);
}

/* ---- the tests ---- */

static void test_words(void)
{
	CHECK(run("isoboot http://srv/debian.iso live", NULL) < 0);
	CHECK_EQ(started.n, 1);
	CHECK(strstr(started.cmdline, "fetch=http://srv/debian.iso") != NULL);
	CHECK(strstr(started.cmdline, "findiso") == NULL);
	CHECK(strstr(started.cmdline, "boot=live components quiet") != NULL);
	CHECK_STR(started.initrd, "\037\213FIRST");
	CHECK(shows("fetch=http://srv/debian.iso"));
	CHECK(n_sent < 1u << 20); /* of 8 MiB */
	CHECK_EQ(disks.n_hooked, 0);
	CHECK(run("isoboot --args a=b --args c http://srv/debian.iso live", NULL) < 0);
	CHECK(strstr(started.cmdline, " a=b c") != NULL);
	CHECK(strstr(started.cmdline, "fetch=") == NULL);
	CHECK(run("isoboot --args= http://srv/debian.iso live", NULL) < 0);
	CHECK_EQ(started.n, 1);
	CHECK(strstr(started.cmdline, "fetch=") == NULL);
}

static void test_menu(void)
{
	CHECK(run("isoboot http://srv/debian.iso", "l\r") < 0);
	CHECK_EQ(started.n, 1);
	CHECK(shows("Debian live"));
	CHECK(shows("ore >"));
	CHECK(run("isoboot http://srv/debian.iso", "m\rt\r") < 0);
	CHECK_EQ(started.n, 1);
	CHECK_EQ(started.initrd_len, 16);
	CHECK(memcmp(started.initrd, "\037\213FIRST\0\037\213SECOND", 16) == 0);
	CHECK(strstr(started.cmdline, " two ") != NULL);
	CHECK(strstr(started.cmdline, "initrd=../live") == NULL);
	CHECK_STR(strstr(started.cmdline, "initrd="), "initrd=initrd.magic");
	CHECK(run("isoboot http://srv/debian.iso", "\003") < 0);
	CHECK_EQ(started.n, 0);
	CHECK(run("isoboot http://srv/debian.iso More>Two initrds", NULL) < 0);
	CHECK_EQ(started.n, 1);
}

static void test_list(void)
{
	CHECK_EQ(run("isoboot --list http://srv/debian.iso", NULL), 0);
	CHECK_EQ(started.n, 0);
	CHECK(shows("live: Live system\n  /live/vmlinuz "));
	CHECK(shows("two: Two initrds\n"));
	CHECK(shows("  initrd /live/second.img\n"));
	CHECK(shows("mboot.c32"));
	CHECK(shows("fetch=http://srv/debian.iso"));
}

static void test_without_parts(void)
{
	CHECK(run("isoboot whole://srv/debian.iso live", NULL) < 0);
	CHECK_EQ(started.n, 1);
	CHECK_STR(started.initrd, "\037\213FIRST");
	CHECK(n_sent < 18u << 20);
}

static void test_faults(void)
{
	CHECK_EQ(run("isoboot http://srv/debian.iso gone", NULL), -ERR_NOENT);
	CHECK(shows("/live/none"));
	CHECK_EQ(run("isoboot http://srv/debian.iso xen", NULL), -ERR_NOTSUP);
	CHECK(shows("mboot.c32"));
	CHECK_EQ(run("isoboot http://srv/debian.iso other", NULL), -ERR_NOENT);
	CHECK(shows("\"live\", \"more\", \"two\""));
	CHECK_EQ(run("isoboot http://srv/nothing.iso", NULL), -ERR_NOENT);
	CHECK(shows("EMPTY"));
	CHECK(shows("--config"));
	CHECK_EQ(run("isoboot http://srv/debian/live/vmlinuz", NULL), -ERR_NOTMINE);
	CHECK_EQ(run("isoboot http://srv/none.iso", NULL), -ERR_NOFILE);
	CHECK_EQ(run("isoboot iso:http://srv/debian.iso!/x", NULL), -ERR_INVAL);
	CHECK_EQ(run("isoboot --config /x.cfg http://srv/debian.iso", NULL), -ERR_NOENT);
	CHECK_EQ(started.n, 0);
	CHECK_EQ(disks.n_hooked, 0);
}

static void test_unknown(void)
{
	CHECK(run("isoboot http://srv/unknown.iso", NULL) < 0);
	CHECK_EQ(started.n, 1);
	CHECK(strstr(started.cmdline, "a=1 ") != NULL);
	/* Behind the first initrd the folder of the file that "newc:" makes: its mode and name. */
	CHECK(strncasecmp(started.initrd + 8 + 14, "000041ed", 8) == 0);
	CHECK_STR(started.initrd + 8 + 110, "/a");
	CHECK(shows("--ram"));
	CHECK_EQ(disks.n_hooked, 0);
	CHECK(run("isoboot --ram http://srv/unknown.iso mine", NULL) < 0);
	CHECK_EQ(started.n, 1);
	CHECK_EQ(disks.n_hooked, 1);
	CHECK_EQ(disks.n_unhooked, 1);
	CHECK(shows("nd_pmem"));
}

/* A configuration of GRUB on a server goes on to the one inside an image. */
static void test_grub_loopback(void)
{
	write_text("loop.cfg",
		"loopback loop /unknown.iso\nset root=(loop)\n"
		"if [ -f /live/vmlinuz -a ! -f /live/none ]; then configfile /boot/grub/grub.cfg\n"
		"fi\n");
	CHECK(run("grubcfg http://srv/loop.cfg mine", NULL) < 0);
	CHECK_EQ(started.n, 1);
	CHECK(strstr(started.cmdline, "a=1 ") != NULL);
	CHECK_STR(started.initrd + 8 + 110, "/a");
}

int main(void)
{
	CHECK_EQ(console_add(&console), 0);
	CHECK_EQ(settings_init(), 0);
	scratch_make("isoboot");
	host_set_start(start);
	host_set_disks(&host_disks);
	make_debian();
	make_others();
	test_words();
	test_menu();
	test_list();
	test_without_parts();
	test_faults();
	test_unknown();
	test_grub_loopback();
	return check_done();
}
