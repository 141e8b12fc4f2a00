# SPDX-License-Identifier: BSD-2-Clause
"""20 MiB over HTTP and over TFTP on BIOS, by loaders that know different languages.

All run on one and the same ROM, QEMU's, and through its UNDI. Each is told to
fetch, in this order, a mark, the HTTP file, a mark, the TFTP file and a mark,
marks being small files over TFTP; so times are those of requests on the wire,
and no loader has to say anything. lpxelinux.0 fetches them as initrds.
"""

import os
import shutil
import time

from lib import large, linux, nbp, paths
from lib.story import Failure, check

SIZE = 20 << 20
KINDS = ("HTTP", "TFTP")
GOALS = {"HTTP": 2.0, "TFTP": 4.0}  # ratio to lpxelinux.0
SIZE_GOAL = 320 << 10
MARKS = ("mark0", "mark1", "mark2")
HTTP_URL = "http://10.77.0.1/large.bin"
TFTP_NAME = "medium.bin"
BOOT_TIME = 60
PATIENCE = 150
SCRIPT = "#!ipxe\n" + "".join("imgfetch tftp://10.77.0.1/%s\n" % name if "/" not in name else
                              "imgfetch %s\n" % name for name in
                              (MARKS[0], HTTP_URL, MARKS[1], TFTP_NAME, MARKS[2])) + "shell\n"
MENU = """DEFAULT fetch
LABEL fetch
KERNEL vmlinuz
INITRD %s
""" % ",".join((MARKS[0], HTTP_URL, MARKS[1], TFTP_NAME, MARKS[2]))


def loaders():
    """The first is compared with each of the others."""
    return [paths.HAWSER[paths.platforms.BIOS], paths.ipxe_bios(), paths.pxelinux("lpxelinux.0")]


def serve(w, loader):
    for name in MARKS:
        w.put(name, name)
    path = large.file(SIZE)[0]
    w.link(path, "large.bin")
    w.link(path, TFTP_NAME, http=False)
    shutil.copyfile(loader, os.path.join(w.tftp, w.boot_file))
    w.put("story.ipxe", SCRIPT)
    if os.path.basename(loader) == "lpxelinux.0":
        for name, content in nbp.pxelinux("lpxelinux.0").items():
            w.put(name, content)
        w.put("pxelinux.cfg/default", MENU)
        w.put("vmlinuz", linux.read(paths.memtest_bin()))
    w.isc_dhcpd(w.stages())
    w.atftpd()
    w.nginx()


def request(m, name, seconds):
    """Wall time of the first request for (name) on the wire."""
    deadline = time.monotonic() + seconds
    while True:
        found = [when for when, asked, _ in m.capture.tftp_requests()
                 if asked.lstrip("/") == name]
        if found:
            return found[0]
        if time.monotonic() > deadline:
            raise Failure("%s was not asked for within %g s; the screen shows:\n%s"
                          % (name, seconds, m.text_screen()))
        time.sleep(0.1)


def fetch(w, loader):
    """{"HTTP": bytes per second, "TFTP": bytes per second}."""
    serve(w, loader)
    m = w.machine(record="requests")
    begin = request(m, MARKS[0], BOOT_TIME)
    http_end = request(m, MARKS[1], PATIENCE)
    connections = m.capture.connections(80, after=begin)
    check(connections, "no HTTP connection on the wire")
    begin = request(m, TFTP_NAME, PATIENCE)
    tftp_end = request(m, MARKS[2], PATIENCE)
    return {"HTTP": SIZE / (http_end - connections[0]), "TFTP": SIZE / (tftp_end - begin)}
