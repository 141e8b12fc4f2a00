/* SPDX-License-Identifier: BSD-2-Clause */
/* Distributions told by what is in an image, and their command lines. Images are lists of paths. */
#include <stdbool.h>
#include <stdlib.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "image/distro.h"
#include "unit/check.h"

#define URL "http://h/a.iso"

struct image {
	const char *label, *kernel, *cmdline;
	const char *paths;      /* parted by blanks; "path=text of a file" with "~" for blanks */
	const char *name;       /* of the distribution; NULL: unknown */
	const char *by_url;     /* its command line, NULL if that is no way of it */
	const char *other_line; /* and that of a way without URL, NULL as well */
};

/* The text of (path) in the list, "" if it has none, NULL if it is not there. */
static const char *image_find(const struct image *im, const char *path, size_t *ret_len)
{
	const char *p = im->paths;
	size_t len = strlen(path);

	while (*p) {
		size_t n = strcspn(p, " ");

		if (n >= len && memcmp(p, path, len) == 0 && (n == len || p[len] == '=')) {
			*ret_len = n == len ? 0 : n - len - 1;
			return p + (n == len ? n : len + 1);
		}
		p += n;
		p += strspn(p, " ");
	}
	return NULL;
}

static bool image_exists(void *arg, const char *path)
{
	size_t len;

	return image_find(arg, path, &len) != NULL;
}

static int image_read(void *arg, const char *path, char **ret, size_t *ret_len)
{
	const char *text = image_find(arg, path, ret_len);

	if (!text)
		return -ERR_NOENT;
	*ret = str_ndup(text, *ret_len);
	for (char *p = *ret; p && *p; p++)
		if (*p == '~')
			*p = ' ';
	return *ret ? 0 : -ERR_NOMEM;
}

static const struct distro *recognise(const struct image *im)
{
	struct distro_facts f = {
		.label = im->label,
		.kernel = im->kernel,
		.cmdline = im->cmdline,
		.exists = image_exists,
		.read = image_read,
		.arg = (void *)im,
	};

	return distro_recognise(&f);
}

