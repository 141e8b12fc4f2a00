# SPDX-License-Identifier: BSD-2-Clause
"""sanboot URL: an ISO image is fetched into memory and started, and what starts finds its medium.

Each on UEFI by the firmware's RAM disk driver, and by Hawser's own block
device and ACPI tables where `san-native` asks for them.
"""

import os
import re

from lib import iso, linux
from lib.story import check, story

URL = "http://10.77.0.1/"


def boot_rescue(w, line, before=""):
    """sanboot of GRUB's rescue image by the script's (line)."""
    w.two_stage("#!ipxe\n%s%s\nshell\n" % (before, line))
    w.link(iso.rescue(), "rescue.iso")
    return w.machine()


def expect_grub(m):
    m.expect(iso.RESCUE_READY, 90)
    m.expect("grub>", 30)


@story(timeout=180)
def test_rescue(w):
    """GRUB's rescue image comes to its prompt and sees the disk it came from."""
    m = boot_rescue(w, "sanboot %srescue.iso" % URL)
    expect_grub(m)
    m.console.line("ls -l (cd0) (hd0)")
    m.expect(iso.RESCUE_LABEL, 20)


@story(timeout=180)
def test_rescue_native(w):
    """The same from a block device of Hawser's own."""
    m = boot_rescue(w, "sanboot %srescue.iso" % URL, "set san-native 1\n")
    expect_grub(m)
    m.console.line("ls -l (cd0) (hd0)")
    m.expect(iso.RESCUE_LABEL, 20)


def check_live(w, before="", memory=1024):
    """The Linux image: its squashfs is mounted from /dev/pmem0, which is the image to the byte, and
    lies outside of usable RAM."""
    path, large_digest = iso.live()
    w.two_stage("#!ipxe\n%ssanboot --sha256 %s %slive.iso\nshell\n" %
                (before, iso.digest(path), URL))
    w.link(path, "live.iso")
    m = w.machine(memory=memory)
    m.expect_all(["FACT devices=[pmem0", "FACT medium=[/dev/pmem0] sha256=[%s]" % iso.digest(path),
                  "FACT squashfs=[%s] large=[%s]" % (iso.SQUASHFS_TOKEN, large_digest)], 240)
    m.expect(linux.TOKEN, 30)
    check_reserved(m, os.path.getsize(path))


def check_reserved(m, size):
    """No usable range of the kernel's memory map reaches into the disk."""
    base = int(re.search(r"FACTbase=\[(0x\w+)\]", m.console.flat).group(1), 16)
    ranges = re.findall(r"BIOS-e820:\[mem0x(\w+?)-0x(\w+?)\](usable|\w+)", m.console.flat)
    check(len(ranges) > 4, "no memory map on the console")
    for start, end, kind in ranges:
        start, end = int(start, 16), int(end, 16)
        check(not kind.startswith("usable") or end < base or start >= base + size,
              "%#x-%#x is usable, the disk lies at %#x" % (start, end, base))


@story(timeout=400, weight=120)
def test_linux(w):
    """A Linux image finds its medium as /dev/pmem0, by the firmware's RAM disk driver."""
    check_live(w)


@story(timeout=400, weight=120)
def test_linux_native(w):
    """A Linux image finds its medium as /dev/pmem0, by Hawser's own tables."""
    check_live(w, "set san-native 1\n")
