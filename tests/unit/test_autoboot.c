/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What Hawser runs: each scenario tells what the firmware and the DHCP server say and which files
 * there are, and what must be asked for in which order, shown, and returned. Network devices and
 * schemes are the test's own.
 */
#include "autoboot.h"

#include "core/blob.h"
#include "core/console.h"
#include "core/decoder.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/util.h"
#include "core/version.h"
#include "embedded.h"
#include "image/image.h"
#include "image/types.h"
#include "net/netdev.h"
#include "script/commands.h"
#include "script/netconfig.h"
#include "script/script.h"
#include "unit/check.h"

#define SERVER     0x0a000001u /* 10.0.0.1 */
#define T          "tftp://10.0.0.1/"
#define AUTOEXEC   "autoexec.ipxe"
#define MENUS      T "menu.cfg http://10.0.0.1/menu.cfg " /* see other_names() */
#define SELF       "(this loader)" /* stands for bytes like our own image's */
#define CIRCLE     "(circle)"      /* a server that redirects round and round */
#define SAYS(text) "#!ipxe\necho " text "\n"

struct scenario {
	const char *what;
	/* the firmware */
	const char *options, *path, *loaded_file;
	const char *embedded; /* the script of the build */
	const char *keys;     /* typed ahead */
	const char *local;    /* autoexec.ipxe on the disk we came from */
	int local_rc;         /* it cannot be read */
	bool loaded;          /* loaded_file came from SERVER */
	/* the DHCP server: pairs of setting and value */
	const char *settings[12];
	int dhcp_rc;        /* of every device but the last, and that one if not last_works */
	unsigned n_devices; /* 0: one */
	bool last_works;
	/* pairs of URL and content */
	const char *files[8];
	/* what must come of it */
	const char *fetched; /* URLs, each with a blank behind it */
	const char *shown[4];
	int status;
	const char *reason; /* part of the recorded failure */
	const char *line;   /* where a script stopped, NULL: nowhere */
};

static const struct scenario *now;
static struct strbuf shown, fetched;
static const char *typed;

/* ---- network devices ---- */

struct netdev {
	int n;
};
static struct netdev devices[3];

struct netdev *netdev_at(unsigned n)
{
	return n < (now->n_devices ? now->n_devices : 1) ? &devices[n] : NULL;
}

int netdev_dhcp(struct netdev *dev, uint64_t timeout_ms)
{
	bool last = dev == &devices[now->n_devices ? now->n_devices - 1 : 0];

	(void)timeout_ms;
	if (now->dhcp_rc && !(last && now->last_works))
		return fail(-now->dhcp_rc, "net%d: no lease", (int)(dev - devices));
	for (unsigned i = 0; i < ARRAY_SIZE(now->settings) && now->settings[i]; i += 2)
		CHECK_EQ(settings_set(now->settings[i], now->settings[i + 1]), 0);
	return 0;
}

struct netdev *netdev_find(const char *name)
{
	return strncmp(name, "net", 3) == 0 ? netdev_at((unsigned)(name[3] - '0')) : NULL;
}

void netdev_close(struct netdev *dev)
{
	CHECK_EQ(strbuf_addf(&fetched, "-net%d ", (int)(dev - devices)), 0);
}

int plat_file_beside(const char *name, struct blob *ret)
{
	CHECK_STR(name, AUTOEXEC);
	if (now->local_rc)
		return fail(-now->local_rc, "disk: broken");
	return now->local ? blob_copy(ret, now->local, strlen(now->local)) : -ERR_NOENT;
}

const char *embedded_script(size_t *ret_len)
{
	*ret_len = now->embedded ? strlen(now->embedded) : 0;
	return now->embedded ? now->embedded : "";
}

void net_loaded_from(uint32_t *ret_server, const char **ret_file)
{
	*ret_server = now->loaded ? SERVER : 0;
	*ret_file = now->loaded ? now->loaded_file : "";
}

