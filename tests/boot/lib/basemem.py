# SPDX-License-Identifier: BSD-2-Clause
"""The loader as a ROM sees it that leaves little base memory; see basemem.asm."""

import os
import subprocess

from . import paths

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "basemem.asm")


def wrap(folder, loader, kib):
    """(loader), to find (kib) KiB of base memory when it starts."""
    target = os.path.join(folder, "basemem-%d" % kib)
    subprocess.run([paths.tool("nasm"), "-Werror", "-f", "bin", "-DBASE=%d" % kib,
                    "-DLEN=%d" % len(loader), SOURCE, "-o", target], check=True)
    with open(target, "rb") as f:
        return f.read() + loader
