# SPDX-License-Identifier: BSD-2-Clause
"""Hawser in the place of pxelinux.0: the same folder, the same menu, the same things started."""

import os
import re
import shutil

from lib import iso, linux, oldkernel, paths, picture
from lib.story import check, story

RANGE = "dhcp-range=10.77.0.100,10.77.0.199,1h\ndhcp-option=3,10.77.0.1\n"
# The command line to the byte: blanks are seen only as something else.
FACTS = {"facts.sh": (0o755, b"""echo "FACT bytes=[$(/bin/busybox sed 's/ /~/g' /proc/cmdline)]"\n""")}
PROMPT0 = """PROMPT 0
DEFAULT localboot
TIMEOUT 600

LABEL linux
	KERNEL images/vmlinuz
	APPEND initrd=images/initrd.gz,more.img %s ip=dhcp  inst.repo=http://10.77.0.1/os

LABEL localboot
	LOCALBOOT 0
""" % linux.CMDLINE


def serve(w, more=""):
    """dnsmasq with one file name for everybody, as it stood there for pxelinux.0."""
    w.put_loader()
    w.dnsmasq(RANGE + "enable-tftp\ntftp-root=%s\ndhcp-boot=%s\n%s" % (w.tftp, w.boot_file, more))


def check_cmdline(m, want):
    """Waits for the reporting Linux, started with the command line (want) and FACTS."""
    line = m.console.match(r"FACTbytes=\[(.*?)\]", 90).group(1)
    check(line == want.replace(" ", "~"), "the command line is [%s]" % line)
    m.expect(linux.TOKEN, 20)


@story(timeout=150, weight=30, bios="pcnet")
def test_tutorial_prompt0(w):
    """The tutorial with PROMPT 0 starts its default at once, but Esc, typed while it is fetched, leads
    to the prompt; what is typed there starts, with the very command line."""
    w.put_linux("images", http=False)
    w.put("more.img", linux.overlay(FACTS))
    w.put("pxelinux.cfg/default", PROMPT0)
    serve(w, "dhcp-userclass=set:ipxe,iPXE\ndhcp-reply-delay=tag:ipxe,2\n")
    m = w.machine()
    m.expect("Press Ctrl-B", 60)
    m.key("esc")
    m.console.expect_screen("boot:", 60)
    m.console.line("nothing")
    m.expect("no such file", 20)
    m.key("x")
    m.console.line("li\t")
    check_cmdline(m, "BOOT_IMAGE=images/vmlinuz initrd=images/initrd.gz,more.img %s ip=dhcp  "
                  "inst.repo=http://10.77.0.1/os" % linux.CMDLINE)


MENU = """UI vesamenu.c32
MENU TITLE PXE Boot Menu
MENU BACKGROUND /background.png
TIMEOUT 600
DEFAULT local

LABEL ubuntu
	MENU LABEL ^Ubuntu 24.04 server
	LINUX ubuntu/vmlinuz
	INITRD ubuntu/initrd.gz,ubuntu/more.img
	APPEND root=/dev/ram0 ramdisk_size=1500000 ip=dhcp url=http://10.77.0.1/ubuntu.iso autoinstall ds=nocloud-net;s=http://10.77.0.1/user-data/ %s ---

LABEL local
	MENU LABEL Boot from ^local disk
	LOCALBOOT 0
""" % linux.CMDLINE


@story(timeout=150, weight=30, bios="virtio")
def test_tutorial_menu(w):
    """The tutorial with vesamenu.c32: its menu, its local default, and the entry a key leads to."""
    w.put_linux("ubuntu", http=False)
    w.put("ubuntu/more.img", linux.overlay(FACTS))
    w.put("pxelinux.cfg/default", MENU)
    w.put("background.png", picture.png(16, 16, lambda x, y: (32, 48, 64)))
    serve(w)
    m = w.machine()
    m.console.expect_screen("PXE Boot Menu", 60)
    m.console.expect_screen("Press [Tab] to edit options", 5)
    m.key("u")
    m.expect_picture(lambda p: picture.alike(p, "menu"), 10, "the menu")
    m.key("tab")
    m.console.expect_screen("ubuntu/vmlinuz root=/dev/ram0", 5)
    m.key("esc")
    m.console.expect_screen("PXE Boot Menu", 5)
    m.key("u", "enter")
    check_cmdline(m, "BOOT_IMAGE=ubuntu/vmlinuz root=/dev/ram0 ramdisk_size=1500000 ip=dhcp "
                  "url=http://10.77.0.1/ubuntu.iso autoinstall "
                  "ds=nocloud-net;s=http://10.77.0.1/user-data/ %s --- "
                  "initrd=ubuntu/initrd.gz,ubuntu/more.img" % linux.CMDLINE)


