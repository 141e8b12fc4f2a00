# SPDX-License-Identifier: BSD-2-Clause
"""What went over the wire, with the kernel's time stamps: a capture on one tap.

Reads an AF_PACKET socket in a thread (tcpdump hands packets over up to a
second late), keeps the frames for the story and writes them to a pcap file.
A filter drops TCP segments without SYN, FIN or RST, so that large HTTP
downloads cost nothing; or all but the beginnings of TFTP transfers and TCP
connections, where large TFTP downloads are to cost nothing either.
"""

import ctypes
import socket
import struct
import threading

ETH_P_ALL = 3
SO_ATTACH_FILTER = 26
SO_TIMESTAMPNS = 35
SO_RCVBUFFORCE = 33
SNAP = 1600
DHCP_TYPES = {1: "DISCOVER", 2: "OFFER", 3: "REQUEST", 4: "DECLINE", 5: "ACK", 6: "NAK",
              7: "RELEASE", 8: "INFORM"}
# Classic BPF (tcpdump -dd): not IPv4, or not TCP, or one of SYN, FIN, RST set
FILTER = ((0x28, 0, 0, 12), (0x15, 0, 6, 0x800), (0x30, 0, 0, 23), (0x15, 0, 4, 6),
          (0xb1, 0, 0, 14), (0x50, 0, 0, 27), (0x45, 1, 0, 7), (0x6, 0, 0, 0), (0x6, 0, 0, SNAP))
# IPv4, and UDP to port 69 or TCP with SYN
REQUESTS = ((0x28, 0, 0, 12), (0x15, 0, 9, 0x800), (0x30, 0, 0, 23), (0x15, 0, 3, 17),
            (0xb1, 0, 0, 14), (0x48, 0, 0, 16), (0x15, 5, 4, 69), (0x15, 0, 3, 6),
            (0xb1, 0, 0, 14), (0x50, 0, 0, 27), (0x45, 1, 0, 2), (0x6, 0, 0, 0), (0x6, 0, 0, SNAP))


class Packet:
    """One IPv4 frame; (time) is wall time. UDP payload in (payload), else b""."""

    def __init__(self, time, frame):
        self.time = time
        self.frame = frame
        self.protocol = self.sport = self.dport = 0
        self.src = self.dst = ""
        self.payload = b""
        if len(frame) < 34 or frame[12:14] != b"\x08\x00":
            return
        head = (frame[14] & 15) * 4
        self.protocol = frame[23]
        self.src, self.dst = (socket.inet_ntoa(frame[a:a + 4]) for a in (26, 30))
        if self.protocol in (6, 17) and len(frame) >= 14 + head + 8:
            self.sport, self.dport = struct.unpack(">HH", frame[14 + head:18 + head])
        if self.protocol == 17:
            self.payload = frame[14 + head + 8:]


class Dhcp:
    """A DHCP message: (kind) "DISCOVER"…, (options) {number: bytes}, (file), (siaddr)."""

    def __init__(self, packet):
        data = packet.payload
        self.time = packet.time
        self.packet = packet
        self.xid = data[4:8].hex()
        self.flags = struct.unpack(">H", data[10:12])[0]
        self.yiaddr, self.siaddr = (socket.inet_ntoa(data[a:a + 4]) for a in (16, 20))
        self.mac = data[28:34].hex(":")
        self.file = data[108:236].split(b"\0")[0].decode("latin-1")
        self.options = {}
        at = 240
        while at + 1 < len(data) and data[at] != 255:
            if data[at] == 0:
                at += 1
                continue
            self.options[data[at]] = data[at + 2:at + 2 + data[at + 1]]
            at += 2 + data[at + 1]
        self.kind = DHCP_TYPES.get((self.options.get(53) or b"\0")[0], "BOOTP")
        self.user_class = self.options.get(77)
        self.vendor_class = (self.options.get(60) or b"").decode("latin-1")


class Capture:
    def __init__(self, interface, pcap, only=FILTER, as_seen=None):
        """(only): the filter, FILTER or REQUESTS.
        (as_seen)(time, frame): what the servers saw, where that is not what was captured."""
        self.as_seen = as_seen or (lambda _, frame: frame)
        self.packets = []
        self.lock = threading.Lock()
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._attach(sock, only)
        sock.bind((interface, 0))
        self.file = open(pcap, "wb")
        self.file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, SNAP, 1))
        threading.Thread(target=self._read, args=(sock,), daemon=True).start()

    @staticmethod
    def _attach(sock, only):
        program = b"".join(struct.pack("HBBI", *op) for op in only)
        buffer = ctypes.create_string_buffer(program)
        sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                        struct.pack("HP", len(only), ctypes.addressof(buffer)))

    def _read(self, sock):
        while True:
            frame, ancillary, _, _ = sock.recvmsg(SNAP, 64)
            seconds, nanos = struct.unpack("qq", ancillary[0][2][:16])
            frame = self.as_seen(seconds + nanos / 1e9, frame)
            with self.lock:
                self.packets.append(Packet(seconds + nanos / 1e9, frame))
                self.file.write(struct.pack("<IIII", seconds, nanos // 1000, len(frame),
                                            len(frame)) + frame)
                self.file.flush()

    def all(self, after=0.0):
        with self.lock:
            return [p for p in self.packets if p.time >= after]

    def udp(self, after=0.0):
        return [p for p in self.all(after) if p.protocol == 17]

    def dhcp(self, kind=None, after=0.0):
        """DHCP messages in order, of one (kind) or all."""
        found = [Dhcp(p) for p in self.udp(after)
                 if p.dport in (67, 68, 4011) and len(p.payload) >= 240]
        return [d for d in found if kind in (None, d.kind)]

    def tftp_requests(self, after=0.0):
        """(time, file name, {option: value}) of each read request."""
        found = []
        for p in self.udp(after):
            if p.dport == 69 and p.payload[:2] == b"\0\1":
                words = p.payload[2:].split(b"\0")
                options = {k.decode().lower(): v.decode()
                           for k, v in zip(words[2::2], words[3::2])}
                found.append((p.time, words[0].decode("latin-1"), options))
        return found

    def connections(self, port, after=0.0):
        """Times at which connections to (port) began."""
        return [p.time for p in self.all(after) if p.protocol == 6 and p.dport == port]

    def tftp_last_data(self, name, after=0.0):
        """Wall time of the last DATA packet of the last transfer of (name), or None."""
        port, last = None, None
        for p in self.udp(after):
            if p.dport == 69 and p.payload[:2] == b"\0\1":
                if p.payload[2:].split(b"\0")[0].decode("latin-1").lstrip("/") == name:
                    port = p.sport
            elif p.dport == port and p.payload[:2] == b"\0\3":
                last = p.time
        return last
