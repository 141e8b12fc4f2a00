/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What to run, first hit wins: the image's load options; the file of the second DHCP answer, unless
 * it is ourselves (the loop guard); autoexec.ipxe beside the file we were loaded from; else the
 * diagnosis. See docs/architecture.md, "What Hawser runs".
 */
#include "autoboot.h"

#include <stdio.h>
#include <string.h>

#include "core/console.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/version.h"
#include "image/image.h"
#include "net/netdev.h"
#include "script/expand.h"
#include "script/script.h"

#define AUTOEXEC "autoexec.ipxe"
#define MARKER_SCAN (4u << 20)	/* our own image is far smaller than this */

/* In every image of this version: how we know a downloaded file is ourselves. Volatile, so that
 * the text is really there once and not folded into the code that looks for it. */
static const volatile char marker[] = "hawser loader image";


/* tftp://SERVER/NAME without any parsing of NAME: it is a file name, not a URI. */
static int uri_of_file(uint32_t server, const char *name, struct uri **ret)
{
	struct strbuf path = { 0 };
	char text[40];
	struct uri *uri;
	int rc;

	(void)snprintf(text, sizeof(text), "tftp://%u.%u.%u.%u/", server >> 24, server >> 16 & 255,
		       server >> 8 & 255, server & 255);
	rc = uri_parse(text, &uri);
	if (rc)
		return rc;
	rc = strbuf_addc(&path, '/');
	for (const char *p = name; *p && !rc; p++)
		rc = *p == '/' ? strbuf_addc(&path, '/') : uri_encode_string(p, 1, &path);
	if (rc) {
		strbuf_free(&path);
		uri_free(uri);
		return rc;
	}
	free(uri->path);
	uri->path = strbuf_take(&path);
	*ret = uri;
	return 0;
}

/* The URI of file name or URL (name) on (server). */
static int uri_of_bootfile(uint32_t server, const char *name, struct uri **ret)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;

	if (strstr(name, "://") && uri_parse(name, &uri) == 0 && uri->scheme && uri->host) {
		*ret = TAKE(uri);
		return 0;
	}
	if (!server)
		return fail(ERR_NOBOOTFILE, "dhcp: the boot file is \"%s\", but no server is named "
			    "(next-server, siaddr or option 66)", name);
	return uri_of_file(server, name, ret);
}

static int lookup_setting(const char *name, struct strbuf *out, void *arg)
{
	(void)arg;
	return settings_get(name, out);
}

/* The text of (v) with ${…} replaced, as deployed servers rely on; NULL if it is empty. */
static char *text_of(const struct setting_value *v)
{
	_cleanup_(strbuf_free) struct strbuf text = { 0 };

	if (expand((const char *)v->data, v->len, lookup_setting, NULL, &text) || !text.len)
		return NULL;
	return strbuf_take(&text);
}

/* The server named in the block that named the file, else in any block. */
static uint32_t server_beside(struct settings_block *block)
{
	_cleanup_(setting_value_free) struct setting_value v = { 0 };
	uint32_t server = 0;

	if (block && settings_get_raw_in(block, "next-server", &v) == 0 && v.len == 4 &&
	    get_be32(v.data))
		return get_be32(v.data);
	return settings_get_ipv4("next-server", &server) == 0 ? server : 0;
}

/* What the DHCP answer names: its URI, or -ERR_NOBOOTFILE. */
static int bootfile_find(struct uri **ret)
{
	_cleanup_(setting_value_free) struct setting_value v = { 0 };
	_cleanup_(freep) char *name = NULL;
	struct settings_block *block = NULL;

	if (settings_get_raw("filename", &v, &block) == 0)
		name = text_of(&v);
	if (!name || !name[0])
		return fail(ERR_NOBOOTFILE, "dhcp: the server gave an address, but no boot file name "
			    "(filename, option 67)");
	return uri_of_bootfile(server_beside(block), name, ret);
}

/* Where we were loaded from: the firmware's word. NULL in (ret) if it does not tell. */
static int loader_find(const struct boot_args *args, struct uri **ret)
{
	uint32_t server;
	const char *file;

	*ret = NULL;
	if (args->loader_path && strstr(args->loader_path, "://"))
		return uri_parse(args->loader_path, ret);
	net_loaded_from(&server, &file);
	if (!server || !file[0])
		return 0;
	return uri_of_bootfile(server, file, ret);
}

