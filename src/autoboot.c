/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What to run, first hit wins: the script of the build; the image's load options; autoexec.ipxe on
 * the disk we were loaded from; the scriptlet, the file or the disk of the second DHCP answer,
 * unless the file is ourselves (the loop guard); autoexec.ipxe beside the file we were loaded from,
 * then the configurations of other boot loaders there (config_formats[] in conf.c); else the
 * diagnosis. See docs/architecture.md, "What Hawser runs".
 */
#include "autoboot.h"

#include <stdio.h>
#include <string.h>

#include "arch/platform.h"
#include "core/console.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/version.h"
#include "embedded.h"
#include "image/image.h"
#include "net/netdev.h"
#include "rootpath.h"
#include "script/expand.h"
#include "script/netconfig.h"
#include "script/script.h"
#include "trust_file.h"

#define AUTOEXEC    "autoexec.ipxe"
#define MARKER_SCAN (4u << 20) /* our own image is far smaller than this */

/* Where we were loaded from; NULL: unknown. */
static struct uri *loader;

/* In every image of this version: how we know a downloaded file is ourselves. Volatile, so that
 * the text is really there once and not folded into the code that looks for it. */
static const volatile char marker[] = "hawser loader image";

/* The URI of file name or URL (name); a name is that of a file on (server), "" if unknown. */
static int uri_of_bootfile(const char *server, const char *name, struct uri **ret)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;

	if (strstr(name, "://") && uri_parse(name, &uri) == 0 && uri->scheme && uri->host) {
		*ret = TAKE(uri);
		return 0;
	}
	if (!server[0])
		return fail(ERR_NOBOOTFILE,
			"dhcp: the boot file is \"%s\", but no server is named "
			"(next-server, siaddr or option 66)",
			name);
	return uri_make("tftp", server, name, ret);
}

static int lookup_setting(const char *name, struct strbuf *out, void *arg)
{
	(void)arg;
	return settings_get(name, out);
}

/* The text of (v) with ${…} replaced, as deployed servers rely on; NULL if it is empty. */
static char *text_of(const struct setting_value *v)
{
	_cleanup_(strbuf_free) struct strbuf text = {0};

	if (expand((const char *)v->data, v->len, lookup_setting, NULL, &text) || !text.len)
		return NULL;
	return strbuf_take(&text);
}

static void dotted(uint32_t ip, char *out, size_t cap)
{
	(void)snprintf(out, cap, "%u.%u.%u.%u", ip >> 24, ip >> 16 & 255, ip >> 8 & 255, ip & 255);
}

/* The server named in the block that named the file, by address or, in option 66, by name; else in
 * any block. "" if there is none. */
static void server_beside(struct settings_block *block, char *out, size_t cap)
{
	_cleanup_(setting_value_free) struct setting_value ip = {0}, name = {0};
	uint32_t server = 0;

	out[0] = '\0';
	if (block && settings_get_raw_in(block, "next-server", &ip) == 0 && ip.len == 4)
		server = get_be32(ip.data);
	if (!server && block && settings_get_raw_in(block, "66", &name) == 0 && name.len < cap) {
		memcpy(out, name.data, name.len);
		out[name.len] = '\0';
		return;
	}
	if (server || (settings_get_ipv4("next-server", &server) == 0 && server))
		dotted(server, out, cap);
}

/* What the DHCP answer names: its URI, or -ERR_NOBOOTFILE. */
static int bootfile_find(struct uri **ret)
{
	_cleanup_(setting_value_free) struct setting_value v = {0};
	_cleanup_(freep) char *name = NULL;
	struct settings_block *block = NULL;
	char server[256];

	if (settings_get_raw("filename", &v, &block) == 0)
		name = text_of(&v);
	if (!name || !name[0])
		return fail(ERR_NOBOOTFILE,
			"dhcp: the server gave an address, but no boot file name "
			"(filename, option 67)");
	server_beside(block, server, sizeof(server));
	return uri_of_bootfile(server, name, ret);
}

