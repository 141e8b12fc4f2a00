# SPDX-License-Identifier: BSD-2-Clause
"""A Linux that reports what it was given: Debian's kernel and initramfs files of our own.

The first initrd holds busybox and an /init that prints one FACT line per
thing tests ask about, then the token and powers the machine off. Further
files arrive in other initrds or are injected by the loader.
"""

import gzip
import os
import shutil
import subprocess

from . import paths

TOKEN = "HAWSER-TEST-LINUX-DONE"
# An emulator that stands still for a moment just when Linux counts ticks would be taken for a
# machine with a broken timer.
CMDLINE = "console=ttyS0,115200 panic=-1 quiet no_timer_check"
APPLETS = ("sh", "mount", "cat", "echo", "sha256sum", "stat", "poweroff", "ls", "find", "cut",
           "sleep", "uname", "ip", "dmesg", "wc")
INIT = r"""#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
exec >/dev/console 2>&1
echo
echo "FACT cmdline=[$(cat /proc/cmdline)]"
echo "FACT release=[$(uname -r)]"
echo "FACT firmware=[$([ -d /sys/firmware/efi ] && echo efi || echo bios)]"
for f in $(find /facts -type f); do
	echo "FACT file=[$f] mode=[$(stat -c %a $f)] size=[$(stat -c %s $f)]" \
		"sha256=[$(sha256sum $f | cut -d' ' -f1)]"
done
[ -e /facts.sh ] && . /facts.sh
echo "TOKEN"
sleep 1
poweroff -f
"""


def read(path):
    with open(path, "rb") as f:
        return f.read()


def broken_kernel(efi=True):
    """Debian's kernel, a bzImage by its magic numbers, but nothing that can be started. (efi): its
    first PE section lies beyond the end of the file, which LoadImage does not take; else its setup
    header is too short for the version of the boot protocol it claims."""
    data = bytearray(read(paths.kernel()))
    if not efi:
        data[0x201] = 0x10
        return bytes(data)
    pe = int.from_bytes(data[0x3c:0x40], "little")
    section = pe + 24 + int.from_bytes(data[pe + 20:pe + 22], "little")
    data[section + 20:section + 24] = (0x7ffff000).to_bytes(4, "little")
    return bytes(data)


def uki(folder, cmdline):
    """A unified kernel image: the stub with (cmdline), Debian's kernel and the reporting initramfs
    as sections, at the addresses that systemd-stub(7) proposes."""
    parts = {"cmdline": (0x30000, cmdline.encode() + b"\0"),
             "linux": (0x2000000, read(paths.kernel())),
             "initrd": (0x3000000, initrd())}
    argv = [paths.tool("objcopy")]
    for name, (address, content) in parts.items():
        part = os.path.join(folder, "uki." + name)
        with open(part, "wb") as out:
            out.write(content)
        argv += ["--add-section", ".%s=%s" % (name, part),
                 "--change-section-vma", ".%s=%#x" % (name, address)]
    target = os.path.join(folder, "uki.efi")
    subprocess.run(argv + [paths.uki_stub(), target], check=True)
    return read(target)


def cpio(entries, start_inode=1):
    """A newc archive of (entries): list of (name, mode with type bits, content)."""
    out = bytearray()
    for inode, (name, mode, content) in enumerate(
            list(entries) + [("TRAILER!!!", 0, b"")], start_inode):
        raw = name.encode() + b"\0"
        fields = (inode, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(raw), 0)
        out += b"070701" + b"".join(b"%08x" % f for f in fields) + raw
        out += bytes(-len(out) % 4)
        out += content
        out += bytes(-len(out) % 4)
    return bytes(out)


def base_entries():
    busybox = read(paths.busybox())
    folders = [(d, 0o40755, b"") for d in ("bin", "dev", "proc", "sys", "facts")]
    links = [("bin/" + a, 0o120777, b"busybox") for a in APPLETS]
    init = INIT.replace("TOKEN", TOKEN).encode()
    return folders + [("bin/busybox", 0o100755, busybox)] + links + [("init", 0o100755, init)]


def initrd(extra=()):
    """The reporting initramfs, gzip-compressed, with (extra) entries."""
    return gzip.compress(cpio(base_entries() + list(extra)), 6, mtime=0)


def overlay(files):
    """A second initrd with (files): {"facts/name": (mode, content)}; a late one wins."""
    entries = [("facts", 0o40755, b"")]
    entries += [(n, 0o100000 | mode, content) for n, (mode, content) in files.items()]
    return cpio(entries, start_inode=1000)


def install(folder):
    """Put vmlinuz and initrd.gz into (folder); hard-linked from the cache where possible."""
    os.makedirs(folder, exist_ok=True)
    for name, make in (("vmlinuz", lambda p: shutil.copyfile(paths.kernel(), p)),
                       ("initrd.gz", _write_initrd)):
        target = os.path.join(folder, name)
        if not os.path.exists(target):
            make(target)
            os.chmod(target, 0o644)


def _write_initrd(path):
    with open(path, "wb") as out:
        out.write(initrd())