static const struct image images[] = {
	{"d-live 12.5.0 gn amd64", "/live/vmlinuz", "boot=live components quiet splash findiso=",
		"/live /live/filesystem.squashfs /.disk/info=Official~Debian~GNU/Linux~Live~12.5",
		"Debian Live", "boot=live components quiet splash fetch=" URL,
		"boot=live components quiet splash"},
	{"d-live 12.5.0 gn amd64", "/install/gtk/vmlinuz", "vga=788 --- quiet",
		"/live/filesystem.squashfs /.disk/info=Official~Debian~GNU/Linux~Live~12.5",
		"Debian Installer", NULL, "vga=788 --- quiet"},
	{"Debian 12.5.0 amd64 n", "/install.amd/vmlinuz", "vga=788 --- quiet",
		"/install.amd/vmlinuz /.disk/info=Debian~GNU/Linux~12.5.0~\"Bookworm\"",
		"Debian Installer", NULL, "vga=788 --- quiet"},
	{"ISOIMAGE", "/linux", "vga=788 --- quiet",
		"/linux /initrd.gz /isolinux.cfg=path~include~menu.cfg",
		"Debian Installer, mini.iso", NULL, "vga=788 --- quiet"},
	{"Kali Live", "/live/vmlinuz", "boot=live components noeject splash live-media=removable",
		"/live/filesystem.squashfs", "Kali Linux",
		"boot=live components noeject splash fetch=" URL,
		"boot=live components noeject splash live-media=removable"},
	{"Parrot-security", "/live/vmlinuz", "boot=live quiet", "/live", "Parrot OS",
		"boot=live quiet fetch=" URL, "boot=live quiet"},
	{"grml64-full 2024.02", "/boot/grml64full/vmlinuz",
		"apm=power-off boot=live live-media-path=/live/grml64-full/ nomce toram",
		"/boot/grub/loopback.cfg", "Grml",
		"apm=power-off boot=live live-media-path=/live/grml64-full/ nomce fetch=" URL,
		"apm=power-off boot=live live-media-path=/live/grml64-full/ nomce"},
	{"20240627-noble", "/live/vmlinuz",
		"boot=live union=overlay toram=live,syslinux ocs_live_batch=no",
		"/live/filesystem.squashfs /Clonezilla-Live-Version", "Clonezilla",
		"boot=live union=overlay ocs_live_batch=no fetch=" URL,
		"boot=live union=overlay ocs_live_batch=no"},
	{"GParted-live", "/live/vmlinuz", "boot=live components", "/GParted-Live-Version",
		"GParted Live", "boot=live components fetch=" URL, "boot=live components"},
	{"TAILS 6.4", "/live/vmlinuz", "boot=live nopersistence live-media=removable module=Tails",
		"/live/filesystem.squashfs", "Tails", NULL, "boot=live nopersistence module=Tails"},
	{"Ubuntu-Server 24.04 LTS amd64", "/casper/vmlinuz", " ---",
		"/casper/vmlinuz /.disk/info=Ubuntu-Server~24.04~LTS~\"Noble~Numbat\"", "Ubuntu",
		"ip=dhcp url=" URL " iso-url=" URL " cloud-config-url=/dev/null ---", " ---"},
	{"Ubuntu 22.04.1 LTS amd64", "/casper/vmlinuz",
		"iso-scan/filename= maybe-ubiquity quiet splash --- ",
		"/casper/vmlinuz /.disk/info=Ubuntu~22.04.1~LTS", "Ubuntu",
		"maybe-ubiquity quiet splash ip=dhcp url=" URL " iso-url=" URL
		" cloud-config-url=/dev/null --- ",
		"maybe-ubiquity quiet splash --- "},
	{"Xubuntu 18.04 LTS amd64", "/casper/vmlinuz",
		"file=/cdrom/preseed/xubuntu.seed boot=casper quiet splash ---",
		"/.disk/info=Xubuntu~18.04~LTS", "Ubuntu before 20.04", NULL,
		"file=/cdrom/preseed/xubuntu.seed boot=casper quiet splash ---"},
	{"Ubuntu 20.04 LTS amd64", "/install/mt86plus", NULL,
		"/casper/vmlinuz /.disk/info=Ubuntu~20.04~LTS", "Memory test", NULL, ""},
	{"Linux Mint 21.3 Cinnamon 64-bit", "/casper/vmlinuz",
		"boot=casper uuid=1 username=mint hostname=mint quiet splash --",
		"/.disk/info=Linux~Mint~21.3~\"Virginia\"", "Linux Mint",
		"boot=casper uuid=1 username=mint hostname=mint quiet splash ip=dhcp url=" URL
		" iso-url=" URL " cloud-config-url=/dev/null --",
		"boot=casper uuid=1 username=mint hostname=mint quiet splash --"},
	{"Pop_OS 22.04 amd64 Intel", "/casper_pop-os_22.04_amd64_intel_debug_44/vmlinuz.efi",
		"boot=casper live-media-path=/casper_pop-os_22.04_amd64_intel_debug_44 hostname=pop-os "
		"noprompt ---",
		"/.disk/info=Pop_OS~22.04~\"Jammy\"", "Pop!_OS",
		"boot=casper live-media-path=/casper_pop-os_22.04_amd64_intel_debug_44 hostname=pop-os "
		"noprompt ip=dhcp url=" URL " iso-url=" URL " cloud-config-url=/dev/null ---",
		"boot=casper live-media-path=/casper_pop-os_22.04_amd64_intel_debug_44 hostname=pop-os "
		"noprompt ---"},
	{"Fedora-WS-Live-40-1-14", "/images/pxeboot/vmlinuz",
		"root=live:CDLABEL=Fedora-WS-Live-40-1-14  rd.live.image quiet rhgb",
		"/LiveOS/squashfs.img", "Fedora Live",
		"rd.live.image quiet rhgb root=live:" URL " ip=dhcp rd.neednet=1",
		"root=live:CDLABEL=Fedora-WS-Live-40-1-14  rd.live.image quiet rhgb"},
	{"Fedora-S-dvd-x86_64-40", "/images/pxeboot/vmlinuz",
		"inst.stage2=hd:LABEL=Fedora-S-dvd-x86_64-40 quiet",
		"/images/install.img /.treeinfo", "Anaconda (Fedora, RHEL and the like)",
		"quiet root=live:" URL " rd.live.dir=images rd.live.squashimg=install.img ip=dhcp "
		"rd.neednet=1",
		"inst.stage2=hd:LABEL=Fedora-S-dvd-x86_64-40 quiet"},
	{"CentOS 7 x86_64", "/isolinux/vmlinuz",
		"inst.stage2=hd:LABEL=CentOS\\x207\\x20x86_64 quiet",
		"/LiveOS/squashfs.img /images/pxeboot/vmlinuz", "Anaconda of release 7",
		"quiet root=live:" URL " ip=dhcp rd.neednet=1",
		"inst.stage2=hd:LABEL=CentOS\\x207\\x20x86_64 quiet"},
	{"Fedora-SB-ostree-x86_64-40", "/images/pxeboot/vmlinuz",
		"inst.stage2=hd:LABEL=Fedora-SB-ostree-x86_64-40 quiet",
		"/images/install.img /ostree/repo", "Anaconda with the system on the image", NULL,
		"inst.stage2=hd:LABEL=Fedora-SB-ostree-x86_64-40 quiet"},
	{"fedora-coreos-40.20240616", "/images/pxeboot/vmlinuz",
		"mitigations=auto,nosmt coreos.liveiso=fedora-coreos-40.20240616 ignition.firstboot "
		"ignition.platform.id=metal",
		"/images/pxeboot/rootfs.img /images/ignition.img", "Fedora CoreOS, RHEL CoreOS",
		NULL, "mitigations=auto,nosmt ignition.firstboot ignition.platform.id=metal"},
	{"agama-installer", "/boot/x86_64/loader/linux",
		"splash=silent root=live:CDLABEL=agama-installer live.password=x quiet",
		"/LiveOS/squashfs.img", "Agama (SUSE, openSUSE)",
		"splash=silent live.password=x quiet root=live:" URL
		" rd.live.image ip=dhcp rd.neednet=1",
		"splash=silent root=live:CDLABEL=agama-installer live.password=x quiet"},
	{"openSUSE-Leap-15.6-DVD-x86_64", "/boot/x86_64/loader/linux",
		"splash=silent mitigations=auto", "/boot/x86_64/loader/linux /boot/x86_64/root",
		"openSUSE and SLES with YaST", NULL, "splash=silent mitigations=auto"},
	{"VOID_LIVE", "/boot/vmlinuz", "root=live:CDLABEL=VOID_LIVE ro init=/sbin/init rd.live.ram",
		"/LiveOS/squashfs.img", "Void Linux",
		"ro init=/sbin/init root=live:" URL " rd.live.image ip=dhcp rd.neednet=1",
		"root=live:CDLABEL=VOID_LIVE ro init=/sbin/init"},
	{"COS_LIVE", "/boot/kernel",
		"cdroot root=live:CDLABEL=COS_LIVE rd.live.dir=/ rd.live.squashimg=rootfs.squashfs",
		"/rootfs.squashfs", "Kairos, Harvester",
		"cdroot rd.live.dir=/ rd.live.squashimg=rootfs.squashfs root=live:" URL
		" rd.live.image ip=dhcp rd.neednet=1",
		"cdroot root=live:CDLABEL=COS_LIVE rd.live.dir=/ rd.live.squashimg=rootfs.squashfs"},
	{"Mageia-9-Plasma", "/boot/vmlinuz", "root=live:LABEL=Mageia-9-Plasma splash quiet",
		"/loopbacks/distrib.sqfs", "Live system of dracut",
		"splash quiet root=live:" URL " rd.live.image ip=dhcp rd.neednet=1",
		"root=live:LABEL=Mageia-9-Plasma splash quiet"},
	{"ARCH_202406", "/arch/boot/x86_64/vmlinuz-linux",
		"archisobasedir=arch archisosearchuuid=2024-06-01-12-00-00-00", "/arch/boot",
		"Arch Linux", NULL,
		"archisobasedir=arch archisosearchuuid=2024-06-01-12-00-00-00 copytoram=n"},
	{"EOS_202406", "/arch/boot/x86_64/vmlinuz-linux",
		"archisobasedir=arch archisolabel=EOS_202406 copytoram=y", "/arch/boot",
		"Live system of archiso", NULL,
		"archisobasedir=arch archisolabel=EOS_202406 copytoram=n"},
	{"RESCUE1101", "/sysresccd/boot/x86_64/vmlinuz",
		"archisobasedir=sysresccd archisolabel=RESCUE1101 copytoram iomem=relaxed",
		"/sysresccd", "SystemRescue", NULL,
		"archisobasedir=sysresccd archisolabel=RESCUE1101 iomem=relaxed copytoram=n"},
	{"MANJARO_KDE_2400", "/boot/vmlinuz-x86_64",
		"misobasedir=manjaro misolabel=MANJARO_KDE_2400", "/manjaro", "Manjaro, Garuda",
		NULL, "misobasedir=manjaro misolabel=MANJARO_KDE_2400 copytoram=n"},
	{"alpine-std 3.20.1 x86_64", "/boot/vmlinuz-lts",
		"modules=loop,squashfs,sd-mod,usb-storage quiet", "/.alpine-release",
		"Alpine Linux", NULL, "modules=loop,squashfs,sd-mod,usb-storage quiet"},
	{"nixos-minimal-24.05-x86_64", "/boot/bzImage",
		"init=/nix/store/x/init  root=LABEL=nixos-minimal-24.05-x86_64 copytoram",
		"/nix-store.squashfs", "NixOS", NULL,
		"init=/nix/store/x/init  root=LABEL=nixos-minimal-24.05-x86_64"},
	{"PVE", "/boot/linux26", "ro ramdisk_size=16777216 rw quiet splash=silent",
		"/pve-base.squashfs /boot/initrd.img", "Proxmox", NULL,
		"ro ramdisk_size=16777216 rw quiet splash=silent"},
	{"Core", "/boot/vmlinuz", "quiet cde waitusb=5", "/boot/core.gz", "Tiny Core Linux", NULL,
		"quiet waitusb=5"},
	{"SlackDVD", "/kernels/huge.s/bzImage", "load_ramdisk=1 prompt_ramdisk=0 rw",
		"/slackware64 /isolinux", "Slackware", NULL, "load_ramdisk=1 prompt_ramdisk=0 rw"},
	{"Gentoo amd64 20230101", "/boot/gentoo",
		"dokeymap looptype=squashfs loop=/image.squashfs cdroot", "/image.squashfs",
		"Live system of genkernel", NULL,
		"dokeymap looptype=squashfs loop=/image.squashfs cdroot"},
	{"Gentoo-amd64-20240601", "/boot/gentoo",
		"root=live:CDLABEL=Gentoo-amd64-20240601 rd.live.dir=/ "
		"rd.live.squashimg=image.squashfs cdroot",
		"/image.squashfs", "Gentoo",
		"rd.live.dir=/ rd.live.squashimg=image.squashfs cdroot root=live:" URL
		" rd.live.image ip=dhcp rd.neednet=1",
		"root=live:CDLABEL=Gentoo-amd64-20240601 rd.live.dir=/ "
		"rd.live.squashimg=image.squashfs cdroot"},
	{"slax", "/slax/boot/vmlinuz", "vga=normal load_ramdisk=1 slax.flags=perch,automount",
		"/slax", "Slax, MiniOS",
		"vga=normal load_ramdisk=1 slax.flags=perch,automount from=" URL,
		"vga=normal load_ramdisk=1 slax.flags=perch,automount"},
	{"antiX-Live", "/antiX/vmlinuz", "quiet splasht disable=lxF", "/antiX/linuxfs",
		"antiX, MX Linux", NULL, "quiet splasht disable=lxF"},
	{"Mageia-9-x86_64", "/isolinux/x86_64/vmlinuz", "automatic=method:cdrom quiet",
		"/x86_64/media", "Installer of Mageia, ALT", NULL, "automatic=method:cdrom quiet"},
	{"talos", "/boot/vmlinuz", "talos.platform=metal console=tty0", "/boot/initramfs.xz",
		"Talos Linux", NULL, "talos.platform=metal console=tty0"},
	{"CentOS-Stream-9", NULL, NULL, "/.treeinfo=[stage2]~mainimage~=~images/install.img",
		"Anaconda (Fedora, RHEL and the like)",
		"root=live:" URL " rd.live.dir=images rd.live.squashimg=install.img ip=dhcp "
		"rd.neednet=1",
		""},
	{"DATA", "/boot/vmlinuz", "quiet", "/boot/vmlinuz", NULL, NULL, NULL},
	{NULL, NULL, NULL, "", NULL, NULL, NULL},
};