/* (ret) is the firmware's word on where we were loaded from, NULL if it does not tell. */
static int loader_find(const struct boot_args *args, struct uri **ret)
{
	uint32_t server;
	const char *file;
	char text[16];

	*ret = NULL;
	if (args->loader_path && strstr(args->loader_path, "://"))
		return uri_parse(args->loader_path, ret);
	net_loaded_from(&server, &file);
	if (!server || !file[0])
		return 0;
	dotted(server, text, sizeof(text));
	return uri_of_bootfile(text, file, ret);
}

/* True for an image with our marker and our version in it. */
static bool is_ourselves(const struct image *img)
{
	char want[sizeof(marker)];
	const uint8_t *data = img->data.data;
	size_t len = img->data.len < MARKER_SCAN ? img->data.len : MARKER_SCAN;

	if (!len)
		return false;
	for (size_t i = 0; i < sizeof(marker); i++)
		want[i] = marker[i];
	return memmem(data, len, want, sizeof(want)) &&
		memmem(data, len, hawser_version, strlen(hawser_version) + 1);
}

/* What came of trying a file. */
struct attempt {
	const char *otherwise; /* what comes next if it is this loader, NULL: nothing */
	bool ran;              /* it was started: its status is the answer */
	bool ourselves;        /* it is this loader */
};

static void guard_explain(const struct uri *uri, const char *otherwise)
{
	_cleanup_(freep) char *name = uri_basename(uri);

	console_printf("\n\033[1mLoop guard:\033[0m DHCP names\n  %s\n"
		       "which is the file this loader was loaded from. Not loading it again%s\n"
		       "%s%sTo name a script, tell the DHCP server:\n"
		       "  dhcpd:    if option user-class = \"iPXE\" { filename \"boot.ipxe\"; }\n"
		       "            else { filename \"%s\"; }\n"
		       "  dnsmasq:  dhcp-userclass=set:ipxe,iPXE\n"
		       "            dhcp-boot=tag:ipxe,boot.ipxe\n\n",
		uri_text(uri), otherwise ? "; going" : ".", otherwise ? "on with " : "",
		otherwise ? otherwise : "", name ? name : "hawser.efi");
}

/* Fetches (uri) into a registered image. */
static int fetch(const struct uri *uri, struct image **ret)
{
	struct blob data = {0};
	struct uri *final = NULL;
	int rc = transfer_fetch(uri, NULL, 0, &data, &final);

	return rc ? rc : image_add(NULL, &data, final, ret);
}

static int run(struct image *img)
{
	int rc = image_exec(img);

	image_put(img);
	return rc;
}

/* Runs (uri) if it can be fetched and started. */
static int run_uri(const struct uri *uri, struct attempt *ret)
{
	struct image *img;
	int rc = fetch(uri, &img);

	if (rc)
		return rc;
	if (is_ourselves(img)) {
		guard_explain(uri, ret->otherwise);
		image_free(img);
		ret->ourselves = true;
		return fail(ERR_LOOP, "%s: is this loader itself", uri_text(uri));
	}
	rc = image_probe(img);
	if (rc) {
		image_free(img);
		return rc;
	}
	ret->ran = true;
	if (console_take_call()) {
		image_free(img);
		return shell_run();
	}
	return run(image_get(img));
}

/* autoexec.ipxe beside (base). */
static int run_autoexec(const struct uri *base, struct attempt *ret)
{
	_cleanup_(uri_freep) struct uri *ref = NULL, *uri = NULL;
	int rc = uri_parse(AUTOEXEC, &ref);

	if (!rc)
		rc = uri_resolve(base, ref, &uri);
	if (rc)
		return rc;
	console_printf("Looking for %s\n", uri_text(uri));
	return run_uri(uri, ret);
}

