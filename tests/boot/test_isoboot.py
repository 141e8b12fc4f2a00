# SPDX-License-Identifier: BSD-2-Clause
"""isoboot URL [ENTRY]: the menu an ISO image brings, and its Linux from inside the image."""

import os
import re
import subprocess

from lib import iso, linux, parts, paths
from lib.story import check, story
from lib.webservers import Site

URL = "http://10.77.0.1/"
REST = 64 << 20  # bytes of the image that nobody needs
PLAIN = 8600
GRUB = """\
if loadfont $prefix/font.pf2 ; then
	insmod gfxterm
	terminal_output gfxterm
fi
set timeout=30
set default=0
menuentry "Live system" --hotkey=l --id live {
	linux /live/vmlinuz boot=live components %(cmdline)s findiso=${iso_path}
	initrd /live/initrd.img
}
submenu 'Advanced options' --id advanced {
	menuentry "Live system (verbose)" --id verbose {
		linux /live/vmlinuz boot=live story=verbose %(cmdline)s
		initrd /live/initrd.img
	}
}
menuentry "Nonsense" --id nonsense {
	multiboot /xen
}
"""
ISOLINUX = """\
path
include menu.cfg
default vesamenu.c32
prompt 0
timeout 300
"""
MENU = """\
menu title Live menu
label live
	menu label ^Live system
	menu default
	linux /live/vmlinuz
	initrd /live/initrd.img
	append boot=live components %(cmdline)s findiso=
menu begin advanced
	menu title Advanced options
	label verbose
		menu label Live system (verbose)
		kernel /live/vmlinuz
		append initrd=/live/initrd.img boot=live story=verbose %(cmdline)s
menu end
label nonsense
	menu label Nonsense
	com32 mboot.c32
	append xen.gz
"""


def write(tree, name, text):
    path = os.path.join(tree, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="ascii") as out:
        out.write(text)


def image(w):
    """live.iso on the server, laid out as Debian's live images are; the size of what is needed."""
    tree = os.path.join(w.folder, "tree")
    live = os.path.join(tree, "live")
    linux.install(live)
    os.rename(os.path.join(live, "initrd.gz"), os.path.join(live, "initrd.img"))
    needed = sum(os.path.getsize(os.path.join(live, name)) for name in os.listdir(live))
    with open(os.path.join(live, "filesystem.squashfs"), "wb") as out:
        out.truncate(REST)
    words = {"cmdline": linux.CMDLINE}
    write(tree, ".disk/info", "Debian GNU/Linux 12.0.0 \"Bookworm\" - Unofficial amd64 LIVE\n")
    write(tree, "boot/grub/grub.cfg", GRUB % words)
    write(tree, "isolinux/isolinux.cfg", ISOLINUX)
    write(tree, "isolinux/menu.cfg", MENU % words)
    subprocess.run([paths.tool("xorriso"), "-as", "mkisofs", "-quiet", "-R", "-J", "-V",
                    "d-live 12.0.0 sd amd64", "-o", os.path.join(w.http, "live.iso"), tree],
                   check=True)
    return needed


@story(timeout=250, weight=60, bios="virtio")
def test_menu(w):
    """The image's own menu appears; its entry boots, with the words its initramfs needs to find the
    image again, and no more than kernel and initrd is read."""
    needed = image(w)
    w.two_stage("""#!ipxe
isoboot --list %(u)slive.iso
isoboot %(u)slive.iso missing || echo errno ${errno}
isoboot %(u)slive.iso nonsense || echo errno ${errno}
isoboot --config /none.cfg %(u)slive.iso || echo errno ${errno}
prompt --key g GO.
isoboot %(u)slive.iso
""" % {"u": URL})
    m = w.machine(memory=768)
    m.expect_all(["live: Live system", "verbose: Live system (verbose)",
                  "fetch=%slive.iso" % URL], 90)
    m.expect_failure("", ["missing", "live", "verbose", "live.iso"], 3, 30)
    m.expect_failure("", ["multiboot" if w.efi else "mboot.c32", "live.iso"], 7, 30)
    m.expect_failure("", ["/none.cfg"], 3, 30)
    m.expect("GO.", 30)
    m.key("g")
    m.expect("Advanced options >", 30)
    m.key("down", "enter")
    m.expect("Live system (verbose)", 30)
    m.key("esc")
    m.expect("Advanced options >", 30)
    m.key("l")
    if not w.efi:
        m.key("enter")  # GRUB's hotkeys start an entry, ISOLINUX' highlight it
    m.expect(linux.TOKEN, 150)
    found = re.search(r"FACTcmdline=\[(.*?)\]FACT", m.console.flat)
    check(found, "no command line was reported")
    check("fetch=" + URL + "live.iso" in found.group(1), "no fetch=: " + found.group(1))
    check("findiso" not in found.group(1), "findiso= is still there: " + found.group(1))
    parts.check_read(w.log("nginx-access"), "live.iso", needed)


@story(timeout=250, weight=60, bios="e1000")
def test_whole(w):
    """An entry by its name, with words of the user's own, from a server that gives no parts."""
    image(w)
    w.web("python", [Site(PLAIN)])
    w.two_stage("#!ipxe\nisoboot --args mine=1 --args other=2 http://10.77.0.1:%d/live.iso verbose\n"
                % PLAIN)
    m = w.machine(memory=768)
    m.expect(linux.TOKEN, 250)
    check(m.console.seen("story=verbose"), "another entry")
    check(m.console.seen("mine=1 other=2"), "no words of the user's")
    check(not m.console.seen("fetch=http"), "fetch= all the same")
    check(w.log("python").count("GET /live.iso") <= 2, "it was fetched more than once")


@story(timeout=250, weight=60, bios="virtio")
def test_ram(w):
    """With --ram the image is a disk in memory, and a system that wants a disk finds it."""
    path, large_digest = iso.live()
    w.two_stage("#!ipxe\nisoboot --ram %slive.iso\n" % URL)
    w.link(path, "live.iso")
    m = w.machine(record=False, memory=1024)
    m.expect_all(["FACT devices=[pmem0", "FACT medium=[/dev/pmem",
                  "FACT squashfs=[%s] large=[%s]" % (iso.SQUASHFS_TOKEN, large_digest)], 240)
    m.expect(linux.TOKEN, 30)
