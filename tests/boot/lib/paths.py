# SPDX-License-Identifier: BSD-2-Clause
"""Where things are: the tree, the loader under test, tools, kernel, firmware.

Everything that scripts/deps unpacks but does not install lies somewhere under
build/deps; files are searched there by the tail of their path, so that the
layout above the package's own root does not matter.
"""

import functools
import glob
import os
import shutil

from . import platforms

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
BUILD = os.path.abspath(os.environ.get("B", os.path.join(ROOT, "build")))
DEPS = os.path.abspath(os.environ.get("HAWSER_DEPS", os.path.join(ROOT, "build", "deps")))
WORK = os.path.abspath(os.environ.get("TEST_BOOT_DIR", os.path.join(BUILD, "test-boot")))
CACHE = os.path.join(WORK, "cache")
HAWSER = {platforms.EFI: os.path.abspath(os.environ.get("HAWSER",
                                                        os.path.join(BUILD, "hawser.efi"))),
          platforms.BIOS: os.path.abspath(os.environ.get("HAWSER_BIOS",
                                                         os.path.join(BUILD, "hawser.kpxe")))}


class Missing(Exception):
    """A tool or file the tests need is not there; the text names it and what to do."""


@functools.lru_cache(maxsize=None)
def _deps_index():
    """All files under the folder of unpacked packages, newest version last."""
    found = []
    for folder, subdirs, files in os.walk(DEPS):
        subdirs[:] = sorted(d for d in subdirs
                            if d != ".git" and not (d == "modules" and folder.endswith("lib")))
        found.extend(os.path.join(folder, f) for f in files)
    return sorted(found)


def unpacked(tail):
    """The path under build/deps ending in (tail), which may hold * in its last part; or None."""
    for path in reversed(_deps_index()):
        if glob.fnmatch.fnmatch(path, "*/" + tail):
            return path
    return None


def need(path, hint):
    if not path or not os.path.exists(path):
        raise Missing("%s is missing: run scripts/deps" % hint)
    return path


def tool(name, *tails):
    """An executable: unpacked under build/deps by one of (tails), else from the PATH."""
    for tail in tails:
        path = unpacked(tail)
        if path and os.access(path, os.X_OK):
            return path
    search = os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin"
    return need(shutil.which(name, path=search), name)


def kernel():
    path = os.environ.get("HAWSER_KERNEL") or unpacked("boot/vmlinuz-*")
    return need(path, "Debian's kernel (package linux-image-amd64, unpacked)")


def kernel_module(name):
    """A module of that kernel, such as "fs/isofs/isofs"."""
    found = glob.glob(os.path.join(os.path.dirname(os.path.dirname(kernel())),
                                   "lib/modules/*/kernel/%s.ko" % name))
    return need(found[-1] if found else None, "%s.ko (package linux-image-amd64, unpacked)" % name)


def busybox():
    path = unpacked("bin/busybox")
    return need(path, "busybox (package busybox-static, unpacked)")


def ipxe_efi():
    """Debian's iPXE for UEFI over SNP: the peer of the benches, the stand-in of the harness."""
    return need(unpacked("lib/ipxe/snponly.efi"), "snponly.efi (package ipxe, unpacked)")


def grub_efi():
    """Debian's GRUB with its network modules and prefix /grub, as netboot packages ship it."""
    return need(unpacked("monolithic/grubnetx64.efi"),
                "grubnetx64.efi (package grub-efi-amd64-bin, unpacked)")


def memtest_efi():
    return need(unpacked("boot/memtest86+x64.efi"),
                "memtest86+x64.efi (package memtest86+, unpacked)")


def memtest_iso():
    return need(unpacked("memtest86+/memtest86+x64.iso"),
                "memtest86+x64.iso (package memtest86+, unpacked)")


def memtest_bin():
    return need(unpacked("boot/memtest86+x64.bin"),
                "memtest86+x64.bin (package memtest86+, unpacked)")


def ipxe_bios():
    """Debian's iPXE for BIOS over UNDI: peer, stand-in, and a program that `chain` starts."""
    return need(unpacked("lib/ipxe/undionly.kpxe"), "undionly.kpxe (package ipxe, unpacked)")


def pxelinux(name):
    """"pxelinux.0" or "lpxelinux.0"."""
    return need(unpacked("lib/PXELINUX/" + name), "%s (package pxelinux, unpacked)" % name)


def syslinux_module(name):
    return need(unpacked("syslinux/modules/bios/" + name),
                "%s (package syslinux-common, unpacked)" % name)


def isolinux(name):
    """"isolinux.bin", or "isohdpfx.bin", the boot sector of images that are hard disks, too."""
    return need(unpacked("lib/ISOLINUX/" + name), "%s (package isolinux, unpacked)" % name)


def grub_bios():
    """The folder of GRUB's modules for PC BIOS."""
    return os.path.dirname(need(unpacked("grub/i386-pc/pxeboot.img"),
                                "pxeboot.img (package grub-pc-bin, unpacked)"))


def uki_stub():
    return need(unpacked("boot/efi/linuxx64.efi.stub"),
                "linuxx64.efi.stub (package systemd-boot-efi, unpacked)")


def installer(name):
    """"linux" or "initrd.gz" of the Debian installer in text mode, for the network."""
    return need(unpacked("text/debian-installer/amd64/" + name),
                "%s (package debian-installer-12-netboot-amd64, unpacked)" % name)


def installer_tree():
    """The folder that the Debian installer's package has for TFTP servers."""
    return os.path.dirname(os.path.dirname(os.path.dirname(installer("linux"))))


def firmware():
    """OVMF: (code, variables template)."""
    for suffix in ("_4M", ""):
        pair = ["/usr/share/OVMF/OVMF_%s%s.fd" % (part, suffix) for part in ("CODE", "VARS")]
        if all(os.path.exists(p) for p in pair):
            return pair
    raise Missing("OVMF is missing: run scripts/deps")


def loader(platform=platforms.EFI):
    """The boot file under test: HAWSER=path and HAWSER_BIOS=path, default build/hawser.*."""
    path = HAWSER[platform]
    if not os.path.exists(path):
        raise Missing("%s is missing: run make, or set %s=path" %
                      (path, "HAWSER" if platform == platforms.EFI else "HAWSER_BIOS"))
    return path


def is_hawser(platform=platforms.EFI):
    """False when another loader stands in, to prove the harness itself."""
    return os.path.basename(HAWSER[platform]).startswith("hawser")
