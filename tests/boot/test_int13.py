# SPDX-License-Identifier: BSD-2-Clause
"""sanboot URL on BIOS: the image becomes a drive of INT 13h, and what boots from it finds it again."""

import os
import re

from lib import bootsector, int13, iso, linux, servers
from lib.story import check, story

URL = "http://10.77.0.1/"
MIB = 1 << 20


@story(timeout=240, efi=False, bios=("virtio", "virtio-3G"), sizes=True)
def test_rescue(w):
    """GRUB's rescue image starts without emulation, comes to its prompt and reads its CD. An
    option that means nothing on BIOS is told."""
    w.two_stage("#!ipxe\nsanboot --filename EFI/X.EFI %srescue.iso\nshell\n" % URL)
    w.link(iso.rescue(), "rescue.iso")
    m = w.machine()
    m.expect("choose files for UEFI", 60)
    m.expect(iso.RESCUE_READY, 120)
    m.expect("grub>", 30)
    m.console.line("ls -l (cd)")
    m.expect(iso.RESCUE_LABEL, 20)


# ---- a program of ours, which tries INT 13h


def start(w, images, facts, before="", own=True, drive=None):
    """sanhook of all (images) but the first, sanboot of that, or of all and sanboot of (drive);
    returns the machine when the program has told (facts) and ended. (own): the machine has a
    disk."""
    lines = ["#!ipxe", before]
    for number in reversed(range(len(images))):
        w.put("disk%d.img" % number, images[number], http=True)
        lines.append("%s --drive %#x %sdisk%d.img" % ("sanhook" if number or drive else "sanboot",
                                                      0x80 + number, URL, number))
    if drive:
        lines.append("sanboot --drive %#x" % drive)
    w.two_stage("\n".join(lines + ["shell"]) + "\n")
    if own:
        with open(w.disk, "r+b") as disk:
            disk.seek(int13.TAG_AT)
            disk.write(b"OWN1")
    else:
        w.disk = None
    m = w.machine()
    m.expect_all(facts + [int13.DONE], 100)
    check("=BAD" not in m.console.flat, "a call did not do what it should")
    return m


def told(m, pattern):
    """All matches of (pattern), without blanks, in what the program said."""
    return re.findall(pattern, m.console.flat)


def check_memory(m, high, described=True):
    """The disk is of type 12 in the memory map, aligned to 2 MiB, and told by the mBFT where that
    reaches; E801h and 88h end below it."""
    ranges = [(int(start, 16), int(length, 16), int(kind, 16)) for start, length, kind in
              told(m, r"INT13e820(\w{16})(\w{16})(\w\w)")]
    pram = [r for r in ranges if r[2] == 12]
    if not described:
        check(not pram and "mbft=none" in m.console.flat, "the disk is told of: %s" % ranges)
        return
    check(len(pram) == 1, "not one disk in the memory map: %s" % ranges)
    begin, length, _ = pram[0]
    check(begin % (2 << 20) == 0 and length == 8 << 20, "%#x, %#x bytes: not aligned" %
          (begin, length))
    check((begin >= 4 << 30) == high, "the disk lies at %#x" % begin)
    found = told(m, r"INT13mbftstart=(\w{8})sectors=(\w{8})")
    check(found == ([] if high else [("%08X" % begin, "%08X" % (16384))]), "mBFT: %s" % found)
    for below16, above16, ext in told(m, r"INT13e801=(\w{4})(\w{4})88=(\w{4})"):
        top = 16 * MIB + int(above16, 16) * 65536 if int(below16, 16) == 15360 else 0
        check(top <= begin and MIB + int(ext, 16) * 1024 <= begin, "the old calls reach the disk")
    base = int(told(m, r"INT13basemem=(\w{4})")[0], 16)
    for start_at, size, kind in ranges:
        check(kind != 1 or start_at >= MIB or start_at + size <= base * 1024,
              "base memory beyond %u KiB is usable" % base)


@story(timeout=120, weight=30, efi=False, sizes=True,
       bios=("rtl8139-q35", "virtio-8G"), more_bios=("virtio", "virtio-3G"))
