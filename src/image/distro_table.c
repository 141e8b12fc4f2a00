/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one table of distributions: how an image is recognised and what its initramfs is told. Each
 * row says which program of the initramfs reads the words; facts are of the releases of 2020 to
 * 2026.
 */
#include "core/util.h"
#include "image/distro.h"

#define TWICE_NOTE                                                                                 \
	"the system fetches the image once more into memory: it needs more than twice its size"
#define HALF_NOTE                                                                                  \
	"its initramfs cannot fetch an image; it needs drivers for a disk in memory (nd_pmem)"

/* live-boot, 9990-mount-http.sh: fetch= of a file that ends in .iso is fetched by wget and mounted;
 * this brings up the network by itself. No https: busybox's wget checks no certificates, and
 * that of Debian 12 fails with servers of today. toram would copy the image a second time. */
#define LIVE_BOOT                                                                                  \
	.way = DISTRO_URL, .other = DISTRO_RAM, .needs = "9990-mount-http.sh",                     \
	.schemes = "http ftp tftp", .wants_iso = true, .note = TWICE_NOTE,                         \
	.words = {                                                                                 \
		[DISTRO_URL] = {"fetch={url}", "toram toram= live-media= httpfs= ftpfs="},         \
		[DISTRO_RAM] = {NULL, "toram toram="},                                             \
	}

static const struct distro debian_live = {.name = "Debian Live", LIVE_BOOT};
static const struct distro kali = {.name = "Kali Linux", LIVE_BOOT};
static const struct distro parrot = {.name = "Parrot OS", LIVE_BOOT};
static const struct distro grml = {.name = "Grml", LIVE_BOOT};
static const struct distro clonezilla = {.name = "Clonezilla", LIVE_BOOT};
static const struct distro gparted = {.name = "GParted Live", LIVE_BOOT};
static const struct distro vyos = {.name = "VyOS", LIVE_BOOT};
static const struct distro live_boot = {.name = "Live system of live-boot", LIVE_BOOT};

/* Tails takes the network out of live-boot's way and looks at removable media only. */
static const struct distro tails = {
	.name = "Tails",
	.way = DISTRO_RAM,
	.other = DISTRO_RAM,
	.words = {[DISTRO_RAM] = {NULL, "live-media= toram"}},
	.note = HALF_NOTE,
};

/* casper: url= if it ends in .iso, iso-url= since 23.10; both need ip= to bring up the network.
 * cloud-init would fetch url= too, as its configuration, if cloud-config-url= did not come
 * first. */
#define CASPER                                                                                     \
	.way = DISTRO_URL, .other = DISTRO_RAM, .needs = "scripts/casper",                         \
	.schemes = "http https ftp", .wants_iso = true, .note = TWICE_NOTE,                        \
	.words = {                                                                                 \
		[DISTRO_URL] = {"?ip=dhcp url={url} iso-url={url} ?cloud-config-url=/dev/null",    \
			"toram todisk= netboot= nfsroot= live-media="},                            \
		[DISTRO_RAM] = {NULL, "toram"},                                                    \
	}

static const struct distro ubuntu = {.name = "Ubuntu", CASPER};
static const struct distro mint = {.name = "Linux Mint", CASPER};
static const struct distro pop_os = {.name = "Pop!_OS", CASPER};
static const struct distro elementary = {.name = "elementary OS", CASPER};
static const struct distro casper = {.name = "Live system of casper", CASPER};

/* casper before 19.10 knows NFS and disks only. */
static const struct distro casper_old = {
	.name = "Ubuntu before 20.04",
	.way = DISTRO_RAM,
	.other = DISTRO_RAM,
	.words = {[DISTRO_RAM] = {NULL, "toram"}},
	.note = HALF_NOTE,
};

/* dracut, livenet: root=live:URL; what ends in .iso is mounted, anything else is taken for a
 * squashfs. rd.live.dir= and rd.live.squashimg= of the image's own menu stay true. Many images are
 * made without livenet, those go by dmsquash-live's label search. rd.live.ram copies once more.
 * tftp depends on how curl was built. */
#define DRACUT_LIVE                                                                                \
	.way = DISTRO_URL, .other = DISTRO_RAM, .needs = "livenetroot",                            \
	.schemes = "http https ftp", .wants_iso = true, .note = TWICE_NOTE,                        \
	.words = {                                                                                 \
		[DISTRO_URL] = {"root=live:{url} ?rd.live.image ?ip=dhcp ?rd.neednet=1",           \
			"rd.live.ram rd.live.ram="},                                               \
		[DISTRO_RAM] = {NULL, "rd.live.ram rd.live.ram="},                                 \
	}

