# SPDX-License-Identifier: BSD-2-Clause
"""iso:URL!/path: Linux starts from inside an ISO image, of which little more is read than that."""

import os
import subprocess

from lib import linux, parts, paths
from lib.story import check, story
from lib.webservers import Site

REST = 64 << 20  # bytes of the image that nobody needs
PLAIN = 8600


def image(w):
    """linux.iso on the server, with a kernel and an initrd in a folder of it; their size."""
    tree = os.path.join(w.folder, "tree")
    linux.install(os.path.join(tree, "install.amd", "linux"))
    with open(os.path.join(tree, "rest.bin"), "wb") as out:
        out.truncate(REST)
    subprocess.run([paths.tool("xorriso"), "-as", "mkisofs", "-quiet", "-R", "-J", "-V", "PATHS",
                    "-o", os.path.join(w.http, "linux.iso"), tree], check=True)
    folder = os.path.join(tree, "install.amd", "linux")
    return sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))


def boot(w, port, more=""):
    base = "iso:http://10.77.0.1:%d/linux.iso!/install.amd/linux" % port
    w.two_stage("""#!ipxe
%simgfetch %s/missing.gz || echo errno ${errno}
kernel %s/vmlinuz %s story=isopath
initrd %s/initrd.gz
boot
""" % (more, base, base, linux.CMDLINE, base))
    m = w.machine(memory=768)
    m.expect_failure("", ["iso: http:", "missing.gz", "linux.iso"], 3, 90)
    m.expect(linux.TOKEN, 150)
    check(m.console.seen("story=isopath"), "the command line was changed")


@story(timeout=250, weight=60, bios="virtio")
def test_ranges(w):
    """From a server that gives parts: kernel, initrd and a few folders are read, and no more."""
    needed = image(w)
    boot(w, 80)
    parts.check_read(w.log("nginx-access"), "linux.iso", needed)


@story(timeout=250, weight=60, bios="e1000")
def test_whole(w):
    """From a server that gives no parts the image is fetched once."""
    image(w)
    w.web("python", [Site(PLAIN)])
    boot(w, PLAIN)
    check(w.log("python").count("GET /linux.iso") <= 2, "it was fetched more than once")
