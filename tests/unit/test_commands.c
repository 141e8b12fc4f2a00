/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands on network devices (of the test's own), help, single lines, script magic. */
#include <stdio.h>
#include <string.h>

#include "arch/host/host.h"
#include "core/console.h"
#include "core/log.h"
#include "core/decoder.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/util.h"
#include "image/image.h"
#include "image/ramdisk.h"
#include "net/netdev.h"
#include "script/commands.h"
#include "script/script.h"
#include "unit/check.h"

const struct scheme *const schemes[] = {NULL};
const struct image_type *const image_types[] = {&script_image_type, NULL};
const struct decoder_type *const decoders[] = {NULL};
const struct command *const command_tables[] = {
	cmd_text_table,
	cmd_test_table,
	cmd_setting_table,
	cmd_flow_table,
	cmd_net_table,
	cmd_power_table,
	cmd_san_table,
	NULL,
};
const char *const commands_unsupported[] = {COMMANDS_UNSUPPORTED, NULL};

/* ---- network devices ---- */

struct netdev {
	const char *name;
	bool open, has_link, has_dhcp, configured;
	unsigned n_dhcp;
};
static struct netdev devs[3];
static unsigned n_devs;

struct netdev *netdev_find(const char *name)
{
	for (unsigned i = 0; i < n_devs; i++) {
		if (strcmp(devs[i].name, name) == 0)
			return &devs[i];
	}
	return NULL;
}

struct netdev *netdev_at(unsigned n)
{
	return n < n_devs ? &devs[n] : NULL;
}

const char *netdev_name(const struct netdev *dev)
{
	return dev->name;
}

int netdev_open(struct netdev *dev)
{
	dev->open = true;
	return 0;
}

void netdev_close(struct netdev *dev)
{
	dev->open = false;
}

bool netdev_is_open(const struct netdev *dev)
{
	return dev->open;
}

int netdev_wait_link(struct netdev *dev, uint64_t timeout_ms)
{
	if (dev->has_link)
		return 0;
	return fail(ERR_LINK, "%s: no link within %u ms", dev->name, (unsigned)timeout_ms);
}

int netdev_dhcp(struct netdev *dev, uint64_t timeout_ms)
{
	dev->n_dhcp++;
	dev->open = true;
	dev->configured = dev->has_dhcp;
	if (dev->has_dhcp)
		return 0;
	return fail(ERR_NODHCP, "%s: no answer within %u ms", dev->name, (unsigned)timeout_ms);
}

bool netdev_configured(const struct netdev *dev)
{
	return dev->configured;
}

void netdev_stat(const struct netdev *dev, struct netdev_stat *ret)
{
	*ret = (struct netdev_stat){
		.mac = {0x52, 0x54, 0, 0x12, 0x34, 0x56},
		.chip = "fake",
		.bustype = "PCI",
		.open = dev->open,
		.link = dev->has_link,
		.ip = 0x0a00020f,
		.netmask = 0xffffff00,
		.gateway = dev == &devs[2] ? 0 : 0x0a000202,
		.tx = 1,
		.rx_bytes = 5000000000,
	};
}

/* Three devices: one without link, one with a link but no server, one that works. */
static void reset_devices(void)
{
	devs[0] = (struct netdev){.name = "net0"};
	devs[1] = (struct netdev){.name = "net1", .has_link = true};
	devs[2] = (struct netdev){.name = "net2", .has_link = true, .has_dhcp = true};
	n_devs = 3;
}

/* ---- the console ---- */

static char shown[8192];
static size_t n_shown;

static void fake_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	for (size_t i = 0; i < len && n_shown < sizeof(shown) - 1; i++)
		shown[n_shown++] = text[i];
	shown[n_shown] = '\0';
}

static int fake_getkey(struct console *c)
{
	(void)c;
	return KEY_NONE;
}

static void fake_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = 80;
	*rows = 25;
}

static const struct console_ops fake_ops = {fake_write, fake_getkey, fake_size};
static struct console fake_console = {&fake_ops, "fake", NULL};

static int run(const char *line)
{
	n_shown = 0;
	shown[0] = '\0';
	return script_run_line(line);
}