static void check_line(
	const struct distro *d, enum distro_way way, const struct image *im, const char *want)
{
	_cleanup_(freep) char *line = NULL;
	const char *before = im->cmdline ? im->cmdline : "";

	CHECK_EQ(distro_cmdline(d, way, before, URL, im->label, NULL, &line), 0);
	CHECK_STR(line, want);
}

static void test_images(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		const struct image *im = &images[i];
		const struct distro *d = recognise(im);

		if (!im->name) {
			CHECK(d == NULL);
			continue;
		}
		CHECK(d != NULL);
		if (!d)
			continue;
		CHECK_STR(d->name, im->name);
		CHECK_EQ(d->way == DISTRO_URL || d->other == DISTRO_URL, im->by_url != NULL);
		if (im->by_url)
			check_line(d, DISTRO_URL, im, im->by_url);
		if (im->other_line)
			check_line(d, d->way == DISTRO_URL ? d->other : d->way, im, im->other_line);
	}
}

/* What every row must have, so that the words can be told before they fail. */
static void test_table(void)
{
	for (size_t i = 0; i < distro_n_rules; i++) {
		const struct distro_rule *r = &distro_rules[i];
		const struct distro *d = r->distro;
		bool by_url = d->way == DISTRO_URL || d->other == DISTRO_URL;
		bool in_initrd = d->way == DISTRO_INITRD || d->other == DISTRO_INITRD;

		CHECK(r->word || r->kernel || r->label || r->path || r->file);
		CHECK(!r->file == !r->text);
		CHECK(d->way < DISTRO_N_WAYS && d->other < DISTRO_N_WAYS);
		CHECK_EQ(by_url, d->schemes != NULL);
		CHECK(!d->needs || by_url);
		CHECK_EQ(in_initrd, d->inject || d->initrd);
		CHECK(!d->inject || d->inject[0] == '/');
		CHECK(!by_url || strstr(d->words[DISTRO_URL].add, "{url}"));
		CHECK(!d->note || d->note[strlen(d->note) - 1] != '.');
		for (int way = 0; way < DISTRO_N_WAYS; way++)
			CHECK(way == (int)d->way || way == (int)d->other ||
				(!d->words[way].add && !d->words[way].remove));
	}
}

