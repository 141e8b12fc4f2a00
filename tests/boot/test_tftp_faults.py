# SPDX-License-Identifier: BSD-2-Clause
"""TFTP servers that fail or stumble: sentences that name file and server, or the right content."""

import hashlib
import os

from lib import faults
from lib.faults import TftpFile
from lib.story import check, story

DATA = faults.pattern(700 * 1000 + 37)
ROUND = faults.pattern(1468 * 40)  # the last block is empty
DIGESTS = {name: hashlib.sha256(data).hexdigest() for name, data in
           (("data", DATA), ("round", ROUND), ("empty", b""))}

# name, file, error number, what the sentence must name, seconds
BROKEN = (
    ("missing.bin", None, 23, ["tftp://10.77.0.1/missing.bin", "File not found"], 15),
    ("denied.bin", TftpFile(error=(2, "Access violation by moonlight")), 11,
     ["tftp://10.77.0.1/denied.bin", "Access violation by moonlight"], 15),
    ("full.bin", TftpFile(error=(3, "The moon is full")), 24,
     ["tftp://10.77.0.1/full.bin", "error 3", "The moon is full"], 15),
    ("stall.bin", TftpFile(DATA, stall_after=100), 5,
     ["tftp://10.77.0.1/stall.bin", "stopped sending"], 200),
    ("leave.bin", TftpFile(DATA, gone_after=100), 16,
     ["tftp://10.77.0.1/leave.bin", "gone"], 120),
    ("mute.bin", TftpFile(silent=True), 5, ["tftp://10.77.0.1/mute.bin", "no answer"], 120),
    ("huge.bin", TftpFile(DATA, says=8 << 30), 18,
     ["tftp://10.77.0.1/huge.bin", "8192 MiB"], 30),
)
GONE = ("gone.bin", None, 5, ["tftp://10.77.0.66/gone.bin", "no answer"], 120)
STUMBLING = (
    ("plain.bin", TftpFile(DATA), "data"),
    ("oack.bin", TftpFile(DATA, lose_oack=1), "data"),
    ("twice.bin", TftpFile(DATA, twice=True), "data"),
    ("old.bin", TftpFile(DATA, no_options=True), "data"),
    ("round.bin", TftpFile(ROUND), "round"),
)


def world(w, script, files):
    """Our own TFTP server is the only one: it serves loader and script as well."""
    with open(w.put("story.ipxe", script), "rb") as f:
        files = dict(files, **{"story.ipxe": TftpFile(f.read())})
    w.put_loader()
    with open(os.path.join(w.tftp, w.boot_file), "rb") as f:
        files[w.boot_file] = TftpFile(f.read())
    w.isc_dhcpd(w.stages())
    w.fault_tftp(files)
    return w.machine()


@story(timeout=400, weight=150, waits=True, bios="virtio")
def test_broken(w):
    """File missing, refusals in the server's own words, stall in the middle, a server that closes
    its port in the middle, no answer, a file larger than memory, a server that is gone."""
    lines = ["#!ipxe"]
    cases = BROKEN + (GONE,)
    for name, *_ in cases:
        place = "tftp://10.77.0.66/" if name == "gone.bin" else ""
        lines += ["echo STEP-%s" % name, "imgfetch %s%s && echo TOOK-%s || echo NONZERO-%s"
                  % (place, name, name, name)]
    m = world(w, "\n".join(lines + ["shell", ""]), {n: f for n, f, *_ in BROKEN if f})
    m.expect("STEP-missing.bin", 60)
    for name, _, number, culprits, seconds in cases:
        m.expect_failure("tftp:" if number != 18 else "tftp://", culprits, number, seconds)
        m.expect("NONZERO-" + name, 10)
        check(not m.console.seen("TOOK-" + name), "%s was taken for a success" % name)
    m.check_shell()


@story(timeout=150, weight=40, bios="pcnet")
def test_stumbling(w):
    """A lost OACK, blocks sent twice, a server without options, an empty last block: all right."""
    lines = ["#!ipxe"]
    for name, _, _ in STUMBLING:
        lines += ["imgfetch --name %s %s || shell" % (name, name), "sha256sum %s" % name,
                  "echo HAVE-%s" % name]
    m = world(w, "\n".join(lines + ["echo ALL-STEPS-DONE", "shell", ""]),
              {n: f for n, f, _ in STUMBLING})
    for name, _, content in STUMBLING:
        m.expect_all([DIGESTS[content], "HAVE-" + name], 60)
    m.expect("ALL-STEPS-DONE", 10)
