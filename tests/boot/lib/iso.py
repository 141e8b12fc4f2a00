# SPDX-License-Identifier: BSD-2-Clause
"""ISO images as distributions make them, from Debian's packages: each starts on UEFI and on BIOS.

On UEFI a FAT image with GRUB is the El Torito image; on BIOS it is GRUB
(rescue) or ISOLINUX (Linux). That of Linux is a hard disk as well, as
distributions' are. The Linux has an initramfs with the drivers for
disks in memory, finds the medium it came from by its label, mounts the
squashfs on it and prints what it sees, as lib/linux.py does. Images are kept in
the cache of the test folder.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import struct
import subprocess

from . import large, linux, paths

RESCUE_LABEL = "HAWSER_RESCUE"
RESCUE_READY = "RESCUE-MENU-READY"
LINUX_LABEL = "HAWSER_LIVE"
INSTALLER_LABEL = "HAWSER_INSTALLER"
MIB = 1 << 20
DISK_START, DISK_SECTORS = 2048, 8192
EFI_MODULES = ("normal", "iso9660", "fat", "part_gpt", "part_msdos", "search", "search_label",
               "configfile", "linux", "echo", "test", "ls", "boot", "serial", "halt", "minicmd")
BIOS_MODULES = ("biosdisk", "normal", "iso9660", "search", "search_label", "configfile", "echo",
                "ls", "test", "serial", "terminal", "halt", "minicmd")
# The order in which they depend on one another.
DRIVERS = ("drivers/nvdimm/libnvdimm", "drivers/nvdimm/nd_btt", "drivers/nvdimm/nd_pmem",
           "drivers/nvdimm/nd_e820", "drivers/acpi/nfit/nfit", "drivers/block/loop",
           "drivers/cdrom/cdrom", "fs/isofs/isofs", "fs/squashfs/squashfs")
RESCUE_CFG = """\
if [ "$grub_platform" = pc ]; then
	serial --unit=0 --speed=115200
	terminal_output console serial
	terminal_input console serial
fi
ls -l
echo %s
""" % RESCUE_READY
SEARCH_CFG = """\
search --no-floppy --set=root --label %s
set prefix=($root)/boot/grub
configfile ($root)/boot/grub/grub.cfg
"""
GRUB_CFG = """\
set timeout=0
menuentry "Linux" {
	linux %(folder)s/vmlinuz %(cmdline)s
	initrd %(folder)s/initrd.gz
}
"""
ISOLINUX_CFG = """\
serial 0 115200
prompt 0
timeout 1
default linux
label linux
	kernel %(folder)s/vmlinuz
	append initrd=%(folder)s/initrd.gz %(cmdline)s
"""
# Run by the reporting /init of lib/linux.py. SIZE is that of the image.
FACTS = r"""
for m in MODULES; do
	insmod /modules/$m.ko || echo "FACT module-failed=[$m]"
done
for i in 1 2 3 4 5 6 7 8 9 10; do
	[ -b /dev/pmem0 ] && break
	sleep 1
done
echo "FACT devices=[$(ls /dev | grep '^pmem[0-9]*$' | tr '\n' ' ')]"
echo "FACT acpi0012=[$(ls /sys/bus/acpi/devices | grep -c ACPI0012)]"
for r in /sys/bus/nd/devices/region*; do
	echo "FACT region=[$(cat $r/resource) size $(cat $r/size)]"
done
for d in /dev/pmem*; do
	[ -b $d ] && mount -t iso9660 -o ro $d /medium && [ -e /medium/live/root.squashfs ] && break
	umount /medium 2>/dev/null
