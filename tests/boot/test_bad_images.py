# SPDX-License-Identifier: BSD-2-Clause
"""Damaged ISO images, one after another in one boot: each is a sentence that names the image and a
number, its memory is free again, and the machine stays usable. lib/badiso.py tells what is wrong
with each."""

import re

from lib import badiso
from lib.story import check, story

URL = "http://10.77.0.1/"
DEEP = "/boot" * 130 + "/efi.img"
ENDS = "but the image ends at"

# What sanboot says of the catalogue, and then, on UEFI and BIOS, of the whole: all HW-09. The
# firmware starts what it finds, also where the catalogue says more than there is.
NO_VOLUME = "the firmware finds no file system there"
NO_IMAGE = "nothing to boot, it has no boot image"
BACK = "what was started has come back"
BOOTS = (
    ("cut", "entry 1 has 8192 sectors and 4194304 bytes", BACK, NO_IMAGE),
    ("stub", "", NO_VOLUME, "nothing to boot, its first sector is no boot sector"),
    ("checksum", "the checksum of the boot catalogue is off by 0x0055", NO_VOLUME, NO_IMAGE),
    ("nowhere", "the boot catalogue lies at byte 8796092989440", NO_VOLUME, NO_IMAGE),
    ("counts", "entry 0 has 65535 sectors and 33553920 bytes", BACK, NO_IMAGE),
    ("places", "entry 0 lies at byte 8796092989440", NO_VOLUME, NO_IMAGE),
)

# What reading a file says: path, error number, words.
PATHS = (
    ("sound", DEEP, 3, ["/boot/boot"]),
    ("sound", "/forth", 19, ["more than 16 symbolic links on the way to /forth"]),
    ("cut", badiso.FILE, 17, [badiso.FILE + " lies at", ENDS, "it is cut short"]),
    ("stub", badiso.FILE, 20, ["no ISO 9660 image"]),
    ("loop", DEEP, 19, ["more than 128 folders deep in /boot/boot"]),
    ("record", badiso.FILE, 17, ["a directory record of 20 bytes"]),
    ("first", badiso.FILE, 17, ["the first record of its root has 1 bytes"]),
    ("beyond", badiso.FILE, 17, [badiso.FILE + " lies at 8796092989440, 17 bytes", ENDS]),
    ("long", badiso.FILE, 17, [badiso.FILE + " lies at", "4294967280 bytes", ENDS]),
    ("folder", badiso.FILE, 17, ["a folder lies at", "4294967280 bytes", ENDS]),
    ("root", badiso.FILE, 17, ["its root folder lies at 8796092989440", "it ends at"]),
)


def script(good, rounds):
    lines = ["#!ipxe", "imgstat"]
    for name in good:
        lines += ["imgfetch iso:%s%s.iso!%s && imgfree" % (URL, name, badiso.FILE)]
    for more in rounds:
        lines += [more] + ["sanboot %s%s.iso || echo NO-BOOT-%s" % (URL, name, name)
                           for name, *_ in BOOTS]
    for name, path, *_ in PATHS:
        lines += ["imgfetch iso:%s%s.iso!%s || echo NO-FILE-%s ${errno}" % (URL, name, path, name)]
    return "\n".join(lines + ["imgstat", "shell", ""])


def check_boots(w, m):
    for name, words, efi, bios in BOOTS:
        m.expect_all(["el torito: %s%s.iso: %s" % (URL, name, words)] if words else
                     ["%s.iso... ok" % name], 30)
        m.expect_failure("%s%s.iso:" % (URL, name), [efi if w.efi else bios], 9, 30)
        m.expect("NO-BOOT-" + name, 10)


@story(timeout=240, bios="virtio")
def test_all(w):
    """Truncated, looping records, extents beyond the end, a bad checksum, absurd counts; on UEFI by
    the firmware's RAM disk driver, then by Hawser's own block device."""
    good = ("sound", "loop", "checksum", "nowhere", "counts", "places")
    badiso.serve(w)
    rounds = ["", "set san-native 1"] if w.efi else [""]
    w.two_stage(script(good, rounds))
    m = w.machine()
    m.expect("MiB free", 60)
    for name in good:  # what is damaged does not matter for this file
        m.expect("%s.iso!%s... ok, %d bytes" % (name, badiso.FILE, len(badiso.CONTENT)), 30)
    for _ in rounds:
        check_boots(w, m)
    for name, _, number, words in PATHS:
        m.expect_failure("iso: %s%s.iso:" % (URL, name), words, number, 30)
        m.expect("NO-FILE-%s 0x%x" % (name, number), 10)
    m.expect("MiB free", 10)
    free = [int(n) for n in re.findall(r"inuse,(\d+)MiBfree", m.console.flat)]
    check(len(free) == 2 and free[1] >= free[0] - 2, "memory is lost: %s MiB free" % free)
    m.check_shell()