/* How often (what) was shown. */
static unsigned times(const char *what)
{
	unsigned n = 0;

	for (const char *p = shown; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

/* ---- tests ---- */

static void test_dhcp(void)
{
	reset_devices();
	CHECK_EQ(run("dhcp --timeout 70"), 0);
	CHECK_EQ(times("net0: no answer within 70 ms (error HW-26"), 1);
	CHECK_EQ(times("net1: no answer"), 1);
	CHECK_EQ(times("net2: 10.0.2.15/255.255.255.0, no gateway\n"), 1);
	CHECK(!devs[0].open && !devs[1].open && devs[2].open);

	reset_devices();
	CHECK_EQ(run("ifconf net2 net1"), 0);
	CHECK_EQ(devs[1].n_dhcp, 0);
	CHECK_EQ(run("ifconf net0 net1"), -ERR_NODHCP);
	CHECK_EQ(times("net0: no answer"), 1);
	CHECK_EQ(times("net1: no answer"), 1);
	CHECK_EQ(run("dhcp net7 net2"), 0);
	CHECK_EQ(times("no network device net7 (error HW-12"), 1);
	CHECK_EQ(run("dhcp net2 net7"), 0);
	CHECK_EQ(times("net7"), 0);
	CHECK_EQ(run("dhcp net7"), -ERR_NODEV);
	CHECK_EQ(times("net7"), 1);
	CHECK_EQ(run("dhcp net0 net7"), -ERR_NODHCP);
	CHECK_EQ(times("net7"), 1);
	CHECK_EQ(times("net0: no answer"), 1);
	CHECK_EQ(run("dhcp -c dhcp net2"), 0);
	CHECK_EQ(run("dhcp --configurator ipv6"), -ERR_NOTSUP);
	n_devs = 0;
	CHECK_EQ(run("dhcp"), -ERR_NODEV);
	CHECK_EQ(times("HW-12"), 1);
}

static void test_devices(void)
{
	reset_devices();
	CHECK_EQ(run("ifopen"), 0);
	CHECK(devs[0].open && devs[1].open && devs[2].open);
	CHECK_EQ(run("ifclose net1"), 0);
	CHECK(devs[0].open && !devs[1].open && devs[2].open);
	CHECK_EQ(run("ifopen net1 net9"), 0);
	CHECK(devs[1].open);
	CHECK_EQ(times("net9"), 1);
	CHECK_EQ(run("ifclose"), 0);
	CHECK(!devs[0].open && !devs[1].open && !devs[2].open);

	CHECK_EQ(run("iflinkwait"), 0);
	CHECK_EQ(times("net0: no link within 15000 ms (error HW-13"), 1);
	CHECK(devs[1].open && !devs[2].open);
	CHECK_EQ(run("iflinkwait --timeout 5 net0"), -ERR_LINK);
	CHECK_EQ(times("net0: no link within 5 ms"), 1);

	CHECK_EQ(run("ifstat net1"), 0);
	CHECK_STR(shown,
		"net1: 52:54:00:12:34:56, fake on PCI, open, link up\n"
		"      sent 1 packets (0 bytes, 0 errors), "
		"received 0 packets (5000000000 bytes, 0 errors)\n");
	CHECK_EQ(run("ifstat"), 0);
	CHECK_EQ(times("52:54"), 3);
}

static void test_route(void)
{
	reset_devices();
	CHECK_EQ(run("route"), 0);
	CHECK_STR(shown, "");
	devs[0].open = devs[0].configured = devs[1].configured = true;
	CHECK_EQ(run("route"), 0);
	CHECK_STR(shown, "net0: 10.0.2.15/255.255.255.0, gateway 10.0.2.2\n");
	CHECK_EQ(run("route net0"), -ERR_RANGE);
}

static void test_power(void)
{
	CHECK_EQ(run("reboot --warm --setup"), -ERR_NOTSUP);
	CHECK_EQ(run("reboot now"), -ERR_RANGE);
	CHECK_EQ(run("poweroff"), -ERR_NOTSUP);
	CHECK_EQ(run("poweroff -f"), -ERR_INVAL);
}

static unsigned n_flushes;

static void fake_line(enum log_level level, const char *line)
{
	(void)level;
	(void)line;
}

static void fake_flush(void)
{
	n_flushes++;
}

/* What was logged last is often why somebody restarts the machine. */
static void test_last_lines(void)
{
	static const char *const lines[] = {"reboot", "poweroff", "sanboot"};

	log_set_sink(fake_line, fake_flush);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		n_flushes = 0;
		CHECK_EQ(run(lines[i]), -ERR_NOTSUP);
		CHECK_EQ(n_flushes, 1);
	}
	n_flushes = 0;
	CHECK_EQ(run("reboot -f"), -ERR_INVAL);
	CHECK_EQ(n_flushes, 0);
	log_set_sink(NULL, NULL);
}

static unsigned started_drive;
static char started_file[16];

static int fake_start_disk(uint8_t drive, const struct plat_disk_boot_args *args)
{
	started_drive = drive;
	snprintf(started_file, sizeof(started_file), "%s", args->filename ? args->filename : "");
	return fail(ERR_NOENT, "disk 0x%02x: not there", drive);
}

static void test_sanboot(void)
{
	static const struct {
		const char *line;
		int status;
		unsigned drive; /* 0x100: none is started */
	} cases[] = {
		{"sanboot", -ERR_NOENT, 0x80},
		{"sanboot --drive 0x81 --no-describe", -ERR_NOENT, 0x81},
		{"sanboot -d 0 -nk", -ERR_NOENT, 0},
		{"sanboot --drive=255 --filename x --extra y --label z --uuid u", -ERR_NOENT, 255},
		{"sanboot --drive 256", -ERR_INVAL, 0x100},
		{"sanboot --drive -1", -ERR_INVAL, 0x100},
		{"sanboot --drive disk", -ERR_INVAL, 0x100},
		{"sanboot iscsi:10.0.0.1::::iqn.2026-01.test:disk", -ERR_NOTSUP, 0x100},
		{"sanboot ${nosuch}", -ERR_INVAL, 0x100},
		{"sanhook", -ERR_RANGE, 0x100},
		{"sanhook --sha256 12 http://10.0.0.1/a.iso", -ERR_INVAL, 0x100},
		{"sanhook a b c d e f g h i j", -ERR_RANGE, 0x100},
		{"sanunhook", -ERR_NOENT, 0x100},
		{"sanunhook --drive 0x180", -ERR_INVAL, 0x100},
		{"sanunhook now", -ERR_RANGE, 0x100},
		{"set san-drive 0x82 ; sanboot", -ERR_NOENT, 0x82},
		{"sanboot --drive 0x80", -ERR_NOENT, 0x80},
		{"clear san-drive ; sanboot", -ERR_NOENT, 0x80},
	};

	CHECK_EQ(run("sanboot"), -ERR_NOTSUP);
	CHECK_EQ(times("disk 0x80: nothing can be started here"), 1);
	host_set_start_disk(fake_start_disk);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		started_drive = 0x100;
		CHECK_EQ(run(cases[i].line), cases[i].status);
		CHECK_EQ(started_drive, cases[i].drive);
		CHECK_EQ(times("secret"), 0);
	}
	CHECK_EQ(run("sanboot --filename x"), -ERR_NOENT);
	CHECK(strcmp(started_file, "x") == 0);
	CHECK_EQ(run("sanboot --filename ${nosuch}"), -ERR_NOENT);
	CHECK(strcmp(started_file, "") == 0);
	CHECK_EQ(run("sanunhook --drive 0x81"), -ERR_NOENT);
	CHECK_EQ(times("sanunhook: no disk in memory is drive 0x81"), 1);
	host_set_start_disk(NULL);
}