/* ---- files ---- */

static int send_text(struct stream *t, const char *text, size_t len)
{
	int rc = stream_data(t, text, len);

	stream_end(t, rc, false, 0);
	return 0;
}

static int send_self(struct stream *t)
{
	static const char head[] = "MZ\0\0hawser loader image";
	char bytes[512] = "";
	size_t n = sizeof(head);

	memcpy(bytes, head, n);
	memcpy(bytes + n + 7, hawser_version, strlen(hawser_version) + 1);
	return send_text(t, bytes, sizeof(bytes));
}

static int file_start(struct stream *t)
{
	const char *url = uri_text(t->uri);

	CHECK_EQ(strbuf_addf(&fetched, "%s ", url), 0);
	for (unsigned i = 0; i < ARRAY_SIZE(now->files) && now->files[i]; i += 2) {
		if (strcmp(now->files[i], url) != 0)
			continue;
		if (strcmp(now->files[i + 1], SELF) == 0)
			return send_self(t);
		if (strcmp(now->files[i + 1], CIRCLE) == 0)
			return fail(ERR_LOOP, "http: %s redirects to itself", url);
		return send_text(t, now->files[i + 1], strlen(now->files[i + 1]));
	}
	return fail(ERR_NOFILE, "test: no file %s", url);
}

static void file_stop(struct stream *t)
{
	(void)t;
}

static const struct scheme tftp = {
	.name = "tftp", .port = 69, .start = file_start, .stop = file_stop};
static const struct scheme http = {
	.name = "http", .port = 80, .start = file_start, .stop = file_stop};
const struct scheme *const schemes[] = {&tftp, &http, NULL};

/* ---- disks: what is asked for stands between the URLs ---- */

static int fake_san(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		CHECK_EQ(strbuf_addf(&fetched, "%s%s", i ? "|" : "", argv[i]), 0);
	CHECK_EQ(strbuf_adds(&fetched, " "), 0);
	return strcmp(argv[0], "sanboot") == 0 ? fail(ERR_NOEXEC, "the disk has come back") : 0;
}

static const struct command fake_san_table[] = {
	{"sanboot", fake_san, "", ""},
	{"sanhook", fake_san, "", ""},
	{"sanunhook", fake_san, "", ""},
	{},
};

const struct image_type *const image_types[] = {&script_image_type, &efi_image_type, NULL};
const struct command *const command_tables[] = {
	cmd_text_table,
	cmd_setting_table,
	cmd_flow_table,
	cmd_image_table,
	cmd_autoboot_table,
	fake_san_table,
	NULL,
};
const char *const commands_unsupported[] = {COMMANDS_UNSUPPORTED, NULL};
const struct decoder_type *const decoders[] = {NULL};

/* A configuration that says how it ends. */
static int other_names(const char *prefix, struct strbuf *out)
{
	CHECK(strcmp(prefix, T) == 0 || strncmp(prefix, T "lab", strlen(T "lab")) == 0);
	if (strchr(prefix, '_'))
		return strbuf_adds(out, "own.cfg\n");
	return strbuf_adds(out, "menu.cfg\nhttp://10.0.0.1/menu.cfg\n");
}

static int other_read(const struct bootmenu_files *files, const char *url, const char *prefix,
	struct bootmenu **ret)
{
	_cleanup_(freep) char *text = NULL;
	size_t len;

	(void)prefix;
	(void)ret;
	CHECK_EQ(files->read(files->arg, url, &text, &len), 0);
	return fail(ERR_SYNTAX, "%s: %s", url, text);
}

static const struct config_format other_format = {.name = "other",
	.firmware = "pcbios",
	.goes_by_name = true,
	.names = other_names,
	.read = other_read};
const struct config_format *const config_formats[] = {&other_format, NULL};

/* ---- the console ---- */

static void screen_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	CHECK_EQ(strbuf_add(&shown, text, len), 0);
}