def test_hard_disk(w):
    """A hard disk image is the first disk, the machine's own the second."""
    m = start(w, [int13.disk(w.folder, geometry=(16, 63))], [
        "INT13 drive=80", "INT13 geometry cx=0F3F dx=0F02", "INT13 type=03 sectors=00004000",
        "INT13 edd sectors=0000000000004000 bytes=0200 flags=0003", "INT13 emulation=none",
        "INT13 a20=ok", "INT13 v86=ok", "disk 80 is [TST0]", "disk 81 is [OWN1]",
        "counts bda=02 equipment=00 80:02 81:02"])
    check_memory(m, False)


@story(timeout=120, weight=30, efi=False, bios="virtio-6G")
def test_hard_disk_high(w):
    """The same above 4 GiB."""
    m = start(w, [int13.disk(w.folder)], [
        "disk 80 is [TST0]", "disk 81 is [OWN1]"], "set ramdisk-place high")
    check_memory(m, True)


@story(timeout=120, weight=30, efi=False, bios="virtio")
def test_several(w):
    """Three disks in memory, of which the second is started, and one of the machine's own, which
    comes behind them."""
    start(w, [int13.disk(w.folder, tag="TST%d" % n) for n in range(3)], [
        "INT13 drive=81", "disk 80 is [TST0]", "disk 81 is [TST1]", "disk 82 is [TST2]",
        "disk 83 is [OWN1]",
        "counts bda=04 equipment=00 80:04 81:04 82:04 83:04"], drive=0x81)


@story(timeout=120, weight=30, efi=False, bios="virtio")
def test_behind(w):
    """A disk in memory that is to be the second leaves the machine's own the first."""
    w.put("two.img", int13.disk(w.folder, tag="TST1"), http=True)
    start(w, [int13.disk(w.folder, int13.FLOPPY)], [
        "disk 00 is [TST0]", "disk 80 is [OWN1]", "disk 81 is [TST1]",
        "counts bda=02 equipment=01 00:01 80:02 81:02"], "sanhook --drive 0x81 %stwo.img" % URL)


@story(timeout=120, weight=30, efi=False, bios="virtio")
def test_floppy(w):
    """A floppy image is the floppy drive of a machine that has none; hard disks are what they were."""
    start(w, [int13.disk(w.folder, int13.FLOPPY)], [
        "INT13 drive=00", "INT13 geometry cx=4F12 dx=0101 bl=04", "INT13 type=01",
        "disk 00 is [TST0]", "disk 80 is [OWN1]", "counts bda=01 equipment=01 00:01 80:01"])


@story(timeout=120, weight=30, efi=False, bios="virtio-3G", more_bios="virtio", sizes=True)
def test_cd(w):
    """A CD without emulation is drive 0xe0 with sectors of 2048 bytes, and shifts nothing."""
    start(w, [int13.cd(w.folder)], [
        "INT13 drive=E0", "INT13 type=none",
        "INT13 edd sectors=0000000000001800 bytes=0800 flags=0005",
        "INT13 emulation=1300E0002000000000000000C0070E00000000", "disk 80 is [OWN1]",
        "disk E0 is [TST0]", "counts bda=01 equipment=00 80:01"])


@story(timeout=120, weight=30, efi=False, bios="virtio")
def test_cd_floppy(w):
    """An emulated floppy."""
    start(w, [int13.cd(w.folder, int13.FLOPPY_1440K)], [
        "INT13 drive=00", "INT13 emulation=1302000020000000", "disk 00 is [TST0]",
        "disk 80 is [OWN1]"])


@story(timeout=120, weight=30, efi=False, bios="virtio")
def test_cd_hard_disk(w):
    """An emulated hard disk, with the geometry of its partition table."""
    start(w, [int13.cd(w.folder, int13.HARD_DISK)], [
        "INT13 drive=80", "INT13 emulation=1304800020000000", "disk 80 is [TST0]",
        "disk 81 is [OWN1]"])


@story(timeout=120, weight=30, efi=False, bios="virtio")
def test_hybrid(w):
    """A CD image whose catalogue has nothing for BIOS, but with a boot sector, is a hard disk."""
    start(w, [int13.cd(w.folder, platform=0xef, mbr=True)], [
        "INT13 drive=80", "disk 80 is [TST0]", "counts bda=01 equipment=00 80:01"], own=False)