/* True for an image with our marker and our version in it. */
static bool is_ourselves(const struct image *img)
{
	char want[sizeof(marker)];
	const uint8_t *data = img->data.data;
	size_t len = img->data.len < MARKER_SCAN ? img->data.len : MARKER_SCAN;

	if (len < 2 || data[0] != 'M' || data[1] != 'Z')
		return false;
	for (size_t i = 0; i < sizeof(marker); i++)
		want[i] = marker[i];
	return memmem(data, len, want, sizeof(want)) &&
	       memmem(data, len, hawser_version, strlen(hawser_version) + 1);
}

static void guard_explain(const struct uri *uri)
{
	console_printf("\n\033[1mLoop guard:\033[0m DHCP names %s, the file this loader was loaded "
		       "from.\nNot loading it again; looking for %s beside it. To name a script "
		       "instead:\n"
		       "  dhcpd:    if option user-class = \"iPXE\" { filename \"boot.ipxe\"; } "
		       "else { filename \"hawser.efi\"; }\n"
		       "  dnsmasq:  dhcp-userclass=set:ipxe,iPXE\n"
		       "            dhcp-boot=tag:ipxe,boot.ipxe\n\n",
		       uri_text(uri), AUTOEXEC);
}

/* Fetches (uri) into a registered image. */
static int fetch(const struct uri *uri, struct image **ret)
{
	struct blob data = { 0 };
	struct uri *final = NULL;
	int rc = transfer_fetch(uri, 0, &data, &final);

	return rc ? rc : image_add(NULL, &data, final, ret);
}

static int run(struct image *img)
{
	int rc = image_exec(img);

	image_put(img);
	return rc;
}

/* Runs (uri) if it can be fetched; *ret_ran tells whether it was. */
static int run_uri(const struct uri *uri, bool *ret_ran)
{
	struct image *img;
	int rc = fetch(uri, &img);

	if (rc)
		return rc;
	if (is_ourselves(img)) {
		guard_explain(uri);
		image_free(img);
		return fail(ERR_LOOP, "%s: is this loader itself", uri_text(uri));
	}
	*ret_ran = true;
	return run(image_get(img));
}

/* autoexec.ipxe beside (loader). */
static int run_autoexec(const struct uri *loader, bool *ret_ran)
{
	_cleanup_(uri_freep) struct uri *ref = NULL, *uri = NULL;
	int rc = uri_parse(AUTOEXEC, &ref);

	if (!rc)
		rc = uri_resolve(loader, ref, &uri);
	if (rc)
		return rc;
	console_printf("Looking for %s\n", uri_text(uri));
	return run_uri(uri, ret_ran);
}

static int configure(void)
{
	int rc = fail(ERR_NODEV, "net: the firmware offers no network device");
	struct netdev *dev;

	for (unsigned n = 0; (dev = netdev_at(n)); n++) {
		rc = netdev_dhcp(dev, 0);
		if (!rc || rc == -ERR_CANCELED)
			return rc;
	}
	return rc;
}

/* What DHCP names, or, with the loop guard, nothing. */
static int run_bootfile(const struct uri *loader, bool *ret_ran)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	int rc = bootfile_find(&uri);

	if (rc)
		return rc;
	if (loader && uri_equal(uri, loader)) {
		guard_explain(uri);
		return fail(ERR_LOOP, "%s: is the file this loader was loaded from", uri_text(uri));
	}
	console_printf("Booting %s\n", uri_text(uri));
	return run_uri(uri, ret_ran);
}

static int run_network(const struct uri *loader)
{
	struct failure first;
	bool ran = false;
	int rc = configure(), beside;

	if (rc == -ERR_CANCELED)
		return rc;
	if (!rc)
		rc = run_bootfile(loader, &ran);
	if (ran || rc == -ERR_CANCELED || !loader)
		return rc;

	/* The first reason is the better diagnosis if there is nothing beside us either. */
	first = *fail_last();
	if (rc != -ERR_LOOP) {
		char text[400];

		fail_format(rc, text, sizeof(text));
		console_printf("%s\n", text);
	}
	beside = run_autoexec(loader, &ran);
	if (ran || beside == -ERR_CANCELED)
		return beside;
	if (first.code == ERR_LOOP)
		return beside;
	return fail_again(&first);
}

int autoboot_run(const struct boot_args *args)
{
	_cleanup_(uri_freep) struct uri *loader = NULL;
	int rc;

	if (args->load_options && args->load_options[0])
		return script_run_text("load options", args->load_options,
				       strlen(args->load_options));
	rc = loader_find(args, &loader);
	if (rc)
		log_warn("boot: the firmware's word on where it loaded us from is unusable, ignoring");
	if (loader)
		(void)uri_cwd_set(loader);
	return run_network(loader);
}