static int screen_getkey(struct console *c)
{
	(void)c;
	return typed && *typed ? *typed++ : KEY_NONE;
}

static void screen_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = 80;
	*rows = 25;
}

static const struct console_ops screen_ops = {screen_write, screen_getkey, screen_size};
static struct console screen = {&screen_ops, "screen", NULL};

/* ---- scenarios ---- */

#define LOADED(name) .loaded = true, .loaded_file = (name)
#define DHCP(file)                                                                                 \
	{                                                                                          \
		"net0.dhcp/next-server", "10.0.0.1", "net0.dhcp/filename", (file)                  \
	}

static const struct scenario scenarios[] = {
	{.what = "a file name is on the server beside it",
		.settings = DHCP("boot.ipxe"),
		.files = {T "boot.ipxe", SAYS("HERE ${cwuri}")},
		.fetched = T "boot.ipxe ",
		.shown = {"Booting " T "boot.ipxe\n", "HERE " T "boot.ipxe"}},
	{.what = "a file name is no URL: nothing in it is special",
		.settings = DHCP("/a b#c?d%20e"),
		.files = {T "/a%20b%23c%3Fd%2520e", SAYS("HERE")},
		.fetched = T "/a%20b%23c%3Fd%2520e ",
		.shown = {"HERE"}},
	{.what = "settings in a file name",
		.settings = {"net0.dhcp/next-server", "10.0.0.1", "net0.dhcp/filename",
			"m/${net0/mac:hexhyp}.ipxe", "net0/mac:hex", "52:54:00:00:00:01"},
		.files = {T "m/52-54-00-00-00-01.ipxe", SAYS("HERE")},
		.fetched = T "m/52-54-00-00-00-01.ipxe ",
		.shown = {"HERE"}},
	{.what = "a URL as file name needs no server",
		.settings = {"net0.dhcp/filename", "HTTP://h/dir/x.ipxe"},
		.files = {"http://h/dir/x.ipxe", "#!ipxe\nchain y.ipxe\n", "http://h/dir/y.ipxe",
			SAYS("RELATIVE")},
		.fetched = "http://h/dir/x.ipxe http://h/dir/y.ipxe ",
		.shown = {"RELATIVE"}},
	{.what = "ProxyDHCP names file and server, DHCP neither",
		.settings = {"net0.dhcp/ip", "10.0.0.9", "proxydhcp/next-server", "10.0.0.1",
			"proxydhcp/filename", "p.ipxe"},
		.files = {T "p.ipxe", SAYS("PROXY")},
		.fetched = T "p.ipxe ",
		.shown = {"PROXY"}},
	{.what = "the server is that of the answer that names the file",
		.settings = {"net0.dhcp/next-server", "10.9.9.9", "proxydhcp/next-server",
			"10.0.0.1", "proxydhcp/filename", "p.ipxe"},
		.files = {T "p.ipxe", SAYS("PROXY")},
		.fetched = T "p.ipxe ",
		.shown = {"PROXY"}},
	{.what = "but any is better than none",
		.settings = {"net0.dhcp/next-server", "10.0.0.1", "proxydhcp/filename", "p.ipxe"},
		.files = {T "p.ipxe", SAYS("PROXY")},
		.fetched = T "p.ipxe ",
		.shown = {"PROXY"}},
	{.what = "option 66 names the server",
		.settings = {"net0.dhcp/66", "boot.lan", "net0.dhcp/filename", "x.ipxe"},
		.files = {"tftp://boot.lan/x.ipxe", SAYS("HERE")},
		.fetched = "tftp://boot.lan/x.ipxe ",
		.shown = {"HERE"}},
	{.what = "no server",
		.settings = {"net0.dhcp/filename", "x.ipxe"},
		.fetched = "",
		.status = -ERR_NOBOOTFILE,
		.reason = "\"x.ipxe\", but no server"},

	{.what = "loop guard by name",
		LOADED("hawser.efi"),
		.settings = DHCP("hawser.efi"),
		.files = {T AUTOEXEC, SAYS("AUTO")},
		.fetched = T AUTOEXEC " ",
		.shown = {"Loop guard:", T "hawser.efi\n", "dnsmasq:", "AUTO"}},
	{.what = "loop guard in a folder",
		LOADED("efi/hawser.efi"),
		.settings = DHCP("efi/hawser.efi"),
		.files = {T "efi/" AUTOEXEC, SAYS("AUTO")},
		.fetched = T "efi/" AUTOEXEC " ",
		.shown = {"Loop guard:", "AUTO"}},
	{.what = "loop guard by content: another spelling of the name",
		LOADED("hawser.efi"),
		.settings = DHCP("./hawser.efi"),
		.files = {T "./hawser.efi", SELF, T AUTOEXEC, SAYS("AUTO")},
		.fetched = T "./hawser.efi " T AUTOEXEC " ",
		.shown = {"Loop guard:", "AUTO"}},
	{.what = "loop guard by content: another server's name for it",
		LOADED("hawser.efi"),
		.settings = {"net0.dhcp/filename", "tftp://boot.lan/hawser.efi"},
		.files = {"tftp://boot.lan/hawser.efi", SELF, T AUTOEXEC, SAYS("AUTO")},
		.fetched = "tftp://boot.lan/hawser.efi " T AUTOEXEC " ",
		.shown = {"AUTO"}},
	{.what = "loop guard when the firmware does not tell where we are from",
		.settings = DHCP("d/hawser.efi"),
		.files = {T "d/hawser.efi", SELF, T "d/" AUTOEXEC, SAYS("AUTO")},
		.fetched = T "d/hawser.efi " T "d/" AUTOEXEC " ",
		.shown = {"AUTO"}},
	{.what = "loop guard, and nothing beside us",
		LOADED("hawser.efi"),
		.settings = DHCP("hawser.efi"),
		.fetched = T AUTOEXEC " " MENUS,
		.status = -ERR_NOFILE,
		.reason = AUTOEXEC "; nor is pxelinux.cfg/default, "},
	{.what = "autoexec.ipxe is this loader as well",
		LOADED("hawser.efi"),
		.settings = DHCP("hawser.efi"),
		.files = {T AUTOEXEC, SELF},
		.fetched = T AUTOEXEC " " MENUS,
		.status = -ERR_LOOP},
	{.what = "a server that redirects in a circle is no loop of ours",
		LOADED("hawser.efi"),
		.settings = {"net0.dhcp/filename", "http://h/x"},
		.files = {"http://h/x", CIRCLE},
		.fetched = "http://h/x " T AUTOEXEC " " MENUS,
		.shown = {"redirects to itself"},
		.status = -ERR_LOOP,
		.reason = "redirects to itself"},
	{.what = "UEFI HTTP boot",
		.path = "http://h:8080/efi/hawser.efi",
		.settings = {"net0.dhcp/filename", "HTTP://H:8080/efi/hawser.efi"},
		.files = {"http://h:8080/efi/" AUTOEXEC, SAYS("AUTO ${cwduri}")},
		.fetched = "http://h:8080/efi/" AUTOEXEC " ",
		.shown = {"Loop guard:", "AUTO http://h:8080/efi/\n"}},
	{.what = "loaded from a disk",
		.path = "\\EFI\\BOOT\\BOOTX64.EFI",
		.settings = DHCP("boot.ipxe"),
		.files = {T "boot.ipxe", SAYS("HERE")},
		.fetched = T "boot.ipxe ",
		.shown = {"HERE"}},

	{.what = "with autoexec.ipxe on it: that comes before the network",
		.path = "\\EFI\\BOOT\\BOOTX64.EFI",
		.settings = DHCP("boot.ipxe"),
		.local = SAYS("LOCAL [${cwuri}] ${net0.dhcp/filename}"),
		.fetched = "",
		.shown = {"autoexec.ipxe beside this loader\n", "LOCAL [] \n"}},
	{.what = "an empty one does not count",
		.settings = DHCP("boot.ipxe"),
		.local = "",
		.files = {T "boot.ipxe", SAYS("HERE")},
		.fetched = T "boot.ipxe ",
		.shown = {"HERE"}},
	{.what = "one that cannot be read is told",
		.settings = DHCP("boot.ipxe"),
		.local_rc = -ERR_IO,
		.fetched = "",
		.status = -ERR_IO,
		.reason = "disk: broken"},
	{.what = "one that is no script is told, too",
		.local = "echo HERE\n",
		.fetched = "",
		.status = -ERR_NOEXEC},
	{.what = "load options come before it",
		.options = "echo OPTIONS",
		.local = SAYS("LOCAL"),
		.fetched = "",
		.shown = {"OPTIONS\n"}},

	{.what = "no file name: what is beside us",
		LOADED("hawser.efi"),
		.settings = {"net0.dhcp/ip", "10.0.0.9"},
		.files = {T AUTOEXEC, SAYS("AUTO")},
		.fetched = T AUTOEXEC " ",
		.shown = {"no boot file name", "AUTO"}},
	{.what = "no file name and nothing beside us",
		LOADED("hawser.efi"),
		.settings = {"net0.dhcp/ip", "10.0.0.9"},
		.fetched = T AUTOEXEC " " MENUS,
		.status = -ERR_NOBOOTFILE,
		.reason = "no boot file name"},
	{.what = "a file that is not there",
		LOADED("hawser.efi"),
		.settings = DHCP("x.ipxe"),
		.fetched = T "x.ipxe " T AUTOEXEC " " MENUS,
		.shown = {"no file " T "x.ipxe"},
		.status = -ERR_NOFILE,
		.reason = "x.ipxe"},
	{.what = "a configuration beside us",
		LOADED("hawser.efi"),
		.settings = DHCP("hawser.efi"),
		.files = {"http://10.0.0.1/menu.cfg", "menu text"},
		.fetched = T AUTOEXEC " " MENUS,
		.shown = {"Loop guard:", "Configuration http://10.0.0.1/menu.cfg"},
		.status = -ERR_SYNTAX,
		.reason = "menu text"},
	{.what = "a configuration beside us that the loader's name leads to",
		LOADED("lab_hawser.efi"),
		.settings = DHCP("lab_hawser.efi"),
		.files = {T "lab_own.cfg", "own text"},
		.fetched = T AUTOEXEC " " T "lab_own.cfg ",
		.shown = {"Configuration " T "lab_own.cfg"},
		.status = -ERR_SYNTAX,
		.reason = "own text"},
	{.what = "and one that it does not",
		LOADED("lab_hawser.efi"),
		.settings = DHCP("lab_hawser.efi"),
		.files = {"http://10.0.0.1/menu.cfg", "menu text"},
		.fetched = T AUTOEXEC " " T "lab_own.cfg " MENUS,
		.shown = {"Configuration http://10.0.0.1/menu.cfg"},
		.status = -ERR_SYNTAX,
		.reason = "menu text"},
	{.what = "a folder that an old server tells goes before the loader's name",
		LOADED("lab_hawser.efi"),
		.settings = {"net0.dhcp/next-server", "10.0.0.1", "net0.dhcp/filename",
			"lab_hawser.efi", "net0.dhcp/43.210:string", "lab"},
		.files = {"http://10.0.0.1/menu.cfg", "menu text"},
		.fetched = T AUTOEXEC " " T "lab/menu.cfg http://10.0.0.1/menu.cfg ",
		.status = -ERR_SYNTAX,
		.reason = "menu text"},
	{.what = "a file that cannot be started",
		LOADED("hawser.efi"),
		.settings = DHCP("pxelinux.0"),
		.files = {T "pxelinux.0", "\xfa\xeb\x4e bytes", T AUTOEXEC, SAYS("AUTO")},
		.fetched = T "pxelinux.0 " T AUTOEXEC " ",
		.shown = {"pxelinux.0 is nothing that can be started", "AUTO"}},
	{.what = "it is the diagnosis when nothing is beside us",
		LOADED("hawser.efi"),
		.settings = DHCP("index.html"),
		.files = {T "index.html", "<html>"},
		.fetched = T "index.html " T AUTOEXEC " " MENUS,
		.status = -ERR_NOEXEC,
		.reason = "index.html"},
	{.what = "a script that fails is the answer",
		LOADED("hawser.efi"),
		.settings = DHCP("x.ipxe"),
		.files = {T "x.ipxe", "#!ipxe\ngoto nowhere\n", T AUTOEXEC, SAYS("AUTO")},
		.fetched = T "x.ipxe ",
		.status = -ERR_NOENT,
		.reason = "nowhere",
		.line = "x.ipxe:2: goto nowhere"},
	{.what = "so is its exit status",
		LOADED("hawser.efi"),
		.settings = DHCP("x.ipxe"),
		.files = {T "x.ipxe", "#!ipxe\nexit 3\n"},
		.fetched = T "x.ipxe ",
		.status = 3},

	{.what = "load options come first",
		.options = "echo OPTIONS ; chain next.ipxe",
		LOADED("d/hawser.efi"),
		.settings = DHCP("boot.ipxe"),
		.files = {T "d/next.ipxe", SAYS("NEXT")},
		.fetched = T "d/next.ipxe ",
		.shown = {"OPTIONS", "NEXT"}},
	{.what = "a script of the build comes before them",
		.embedded = SAYS("EMBEDDED ${cwuri}") "chain next.ipxe\n",
		.options = "echo OPTIONS",
		LOADED("d/hawser.efi"),
		.settings = DHCP("boot.ipxe"),
		.files = {T "d/next.ipxe", SAYS("NEXT")},
		.fetched = T "d/next.ipxe ",
		.shown = {"EMBEDDED " T "d/hawser.efi\n", "NEXT"}},
	{.what = "its exit status is the answer",
		.embedded = "#!ipxe\nexit 5\n",
		.fetched = "",
		.status = 5},
	{.what = "a scriptlet",
		.settings = {"net0.dhcp/scriptlet", "echo LET ; exit 4", "net0.dhcp/next-server",
			"10.0.0.1", "net0.dhcp/filename", "boot.ipxe"},
		.files = {T "boot.ipxe", SAYS("HERE")},
		.fetched = "",
		.shown = {"LET"},
		.status = 4},
	{.what = "a scriptlet that fails is the answer",
		.settings = {"net0.dhcp/175.81:string", "goto nowhere"},
		.fetched = "",
		.status = -ERR_NOENT,
		.reason = "nowhere",
		.line = "scriptlet:1: goto nowhere"},
	{.what = "Ctrl-B, typed ahead, opens the shell",
		.keys = "abc\x02"
			"exit 6\r",
		.settings = DHCP("boot.ipxe"),
		.files = {T "boot.ipxe", SAYS("HERE")},
		.fetched = T "boot.ipxe ",
		.shown = {"Press Ctrl-B", "hawser> "},
		.status = 6},
	{.what = "Ctrl-B when there is nothing to boot",
		.keys = "\x02"
			"exit 6\r",
		.settings = {"net0.dhcp/ip", "10.0.0.9"},
		.fetched = "",
		.shown = {"hawser> "},
		.status = 6},
	{.what = "Ctrl-B is a key like any other once a script runs",
		.options = "prompt --key 0x02 ; echo GOT",
		.keys = "\x02",
		.fetched = "",
		.shown = {"GOT"}},

	{.what = "root-path names a disk",
		.settings = {"net0.dhcp/root-path", "http://h/a b.iso"},
		.fetched = "sanboot|--filename=|--|http://h/a b.iso ",
		.shown = {"the disk that root-path names"},
		.status = -ERR_NOEXEC,
		.reason = "has come back"},
	{.what = "with a program on it, and settings in its name",
		.settings = {"net0.dhcp/root-path", "http://h/${net0/mac:hexhyp}.img",
			"net0.dhcp/san-filename", "\\a b.efi", "net0/mac:hex", "52:54:00:00:00:01"},
		.fetched = "sanboot|--filename=\\a b.efi|--|http://h/52-54-00-00-00-01.img ",
		.status = -ERR_NOEXEC},
	{.what = "the file comes before the disk",
		.settings = {"net0.dhcp/filename", "http://h/x.ipxe", "net0.dhcp/root-path",
			"http://h/disk"},
		.files = {"http://h/x.ipxe", SAYS("HERE")},
		.fetched = "http://h/x.ipxe ",
		.shown = {"HERE"}},
	{.what = "the disk comes when the file fails",
		.settings = {"net0.dhcp/filename", "http://h/x.ipxe", "net0.dhcp/root-path",
			"http://h/disk"},
		.files = {"http://h/x.ipxe", "#!ipxe\ngoto nowhere\n"},
		.fetched = "http://h/x.ipxe sanboot|--filename=|--|http://h/disk ",
		.shown = {"  in x.ipxe:2: goto nowhere\nBooting the disk"},
		.status = -ERR_NOEXEC,
		.reason = "has come back"},
	{.what = "or is this loader",
		LOADED("hawser.efi"),
		.settings = {"net0.dhcp/next-server", "10.0.0.1", "net0.dhcp/filename",
			"hawser.efi", "net0.dhcp/root-path", "http://h/disk"},
		.files = {T AUTOEXEC, SAYS("AUTO")},
		.fetched = "sanboot|--filename=|--|http://h/disk ",
		.shown = {"Loop guard:", "on with the disk that root-path names. To name"},
		.status = -ERR_NOEXEC},
	{.what = "a disk of data is there while the file runs, and not started",
		.settings = {"net0.dhcp/filename", "http://h/x.ipxe", "net0.dhcp/root-path",
			"http://h/disk", "net0.dhcp/skip-san-boot", "1"},
		.files = {"http://h/x.ipxe", "#!ipxe\ngoto nowhere\n"},
		.fetched = "sanhook|--|http://h/disk http://h/x.ipxe sanunhook ",
		.status = -ERR_NOENT,
		.reason = "nowhere",
		.line = "x.ipxe:2: goto nowhere"},
	{.what = "it stays with keep-san",
		.settings = {"net0.dhcp/filename", "http://h/x.ipxe", "net0.dhcp/root-path",
			"http://h/disk", "net0.dhcp/skip-san-boot", "1", "net0.dhcp/keep-san", "1"},
		.files = {"http://h/x.ipxe", SAYS("HERE")},
		.fetched = "sanhook|--|http://h/disk http://h/x.ipxe ",
		.shown = {"HERE"}},
	{.what = "what we cannot fetch is no disk",
		LOADED("hawser.efi"),
		.settings = {"net0.dhcp/root-path", "iscsi:10.0.0.1::::iqn.2026-01.lan:x"},
		.files = {T AUTOEXEC, SAYS("AUTO")},
		.fetched = T AUTOEXEC " ",
		.shown = {"AUTO"}},
	{.what = "nor is a folder of an NFS server",
		.settings = {"net0.dhcp/root-path", "10.0.0.1:/srv/root"},
		.fetched = "",
		.status = -ERR_NOBOOTFILE},

	{.what = "autoboot of one device closes the others",
		.options = "autoboot net1",
		.n_devices = 3,
		.settings = DHCP("boot.ipxe"),
		.files = {T "boot.ipxe", SAYS("HERE")},
		.fetched = "-net0 -net2 " T "boot.ipxe ",
		.shown = {"HERE"}},
	{.what = "autoboot tries all, and its status is that of the last",
		.options = "autoboot || echo NO ; autoboot net0 net7 || echo NONE",
		.n_devices = 2,
		.last_works = true,
		.dhcp_rc = -ERR_LINK,
		.settings = DHCP("boot.ipxe"),
		.fetched = "-net1 -net0 " T "boot.ipxe -net1 ",
		.shown = {"net0: no lease", "no file " T "boot.ipxe", "NO\n", "\"net7\""}},
	{.what = "autoboot does not load this loader again",
		.options = "autoboot",
		LOADED("hawser.efi"),
		.settings = DHCP("hawser.efi"),
		.files = {T AUTOEXEC, SAYS("AUTO")},
		.fetched = "",
		.shown = {"Loop guard:", "again.\nTo name a script"},
		.status = -ERR_LOOP,
		.line = "load options:1: autoboot"},
	{.what = "no DHCP answer, but the firmware had one",
		LOADED("hawser.efi"),
		.dhcp_rc = -ERR_NODHCP,
		.files = {T AUTOEXEC, SAYS("AUTO")},
		.fetched = T AUTOEXEC " ",
		.shown = {"net0: no lease", "AUTO"}},
	{.what = "no DHCP answer at all",
		.dhcp_rc = -ERR_NODHCP,
		.fetched = "",
		.status = -ERR_NODHCP,
		.reason = "net0: no lease"},
	{.what = "Ctrl-C while DHCP runs",
		LOADED("hawser.efi"),
		.dhcp_rc = -ERR_CANCELED,
		.fetched = "",
		.status = -ERR_CANCELED},
	{.what = "the second device works",
		.n_devices = 2,
		.last_works = true,
		.dhcp_rc = -ERR_LINK,
		.settings = DHCP("boot.ipxe"),
		.files = {T "boot.ipxe", SAYS("HERE")},
		.fetched = T "boot.ipxe ",
		.shown = {"net0: no lease", "HERE"}},
	{.what = "none works",
		.n_devices = 3,
		.dhcp_rc = -ERR_LINK,
		.fetched = "",
		.shown = {"net0: no lease", "net1: no lease"},
		.status = -ERR_LINK,
		.reason = "net2"},
};

