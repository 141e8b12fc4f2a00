# SPDX-License-Identifier: BSD-2-Clause
"""Something that is a Linux kernel of an old boot protocol to its loader; see oldkernel.asm."""

import os
import subprocess

from . import paths

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "oldkernel.asm")
DONE = "OLD-KERNEL-DONE"
ENDS = "OLD kernel=[KERNEL-BEGINS-16] end=[16-ENDS-A-KERNEL] initrd=[%s] end=[%s]"


def build(folder, version, brief=False):
    """The file, for boot protocol (version), 0x200 to 0x20f. (brief): it tells its command line
    alone, as LINE[…], and the machine stays on."""
    target = os.path.join(folder, "oldkernel-%x" % version)
    subprocess.run([paths.tool("nasm"), "-Werror", "-f", "bin", "-DVER=%#x" % version, SOURCE,
                    "-o", target] + ["-DBRIEF"] * brief, check=True)
    with open(target, "rb") as f:
        return f.read()
