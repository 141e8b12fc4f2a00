# SPDX-License-Identifier: BSD-2-Clause
"""The wire: a bridge with an address for the servers, a tap per machine, further hosts.

Runs inside the story's own namespace (sandbox), so all names and addresses
are the same in every story. Each further host is a namespace of its own on
the same bridge: two DHCP servers cannot share port 67.
"""

import socket
import subprocess

from . import paths

SERVER = "10.77.0.1"
PREFIX = 24
NET = "10.77.0.0"
MASK = "255.255.255.0"
BRIDGE = "br0"
MAC = "52:54:00:77:00:01"
ETH_P_ALL = 3
OUTGOING = 4    # PACKET_OUTGOING of linux/if_packet.h
QUEUE = 10000   # frames a tap holds for its machine, more than the largest window
FRAME = 2048    # bytes, more than a frame has here


def ip(*args):
    subprocess.run([paths.tool("ip"), *args], check=True)


def bridge(name, *address):
    """A bridge that forwards at once."""
    ip("link", "add", name, *address, "type", "bridge", "stp_state", "0", "forward_delay", "0")
    if not address:  # not an interface of the servers
        ip("link", "set", name, "arp", "off", "addrgenmode", "none")
    ip("link", "set", name, "up")


class Host:
    """A place to run servers: the namespace that owns (address)."""

    def __init__(self, address, netns=None):
        self.address = address
        self.netns = netns

    def wrap(self, argv):
        if self.netns is None:
            return list(argv)
        return [paths.tool("ip"), "netns", "exec", self.netns, *argv]


class Lan:
    """One Ethernet segment, 10.77.0.0/24, the servers' address is 10.77.0.1."""

    def __init__(self):
        self.taps = 0
        self.hosts = 0
        # an address of its own, or it changed with the ports
        bridge(BRIDGE, "address", MAC)
        ip("addr", "add", "%s/%d" % (SERVER, PREFIX), "dev", BRIDGE)
        self._congestion()
        self.server = Host(SERVER)

    @staticmethod
    def _congestion():
        """The machine may run BBR, which hides loss: ask for CUBIC on this wire."""
        try:
            ip("route", "change", "%s/%d" % (NET, PREFIX), "dev", BRIDGE, "src", SERVER,
               "congctl", "cubic")
        except subprocess.CalledProcessError:
            with open("/proc/sys/net/ipv4/tcp_congestion_control", "w", encoding="ascii") as f:
                f.write("reno")

    def tap(self, master=BRIDGE):
        """A new interface for a machine; a port of the bridge (master) unless that is None."""
        name = "tap%d" % self.taps
        self.taps += 1
        ip("tuntap", "add", "dev", name, "mode", "tap")
        ip("link", "set", name, "txqueuelen", str(QUEUE))
        if master:
            ip("link", "set", name, "master", master)
        ip("link", "set", name, "up")
        return name

    def host(self, address):
        """A further machine on the segment with (address), e.g. 10.77.0.2."""
        self.hosts += 1
        netns, inner, outer = ("host%d" % self.hosts, "inner%d" % self.hosts,
                               "veth%d" % self.hosts)
        ip("link", "add", outer, "type", "veth", "peer", "name", inner)
        ip("link", "set", outer, "master", BRIDGE)
        ip("link", "set", outer, "up")
        return self.host_at(address, netns, inner)

    @staticmethod
    def host_at(address, netns, inner):
        """The machine (netns) with (address), whose card is the interface (inner)."""
        ip("netns", "add", netns)
        ip("link", "set", inner, "netns", netns, "name", "eth0")
        for args in (("addr", "add", "%s/%d" % (address, PREFIX), "dev", "eth0"),
                     ("link", "set", "eth0", "up"), ("link", "set", "lo", "up")):
            ip("-n", netns, *args)
        return Host(address, netns)


def raw_socket(interface):
    """Every frame on (interface), in both directions; recvfrom()[1][2] is the direction."""
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    sock.bind((interface, 0))
    return sock


def port_open(pid, kind, port):
    """True when a socket of (kind) udp or tcp is bound to (port) in the namespace of (pid)."""
    listening = {"tcp": "0A", "udp": "07"}[kind]
    try:
        with open("/proc/%d/net/%s" % (pid, kind), encoding="ascii") as table:
            rows = [line.split() for line in table.readlines()[1:]]
    except FileNotFoundError:
        return False
    return any(int(r[1].rsplit(":", 1)[1], 16) == port and r[3] == listening for r in rows)
