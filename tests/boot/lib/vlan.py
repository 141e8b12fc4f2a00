# SPDX-License-Identifier: BSD-2-Clause
"""A switch with an access port: a host on one VLAN of the wire, and on no other network.

A thread carries the frames between a port of the bridge, where they have the
VLAN's tag, and the host, where they have none; everything else is dropped. It
needs nothing of the kernel's own VLAN code, which not every kernel has.
Frames arrive at a socket without their tag, which comes beside them
(PACKET_AUXDATA of packet(7)).
"""

import select
import struct
import threading

from . import netns, rom

SOL_PACKET = 263
PACKET_AUXDATA = 8
VLAN_VALID = 1 << 4  # TP_STATUS_VLAN_VALID
TPID = b"\x81\x00"


def _receive(sock):
    """(frame without tag, tag or None, direction)."""
    frame, extra, _, where = sock.recvmsg(netns.FRAME, 256)
    tag = None
    for level, kind, data in extra:
        if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
            status, _, _, _, _, tci, _ = struct.unpack("IIIHHHH", data[:20])
            tag = tci if status & VLAN_VALID else None
    return frame, tag, where[2]


class Switch:
    """A host with (address) behind an access port of VLAN (vid)."""

    def __init__(self, lan, vid, address):
        self.vid = vid
        self.priorities = set()  # of the frames that came
        name = "vlan%d" % vid
        trunk, port, access, inner = (name + end for end in ("-br", "-tr", "-ac", "-in"))
        for one, other in ((trunk, port), (access, inner)):
            netns.ip("link", "add", one, "type", "veth", "peer", "name", other)
        rom.real_checksums(inner)
        netns.ip("link", "set", trunk, "master", netns.BRIDGE)
        for end in (port, access):
            netns.ip("link", "set", end, "arp", "off", "addrgenmode", "none")
        for end in (trunk, port, access):
            netns.ip("link", "set", end, "up")
        self.host = lan.host_at(address, name, inner)
        self.trunk, self.access = netns.raw_socket(port), netns.raw_socket(access)
        self.trunk.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        threading.Thread(target=self._carry, daemon=True).start()

    def _carry(self):
        while True:
            for sock in select.select([self.trunk, self.access], [], [])[0]:
                frame, tag, direction = _receive(sock)
                if direction == netns.OUTGOING:
                    continue
                if sock is self.access:
                    tagged = frame[:12] + TPID + struct.pack(">H", self.vid) + frame[12:]
                    self.trunk.send(tagged)
                elif tag is not None and tag & 0xfff == self.vid:
                    self.priorities.add(tag >> 13)
                    self.access.send(frame)
