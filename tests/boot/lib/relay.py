# SPDX-License-Identifier: BSD-2-Clause
"""A wire with faults between the machines and the bridge of the servers; see relay.c.

The machines' taps are ports of a bridge of their own, which the relay joins to
the servers'. Faults are named as in relay.c; one that begins with "down_" is
meant for the servers' frames alone, with "up_" for the machines'.
"""

import ctypes
import fcntl
import os
import socket
import struct
import subprocess

from . import netns, paths, sandbox
from .story import Failure

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "relay.c")
NEAR_BRIDGE = "br1"
SIOCETHTOOL = 0x8946
# ETHTOOL_STXCSUM, STSO, SGSO, SGRO of linux/ethtool.h: the relay is to see what a cable carries
OFFLOADS = (0x17, 0x1f, 0x24, 0x2c)


def _no_offloads(interface):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for command in OFFLOADS:
            value = ctypes.create_string_buffer(struct.pack("II", command, 0))
            fcntl.ioctl(sock, SIOCETHTOOL, struct.pack("16sP16x", interface.encode(),
                                                       ctypes.addressof(value)))


class Wire:
    """(delay_ms) is that of one direction. The same (seed) draws the same numbers."""

    def __init__(self, delay_ms=0, seed=1, **faults):
        self.faults = dict(faults, delay_us=delay_ms * 1000)
        self.seed = seed
        self.process = None

    def start(self, folder):
        """Lay the wire; returns the bridge that machines are to be attached to."""
        if self.process:
            return NEAR_BRIDGE
        netns.bridge(NEAR_BRIDGE)
        near, far = self._cable("near", NEAR_BRIDGE), self._cable("far", netns.BRIDGE)
        program = os.path.join(folder, "relay")
        subprocess.run([paths.tool("cc"), "-O2", SOURCE, "-o", program], check=True)
        self.process = subprocess.Popen([program, near, far, str(self.seed)], text=True, bufsize=1,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        preexec_fn=sandbox.die_with_parent)
        self._expect("ready")
        self.set(**self.faults)
        return NEAR_BRIDGE

    @staticmethod
    def _cable(name, bridge):
        """A cable from (bridge) to the interface that is returned."""
        plug = name + "-plug"
        netns.ip("link", "add", name, "type", "veth", "peer", "name", plug)
        for end in (name, plug):
            _no_offloads(end)
            netns.ip("link", "set", end, "arp", "off", "addrgenmode", "none",
                     "txqueuelen", str(netns.QUEUE))
        netns.ip("link", "set", plug, "master", bridge)
        for end in (name, plug):
            netns.ip("link", "set", end, "up")
        return name

    def _expect(self, answer):
        line = self.process.stdout.readline().rstrip("\n")
        if line != answer:
            raise Failure("the relay says %r, not %r" % (line, answer))

    def set(self, **faults):
        """From now on (faults), besides those set before."""
        words = []
        for name, value in faults.items():
            way, _, rest = name.partition("_")
            whole = "%s.%s" % (way, rest) if way in ("up", "down") else "both." + name
            words.append("%s=%.9g" % (whole, value))
        self.process.stdin.write(" ".join(words) + "\n")
        self._expect("ok")

    def stats(self):
        """{"down.lost": number of frames…} since the start."""
        self.process.stdin.write("stats\n")
        words = self.process.stdout.readline().split()
        return {name: int(number) for name, _, number in (w.partition("=") for w in words)}