static void test_url_problem(void)
{
	const struct distro *live = recognise(&images[0]), *core = NULL;
	const struct distro *tiny = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		if (images[i].name && strstr(images[i].name, "Slax"))
			core = recognise(&images[i]);
		if (images[i].name && strstr(images[i].name, "Tiny"))
			tiny = recognise(&images[i]);
	}
	CHECK(distro_url_problem(live, URL) == NULL);
	CHECK(distro_url_problem(live, "HTTP://h/x.y.iso") == NULL);
	CHECK(distro_url_problem(live, "tftp://h/a.iso") == NULL);
	CHECK(strstr(distro_url_problem(live, "https://h/a.iso"), "kind") != NULL);
	CHECK(strstr(distro_url_problem(live, "nfs://h/a.iso"), "kind") != NULL);
	CHECK(strstr(distro_url_problem(live, "httpx://h/a.iso"), "kind") != NULL);
	CHECK(strstr(distro_url_problem(live, "http://h/a.iso?key=1"), ".iso") != NULL);
	CHECK(strstr(distro_url_problem(live, "http://h/image"), ".iso") != NULL);
	CHECK(core && strstr(distro_url_problem(core, "https://h/a.iso"), "kind") != NULL);
	CHECK(tiny && distro_url_problem(tiny, "nfs://h/x") == NULL);
}

