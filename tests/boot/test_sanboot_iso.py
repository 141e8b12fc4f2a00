# SPDX-License-Identifier: BSD-2-Clause
"""sanboot URL: an ISO image is fetched into memory and started, and what starts finds its medium.

On UEFI by the firmware's RAM disk driver, and by Hawser's own block device and
ACPI tables where `san-native` asks for them; some of it on BIOS, too, of which
test_int13.py tells more.
"""

import gzip
import lzma
import re

from lib import efiprog, efivars, iso, linux, paths
from lib.story import check, full, story

URL = "http://10.77.0.1/"
UUID = "48415753-4552-4000-8000-000000000001"
MEMTEST_BLUE = (0, 0, 170)


def boot_rescue(w, line, before=""):
    """sanboot of GRUB's rescue image by the script's (line)."""
    w.two_stage("#!ipxe\n%s%s\nshell\n" % (before, line))
    w.link(iso.rescue(), "rescue.iso")
    return w.machine()


def expect_grub(m):
    m.expect_all(["Label `%s'" % iso.RESCUE_LABEL, iso.RESCUE_READY, "grub>"], 90)


@story(timeout=180, efi="3G", sizes=True)
def test_rescue(w):
    """GRUB's rescue image comes to its prompt and sees the disk it came from."""
    m = boot_rescue(w, "sanboot %srescue.iso" % URL)
    expect_grub(m)


@story(timeout=180, bios="virtio")
def test_rescue_packed(w):
    """The same of an image packed by xz."""
    w.two_stage("#!ipxe\nsanboot %srescue.iso.xz\nshell\n" % URL)
    w.put("rescue.iso.xz", lzma.compress(linux.read(iso.rescue()), preset=1), http=True)
    m = w.machine()
    m.expect("rescue.iso.xz: unpacking", 60)
    expect_grub(m)


@story(timeout=180, sizes=True)
def test_rescue_native(w):
    """The same from a block device of Hawser's own."""
    m = boot_rescue(w, "sanboot %srescue.iso" % URL, "set san-native 1\n")
    expect_grub(m)


def check_live(w, before="", n_disks=1, grow=0, seconds=240):
    """The Linux image: its squashfs is mounted from /dev/pmem*, which is the image to the byte, and
    lies outside of usable RAM; there are (n_disks) such. (grow): with zeros behind it, up to so
    many bytes. Returns where disks lie."""
    path, large_digest = iso.live(200 if full() else 16)
    digest = iso.digest(path)
    w.two_stage("#!ipxe\n%ssanboot %s %slive.iso\nshell\n" %
                (before, "" if grow else "--sha256 " + digest, URL))
    if grow:
        with open(w.put("live.iso", linux.read(path), http=True), "r+b") as out:
            out.truncate(grow)
    else:
        w.link(path, "live.iso")
    w.link(iso.rescue(), "rescue.iso")
    m = w.machine(record=False, memory=1024)
    m.expect_all(["FACT devices=[%s]" % " ".join("pmem%d" % n for n in range(n_disks)),
                  "FACT acpi0012=[%d]" % w.efi, "FACT medium=[/dev/pmem",
                  "sha256=[%s]" % digest,
                  "FACT squashfs=[%s] large=[%s]" % (iso.SQUASHFS_TOKEN, large_digest)], seconds)
    m.expect(linux.TOKEN, 30)
    return check_reserved(w, m, n_disks, grow)


def check_reserved(w, m, n_disks, least):
    """No usable range of the kernel's memory map reaches into a disk; the first has (least) bytes.
    Returns where they are."""
    disks = re.findall(r"FACTregion=\[(0x\w+)size(\d+)\]", m.console.flat)
    check(len(disks) == n_disks, "%d disks, not %d" % (len(disks), n_disks))
    check(int(disks[0][1]) >= least, "the disk has %s bytes" % disks[0][1])
    ranges = re.findall(r"BIOS-e820:\[mem0x(\w+?)-0x(\w+?)\](usable|\w+)", m.console.flat)
    check(len(ranges) > 4, "no memory map on the console")
    check(w.efi or m.console.count("persistent (type 12)") >= n_disks, "no memory of type 12")
    disks = [(int(base, 16), int(size)) for base, size in disks]
    for base, size in disks:
        for start, end, kind in ranges:
            start, end = int(start, 16), int(end, 16)
            check(not kind.startswith("usable") or end < base or start >= base + size,
                  "%#x-%#x is usable, a disk lies at %#x" % (start, end, base))
    return [base for base, _ in disks]