/* Looks for configurations of those formats that go first on this firmware, or of the others. */
static int search_configs(
	const struct uri *base, const char *prefix, bool first, struct attempt *ret)
{
	for (unsigned i = 0; config_formats[i]; i++) {
		const struct config_format *f = config_formats[i];
		int rc;

		if ((strcmp(f->firmware, plat_name) == 0) != first)
			continue;
		console_printf("Looking for a configuration of %s in %s\n", f->name, prefix);
		rc = netconfig_search_beside(f, base, NULL, &ret->ran);
		if (ret->ran || rc != -ERR_NOENT)
			return rc;
	}
	return 0;
}

/* The configurations that other boot loaders would find if they had been loaded as (base). */
static int run_configs(const struct uri *base, struct attempt *ret)
{
	_cleanup_(freep) char *prefix = NULL;
	int rc = netconfig_prefix(base, &prefix);

	if (!rc)
		rc = search_configs(base, prefix, true, ret);
	if (!rc && !ret->ran)
		rc = search_configs(base, prefix, false, ret);
	return rc;
}

/* The server does not answer: to ask it for more would only take time. */
static bool is_silent(int rc)
{
	return rc == -ERR_TIMEDOUT || rc == -ERR_UNREACH || rc == -ERR_REFUSED || rc == -ERR_NAME;
}

/* What lies beside (base). The first reason is that of the file one would put there. */
static int run_beside(const struct uri *base, struct attempt *ret)
{
	int rc = run_autoexec(base, ret), configs;
	struct failure first = *fail_last();

	if (ret->ran || rc == -ERR_CANCELED || is_silent(rc))
		return rc;
	configs = run_configs(base, ret);
	if (ret->ran || configs == -ERR_CANCELED)
		return configs;
	if (rc == -ERR_NOFILE && !configs)
		return fail(ERR_NOFILE,
			"%s; nor is pxelinux.cfg/default, grub/grub.cfg or loader/entries/index there",
			first.text);
	return fail_again(&first);
}

static void print_failure(int rc)
{
	char text[400];

	fail_format(rc, text, sizeof(text));
	console_printf("%s\n", text);
}

/* Before the boot goes another way. A script has told its reason itself, but not where. */
static void leave_failure(int rc)
{
	if (script_failed_line()[0])
		console_printf("  in %s\n", script_failed_line());
	else
		print_failure(rc);
	script_forget_failure();
}

/* An address for the first device that gets one. Failures but the last are told here. */
static int configure(void)
{
	struct netdev *dev = netdev_at(0);
	int rc = fail(ERR_NODEV, "net: the firmware offers no network device");

	for (unsigned n = 1; dev; n++) {
		rc = netdev_dhcp(dev, 0);
		if (!rc || rc == -ERR_CANCELED)
			return rc;
		dev = netdev_at(n);
		if (dev)
			print_failure(rc);
	}
	return rc;
}

/* The file that DHCP names, in *ret_uri, too; with the loop guard, nothing. */
static int run_bootfile(struct uri **ret_uri, struct attempt *ret)
{
	int rc = bootfile_find(ret_uri);

	if (rc)
		return rc;
	if (loader && uri_equal(*ret_uri, loader)) {
		guard_explain(*ret_uri, ret->otherwise);
		ret->ourselves = true;
		return fail(ERR_LOOP, "%s: is the file this loader was loaded from",
			uri_text(*ret_uri));
	}
	console_printf("Booting %s\n", uri_text(*ret_uri));
	return run_uri(*ret_uri, ret);
}

/* With the disk hooked that the file needs. */
static int run_bootfile_with_disk(struct uri **ret_uri, struct attempt *ret)
{
	struct failure why;
	int rc = rootpath_hook();

	if (rc)
		return rc;
	rc = run_bootfile(ret_uri, ret);
	why = *fail_last();
	rootpath_unhook();
	return rc < 0 ? fail_again(&why) : rc;
}

static int boot_disk(struct attempt *ret)
{
	ret->ran = true;
	if (console_take_call())
		return shell_run();
	console_puts("Booting the disk that root-path names\n");
	return rootpath_boot();
}