static const struct distro fedora_live = {.name = "Fedora Live", DRACUT_LIVE};
static const struct distro agama = {.name = "Agama (SUSE, openSUSE)", DRACUT_LIVE};
static const struct distro void_linux = {.name = "Void Linux", DRACUT_LIVE};
static const struct distro gentoo = {.name = "Gentoo", DRACUT_LIVE};
static const struct distro kairos = {.name = "Kairos, Harvester", DRACUT_LIVE};
static const struct distro dracut_live = {.name = "Live system of dracut", DRACUT_LIVE};

/* anaconda-dracut: inst.stage2=hd:LABEL=… finds any disk, and so the packages on it. Over HTTP it
 * wants the unpacked tree; but root=live: comes before inst.stage2=, and livenet is there. */
static const struct distro anaconda = {
	.name = "Anaconda (Fedora, RHEL and the like)",
	.way = DISTRO_RAM,
	.other = DISTRO_URL,
	.needs = "livenetroot",
	.schemes = "http https ftp",
	.wants_iso = true,
	.words = {[DISTRO_URL] = {"root=live:{url} rd.live.dir=images "
				  "rd.live.squashimg=install.img ?ip=dhcp ?rd.neednet=1",
			  "inst.stage2= stage2= inst.repo=cdrom"}},
	.note = "without a disk in memory it takes its packages from the network: see inst.repo=",
};

/* Releases 7 have stage 2 where live images have their root. */
static const struct distro anaconda_7 = {
	.name = "Anaconda of release 7",
	.way = DISTRO_RAM,
	.other = DISTRO_URL,
	.needs = "livenetroot",
	.schemes = "http https ftp",
	.wants_iso = true,
	.words = {[DISTRO_URL] = {"root=live:{url} ?ip=dhcp ?rd.neednet=1",
			  "inst.stage2= stage2= inst.repo=cdrom"}},
	.note = "without a disk in memory it takes its packages from the network: see inst.repo=",
};

/* Their kickstart names /run/install/repo, where only a disk is mounted. */
static const struct distro anaconda_ostree = {
	.name = "Anaconda with the system on the image",
	.way = DISTRO_RAM,
	.other = DISTRO_RAM,
	.note = HALF_NOTE,
};

/* coreos-live-generator: coreos.liveiso= is the label of the medium; without it the root comes from
 * the initrd, where rootfs.img is made to be appended. */
static const struct distro coreos = {
	.name = "Fedora CoreOS, RHEL CoreOS",
	.way = DISTRO_INITRD,
	.other = DISTRO_INITRD,
	.words = {[DISTRO_INITRD] = {"?ignition.firstboot ?ignition.platform.id=metal",
			  "coreos.liveiso="}},
	.initrd = "/images/pxeboot/rootfs.img",
};

/* archiso: archiso_http_srv= wants the files, not the image. The label or UUID of its own words is
 * found on any disk; mkinitcpio's "block" has the drivers since 2020. No second copy in memory. */
#define ARCHISO                                                                                    \
	.way = DISTRO_RAM, .other = DISTRO_RAM, .note = HALF_NOTE,                                 \
	.words = {                                                                                 \
		[DISTRO_RAM] = {"copytoram=n", "copytoram archiso_http_srv="},                     \
	}

static const struct distro arch = {.name = "Arch Linux", ARCHISO};
static const struct distro systemrescue = {.name = "SystemRescue", ARCHISO};
static const struct distro archiso = {.name = "Live system of archiso", ARCHISO};

/* miso, from archiso: miso_http_srv= wants the files. */
static const struct distro manjaro = {
	.name = "Manjaro, Garuda",
	.way = DISTRO_RAM,
	.other = DISTRO_RAM,
	.words = {[DISTRO_RAM] = {"copytoram=n", "copytoram miso_http_srv="}},
	.note = HALF_NOTE,
};

/* initramfs-init: packages from a disk with .boot_repository, or from alpine_repo= and modloop=. */
static const struct distro alpine = {
	.name = "Alpine Linux",
	.way = DISTRO_RAM,
	.other = DISTRO_RAM,
	.note = "its initramfs wants a disk it has drivers for (nd_pmem), or the words alpine_repo= "
		"and modloop= with URLs of a mirror",
};

/* Stage 1 mounts the label. */
static const struct distro nixos = {
	.name = "NixOS",
	.way = DISTRO_RAM,
	.other = DISTRO_RAM,
	.words = {[DISTRO_RAM] = {NULL, "copytoram"}},
	.note = HALF_NOTE,
};

