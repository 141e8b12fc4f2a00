# SPDX-License-Identifier: BSD-2-Clause
"""Ctrl-C during each wait: it ends at once, with a status, and the script goes on."""

import gzip
import re

from lib import faults
from lib.story import check, story

AT_ONCE = 5
SERVER = "http://10.77.0.1:8080"
DATA = faults.pattern(2 << 20)
PACKED = gzip.compress(bytes(64 << 20)) * 64  # 4 GiB of zeros

# Waits that somebody answers: there Ctrl-C is an answer, and no error is told.
ASKING = ("prompt", "read", "choose", "countdown")
# name, command, what is on the screen while it waits
WAITS = (
    ("sleep", "sleep 300", None),
    ("prompt", "prompt Press-something", "Press-something"),
    ("read", "read answer", None),
    ("choose", "menu Cancel-me && item one Only-one && choose what", "Only-one"),
    ("countdown", "menu Cancel-me && item two Only-two && choose --timeout 90000 what",
     "Only-two"),
    ("answer", "imgfetch %s/mute" % SERVER, "mute: waiting"),
    ("body", "imgfetch %s/stall" % SERVER, "nothing received"),
    ("unpack", "sanhook %s/zeros.img.gz" % SERVER, "unpacking"),
    ("connect", "imgfetch http://10.77.0.66/absent", "connecting to 10.77.0.66"),
    ("name", "imgfetch http://slow.example.test/name", "slow.example.test"),
    ("tftp", "imgfetch tftp://10.77.0.66/absent.bin", "absent.bin"),
    ("dhcp", "dhcp", None),
    ("link", "prompt Pull-the-cable && dhcp", "the link on net0"),
)


@story(timeout=300, weight=90, waits=True, bios="e1000")
def test_every_wait(w):
    """sleep, prompt, read, menu, countdown, HTTP answer, HTTP body, packed image, connect, DNS,
    TFTP, DHCP, no link."""
    lines = ["#!ipxe", "set lookahead 0"]
    for name, command, _ in WAITS:
        lines += ["echo STEP-%s" % name, "%s || echo NONZERO-%s" % (command, name)]
    w.two_stage("\n".join(lines + ["echo ALL-STEPS-DONE", "shell", ""]))
    w.fault_http({"/mute": faults.silence, "/stall": faults.stall(DATA, 1 << 20),
                  "/zeros.img.gz": faults.body(PACKED)})
    m = w.machine()
    for name, _, sign in WAITS:
        m.expect("STEP-" + name, 60 if name == WAITS[0][0] else 10)
        if name == "name":
            w.stop("dhcpd")
        if name == "link":
            m.expect("Pull-the-cable", 10)
            m.cable(False)
            m.pause(1)
            m.key(" ")
        if name == "link" and not w.efi:  # UNDI does not tell of cables
            sign = "DHCP offer on net0"
        if sign:
            m.expect(sign, 10)
        m.console.quiet(0.3, 3) if name in ("read", "prompt") else m.pause(1.5)
        check(not m.console.seen("NONZERO-" + name), "%s ended before Ctrl-C" % name)
        if name == "unpack":
            check(re.search(r"zeros\.img\.gz:unpacking\d+%", m.console.flat), "no progress is shown")
        m.key("ctrl-c")
        if name not in ASKING:
            m.expect_failure("", ["cancelled with Ctrl-C"], 6, AT_ONCE)
        m.expect("NONZERO-" + name, AT_ONCE)
    m.expect("ALL-STEPS-DONE", 10)
    m.check_shell()
