# SPDX-License-Identifier: BSD-2-Clause
"""Small servers on UDP, in threads of the story: a log's receiver, a PXE boot server."""

import socket
import struct
import threading
import time

from . import dhcpfaults, netns
from .story import check


def _listen(port, serve):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    sock.bind(("", port))

    def run():
        while True:
            serve(sock, *sock.recvfrom(2048))

    threading.Thread(target=run, daemon=True).start()


class Syslog:
    """Keeps every message in (lines)."""

    def __init__(self):
        self.lines = []
        _listen(514, lambda sock, data, peer: self.lines.append(data.decode()))

    def expect(self, needle, within=20):
        """A message with (needle) has come, or will; returns it."""
        deadline = time.monotonic() + within
        while True:
            for line in list(self.lines):
                if needle in line:
                    return line
            check(time.monotonic() < deadline, "no message with %r: %r" % (needle, self.lines))
            time.sleep(0.1)


class BootServer:
    """Answers requests for boot servers of (kind) with (file)."""

    def __init__(self, kind, file):
        self.kind, self.file = kind, file
        self.asked = []
        _listen(4011, self._serve)

    def _serve(self, sock, data, peer):
        options = dhcpfaults.decode(data[240:])
        vendor = dhcpfaults.decode(options.get(43, b"") + b"\xff")
        if 71 not in vendor:
            return
        kind = struct.unpack(">H", vendor[71][:2])[0]
        self.asked.append(kind)
        if kind != self.kind:
            return
        answer = dhcpfaults.encode({53: b"\5", 54: dhcpfaults.address(netns.SERVER),
                                    60: b"PXEClient", 97: options.get(97, b"\0" * 17),
                                    43: dhcpfaults.encode({71: vendor[71]})})
        packet = (bytes([2]) + data[1:8] + bytes(4) + data[12:16] + bytes(4)
                  + dhcpfaults.address(netns.SERVER) + bytes(4) + data[28:44] + bytes(64)
                  + self.file.encode().ljust(128, b"\0") + dhcpfaults.COOKIE
                  + answer).ljust(300, b"\0")
        sock.sendto(packet, (socket.inet_ntoa(data[12:16]), 68))