static int fake_hook(struct plat_disk *d)
{
	(void)d;
	return 0;
}

static void fake_unhook(struct plat_disk *d)
{
	(void)d;
}

static int fake_boot(struct plat_disk *d, const struct plat_disk_boot_args *args)
{
	(void)args;
	started_drive = d->drive;
	return 0;
}

/* A disk from a server has no signature, whenever it was fetched; the machine's own are no
 * images. */
static void test_sanboot_trust(void)
{
	static const struct host_disks disks = {fake_hook, fake_unhook, fake_boot};
	static const uint8_t sectors[1024];
	const struct ramdisk_options o = {.drive = 0x81};
	struct blob data = {.disk = true};
	struct ramdisk *r = NULL;

	host_set_disks(&disks);
	host_set_start_disk(fake_start_disk);
	CHECK_EQ(blob_append(&data, sectors, sizeof(sectors)), 0);
	CHECK_EQ(blob_seal(&data), 0);
	CHECK_EQ(ramdisk_hook(&data, "d.img", &o, &r), 0);
	CHECK_EQ(image_require_verified(true, false), 0);
	started_drive = 0x100;
	CHECK_EQ(run("sanboot --drive 0x81"), -ERR_ACCES);
	CHECK_EQ(times("d.img was not verified"), 1);
	CHECK_EQ(started_drive, 0x100);
	CHECK_EQ(run("sanboot http://10.0.0.1/d.img"), -ERR_ACCES);
	CHECK_EQ(run("sanboot --drive 0x80"), -ERR_NOENT);
	CHECK_EQ(started_drive, 0x80);
	CHECK_EQ(image_require_verified(false, false), 0);
	CHECK_EQ(run("sanboot --drive 0x81"), -ERR_NOEXEC);
	CHECK_EQ(started_drive, 0x81);
	ramdisk_unhook(r);
	host_set_start_disk(NULL);
	host_set_disks(NULL);
}

