/* SPDX-License-Identifier: BSD-2-Clause */
/* Where configurations of GRUB are looked for on servers, and what they are told there. */
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "menu/grub.h"
#include "script/netconfig.h"
#include "unit/check.h"

static void set(const char *name, const char *value)
{
	CHECK_EQ(settings_set(name, value), 0);
}

static void set_up(void)
{
	CHECK_EQ(settings_init(), 0);
	set("net0/mac:hex", "52:54:00:AB:cd:ef");
	set("net0/ip", "192.0.2.100");
	set("net0/hostname", "node7");
	set("net0/224:string", "worker");
	settings_set_netx(settings_find("net0"));
}

#define MINE(path)                                                                                 \
	path "-01-52-54-00-ab-cd-ef\n" path "-C0000264\n" path "-C000026\n" path "-C00002\n" path  \
	     "-C0000\n" path "-C000\n" path "-C00\n" path "-C0\n" path "-C\n" path "\n"

static void check_names(const char *prefix, const char *want)
{
	_cleanup_(strbuf_free) struct strbuf out = {};

	CHECK_EQ(grub_format.names(prefix, &out), 0);
	CHECK_STR(out.s, want);
}

/* As DHCP option 210 may be: without any path. */
static void test_bare_prefix(void)
{
	check_names("http://[::1]",
		MINE("grub/grub.cfg")
			MINE("grub.cfg") "http://[::1]/boot/grub/grub.cfg\n"
					 "http://[::1]/grub2/grub.cfg\n"
					 "http://[::1]/boot/grub2/grub.cfg\n"
					 "http://[::1]/debian-installer/amd64/grub/grub.cfg\n");
}

static void test_names(void)
{
	_cleanup_(freep) char *uuid = grub_net_names("/grub.cfg", "11-22", NULL, 0);

	CHECK_STR(uuid, "/grub.cfg-11-22\n/grub.cfg");
	set("uuid:hex", "00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00");
	check_names("tftp://192.0.2.1/",
		MINE("grub/grub.cfg")
			MINE("grub.cfg") "tftp://192.0.2.1/boot/grub/grub.cfg\n"
					 "tftp://192.0.2.1/grub2/grub.cfg\n"
					 "tftp://192.0.2.1/boot/grub2/grub.cfg\n"
					 "tftp://192.0.2.1/debian-installer/amd64/grub/grub.cfg\n");
	check_names("http://h/i386-pc/",
		MINE("http://h/grub.cfg") MINE("grub/grub.cfg")
			MINE("grub.cfg") "http://h/grub/grub.cfg\n"
					 "http://h/boot/grub/grub.cfg\n"
					 "http://h/grub2/grub.cfg\n"
					 "http://h/boot/grub2/grub.cfg\n"
					 "http://h/debian-installer/amd64/grub/grub.cfg\n");
	check_names("http://h:8080/boot/grub/x86_64-efi/",
		MINE("http://h:8080/boot/grub/grub.cfg") MINE("grub/grub.cfg")
			MINE("grub.cfg") "http://h:8080/grub/grub.cfg\n"
					 "http://h:8080/boot/grub/grub.cfg\n"
					 "http://h:8080/grub2/grub.cfg\n"
					 "http://h:8080/boot/grub2/grub.cfg\n"
					 "http://h:8080/debian-installer/amd64/grub/grub.cfg\n");
}

/* ---- variables ---- */

static const char text[] = "net_get_dhcp_option role pxe 224 string\n"
			   "menuentry \"$root $prefix $cmdpath\" { exit; }\n"
			   "menuentry \"$net_default_interface $net_default_ip $net_default_mac "
			   "$net_default_server $pxe_default_server\" { exit; }\n"
			   "menuentry \"$net_pxe_ip $net_pxe_hostname $role\" { exit; }\n"
			   "menuentry start { linux (http)/k; }\n";

static int read_text(void *arg, const char *path, char **ret, size_t *ret_len)
{
	(void)arg;
	CHECK_STR(path, "http://192.0.2.1:8080/a/grub/grub.cfg");
	*ret = str_dup(text);
	*ret_len = sizeof text - 1;
	return 0;
}

static bool exists(void *arg, const char *path)
{
	(void)arg;
	(void)path;
	return false;
}

static struct bootmenu_entry *entry(struct bootmenu *m, unsigned n)
{
	struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node) {
		if (n-- == 0)
			return e;
	}
	return NULL;
}

