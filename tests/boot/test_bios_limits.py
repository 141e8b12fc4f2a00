# SPDX-License-Identifier: BSD-2-Clause
"""What hawser.kpxe needs of a machine, and the one line it says where that is missing."""

import os

from lib import basemem, linux, paths
from lib.story import check, story

SCRIPT = """#!ipxe
kernel http://10.77.0.1/vmlinuz %s
initrd http://10.77.0.1/initrd.gz
boot
""" % linux.CMDLINE
REFUSED = "Hawser cannot run here: "
SIZE_MAX = 384 << 10
NEEDED = 484  # KiB of base memory, where an image of that size is unpacked


def with_base_memory(w, kib):
    """A machine whose ROM leaves (kib) KiB."""
    w.put_linux()
    w.two_stage(SCRIPT)
    w.put(w.boot_file, basemem.wrap(w.folder, linux.read(paths.loader(w.platform)), kib))
    return w.machine()


@story(timeout=120, weight=15, efi=False, bios="virtio")
def test_base_memory_enough(w):
    """A ROM that leaves just what is needed of base memory: the loader, which is small enough for it,
    boots Linux."""
    size = os.path.getsize(paths.loader(w.platform))
    check(size <= SIZE_MAX, "the loader has %d bytes, more than %d" % (size, SIZE_MAX))
    m = with_base_memory(w, NEEDED)
    m.expect(linux.TOKEN, 90)


@story(timeout=120, weight=15, efi=False, bios="e1000")
def test_base_memory_too_little(w):
    """A ROM that leaves 400 KiB: one line says how much is needed, and the ROM goes on."""
    m = with_base_memory(w, 400)
    m.expect_text_screen(REFUSED, 60)
    m.expect_text_screen("%d KiB of base memory are needed, free are 400" % NEEDED, 10)
    m.expect_text_screen("No more network devices", 60)


@story(timeout=120, weight=15, efi=False, bios="virtio")
def test_no_64_bit_mode(w):
    """A processor without long mode: one line says so, and the ROM goes on."""
    w.two_stage("#!ipxe\n")
    m = w.machine(extra=("-cpu", "qemu32"))
    m.expect_text_screen(REFUSED + "this processor has no 64-bit mode", 60)
    m.expect_text_screen("No more network devices", 60)