static void test_choose(void)
{
	static const struct distro url = {.way = DISTRO_URL, .other = DISTRO_RAM};
	static const struct distro ram = {.way = DISTRO_RAM, .other = DISTRO_URL};
	static const struct distro only = {.way = DISTRO_RAM, .other = DISTRO_RAM};
	static const struct distro initrd = {.way = DISTRO_INITRD, .other = DISTRO_INITRD};

	CHECK_EQ(distro_choose(&url, true, true), DISTRO_URL);
	CHECK_EQ(distro_choose(&url, true, false), DISTRO_URL);
	CHECK_EQ(distro_choose(&url, false, true), DISTRO_RAM);
	CHECK_EQ(distro_choose(&url, false, false), DISTRO_URL);
	CHECK_EQ(distro_choose(&ram, true, true), DISTRO_RAM);
	CHECK_EQ(distro_choose(&ram, true, false), DISTRO_URL);
	CHECK_EQ(distro_choose(&ram, false, false), DISTRO_RAM);
	CHECK_EQ(distro_choose(&only, true, false), DISTRO_RAM);
	CHECK_EQ(distro_choose(&initrd, false, false), DISTRO_INITRD);
}

static const char *edit(const char *add, const char *remove, const char *line)
{
	static char *last;
	struct distro d = {.words = {[DISTRO_URL] = {add, remove}}};

	free(last);
	last = NULL;
	CHECK_EQ(
		distro_cmdline(&d, DISTRO_URL, line, "http://h/?a&b%20c", "My CD", NULL, &last), 0);
	return last;
}