static void test_variables(void)
{
	const struct bootmenu_files files = {.read = read_text, .exists = exists};
	struct bootmenu *m = NULL;
	struct bootplan p = {};

	CHECK_EQ(grub_format.read(&files, "http://192.0.2.1:8080/a/grub/grub.cfg",
			 "http://192.0.2.1:8080/a/", &m),
		0);
	if (!m)
		return;
	CHECK_STR(entry(m, 0)->title,
		"http,192.0.2.1:8080 (http,192.0.2.1:8080)/a/grub (http,192.0.2.1:8080)/a");
	CHECK_STR(entry(m, 1)->title, "pxe 192.0.2.100 52:54:00:ab:cd:ef 192.0.2.1 192.0.2.1");
	CHECK_STR(entry(m, 2)->title, "192.0.2.100 node7 worker");
	CHECK_EQ(m->ops->plan(entry(m, 3), &p), 0);
	CHECK_STR(p.file, "http://192.0.2.1:8080/k");
	CHECK_STR(p.cmdline, "BOOT_IMAGE=(http)/k");
	bootplan_free(&p);
	bootmenu_free(m);
}

/* What UEFI's card is called, and the machine's number, in the order of DHCP's option 97. */
static const char efi_text[] =
	"menuentry \"$net_efinet0_ip $net_efinet0_mac $net_efinet0_hostname $net_efinet0_domain\" { true; }\n"
	"menuentry \"$net_efinet0_rootpath $net_efinet0_extensionspath $net_efinet0_boot_file\" { true; }\n"
	"menuentry \"$net_efinet0_dhcp_server_name $net_efinet0_next_server $net_efinet0_clientid\" "
	"{ true; }\n"
	"menuentry \"$net_efinet0_clientuuid $net_efinet0_dhcp_ip $net_pxe_ip\" { true; }\n"
	"menuentry \"$net_default_interface $grub_cpu $grub_platform\" { true; }\n";

static int read_efi(void *arg, const char *path, char **ret, size_t *ret_len)
{
	(void)arg;
	(void)path;
	*ret = str_dup(efi_text);
	*ret_len = sizeof efi_text - 1;
	return 0;
}

static void test_efi_variables(void)
{
	const struct bootmenu_files files = {.read = read_efi, .exists = exists, .is_efi = true};
	static const char *const titles[] = {
		"192.0.2.100 52:54:00:ab:cd:ef node7 example.org",
		"nfs:/root /extensions grub/x.efi",
		"server7 192.0.2.7 015254",
		"33221100-5544-7766-8899-aabbccddeeff 192.0.2.100 ",
		"efinet0 x86_64 efi",
	};
	struct bootmenu *m = NULL;

	set("uuid:hex", "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff");
	set("net0/domain", "example.org");
	set("net0/root-path", "nfs:/root");
	set("net0/18:string", "/extensions");
	set("net0/filename", "grub/x.efi");
	set("net0/66:string", "server7");
	set("net0/next-server", "192.0.2.7");
	set("net0/61:hex", "01:52:54");
	CHECK_EQ(grub_format.read(&files, "tftp://192.0.2.1/grub/grub.cfg", NULL, &m), 0);
	for (unsigned i = 0; m && i < ARRAY_SIZE(titles); i++)
		CHECK_STR(entry(m, i)->title, titles[i]);
	bootmenu_free(m);
}

/* A stick has no server. */
static int read_local(void *arg, const char *path, char **ret, size_t *ret_len)
{
	(void)arg;
	CHECK_STR(path, "file:///grub/grub.cfg");
	*ret = str_dup("menuentry \"$root $prefix\" { linux /k a; initrd ../i%1; }\n");
	*ret_len = strlen(*ret);
	return 0;
}

static void test_no_server(void)
{
	const struct bootmenu_files files = {.read = read_local, .exists = exists};
	struct bootmenu *m = NULL;
	struct bootplan p = {};

	CHECK_EQ(grub_format.read(&files, "grub.cfg", NULL, &m), -ERR_INVAL);
	CHECK(m == NULL);
	CHECK_EQ(grub_format.read(&files, "file:///grub/grub.cfg", NULL, &m), 0);
	if (!m)
		return;
	CHECK_STR(entry(m, 0)->title, "file (file)/grub");
	CHECK_EQ(m->ops->plan(entry(m, 0), &p), 0);
	CHECK_STR(p.file, "file:///k");
	CHECK_STR(p.initrds[0], "file:///i%251");
	bootplan_free(&p);
	bootmenu_free(m);
}

int main(void)
{
	set_up();
	test_names();
	test_bare_prefix();
	test_variables();
	test_efi_variables();
	test_no_server();
	return check_done();
}
