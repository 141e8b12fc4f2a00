# SPDX-License-Identifier: BSD-2-Clause
"""What Linux gets: two initrds in order, injected files with content and mode, the command line."""

import hashlib

from lib import faults, large, linux
from lib.story import check, story

ANSWERS = faults.pattern(12345, seed=7)
TOOL = b"#!/bin/sh\necho INJECTED-TOOL-RAN\n"
SECOND = {"facts/order": (0o644, b"from the second initrd\n"),
          "facts/second": (0o600, faults.pattern(4099, seed=3)),
          "facts.sh": (0o755, b"/facts/tool\n")}


def fact(name, mode, content):
    """The line /init prints about a file, without blanks."""
    return "FACT file=[/facts/%s] mode=[%o] size=[%d] sha256=[%s]" % (
        name, mode, len(content), hashlib.sha256(content).hexdigest())


def expect_facts(m):
    m.expect_all([fact("order", 0o644, SECOND["facts/order"][1]),
                  fact("second", 0o600, SECOND["facts/second"][1]),
                  fact("answers.txt", 0o644, ANSWERS),
                  fact("tool", 0o755, TOOL),
                  "INJECTED-TOOL-RAN", linux.TOKEN], 90)


def serve(w):
    first = linux.initrd([("facts/order", 0o100644, b"from the first initrd\n")])
    w.put("first.gz", first, http=True)
    w.put("second.img", linux.overlay(SECOND), http=True)
    w.put("left.img", linux.overlay({"facts/order": (0o644, b"left over\n")}), http=True)
    w.put("answers.txt", ANSWERS, http=True)
    w.put("tool.sh", TOOL, http=True)
    w.put_linux()


@story(timeout=150, weight=45, bios="virtio-6G")
def test_two_and_injected(w):
    """Two initrds and two injected files: content, modes and order are as the script said; a
    script, and what was freed before, are not among them."""
    serve(w)
    w.two_stage("""#!ipxe
initrd http://10.77.0.1/left.img
imgfree
kernel http://10.77.0.1/vmlinuz %s story=initrd
initrd http://10.77.0.1/first.gz
initrd http://10.77.0.1/second.img
initrd http://10.77.0.1/answers.txt /facts/answers.txt
initrd http://10.77.0.1/tool.sh /facts/tool mode=755
boot
""" % linux.CMDLINE)
    m = w.machine()
    expect_facts(m)
    check(m.console.seen("%s story=initrd" % linux.CMDLINE), "the command line was changed")


@story(timeout=150, weight=45, bios="pcnet")
def test_named(w):
    """initrd=b,a on the command line: exactly the named ones, in that order, not the left-over."""
    serve(w)
    w.two_stage("""#!ipxe
initrd http://10.77.0.1/left.img left
initrd --name b http://10.77.0.1/second.img
initrd http://10.77.0.1/first.gz a
initrd --name c http://10.77.0.1/answers.txt /facts/answers.txt
initrd --name d http://10.77.0.1/tool.sh /facts/tool mode=755
kernel http://10.77.0.1/vmlinuz initrd=a,b initrd=c initrd=d %s
boot
""" % linux.CMDLINE)
    expect_facts(w.machine())


@story(timeout=300, weight=60, efi=False, bios="e1000-6G")
def test_large(w):
    """An initrd of 200 MiB, fetched into memory above 4 GiB, reaches Linux below 4 GiB intact."""
    data = linux.read(large.file(200 << 20)[0])
    w.put("large.img", linux.overlay({"facts/large": (0o644, data)}), http=True)
    w.put_linux()
    w.two_stage("""#!ipxe
kernel http://10.77.0.1/vmlinuz %s
initrd http://10.77.0.1/initrd.gz
initrd http://10.77.0.1/large.img
boot
""" % linux.CMDLINE)
    m = w.machine()
    m.expect(fact("large", 0o644, data), 240)
    m.expect(linux.TOKEN, 30)