/* linuxrc: looks at all disks, or takes install= with the URL of the unpacked image. */
static const struct distro yast = {
	.name = "openSUSE and SLES with YaST",
	.way = DISTRO_RAM,
	.other = DISTRO_RAM,
	.note = "its initrd wants a disk it has drivers for (nd_pmem), or install= with the URL of "
		"the unpacked image",
};

/* cdrom-detect; its initrd has no nd_pmem, at least up to Debian 13. */
static const struct distro debian_installer = {
	.name = "Debian Installer",
	.way = DISTRO_RAM,
	.other = DISTRO_RAM,
	.note = "its initrd wants a disk it has drivers for (nd_pmem); the netboot kernel and initrd "
		"of the same release need no image",
};

/* Fetches everything from a mirror. */
static const struct distro debian_mini = {
	.name = "Debian Installer, mini.iso",
	.way = DISTRO_NOTHING,
	.other = DISTRO_NOTHING,
};

/* Its init looks for /proxmox.iso before it looks at disks. */
static const struct distro proxmox = {
	.name = "Proxmox",
	.way = DISTRO_INITRD,
	.other = DISTRO_INITRD,
	.words = {[DISTRO_INITRD] = {"?ramdisk_size=16777216 ?rw", NULL}},
	.inject = "/proxmox.iso",
	.note = "the whole image goes into the initrd: the machine needs more than twice its size",
};

/* Linux Live Kit: from= an HTTP URL of an image, which is mounted in place by httpfs. */
static const struct distro slax = {
	.name = "Slax, MiniOS",
	.way = DISTRO_URL,
	.other = DISTRO_RAM,
	.schemes = "http",
	.wants_iso = true,
	.words = {[DISTRO_URL] = {"from={url}", NULL}},
};

/* Installers whose first stage takes a tree, or looks at disks: drakx, propagator. */
static const struct distro drakx = {
	.name = "Installer of Mageia, ALT",
	.way = DISTRO_RAM,
	.other = DISTRO_RAM,
	.note = "its initrd wants a disk it has drivers for, or automatic=method:http and the unpacked "
		"image",
};

/* They look at disks only. */
#define DISK_ONLY .way = DISTRO_RAM, .other = DISTRO_RAM, .note = HALF_NOTE

static const struct distro antix = {.name = "antiX, MX Linux", DISK_ONLY};
static const struct distro porteus = {.name = "Porteus", DISK_ONLY};
static const struct distro puppy = {.name = "Puppy Linux", DISK_ONLY};
static const struct distro knoppix = {.name = "KNOPPIX", DISK_ONLY};
static const struct distro guix = {.name = "Guix System", DISK_ONLY};
static const struct distro genkernel = {.name = "Live system of genkernel", DISK_ONLY};

/* The initrd is the installer; packages come from a server of the user's choice. */
static const struct distro slackware = {
	.name = "Slackware",
	.way = DISTRO_NOTHING,
	.other = DISTRO_NOTHING,
	.note = "choose a server as the source of the packages, the image is not found",
};

/* All in the initrd but the extensions, which "cde" looks for on disks. */
static const struct distro tinycore = {
	.name = "Tiny Core Linux",
	.way = DISTRO_NOTHING,
	.other = DISTRO_NOTHING,
	.words = {[DISTRO_NOTHING] = {NULL, "cde"}},
	.note = "extensions on the image (cde) are not found",
};

static const struct distro talos = {
	.name = "Talos Linux", .way = DISTRO_NOTHING, .other = DISTRO_NOTHING};
static const struct distro flatcar = {
	.name = "Flatcar Container Linux", .way = DISTRO_NOTHING, .other = DISTRO_NOTHING};
static const struct distro memtest = {
	.name = "Memory test", .way = DISTRO_NOTHING, .other = DISTRO_NOTHING};

#define DISK_INFO "/.disk/info"

