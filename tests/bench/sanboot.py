# SPDX-License-Identifier: BSD-2-Clause
"""Seconds from the first HTTP request for an ISO image to the first line of the kernel on it:
`sanboot` of Hawser, and the firmware's own HTTP boot of the same file from the same server.

Its parts: download (to the end of the last request), start (to the kernel's
line on the serial port). "on" is from power-on to the same line, with all that
comes before the image: for Hawser PXE and its own start.
"""

import os
import re
import shutil

from lib import iso
from lib.story import check

import fetching
import table

GOAL = 1.5  # times faster than the firmware
PARTS = ("download", "start")
FIRMWARE = "firmware"  # the label of its HTTP boot
MIB = 200
FILE = "live.iso"
LINE = "Linux version "
EARLY = "earlyprintk=ttyS0,115200"  # or the line came when the kernel's own driver does
PATIENCE = 300
REQUEST = re.compile(r'"\w+ /%s .* ([0-9.]+) ([0-9.]+)$' % re.escape(FILE), re.MULTILINE)
NO_PXE = ("-fw_cfg", "name=opt/org.tianocore/IPv4PXESupport,string=no")
SCRIPT = "#!ipxe\nsanboot http://10.77.0.1/%s\n" % FILE


def serve(w, loader):
    if loader:
        shutil.copyfile(loader.path, os.path.join(w.tftp, w.boot_file))
    w.put("story.ipxe", SCRIPT)
    w.link(iso.live(MIB, EARLY)[0], FILE)
    w.isc_dhcpd(w.stages(), http_boot=FILE)
    w.tftpd()
    w.nginx()


def measure(w, loader):
    """{part: seconds} on UEFI, and "on"; of the firmware itself without a (loader)."""
    serve(w, loader)
    m = w.machine(record=False, memory=fetching.MEMORY,
                  extra=fetching.PREALLOC + (() if loader else NO_PXE))
    m.expect(LINE, PATIENCE)
    line = m.console.time_of(LINE)
    requests = [(float(end) - float(took), float(end))
                for took, end in REQUEST.findall(w.log("nginx-access"))]
    check(requests, "the image was not asked for")
    began, ended = min(r[0] for r in requests), max(r[1] for r in requests)
    check(began < ended < line, "the kernel started before its image had come")
    return {"download": ended - began, "start": line - ended, "on": line - m.started}


def seconds(values):
    return sum(values[part] for part in PARTS)


def text(values):
    return "%.2f s  = %s; from power-on %.2f s" % (
        seconds(values), "  ".join("%s %.2f" % (part, values[part]) for part in PARTS),
        values["on"])


def judge(middles, ours):
    if FIRMWARE not in middles:
        return {"goal": GOAL, "ratio": None, "reached": None, "text": "goal %.1f: no peer" % GOAL}
    ratio = seconds(middles[FIRMWARE]) / seconds(middles[ours])
    return {"goal": GOAL, "ratio": ratio, "reached": ratio >= GOAL,
            "text": "%.2f times faster, goal %.1f: %s" % (ratio, GOAL,
                                                          table.verdict(ratio >= GOAL))}