@story(timeout=120, weight=30, efi=False, bios="virtio")
def test_no_describe(w):
    """--no-describe: a drive of INT 13h that is reserved memory and nothing more."""
    w.put("disk.img", int13.disk(w.folder), http=True)
    w.two_stage("#!ipxe\nsanboot --no-describe --drive 0x80 %sdisk.img\nshell\n" % URL)
    m = w.machine()
    m.expect(int13.DONE, 90)
    check_memory(m, False, described=False)


@story(timeout=120, weight=30, efi=False, bios="virtio")
def test_refused(w):
    """What cannot be started is a sentence each: a disk without a boot sector, boot images that lie
    beyond the end or do not fit, a drive that is taken; and sanunhook gives everything back, also
    what --keep has left."""
    beyond = bytearray(int13.cd(w.folder))
    beyond[int13.CATALOGUE * 2048 + 40:int13.CATALOGUE * 2048 + 44] = b"\xff\xff\xff\xff"
    w.put("empty.img", bytes(8 * MIB), http=True)
    w.put("beyond.iso", bytes(beyond), http=True)
    w.put("video.iso", int13.cd(w.folder, segment=0xa000), http=True)
    w.put("disk.img", int13.disk(w.folder), http=True)
    w.two_stage("""#!ipxe
sanboot --keep URLempty.img || echo one
sanunhook && echo kept
sanunhook || echo gone
sanboot URLbeyond.iso || echo two
sanboot URLvideo.iso || echo three
sanhook --drive 0x80 URLdisk.img
sanhook --drive 0x80 URLdisk.img || echo four
sanunhook --drive 0x80
sanboot --no-describe --drive 0x80
""".replace("URL", URL))
    m = w.machine()
    m.expect_all(["empty.img: nothing to boot, its first sector is no boot sector", "one",
                  "beyond.iso: entry 0 lies at byte 8796093020160", "two",
                  "video.iso: its boot image of 7168 bytes does not fit at 0xa0000", "three",
                  "disk.img: drive 0x80 is", "four",
                  bootsector.line(servers.NEXT, 0x80)], 90)


@story(timeout=120, weight=30, efi=False, bios="virtio")
def test_own_disk_behind_hooked(w):
    """sanboot of the machine's own disk while one in memory comes before it."""
    w.put("disk.img", int13.disk(w.folder), http=True)
    w.two_stage("#!ipxe\nsanhook --drive 0x80 %sdisk.img\nsanboot --drive 0x81\n" % URL)
    w.machine().expect(bootsector.line(servers.NEXT, 0x81), 90)


@story(timeout=240, weight=40, efi=False, bios="virtio-6G", more_bios="virtio")
def test_kernel_beside(w):
    """A Linux that Hawser starts itself finds the disk that was hooked before, as /dev/pmem0."""
    path, large_digest = iso.live()
    w.put("initrd.gz", iso.initrd(os.path.getsize(path)), http=True)
    w.link(path, "live.iso")
    w.put_linux(folder="linux")
    w.two_stage("""#!ipxe
sanhook URLlive.iso
kernel URLlinux/vmlinuz %s
initrd URLinitrd.gz
boot
""".replace("URL", URL) % linux.CMDLINE.replace(" quiet", ""))
    m = w.machine(memory=1024)
    m.expect_all(["FACT devices=[pmem0", "FACT medium=[/dev/pmem0] sha256=[%s]" % iso.digest(path),
                  "FACT squashfs=[%s] large=[%s]" % (iso.SQUASHFS_TOKEN, large_digest),
                  linux.TOKEN], 200)


@story(timeout=120, weight=30, efi=False, bios="virtio", more_bios="virtio-6G")
def test_network_program(w):
    """A disk in memory is a drive for network boot programs as well."""
    w.put("disk.img", int13.disk(w.folder), http=True)
    w.put("program.0", int13.program(w.folder, int13.HARD, "NBP0", 0x80), http=True)
    w.two_stage("#!ipxe\nsanhook --drive 0x80 %sdisk.img\nchain %sprogram.0\n" % (URL, URL))
    m = w.machine()
    m.expect_all(["INT13 drive=80", "disk 80 is [TST0]", "disk 81 is", "INT13 mbft start=",
                  int13.DONE], 100)
    check("=BAD" not in m.console.flat, "a call did not do what it should")
