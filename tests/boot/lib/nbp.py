# SPDX-License-Identifier: BSD-2-Clause
"""Network boot programs of others, for BIOS: what each has to find where; GRUB's is made here."""

import os
import subprocess

from . import linux, paths

GRUB_MODULES = ("pxe", "tftp", "normal", "configfile", "echo", "cat", "linux", "serial", "terminal",
                "sleep", "boot")


def pxelinux(name):
    """{file name: content} of pxelinux.0 or lpxelinux.0 with the module it loads."""
    return {name: linux.read(paths.pxelinux(name)),
            "ldlinux.c32": linux.read(paths.syslinux_module("ldlinux.c32"))}


def grub(folder, more=()):
    """core.0 as grub-mknetdir makes it, with its modules and (more) inside and the prefix /grub."""
    target = os.path.join(folder, "core.0")
    subprocess.run([paths.tool("grub-mkimage", "grub-common/usr/bin/grub-mkimage"),
                    "-d", paths.grub_bios(), "-O", "i386-pc-pxe", "-p", "/grub", "-o", target,
                    *GRUB_MODULES, *more], check=True)
    return linux.read(target)