@story(timeout=180, efi="1G", bios="virtio-3G", sizes=True)
def test_memtest(w):
    """Memtest86+ as Debian packages it, on BIOS an emulated floppy: its own screen is on the
    display."""
    w.two_stage("#!ipxe\nsanboot %smemtest.iso\nshell\n" % URL)
    w.put("memtest.iso", linux.read(paths.memtest_iso()), http=True)
    m = w.machine()
    if not w.efi:
        m.expect_text_screen("Status: Testing", 90)
        return
    m.expect_picture(lambda p: len(p.rows_of(MEMTEST_BLUE, p.width // 4)) > p.height // 4, 90,
                     "the blue of Memtest86+")


@story(timeout=240, weight=60, efi="1G", bios="virtio-1G", sizes=True)
def test_installer(w):
    """The Debian installer comes to its first question."""
    w.two_stage("#!ipxe\nsanboot %sinstaller.iso\nshell\n" % URL)
    w.link(iso.installer("console=ttyS0,115200 no_timer_check"), "installer.iso")
    w.machine(record=False).expect("Select a language", 200)


@story(timeout=400, weight=60, efi="1G", bios="virtio-1G", more_bios="pcnet-q35-1G", sizes=True)
def test_linux(w):
    """A Linux image finds its medium as /dev/pmem0, on UEFI by the firmware's RAM disk driver. With
    --full a file of 200 MiB is on it."""
    check_live(w)


@story(timeout=400, weight=60, efi="1G", sizes=True)
def test_linux_native(w):
    """A Linux image finds its medium as /dev/pmem0, by Hawser's own tables."""
    check_live(w, "set san-native 1\n")


@story(timeout=400, weight=60, efi=False, bios="virtio-8G")
def test_linux_high(w):
    """The image lies above 4 GiB."""
    check(check_live(w, "set ramdisk-place high\n")[0] >= 4 << 30, "it lies below 4 GiB")


@story(timeout=400, weight=60)
def test_two_native(w):
    """Two disks in Hawser's own table are two devices, also when the firmware's driver has left its
    table for them behind."""
    check_live(w, "sanhook %(u)srescue.iso\nsanunhook\nset san-native 1\nsanhook %(u)srescue.iso\n"
               % {"u": URL}, n_disks=2)


@story(timeout=400, weight=60)
def test_two_mixed(w):
    """The firmware adds its disk to the table that has Hawser's."""
    check_live(w, "set san-native 1\nsanhook --drive 0x90 %srescue.iso\nclear san-native\n" % URL,
               n_disks=2)


@story(timeout=400, weight=60, efi="3G", bios="virtio-3G")
def test_linux_undescribed(w):
    """Of two disks one is only for the firmware: Linux is not told of it."""
    check_live(w, "sanhook --drive 0x90 --no-describe %srescue.iso\n" % URL)


@story(timeout=400, weight=60, efi="8G", bios="virtio-q35-8G")
def test_linux_two(w):
    """Two disks side by side."""
    check_live(w, "sanhook %srescue.iso\n" % URL, n_disks=2)


@story(timeout=1200, weight=300, efi="8G", only_full=True)
def test_larger_than_4g(w):
    """An image of more than 4 GiB is a disk of that size."""
    check_live(w, grow=9 << 29, seconds=900)


@story(timeout=1200, weight=300, efi="8G", only_full=True)
def test_larger_than_4g_native(w):
    """An image of more than 4 GiB is a disk of that size, by Hawser's own tables."""
    check_live(w, "set san-native 1\n", grow=9 << 29, seconds=900)


@story(timeout=180)
def test_choice(w):
    """--label, --extra and --filename choose the volume and the program."""
    m = boot_rescue(w, "sanboot --label hawser_efi --extra \\EFI\\BOOT\\BOOTX64.EFI --filename "
                       "/efi/hawser/other.efi %srescue.iso" % URL)
    expect_grub(m)


@story(timeout=180)
def test_failures(w):
    """What cannot be booted is a sentence, the disk is gone again, its memory free, and the script
    goes on."""
    w.two_stage("""#!ipxe
imgstat
sanboot %(u)stext.iso || echo failed-1
sanboot %(u)szeros.img || echo failed-2
sanboot --filename \\EFI\\NO.EFI --extra \\X %(u)srescue.iso || echo failed-3
sanboot --label NOBODY %(u)srescue.iso || echo failed-4
set san-native 1
sanboot --uuid 12 %(u)srescue.iso || echo failed-5
sanboot --sha256 %(d)s %(u)srescue.iso || echo failed-6
sanboot %(u)shuge.iso || echo failed-7
sanhook --drive 0x90 %(u)srescue.iso && sanhook --drive 0x90 %(u)srescue.iso || echo failed-8
sanunhook --drive 0x90 && sanunhook --drive 0x90 || echo failed-9
sanboot %(u)sbroken.iso.gz || echo failed-10
sanboot %(u)slarge.img.gz || echo failed-11
sanboot %(u)swide.iso.xz || echo failed-12
sanboot %(u)sother.iso.bz2 || echo failed-13
imgstat
echo all-done
""" % {"u": URL, "d": "0" * 64})
    w.put("text.iso", "no such file\n", http=True)
    w.put("zeros.img", bytes(1 << 20), http=True)
    w.put("broken.iso.gz", gzip.compress(bytes(1 << 20))[:-9], http=True)
    w.put("large.img.gz", gzip.compress(bytes(256 << 20), 1) * 4, http=True)
    w.put("wide.iso.xz", lzma.compress(b"wide", filters=[
        {"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 96 << 20}]), http=True)
    w.put("other.iso.bz2", b"BZh9" + bytes(4096), http=True)
    w.link(iso.rescue(), "rescue.iso")
    with open(w.put("huge.iso", b"", http=True), "r+b") as out:
        out.truncate(3 << 30)
    m = w.machine()
    m.expect_all([
        "MiB free", "text.iso: 13 bytes are no disk", "failed-1",
        "zeros.img: the firmware finds no file system there", "failed-2",
        "rescue.iso: no volume has \\EFI\\NO.EFI and \\X, there is: HAWSER_EFI", "failed-3",
        "rescue.iso: no volume with the label \"NOBODY\", there is: HAWSER_EFI", "failed-4",
        "rescue.iso: no volume with the uuid \"12\", there is: HAWSER_EFI", "failed-5",
        "rescue.iso: the sha256 is %s, not 000" % iso.digest(iso.rescue()), "failed-6",
        "huge.iso: 3072 MiB do not fit into memory,", "MiB are free; `isoboot` needs less of it, or "
        "give the machine more memory", "failed-7",
        "rescue.iso is drive 0x90", "drive 0x90 is http://10.77.0.1/rescue.iso already", "failed-8",
        "sanunhook: no disk in memory is drive 0x90", "failed-9",
        "broken.iso.gz: gzip:", "failed-10",
        "large.img.gz: unpacked it has 1024 MiB, which must fit beside the", "failed-11",
        "wide.iso.xz: xz: needs a dictionary of 96 MiB", "failed-12",
        "packed by bzip2; only gzip, xz and zstd", "failed-13", "all-done"], 120)
    free = [int(n) for n in re.findall(r"inuse,(\d+)MiBfree", m.console.flat)]
    check(len(free) == 2 and free[1] >= free[0] - 2, "memory is lost: %s MiB free" % free)


@story(timeout=180)
def test_comes_back(w):
    """A program on a disk that ends gives control back to the script, with the network; --keep
    leaves the disk, so that it can be started again, and another beside it; packed images are
    unpacked; --uuid chooses a partition."""
    w.two_stage("""#!ipxe
sanboot --keep %(u)snone.img %(u)sone.img.gz || echo back-1
sanhook --drive 0x81 %(u)stwo.img
sanboot --drive 0x81 || echo back-2
sanboot || echo back-3
sanunhook
sanunhook --drive 0x81
set san-native 1
sanboot --uuid %(uuid)s %(u)stwo.img || echo back-4
sanboot --drive 0x80 || echo back-5
chain %(u)smore.ipxe
""" % {"u": URL, "uuid": UUID.lower()})
    packed = gzip.compress(linux.read(iso.disk(w.folder, "one.img", efiprog.build("DISK-ONE"))))
    w.put("one.img.gz", packed, http=True)
    iso.disk(w.http, "two.img", efiprog.build("DISK-TWO", status=(1 << 63) + 9), gpt=UUID)
    w.put("more.ipxe", "#!ipxe\necho the-network-is-back\n", http=True)
    m = w.machine()
    m.expect_all([
        "one.img.gz: unpacking", "DISK-ONE", "what was started has come back", "back-1",
        "DISK-TWO", "two.img: \\EFI\\BOOT\\BOOTX64.EFI ended with: out of resources", "back-2",
        "DISK-ONE", "one.img.gz: what was started has come back", "back-3", "back-4",
        "disk 0x80: there is no such drive", "back-5", "the-network-is-back"], 120)
    check(m.console.count("DISK-TWO") == 2, "--uuid does not find the partition")


@story(timeout=180)
def test_local_disk(w):
    """sanboot --drive starts what is on the machine's own disks, by number or on any of them."""
    w.two_stage("""#!ipxe
sanboot --drive 0x81 || echo back-1
sanboot --drive 0 --filename \\EFI\\NO.EFI || echo back-2
sanboot --drive 0x80 || echo back-3
sanboot --drive 0 --label HAWSER_EFI || echo back-4
""")
    w.disk = iso.disk(w.folder, "local.img", efiprog.build("LOCAL-DISK"))
    w.machine().expect_all([
        "disk 0x81: there is no such drive, the firmware has 1", "back-1",
        "local disks: no volume has \\EFI\\NO.EFI, there is: HAWSER_EFI", "back-2",
        "LOCAL-DISK", "disk 0x80: what was started has come back", "back-3",
        "LOCAL-DISK", "disk 0x00: what was started has come back", "back-4"], 120)


@story(timeout=180)
def test_boot_entry(w):
    """The firmware's boot entry for a local disk comes before its \\EFI\\BOOT, unless the script
    says what it wants; one whose file is gone is no entry."""
    w.two_stage("""#!ipxe
sanboot --drive 0x80 || echo back-1
sanboot --drive 0 || echo back-2
sanboot --drive 0x80 --filename \\EFI\\BOOT\\BOOTX64.EFI || echo back-3
""")
    w.disk = iso.disk(w.folder, "local.img", efiprog.build("THE-DEFAULT"),
                      {"EFI/OS/LOADER.EFI": efiprog.build("INSTALLED-SYSTEM")}, mbr=b"HAWS")
    entries = [efivars.boot_entry(name, 1, iso.DISK_START, iso.DISK_SECTORS, b"HAWS", path)
               for name, path in (("Gone", "\\EFI\\OLD\\LOADER.EFI"),
                                  ("An OS", "\\EFI\\OS\\LOADER.EFI"))]
    m = w.machine(variables={"Boot0010": entries[0], "Boot0011": entries[1],
                             "BootOrder": bytes([0x10, 0, 0x11, 0])})
    m.expect_all(["INSTALLED-SYSTEM", "back-1", "INSTALLED-SYSTEM", "back-2", "THE-DEFAULT",
                  "back-3"], 120)
