# SPDX-License-Identifier: BSD-2-Clause
"""A PXE ROM as the vendors' are: QEMU's own, with its user-class taken from its DHCP packets.

QEMU's network ROMs are iPXE and say so, in option 77 and with the options in
175: no server could tell them from the second stage. So until the ROM has
fetched its boot file, a thread carries the frames between the machine's tap
and the bridge and blanks those two options (RFC 2132 3.1, pad); then the tap
becomes a port of the bridge. What the ROM's code sends later, for a network
boot program or as a card's driver, is not touched.
Restrictions: IPv4, one boot file by TFTP, DHCP without option overload.
"""

import ctypes
import fcntl
import select
import socket
import struct
import threading
import time

from . import netns

SIOCETHTOOL = 0x8946
ETHTOOL_STXCSUM = 0x17
HIDDEN = (77, 175)
COOKIE = bytes.fromhex("63825363")
DHCP = 14 + 20 + 8      # where a DHCP message begins, without IP options
OPTIONS = DHCP + 240
NOTHING = (0, 0, b"")


def real_checksums(interface):
    """Have the kernel compute checksums before (interface), as for a cable."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        value = ctypes.create_string_buffer(struct.pack("II", ETHTOOL_STXCSUM, 0))
        fcntl.ioctl(sock, SIOCETHTOOL, struct.pack("16sP16x", interface.encode(),
                                                   ctypes.addressof(value)))


def _udp(frame):
    """(source port, destination port, payload) of a UDP frame, or None."""
    if len(frame) < DHCP or frame[12:15] != b"\x08\x00\x45" or frame[23] != 17:
        return None
    return struct.unpack(">HH", frame[34:38]) + (frame[DHCP:],)


def plain(frame):
    """(frame) as a ROM would have sent it that is no iPXE."""
    udp = _udp(frame)
    if not udp or udp[1] not in (67, 4011) or frame[OPTIONS - 4:OPTIONS] != COOKIE:
        return frame
    data, at = bytearray(frame), OPTIONS
    data[40:42] = b"\0\0"  # no UDP checksum, RFC 768
    while at + 1 < len(data) and data[at] != 255:
        size = 1 if data[at] == 0 else 2 + data[at + 1]
        if data[at] in HIDDEN:
            data[at:at + size] = bytes(len(data[at:at + size]))
        at += size
    return bytes(data)


class Fetch:
    """Follows the ROM's TFTP transfer; (over) once its last block is acknowledged."""

    def __init__(self):
        self.port, self.last = -1, None
        self.block_size = 512
        self.over = False

    def sent(self, udp):
        sport, dport, payload = udp or NOTHING
        if dport == 69 and payload[:2] == b"\0\1":
            self.port, self.last, self.block_size = sport, None, 512
        elif sport == self.port and payload[:2] == b"\0\4":
            self.over = payload[2:4] == self.last

    def received(self, udp):
        _, dport, payload = udp or NOTHING
        if dport != self.port:
            return
        if payload[:2] == b"\0\6":
            words = payload[2:].lower().split(b"\0")
            self.block_size = int(dict(zip(words[::2], words[1::2])).get(b"blksize", 512))
        elif payload[:2] == b"\0\3" and len(payload) - 4 < self.block_size:
            self.last = payload[2:4]


class Rom:
    """Carries frames between (tap), not yet a port of (bridge), and (bridge)."""

    def __init__(self, tap, bridge):
        self.tap, self.bridge = tap, bridge
        self.over_at = None  # wall time
        self.outer, inner = tap + "-rom", tap + "-wire"
        netns.ip("link", "add", self.outer, "type", "veth", "peer", "name", inner)
        real_checksums(self.outer)
        netns.ip("link", "set", self.outer, "master", bridge)
        for name in (tap, inner):  # neither is an interface of the servers
            netns.ip("link", "set", name, "arp", "off", "addrgenmode", "none")
        for name in (self.outer, inner):
            netns.ip("link", "set", name, "up")
        self.guest, self.wire = (netns.raw_socket(name) for name in (tap, inner))
        threading.Thread(target=self._carry, daemon=True).start()

    def as_seen(self, when, frame):
        """(frame), captured on the tap at (when), as the servers saw it."""
        return plain(frame) if self.over_at is None or when < self.over_at else frame

    def _carry(self):
        fetch = Fetch()
        while not fetch.over:
            for sock in select.select([self.guest, self.wire], [], [])[0]:
                frame, where = sock.recvfrom(netns.FRAME)
                if where[2] == netns.OUTGOING:
                    continue
                udp = _udp(frame)
                if sock is self.wire:
                    fetch.received(udp)
                    self.guest.send(frame)
                    continue
                fetch.sent(udp)
                self.wire.send(plain(frame))
        self.over_at = time.time()
        netns.ip("link", "set", self.tap, "master", self.bridge)
        netns.ip("link", "del", self.outer)
        self.guest.close()
        self.wire.close()