const struct distro_rule distro_rules[] = {
	/* an entry of its own on images of others */
	{&memtest, .kernel = "memtest|mt86plus"},
	{&debian_mini, .kernel = "/linux", .path = "/initrd.gz", .file = "/isolinux.cfg",
		.text = "menu.cfg|vesamenu"},
	{&debian_installer,
		.kernel =
			"/install.amd/|/install.386/|/install.a64/|/install/vmlinuz|/install/gtk/"},

	{&proxmox,
		.path = "/pve-base.squashfs|/pmg-base.squashfs|/pbs-base.squashfs|"
			"/pdm-base.squashfs|/.pve-cd-id.txt|/.pmg-cd-id.txt|/.pbs-cd-id.txt"},
	{&coreos, .word = "coreos.liveiso="},
	{&coreos, .path = "/images/pxeboot/rootfs.img"},
	{&flatcar, .kernel = "/flatcar/"},
	{&talos, .word = "talos.platform="},
	{&tinycore, .path = "/boot/core.gz|/boot/corepure64.gz"},
	{&slackware, .kernel = "/kernels/", .path = "/slackware64|/slackware|/slackware.txt"},

	{&tails, .label = "TAILS", .word = "boot=live"},
	{&tails, .word = "module=Tails"},
	{&kali, .label = "kali", .word = "boot=live"},
	{&parrot, .label = "parrot", .word = "boot=live"},
	{&grml, .label = "grml", .word = "boot=live"},
	{&vyos, .label = "vyos", .word = "boot=live"},
	{&clonezilla, .path = "/Clonezilla-Live-Version"},
	{&gparted, .path = "/GParted-Live-Version"},
	{&debian_live, .word = "boot=live", .file = DISK_INFO, .text = "Debian"},
	{&live_boot, .word = "boot=live"},

	{&casper_old, .kernel = "/casper", .file = DISK_INFO,
		.text = "buntu 1|buntu-Server 1|Linux Mint 18|Linux Mint 19|elementary OS 5|"
			"elementary OS 0"},
	{&ubuntu, .kernel = "/casper", .file = DISK_INFO, .text = "buntu"},
	{&mint, .kernel = "/casper", .file = DISK_INFO, .text = "Linux Mint"},
	{&pop_os, .kernel = "/casper", .file = DISK_INFO, .text = "Pop_OS|Pop!_OS"},
	{&elementary, .kernel = "/casper", .file = DISK_INFO, .text = "elementary"},
	{&casper, .kernel = "/casper"},
	{&casper, .word = "boot=casper"},

	{&anaconda_ostree, .path = "/ostree/repo|/container/index.json", .word = "inst."},
	{&anaconda, .word = "inst.stage2=|inst.repo=|inst.ks=", .path = "/images/install.img"},
	{&anaconda_7,
		.word = "inst.stage2=|inst.repo=|inst.ks=|stage2=", .path = "/LiveOS/squashfs.img"},

	{&systemrescue, .word = "archisobasedir=sysresc"},
	{&systemrescue, .path = "/sysresccd"},
	{&arch, .word = "archisobasedir=arch", .label = "ARCH_"},
	{&archiso, .word = "archisobasedir=|archisolabel=|archisosearchuuid="},
	{&manjaro, .word = "misobasedir=|misolabel="},

	{&kairos, .word = "root=live:", .label = "COS_LIVE"},
	{&void_linux, .word = "root=live:", .label = "VOID_LIVE"},
	{&gentoo, .word = "root=live:", .label = "gentoo"},
	{&agama, .word = "root=live:", .label = "agama|SLE|openSUSE-Leap|Leap|Install"},
	{&fedora_live, .word = "root=live:", .label = "Fedora"},
	{&dracut_live, .word = "root=live:|rd.live.image|liveimg"},

	{&slax, .kernel = "/slax/|/minios/"},
	{&antix, .kernel = "/antiX/"},
	{&porteus, .path = "/porteus"},
	{&puppy, .word = "pmedia="},
	{&knoppix, .path = "/KNOPPIX"},
	{&guix, .label = "GUIX"},
	{&nixos, .path = "/nix-store.squashfs"},
	{&nixos, .label = "nixos"},
	{&alpine, .path = "/.alpine-release"},
	{&alpine, .word = "modules=loop,squashfs"},
	{&yast, .path = "/boot/x86_64/root|/boot/x86_64/common|/boot/aarch64/root"},
	{&drakx, .word = "automatic=method:"},
	{&genkernel, .word = "cdroot|looptype="},

	/* images whose menus say little */
	{&live_boot, .path = "/live/filesystem.squashfs"},
	{&casper,
		.path = "/casper/filesystem.squashfs|/casper/minimal.squashfs|"
			"/casper/ubuntu-server-minimal.squashfs"},
	{&anaconda, .path = "/images/install.img"},
	{&anaconda, .file = "/.treeinfo", .text = "mainimage = images/install.img"},
	{&dracut_live, .path = "/LiveOS/squashfs.img|/LiveOS/rootfs.img"},
	{&archiso, .path = "/arch/x86_64/airootfs.sfs|/arch/x86_64/airootfs.erofs"},
	{&debian_installer, .file = DISK_INFO, .text = "Debian"},
};
const size_t distro_n_rules = ARRAY_SIZE(distro_rules);
