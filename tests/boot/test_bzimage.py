# SPDX-License-Identifier: BSD-2-Clause
"""How kernels are started on BIOS: old boot protocols, options for the loader, scarce memory."""

import hashlib
import os

from lib import linux, oldkernel
from lib.story import story

# by its first bytes a gzip file, so that it is taken for an initrd
INITRD = b"\x1f\x8bINITRD-BEGINS\0" + bytes(range(128)) * 101 + b"ENDS-THE--INITRD"
INITRD_ENDS = ("..INITRD-BEGINS.", "ENDS-THE--INITRD")
# what the kernel finds: stack, "magic" of the old command line, what is moved with it, heap
FOUND = {0x200: ("9800", "a33f", None), 0x201: ("9800", "a33f", "9600"),
         0x202: ("e000", "0000", "de00"), 0x206: ("e000", "0000", "de00"),
         0x20a: ("e000", "0000", "de00")}
MIB = 1 << 20


def boot_old(w, version):
    """One machine with a kernel of that protocol; mem= and vga= are for the loader, too."""
    name = "old%x" % version
    cmdline = "console=ttyS0 vga=ask mem=100M story=%s" % name
    w.put(name, oldkernel.build(w.folder, version), http=True)
    w.put("story.ipxe", "#!ipxe\nkernel http://10.77.0.1/%s %s\n"
          "initrd http://10.77.0.1/initrd.gz\nboot\n" % (name, cmdline))
    stack, magic, heap = FOUND[version]
    m = w.machine()
    m.expect_all(["OLD entry cs=1020 ds=1000 es=1000 ss=1000 sp=%s flags=0002" % stack,
                  "cr4=00000000 efer=00000000", "OLD header magic=" + magic,
                  "heap=" + (heap or ""), "vid=fffd code32=00100000 image=063f",
                  "size=%08x" % len(INITRD), "OLD cmdline=[%s]" % cmdline,
                  oldkernel.ENDS % INITRD_ENDS, oldkernel.DONE], 60)


@story(timeout=300, weight=80, efi=False, bios="virtio")
def test_old_protocols(w):
    """Kernels of boot protocols 2.00 to 2.10 get registers, header, command line, initrd below
    mem= and themselves as the version of each has it."""
    w.two_stage("")
    w.put("initrd.gz", INITRD, http=True)
    for version in FOUND:
        boot_old(w, version)


@story(timeout=120, efi=False, bios="e1000")
def test_refused(w):
    """A command line that is too long for the kernel, and a zImage: one sentence each, and the
    script goes on."""
    long = " ".join("word%02d=0123456789" % i for i in range(20))
    zimage = bytearray(oldkernel.build(w.folder, 0x203))
    zimage[0x211] = 0
    w.two_stage("""#!ipxe
kernel http://10.77.0.1/old %s
boot || echo went-on-1
kernel http://10.77.0.1/zimage || echo went-on-2
poweroff
""" % long)
    w.put("old", oldkernel.build(w.folder, 0x205), http=True)
    w.put("zimage", bytes(zimage), http=True)
    m = w.machine()
    m.expect_all(["old: the command line has %d characters, this kernel takes 255" % len(long),
                  "went-on-1", "zImage", "went-on-2"], 60)


def checked_archive(path, members):
    """A cpio archive with checksums (070702) that unpacks the same name (members) times, 50 MiB
    each; returns the sha256 of the last. The kernel complains about any wrong byte."""
    inode, content = 1000, b""
    with open(path, "wb") as out:
        out.write(linux.cpio([("facts", 0o40755, b"")]))
        for i in range(members):
            block = hashlib.sha512(b"%d" % i).digest() * (MIB // 64)
            content = block * 50
            name = b"facts/big\0"
            check_sum = sum(block) * 50 & 0xffffffff
            fields = (inode + i, 0o100644, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name),
                      check_sum)
            head = b"070702" + b"".join(b"%08x" % f for f in fields) + name
            out.write(head + bytes(-len(head) % 4) + content)
        out.write(linux.cpio([]))
    return hashlib.sha256(content).hexdigest()


@story(timeout=300, weight=60, efi=False, bios="virtio")
def test_no_room_for_a_copy(w):
    """A 300 MiB initrd, and a second one behind it, on 512 MiB: there is no room for a copy beside
    the files, they are put in order where they lie."""
    w.two_stage("""#!ipxe
kernel http://10.77.0.1/vmlinuz %s
initrd http://10.77.0.1/big.cpio
initrd http://10.77.0.1/initrd.gz
boot
""" % linux.CMDLINE)
    w.put_linux()
    digest = checked_archive(os.path.join(w.http, "big.cpio"), 6)
    os.chmod(os.path.join(w.http, "big.cpio"), 0o644)
    m = w.machine(record=False)
    m.expect_all(["FACT file=[/facts/big] mode=[644] size=[%d] sha256=[%s]" % (50 * MIB, digest),
                  linux.TOKEN], 200)