static void test_help(void)
{
	CHECK_EQ(run("help"), 0);
	CHECK_EQ(times("iflinkwait"), 1);
	CHECK_EQ(times("poweroff"), 1);
	CHECK_EQ(times("sanhook"), 1);
	CHECK_EQ(times("sanboot"), 1);
	CHECK_EQ(run("help prompt"), 0);
	CHECK_EQ(times("prompt [--key KEY] [--timeout MS] [TEXT...]\n"), 1);
	CHECK_EQ(run("help nosuch"), -ERR_NOEXEC);
	CHECK_EQ(run("prompt --help"), -ERR_CANCELED);
	CHECK_EQ(times("Usage: prompt "), 1);
	CHECK_EQ(times("HW-"), 0);
}

static void test_lines(void)
{
	CHECK_EQ(run("iseq a b || echo no && exit 4 ; echo not reached"), 4);
	CHECK_STR(shown, "no\n");
	CHECK_EQ(run("goto x"), -ERR_NOTTY);
	CHECK_EQ(run("time iseq a a"), 0);
	CHECK_EQ(times("iseq: 0.0"), 1);
	CHECK_EQ(run("time exit 6"), 6);
	CHECK_EQ(run("time"), -ERR_RANGE);
	CHECK_EQ(run("cpuid 0"), 0);
	CHECK_EQ(run("cpuid --ext 29"), 0);
	CHECK_EQ(run("cpuid 32"), -ERR_INVAL);
	CHECK_EQ(run("cpuid --ext --ecx 31"), -ERR_NOTSUP);
	CHECK_EQ(run("iwlist"), -ERR_NOTSUP);
	CHECK_EQ(run("no"), -ERR_NOEXEC);
	CHECK_EQ(times("no: command not found (error HW-09"), 1);
}

static void test_texts(void)
{
	static const char bad[] = "echo one\nnosuch two\n";

	n_shown = 0;
	CHECK_EQ(script_run_text("options", "echo a\nexit 2\necho b", 19), 2);
	CHECK_STR(script_failed_line(), "");
	CHECK_EQ(script_run_text("options", "", 0), 0);
	CHECK_EQ(script_run_text("options", bad, sizeof(bad) - 1), -ERR_NOEXEC);
	CHECK_STR(script_failed_line(), "options:2: nosuch two");
	CHECK_EQ(fail_last()->code, ERR_NOEXEC);
	CHECK_STR(fail_last()->text, "nosuch: command not found");
	CHECK_EQ(script_run_text("options", "echo a", 6), 0);
	CHECK_STR(script_failed_line(), "");
}

static void test_magic(void)
{
	static const struct {
		const char *text;
		bool is_script;
	} cases[] = {
		{"#!ipxe\n", true},
		{"#!ipxe\r\n", true},
		{"#!ipxe x", true},
		{"#!gpxe\n", true},
		{"#!hawser\n", true},
		{"\xef\xbb\xbf#!ipxe\n", true},
		{"#!ipxe", false},
		{"#!ipxe2\n", false},
		{"#!IPXE\n", false},
		{" #!ipxe\n", false},
		{"#!hawser", false},
		{"#!/bin/sh\n", false},
		{"\xef\xbb\xbf", false},
		{"\xef\xbb\xbf#!ipxe", false},
		{"", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct image img = {};

		CHECK_EQ(blob_copy(&img.data, cases[i].text, strlen(cases[i].text)), 0);
		CHECK_EQ(script_image_type.probe(&img), cases[i].is_script ? 0 : -ERR_NOTMINE);
		blob_free(&img.data);
	}
}

int main(void)
{
	CHECK_EQ(settings_init(), 0);
	CHECK_EQ(console_add(&fake_console), 0);
	test_dhcp();
	test_devices();
	test_route();
	test_power();
	test_last_lines();
	test_sanboot();
	test_sanboot_trust();
	test_help();
	test_lines();
	test_texts();
	test_magic();
	return check_done();
}