static void test_words(void)
{
	/* byte for byte */
	CHECK_STR(edit(NULL, NULL, ""), "");
	CHECK_STR(edit(NULL, NULL, "  a\t b  "), "  a\t b  ");
	CHECK_STR(edit("x=1", NULL, ""), "x=1");
	CHECK_STR(edit("x=1", NULL, "a"), "a x=1");
	CHECK_STR(edit("x=1", NULL, "a "), "a x=1");
	CHECK_STR(edit("x={url}", NULL, "a"), "a x=http://h/?a&b%20c");
	CHECK_STR(edit("x={label}{label} {lab", NULL, "a"), "a x=My\\x20CDMy\\x20CD {lab");
	/* own values go, wherever they are */
	CHECK_STR(edit("x=1", NULL, "x=2 a x=3 xx=4 x"), "a xx=4 x x=1");
	CHECK_STR(edit("x", NULL, "x=2 x a"), "x=2 a x");
	CHECK_STR(edit("?x=1", NULL, "a x=2"), "a x=2");
	CHECK_STR(edit("?x=1 ?y=1", NULL, "a x= b"), "a x= b y=1");
	CHECK_STR(edit("?x=1", "x=frommedia", "x=frommedia a"), "a x=1");
	CHECK_STR(edit("?x ?z", NULL, "x"), "x z");
	/* removing */
	CHECK_STR(edit(NULL, "b", "a b c"), "a c");
	CHECK_STR(edit(NULL, "b", "b  a"), "a");
	CHECK_STR(edit(NULL, "b", "a  b"), "a");
	CHECK_STR(edit(NULL, "b", "b"), "");
	CHECK_STR(edit(NULL, "b", "bb b=1 ab"), "bb b=1 ab");
	CHECK_STR(edit(NULL, "b=", "b=1 a b b=2 b="), "a b");
	CHECK_STR(edit(NULL, "b* d", "b=1 bus a b.c d"), "a");
	/* the separators */
	CHECK_STR(edit("x=1", NULL, "a --- b"), "a x=1 --- b");
	CHECK_STR(edit("x=1", NULL, "a  -- b --- c"), "a x=1  -- b --- c");
	CHECK_STR(edit("x=1", NULL, "--- b"), "x=1 --- b");
	CHECK_STR(edit("x=1", NULL, "---"), "x=1 ---");
	CHECK_STR(edit("?x=1", NULL, "--- x=2"), "--- x=2");
	CHECK_STR(edit("x=1", NULL, "a --- x=2 b"), "a x=1 --- b");
	CHECK_STR(edit("x=1", NULL, "a ---b ---- -"), "a ---b ---- - x=1");
	CHECK_STR(edit("x=1", "a", "a --- b"), "x=1 --- b");
	CHECK_STR(edit(NULL, NULL, "a --- b"), "a --- b");
	/* quotes */
	CHECK_STR(edit("x=1", "b", "a=\"x b\" b"), "a=\"x b\" x=1");
	CHECK_STR(edit("x=1", NULL, "\"x=2 3\" a x=\"4 5\""), "a x=1");
	CHECK_STR(edit("x=1", "b", "a \"--- b"), "a \"--- b x=1");
	/* files on disks are none */
	CHECK_STR(edit(NULL, NULL, "a findiso=/x iso-scan/filename=/y.iso img_loop= b"), "a b");
}

