# SPDX-License-Identifier: BSD-2-Clause
"""A server that tells the time (RFC 5905, client and server mode), in a thread of the story."""

import socket
import struct
import threading
import time

from . import netns

PORT = 123
EPOCH = 2208988800  # seconds from 1900 to 1970
SERVER_MODE = 0x24  # no leap second, version 4, mode 4
STRATUM = 2
PRECISION = -20


def _stamp(moment):
    return struct.pack(">II", int(moment) + EPOCH, int(moment % 1 * 2**32))


class NtpServer:
    """Says what the machine's own clock says, plus (offset) seconds."""

    def __init__(self, address=netns.SERVER, offset=0):
        self.offset = offset
        self.asked = 0
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind((address, PORT))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            request, peer = self.sock.recvfrom(512)
            if len(request) < 48:
                continue
            self.asked += 1
            now = _stamp(time.time() + self.offset)
            head = struct.pack(">BBbbII4s", SERVER_MODE, STRATUM, 6, PRECISION, 0, 0, b"TEST")
            self.sock.sendto(head + now + request[40:48] + now + now, peer)