/* What DHCP names: the file, then the disk. *ret_uri: of the file, NULL if there is none. */
static int run_named(struct uri **ret_uri, struct attempt *ret)
{
	const char *otherwise = ret->otherwise;
	int rc;

	if (!rootpath_usable())
		return run_bootfile(ret_uri, ret);
	if (rootpath_is_data())
		return run_bootfile_with_disk(ret_uri, ret);
	ret->otherwise = "the disk that root-path names. ";
	rc = run_bootfile(ret_uri, ret);
	ret->otherwise = otherwise;
	if (rc >= 0 || rc == -ERR_CANCELED)
		return rc;
	if (*ret_uri && !ret->ourselves)
		leave_failure(rc);
	return boot_disk(ret);
}

/* autoexec.ipxe on the disk that we were loaded from. What it wants of the network is its own
 * business. */
static int run_local_autoexec(struct attempt *ret)
{
	struct blob data = {0};
	struct image *img;
	int rc = plat_file_beside(AUTOEXEC, &data);

	if (rc == -ERR_NOENT)
		return 0;
	if (!rc && !data.len) {
		blob_free(&data);
		return 0;
	}
	ret->ran = true;
	if (!rc)
		rc = image_add(AUTOEXEC, &data, NULL, &img);
	if (rc)
		return rc;
	console_puts("Running " AUTOEXEC " beside this loader\n");
	return run(image_get(img));
}

/* The command line that a setting holds, if there is one. */
static int run_scriptlet(struct attempt *ret)
{
	_cleanup_(freep) char *text = settings_get_text("scriptlet");

	if (!text || !text[0])
		return 0;
	ret->ran = true;
	if (console_take_call())
		return shell_run();
	return script_run_text("scriptlet", text, strlen(text));
}

static int run_answer(void)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	struct attempt named = {.otherwise = AUTOEXEC " and configurations beside it. "},
		       beside = {0};
	const struct uri *base = loader;
	struct failure first;
	int rc = run_scriptlet(&named);

	if (!named.ran)
		rc = configure();
	if (!rc && !named.ran)
		rc = run_scriptlet(&named);
	if (!rc && !named.ran)
		rc = run_named(&uri, &named);
	/* A firmware may not tell where it loaded us from; then we have just found out. */
	if (!base && named.ourselves)
		base = uri;
	if (named.ran || rc == -ERR_CANCELED || !base)
		return rc;

	/* The first reason is the better diagnosis if there is nothing beside us either. */
	first = *fail_last();
	if (!named.ourselves)
		print_failure(rc);
	rc = run_beside(base, &beside);
	if (beside.ran || rc == -ERR_CANCELED || named.ourselves)
		return rc;
	return fail_again(&first);
}

/* Ctrl-B is looked for as long as nothing has been started: who does not want it need not wait. */
static int run_network(void)
{
	int rc;

	console_puts("Press Ctrl-B for the command line\n");
	console_watch_call(KEY_CTRL_B);
	rc = run_answer();
	return console_take_call() ? shell_run() : rc;
}

int autoboot_device(struct netdev *dev)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	struct attempt named = {0};
	struct netdev *other;
	int rc;

	for (unsigned n = 0; (other = netdev_at(n)); n++) {
		if (other != dev)
			netdev_close(other);
	}
	rc = netdev_dhcp(dev, 0);
	return rc ? rc : run_named(&uri, &named);
}

int autoboot_run(const struct boot_args *args)
{
	struct attempt local = {0};
	const char *script;
	size_t len;
	int rc;

	script_forget_failure();
	uri_free(TAKE(loader));
	rc = loader_find(args, &loader);
	if (rc)
		log_warn("boot: the firmware's word on where it loaded us from is unusable, "
			 "ignoring");
	if (loader)
		(void)uri_cwd_set(loader);
	trust_file_set(loader);
	script = embedded_script(&len);
	if (len)
		return script_run_text("embedded", script, len);
	if (args->load_options && args->load_options[0])
		return script_run_text(
			"load options", args->load_options, strlen(args->load_options));
	rc = run_local_autoexec(&local);
	return local.ran ? rc : run_network();
}