done
echo "FACT medium=[$d] sha256=[$(head -c SIZE $d | sha256sum | cut -d' ' -f1)]"
mount -t squashfs -o ro,loop /medium/live/root.squashfs /root && . /root/token.sh
"""
TOKEN_SH = """\
echo "FACT squashfs=[%(token)s] large=[$(sha256sum /root/large.bin | cut -d' ' -f1)]"
"""
SQUASHFS_TOKEN = "HAWSER-SQUASHFS-FROM-THE-ISO"


def _run(argv, cwd):
    done = subprocess.run(argv, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise RuntimeError("%s:\n%s" % (" ".join(argv), done.stdout.decode(errors="replace")))


def _write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(content if isinstance(content, bytes) else content.encode())


def _grub(folder, kind, name, modules, config):
    """A GRUB image (name) in (folder) that runs (config)."""
    _write(os.path.join(folder, "early.cfg"), config)
    first = {"x86_64-efi": "grub/x86_64-efi/moddep.lst", "i386-pc-eltorito":
             "grub/i386-pc/moddep.lst"}[kind]
    place = os.path.dirname(paths.need(paths.unpacked(first), "GRUB (grub-efi-amd64-bin)"))
    _run([paths.tool("grub-mkimage", "grub-common/usr/bin/grub-mkimage"), "-O", kind, "-d", place,
          "-p", "/boot/grub", "-c", "early.cfg", "-o", name] + list(modules), folder)


def _fat(folder, files, mib=4):
    """efi.img in (folder), a FAT file system with (files): {"EFI/BOOT/X": path}."""
    image = os.path.join(folder, "efi.img")
    with open(image, "wb") as out:
        out.truncate(mib * MIB)
    _run([paths.tool("mkfs.vfat"), "-n", "HAWSER_EFI", "-i", "48415753", image], folder)
    made = set()
    for name, source in files.items():
        parts = name.split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            place = "/".join(parts[:depth])
            if place not in made:
                _run([paths.tool("mmd"), "-i", image, "::/" + place], folder)
            made.add(place)
        _run([paths.tool("mcopy"), "-i", image, source, "::/" + name], folder)


def fat_disk(folder, files):
    """A disk that is one FAT file system with (files), {name: path}; returns its path."""
    _fat(folder, files)
    return os.path.join(folder, "efi.img")


def _xorriso(folder, tree, label, target, bios, mbr=None):
    """(target) in (folder): the folder (tree) with both El Torito images; with (mbr) it is a hard
    disk as well, with MBR and GPT."""
    shutil.copyfile(os.path.join(folder, "efi.img"), os.path.join(tree, "boot", "efi.img"))
    before, after = (["-isohybrid-mbr", mbr], ["-isohybrid-gpt-basdat"]) if mbr else ([], [])
    _run([paths.tool("xorriso"), "-as", "mkisofs", "-quiet", "-R", "-J", "-V", label, "-o", target]
         + before + ["-b", bios, "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table",
                     "-eltorito-alt-boot", "-e", "boot/efi.img", "-no-emul-boot"] + after + [tree],
         folder)


def _key(*what):
    """Names (what) and how it is made."""
    found = hashlib.sha256(repr(what).encode())
    for source in (__file__, linux.__file__):
        found.update(linux.read(source))
    return found.hexdigest()[:12]


@contextlib.contextmanager
def _cached(name):
    """(path, folder): folder is None when the file is there, else where to make it."""
    os.makedirs(paths.CACHE, exist_ok=True)
    path = os.path.join(paths.CACHE, name)
    with open(path + ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.exists(path):
            yield path, None
            return
        folder = path + ".work"
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(os.path.join(folder, "tree", "boot", "grub"))
        yield path, folder
        os.chmod(os.path.join(folder, "out.iso"), 0o644)
        os.rename(os.path.join(folder, "out.iso"), path)
        shutil.rmtree(folder)


def disk(folder, name, program, more=None, mbr=b"", gpt=""):
    """A disk image (name) in (folder): a FAT file system, the EFI program (program) as its boot
    loader, (more) as {"EFI/X": program}. With (mbr), a signature of 4 bytes, or (gpt), the UUID of
    the partition, it is in a partition from sector 2048, else on the whole disk. Returns the
    path."""
    work = os.path.join(folder, name + ".work")
    files = {"EFI/BOOT/BOOTX64.EFI": program, **(more or {})}
    for entry, content in files.items():
        _write(os.path.join(work, entry), content)
    _fat(work, {entry: entry for entry in files})
    path = os.path.join(folder, name)
    with open(path, "wb") as out:
        if mbr:
            entry = struct.pack("<B3sB3sII", 0, b"\xff" * 3, 0xef, b"\xff" * 3, DISK_START,
                                DISK_SECTORS)
            out.write(bytes(440) + mbr + bytes(2) + entry + bytes(48) + b"\x55\xaa")
        if mbr or gpt:
            out.seek(DISK_START * 512)
        out.write(linux.read(os.path.join(work, "efi.img")))
        out.write(bytes(MIB if gpt else 0))
    if gpt:
        table = "label: gpt\nstart=%d, size=%d, type=uefi, uuid=%s\n"
        subprocess.run([paths.tool("sfdisk"), "-q", "--no-tell-kernel", path], check=True,
                       input=(table % (DISK_START, DISK_SECTORS, gpt)).encode())
    shutil.rmtree(work)
    os.chmod(path, 0o644)
    return path


def digest(path):
    found = hashlib.sha256()
    with open(path, "rb") as f:
        for block in iter(lambda: f.read(MIB), b""):
            found.update(block)
    return found.hexdigest()


def rescue():
    """GRUB and nothing else, as grub-mkrescue makes it; ends at its prompt. Returns the path."""
    with _cached("rescue-%s.iso" % _key()) as (path, folder):
        if folder:
            _rescue(folder)
    return path


def _rescue(folder):
    tree = os.path.join(folder, "tree")
    _write(os.path.join(tree, "boot/grub/grub.cfg"), RESCUE_CFG)
    _grub(folder, "x86_64-efi", "bootx64.efi", EFI_MODULES, SEARCH_CFG % RESCUE_LABEL)
    _grub(folder, "i386-pc-eltorito", "tree/boot/grub/bios.img", BIOS_MODULES,
          SEARCH_CFG % RESCUE_LABEL)
    _fat(folder, {"EFI/BOOT/BOOTX64.EFI": "bootx64.efi", "EFI/HAWSER/OTHER.EFI": "bootx64.efi"})
    _xorriso(folder, tree, RESCUE_LABEL, "out.iso", "boot/grub/bios.img")


def live(mib=16, cmdline=""):
    """A Linux whose squashfs holds a file of (mib) MiB, to be found again by the initramfs.
    Returns (path, the file's sha256)."""
    source, large_digest = large.file(mib * MIB)
    with _cached("live-%s.iso" % _key(mib, cmdline)) as (path, folder):
        if folder:
            _live(folder, source, linux.CMDLINE.replace(" quiet", "") + " " + cmdline)
    return path, large_digest


def initrd(size):
    names = [d.split("/")[-1] for d in DRIVERS]
    entries = [(d, 0o40755, b"") for d in ("modules", "medium", "root")]
    entries += [("modules/%s.ko" % n, 0o100644, linux.read(paths.kernel_module(d)))
                for n, d in zip(names, DRIVERS)]
    entries += [("bin/" + a, 0o120777, b"busybox")
                for a in ("insmod", "umount", "head", "grep", "tr")]
    facts = FACTS.replace("MODULES", " ".join(names)).replace("SIZE", str(size))
    return linux.initrd(entries + [("facts.sh", 0o100644, facts.encode())])


def _live(folder, source, cmdline):
    tree = os.path.join(folder, "tree")
    root = os.path.join(folder, "root")
    _write(os.path.join(root, "token.sh"), TOKEN_SH % {"token": SQUASHFS_TOKEN})
    os.link(source, os.path.join(root, "large.bin"))
    os.makedirs(os.path.join(tree, "live"))
    _run([paths.tool("mksquashfs"), root, os.path.join(tree, "live/root.squashfs"), "-noI", "-noD",
          "-noF", "-noX", "-quiet", "-no-progress"], folder)
    shutil.copyfile(paths.kernel(), os.path.join(tree, "live/vmlinuz"))
    _loaders(folder, tree, LINUX_LABEL, "/live", cmdline)
    _finish_live(folder, tree)


def _loaders(folder, tree, label, place, cmdline):
    """GRUB for UEFI and ISOLINUX for BIOS, which start vmlinuz and initrd.gz in (place)."""
    words = {"folder": place, "cmdline": cmdline}
    os.makedirs(os.path.join(tree, "isolinux"))
    _write(os.path.join(tree, "boot/grub/grub.cfg"), GRUB_CFG % words)
    _write(os.path.join(tree, "isolinux/isolinux.cfg"), ISOLINUX_CFG % words)
    shutil.copyfile(paths.isolinux("isolinux.bin"), os.path.join(tree, "isolinux/isolinux.bin"))
    shutil.copyfile(paths.syslinux_module("ldlinux.c32"), os.path.join(tree, "isolinux/ldlinux.c32"))
    _grub(folder, "x86_64-efi", "bootx64.efi", EFI_MODULES, SEARCH_CFG % label)
    _fat(folder, {"EFI/BOOT/BOOTX64.EFI": "bootx64.efi"})


def installer(cmdline):
    """The Debian installer's kernel and initrd, as they are on its own images. Returns the path."""
    with _cached("installer-%s.iso" % _key(cmdline)) as (path, folder):
        if folder:
            _installer(folder, cmdline)
    return path


def _installer(folder, cmdline):
    tree = os.path.join(folder, "tree")
    os.makedirs(os.path.join(tree, "install.amd"))
    for name, source in (("vmlinuz", "linux"), ("initrd.gz", "initrd.gz")):
        shutil.copyfile(paths.installer(source), os.path.join(tree, "install.amd", name))
    _loaders(folder, tree, INSTALLER_LABEL, "/install.amd", cmdline)
    _xorriso(folder, tree, INSTALLER_LABEL, "out.iso", "isolinux/isolinux.bin",
             paths.isolinux("isohdpfx.bin"))


def _finish_live(folder, tree):
    """The initramfs knows the size of the image it is in: once with a guess of the same length."""
    size = 10 ** 9
    for _ in range(3):
        _write(os.path.join(tree, "live/initrd.gz"), initrd(size))
        _xorriso(folder, tree, LINUX_LABEL, "out.iso", "isolinux/isolinux.bin",
                 paths.isolinux("isohdpfx.bin"))
        found = os.path.getsize(os.path.join(folder, "out.iso"))
        if found == size:
            return
        size = found
    raise RuntimeError("the image has another size each time")
