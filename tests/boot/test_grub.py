# SPDX-License-Identifier: BSD-2-Clause
"""Hawser in the place of grubnetx64.efi: the same folder, the same menu, the same things started."""

import os
import shutil

from lib import linux, paths
from lib.story import check, story

RANGE = "dhcp-range=10.77.0.100,10.77.0.199,1h\ndhcp-option=3,10.77.0.1\n"
FOLDER = "debian-installer/amd64"


def see_help(m):
    """The help behind PXELINUX' menu, its prompt with function keys and completion, and back."""
    m.key("h")
    m.console.expect_screen("type 'menu' at boot prompt", 10)
    m.key("enter")
    m.console.expect_screen("Press F2 through F10 for details", 20)
    m.key("f4")
    m.console.expect_screen("rescue mode", 10)
    m.console.line("men\t")
    m.console.expect_screen("Accessible dark contrast installer menu", 20)


@story(timeout=420, weight=60, efi="1G", bios="pcnet-1G")
def test_debian_installer(w):
    """Debian's tree for TFTP servers, in which nothing but the boot file is another: its own menu
    with the menus below it, and from there the installer, which asks for an address."""
    os.rmdir(w.tftp)
    shutil.copytree(paths.installer_tree(), w.tftp, symlinks=True, copy_function=os.link)
    if w.efi:
        w.boot_file = "%s/%s" % (FOLDER, w.boot_file)
    w.put_loader()
    w.dnsmasq(RANGE + "enable-tftp\ntftp-root=%s\ndhcp-boot=%s\n" % (w.tftp, w.boot_file))
    m = w.machine(record=False)
    m.expect("Configuration tftp://10.77.0.1/" + (
        FOLDER + "/grub/grub.cfg" if w.efi else "pxelinux.cfg/default"), 60)
    m.console.expect_screen("Accessible dark contrast installer menu", 20)
    if not w.efi:
        see_help(m)
    m.key("down", "enter")
    m.console.expect_screen("Desktop environment menu" if w.efi else "Automated install", 10)
    m.key(*("down", "down", "tab") if w.efi else ("a", "tab"))
    m.expect("auto", 20)  # the entry's line
    m.console.line(" no_timer_check")  # see lib/linux.py
    m.expect("%s/initrd.gz" % FOLDER, 60)
    w.check_log("dnsmasq", "vendor class: d-i", 300)


@story(timeout=180, weight=40, bios="virtio-1G", efi="1G")
def test_uki(w):
    """An entry of loader/entries with a unified kernel image and an initrd beside it: the kernel
    inside starts with the command line inside and both initrds, on both firmwares."""
    w.two_stage("#!ipxe\nblscfg http://10.77.0.1/loader/entries/index\n")
    uki = linux.uki(w.folder, linux.CMDLINE + " story=uki")
    w.put("EFI/Linux/node.efi", uki, http=True)
    w.put("more.img", linux.overlay({"facts.sh": (0o755, b"echo FACT more=[found]\n")}), http=True)
    w.put("loader/loader.conf", "timeout 2\ndefault node*\n", http=True)
    w.put("loader/entries/index", "other.conf\nnode.conf\n", http=True)
    w.put("loader/entries/other.conf", "title Other\nlinux /none\n", http=True)
    w.put("loader/entries/node.conf",
          "title Node\nuki /EFI/Linux/node.efi\ninitrd /more.img\n", http=True)
    m = w.machine()
    m.console.expect_screen("Node", 60)
    m.expect_all(["FACT more=[found]", "FACT firmware=[%s]" % ("efi" if w.efi else "bios"),
                  linux.TOKEN], 120)
    check(m.console.seen("story=uki"), "the command line is not the image's own")
