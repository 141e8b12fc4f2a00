# SPDX-License-Identifier: BSD-2-Clause
"""One machine, one loader, the rows of one wire: bytes per second of each row."""

import os
import sys
import time

from lib import large, pki, platforms, relay
from lib.story import Failure, check
from lib.webservers import Site

import limits
import loaders
import marks
import rows

START = 90     # seconds until the loader fetches its first mark
PATIENCE = 240  # seconds for one row
MEMORY = 1280   # MiB
# Touched beforehand: a page that QEMU gets from the kernel costs more than a frame.
PREALLOC = ("-object", "memory-backend-ram,id=ram,size=%dM,prealloc=on" % MEMORY,
            "-machine", "memory-backend=ram")
GCM = "ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;"


def serve(w, loader, plan):
    for size in {loaders.size(row, loader) for row in plan}:
        path = large.file(size)[0]
        for http in (True, False):
            w.link(path, "%d.bin" % size, http=http)
    certificates = pki.Pki(w.folder + "/pki")
    w.put("root.pem", certificates.root())
    name = certificates.good()
    loader.put(w, plan)
    w.isc_dhcpd(w.stages())
    w.tftpd()
    w.atftpd(w.wire().host(rows.WINDOWED))
    w.spawn("marks", [sys.executable, marks.__file__, marks_log(w), rows.MARKS], ("udp", 69),
            w.wire().host(rows.MARKS))
    w.nginx(sites=[Site(rows.SECURE_PORT, "1.3", certificates.chain(name), certificates.key(name),
                        GCM)])


def marks_log(w):
    return os.path.join(w.folder, "marks.txt")


def request(w, m, names, seconds):
    """(name, wall time) of the first request for one of (names)."""
    deadline = time.monotonic() + seconds
    while True:
        for when, asked in marks.requests(marks_log(w)):
            if asked in names:
                return asked, when
        if time.monotonic() > deadline:
            raise Failure("%s was not asked for within %g s; the screen shows:\n%s"
                          % (names[0], seconds, screen_of(m)))
        time.sleep(0.02)


def screen_of(m):
    return m.console.screen.text() if m.platform == platforms.EFI else m.text_screen()


def measure_row(w, m, wire, loader, row):
    """rate: bytes per second, 0 after a failure; reason of that; limits: what limited it."""
    _, began = request(w, m, [loaders.begin(row)], PATIENCE)
    watch = limits.Limits(m, "tap0", wire)
    mark, ended = request(w, m, [loaders.end(row), loaders.failed(row)], PATIENCE)
    check(ended > began, "%s ended before it began" % row.name)
    if mark == loaders.failed(row):
        return {"rate": 0, "reason": loader.reason(screen_of(m))}
    return {"rate": row.files * loaders.size(row, loader) / (ended - began),
            "limits": watch.result()}


def measure(w, loader, plan):
    """{row name: what measure_row() says}."""
    serve(w, loader, plan)
    faults = rows.WIRES[plan[0].wire]
    wire = relay.Wire() if faults else None
    m = w.machine(record=False, memory=MEMORY, wire=wire, extra=PREALLOC)
    request(w, m, [loaders.READY], START)
    if wire:
        wire.set(**faults)
    return {row.name: measure_row(w, m, wire, loader, row) for row in plan}
