# SPDX-License-Identifier: BSD-2-Clause
"""Seconds from the last TFTP byte of the loader's image to the menu on the serial console.

Its parts: start (to our first DHCP packet), DHCP (to the last answer), script
(to its last byte), menu (to its title).
"""

import os
import shutil

from lib.story import check

import table

GOAL = 1.0  # seconds
PARTS = ("start", "DHCP", "script", "menu")
TITLE = "Bench menu title"
SCRIPT = """#!ipxe
menu %s
item one First
choose what
""" % TITLE


def measure(w, loader):
    """{part: seconds} on UEFI with dnsmasq."""
    shutil.copyfile(loader.path, os.path.join(w.tftp, "loader.efi"))
    w.put("bench.ipxe", SCRIPT)
    w.dnsmasq("dhcp-range=10.77.0.100,10.77.0.199,1h\nenable-tftp\ntftp-root=%s\n"
              "dhcp-userclass=set:ipxe,iPXE\ndhcp-boot=tag:!ipxe,loader.efi\n"
              "dhcp-boot=tag:ipxe,bench.ipxe\n" % w.tftp)
    m = w.machine(cold=True)
    m.expect(TITLE, 90)
    wire = m.capture
    loaded = wire.tftp_last_data("loader.efi")
    ours = [d.time for d in wire.dhcp(after=loaded) if d.user_class]
    answers = [d.time for d in wire.dhcp("ACK", after=loaded)]
    script = wire.tftp_last_data("bench.ipxe", after=loaded)
    check(ours and answers and script, "the exchange is not on the wire")
    points = (loaded, ours[0], answers[-1], script, m.console.time_of(TITLE))
    return {part: b - a for part, a, b in zip(PARTS, points, points[1:])}


def seconds(values):
    return sum(values[part] for part in PARTS)


def text(values):
    return "%.2f s  = %s" % (seconds(values),
                             "  ".join("%s %.2f" % (part, values[part]) for part in PARTS))


def judge(middles, ours):
    reached = seconds(middles[ours]) <= GOAL
    return {"goal": GOAL, "reached": reached,
            "text": "goal %.1f s: %s" % (GOAL, table.verdict(reached))}