static void test_args(void)
{
	const struct distro *d = recognise(&images[0]);
	char *line = NULL;

	CHECK_EQ(distro_cmdline(d, DISTRO_URL, "boot=live toram x=1 ---", URL, "L",
			 "x=2 httpfs={url} l={label}", &line),
		0);
	CHECK_STR(line, "boot=live toram x=2 httpfs=" URL " l=L ---");
	free(line);
	CHECK_EQ(distro_cmdline(d, DISTRO_URL, "boot=live", URL, NULL, "", &line), 0);
	CHECK_STR(line, "boot=live");
	free(line);
	CHECK_EQ(distro_cmdline(NULL, DISTRO_RAM, "a findiso=/x", URL, NULL, NULL, &line), 0);
	CHECK_STR(line, "a");
	free(line);
	CHECK_EQ(distro_cmdline(NULL, DISTRO_RAM, "a", URL, NULL, "u={url} l={label}", &line), 0);
	CHECK_STR(line, "a u=" URL " l=");
	free(line);
	line = NULL;
	CHECK_EQ(distro_cmdline(d, DISTRO_URL, "a", "http://h/a b.iso", NULL, NULL, &line),
		-ERR_INVAL);
	CHECK(strstr(fail_last()->text, "http://h/a b.iso") != NULL);
	CHECK_EQ(distro_cmdline(d, DISTRO_URL, "a", "http://h/a\".iso", NULL, NULL, &line),
		-ERR_INVAL);
	CHECK(line == NULL);
}

int main(void)
{
	test_images();
	test_table();
	test_url_problem();
	test_choose();
	test_words();
	test_args();
	return check_done();
}