# Entries whose command lines are compared with those of the real pxelinux.0: what stands behind LABEL.
ENTRIES = (
    "KERNEL vmlinuz",
    "KERNEL vmlinuz\nAPPEND -",
    "KERNEL vmlinuz\nAPPEND - x",
    "KERNEL vmlinuz\nAPPEND ro  quiet   ",
    "KERNEL vmlinuz with words\nAPPEND more",
    "KERNEL vmlinuz\nAPPEND one\nAPPEND two\nINITRD a\nINITRD b",
    "LINUX vmlinuz\nINITRD a,b",
    "LINUX vmlinuz\nAPPEND initrd=a root=x\nINITRD b",
    "LINUX vmlinuz\nAPPEND noinitrd=a initrd=b x",
    "LINUX /vmlinuz\nAPPEND url=http://10.77.0.1/a.iso autoinstall ds=nocloud-net;s=http://x/ ---",
    "LINUX ::vmlinuz\nAPPEND x",
    "KERNEL vmlinuz\nIPAPPEND 1",
    "KERNEL vmlinuz\nAPPEND x  \nIPAPPEND 2\nINITRD a",
    "KERNEL vmlinuz\nAPPEND ks=http://10.77.0.1/ks.cfg\nIPAPPEND 3",
    "KERNEL vmlinuz\nIPAPPEND 0\nAPPEND none",
    "KERNEL vmlinuz\nSYSAPPEND 0x4\nAPPEND uuid",
    "KERNEL vmlinuz\nSYSAPPEND 0x8\nAPPEND cpu",
    "KERNEL vmlinuz\nSYSAPPEND 0x3fff0\nAPPEND smbios",
    "COM32 linux.c32\nAPPEND vmlinuz   a  b",
    "COM32 ifcpu64.c32\nAPPEND e1  x   y -- e2",
)
MODULES = ("ldlinux.c32", "libcom32.c32", "libutil.c32", "linux.c32", "ifcpu64.c32")


def entries():
    """Their configuration; each has its number's label."""
    return "SERIAL 0 115200\nPROMPT 1\nAPPEND global text\nSYSAPPEND 2\n" + "".join(
        "LABEL e%d\n%s\n" % (n, text) for n, text in enumerate(ENTRIES))


@story(timeout=150, weight=25, efi=False, bios="pcnet")
def test_command_lines(w):
    """Twenty entries get the command lines that the real pxelinux.0 gives them."""
    kernel = oldkernel.build(w.folder, 0x206, brief=True)
    for name, content in (("vmlinuz", kernel), ("a", b"a" * 512), ("b", b"b" * 512),
                          ("pxelinux.cfg/default", entries())):
        w.put(name, content)
    shutil.copy(paths.pxelinux("pxelinux.0"), w.tftp)
    for name in MODULES:
        shutil.copy(paths.syslinux_module(name), os.path.join(w.tftp, name))
    w.dnsmasq(RANGE + "enable-tftp\ntftp-root=%s\ndhcp-boot=pxelinux.0\n" % w.tftp)
    real = w.machine(record=False)
    real.expect("boot:", 60)
    real.keep_state()
    want = []
    for n in range(len(ENTRIES)):
        real.console.line("e%d" % n)
        want.append(real.console.match(r"LINE\[(.*?)\]", 20).group(1))
        real.back()
    real.stop()
    shutil.copy(paths.loader(w.platform), os.path.join(w.tftp, "pxelinux.0"))
    w.put("autoexec.ipxe", "#!ipxe\npxelinux --list && echo ALL\n")
    m = w.machine(record=False)
    m.expect("ALL", 60)
    with open(os.path.join(m.folder, "serial.log"), encoding="utf-8") as f:
        got = re.findall(r"^  \S+ (BOOT_IMAGE=.*?)\r*$", f.read(), re.M)
    # The second machine has another card, and so another address.
    want = [re.sub("00-10\\b", "00-11", line) for line in want]
    addresses = re.compile(r"ip=10\.77\.0\.1\d\d:")
    want, got = [[addresses.sub("ip=CLIENT:", line) for line in lines] for lines in (want, got)]
    differ = ["%r: PXELINUX [%s], Hawser [%s]" % pair for pair in zip(ENTRIES, want, got)
              if pair[1] != pair[2].replace(" ", "~")]
    check(len(got) == len(want) and not differ, "%d of %d:\n%s" % (len(got), len(want), "\n".join(differ)))


@story(timeout=150, weight=25, efi=False, bios="e1000")
def test_memdisk(w):
    """KERNEL memdisk with an ISO image: the image becomes a disk in memory and starts."""
    with open(iso.rescue(), "rb") as f:
        w.put("rescue.iso", f.read())
    w.put("pxelinux.cfg/default", "DEFAULT rescue\nLABEL rescue\n\tKERNEL memdisk\n"
                                  "\tINITRD rescue.iso\n\tAPPEND iso raw\n")
    serve(w)
    m = w.machine()
    m.expect("rescue.iso... ok", 60)
    m.expect(iso.RESCUE_READY, 60)