static void forget(const char *block)
{
	struct settings_block *b = settings_find(block);

	if (b)
		settings_remove(b);
}

static void play(const struct scenario *s)
{
	struct boot_args args = {.load_options = s->options, .loader_path = s->path};
	unsigned failed_before = check_failed;

	now = s;
	strbuf_reset(&shown);
	strbuf_reset(&fetched);
	typed = s->keys;
	fail_clear();
	CHECK_EQ(autoboot_run(&args), s->status);
	CHECK_STR(fetched.s ? fetched.s : "", s->fetched);
	for (unsigned i = 0; i < ARRAY_SIZE(s->shown) && s->shown[i]; i++)
		CHECK(strstr(shown.s, s->shown[i]) != NULL);
	CHECK_STR(script_failed_line(), s->line ? s->line : "");
	if (s->reason)
		CHECK(strstr(fail_last()->text, s->reason) != NULL);
	if (check_failed != failed_before)
		printf("\tin \"%s\": %s (%s)\n", s->what, shown.s, fail_last()->text);
	image_free_all();
	CHECK(list_empty(image_list()));
	forget("net0");
	forget("proxydhcp");
	CHECK_EQ(uri_cwd_set(NULL), 0);
}

int main(void)
{
	CHECK_EQ(settings_init(), 0);
	CHECK_EQ(console_add(&screen), 0);
	CHECK_EQ(strbuf_adds(&shown, ""), 0);
	CHECK_EQ(strbuf_adds(&fetched, ""), 0);
	for (unsigned i = 0; i < ARRAY_SIZE(scenarios); i++)
		play(&scenarios[i]);
	strbuf_free(&shown);
	strbuf_free(&fetched);
	return check_done();
}
