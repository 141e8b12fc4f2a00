# SPDX-License-Identifier: BSD-2-Clause
"""Hawser in the place of grubnetx64.efi: the same folder, the same menu, the same things started."""

import os
import shutil

from lib import paths
from lib.story import story

RANGE = "dhcp-range=10.77.0.100,10.77.0.199,1h\ndhcp-option=3,10.77.0.1\n"
FOLDER = "debian-installer/amd64"


@story(timeout=240, weight=60, efi="1G", bios="pcnet-1G")
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
    m.key("down", "enter")
    m.console.expect_screen("Desktop environment menu" if w.efi else "Automated install", 10)
    m.key(*("down", "down", "enter") if w.efi else ("a", "enter"))
    m.expect("%s/initrd.gz" % FOLDER, 60)
    w.check_log("dnsmasq", "vendor class: d-i", 150)
