# SPDX-License-Identifier: BSD-2-Clause
"""A DHCP server that answers in unusual but legal ways, in a thread of the story.

One client, one address. Stage one (no user-class: the firmware) gets a plain
answer; stage two gets the oddities, a dict:
  nak        refuse so many REQUESTs first
  options    further options, {number: bytes}
  file       the file field;  siaddr: the next server field
  overload   {"file": {number: bytes}, "sname": {…}}: options in these fields (option 52)
  lease      seconds
"""

import socket
import struct
import threading
import time

from . import netns

CLIENT = "10.77.0.150"
COOKIE = bytes.fromhex("63825363")
ANSWER = {1: 2, 3: 5}  # DISCOVER: OFFER, REQUEST: ACK
NAK = 6
IP_BROADCAST = "255.255.255.255"


def address(text):
    return socket.inet_aton(text)


def encode(options):
    return b"".join(bytes([n, len(v)]) + v for n, v in options.items()) + b"\xff"


def decode(data):
    options, at = {}, 0
    while at + 1 < len(data) and data[at] != 255:
        if data[at]:
            options[data[at]] = data[at + 2:at + 2 + data[at + 1]]
        at += 2 + data[at + 1] if data[at] else 1
    return options


class DhcpServer:
    def __init__(self, logfile, loader, **odd):
        self.odd = dict({"nak": 0, "options": {}, "file": "", "siaddr": "0.0.0.0",
                         "overload": {}, "lease": 600}, **odd)
        self.loader = loader
        self.log = open(logfile, "a", encoding="utf-8", buffering=1)
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, netns.BRIDGE.encode())
        self.sock.bind(("", 67))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            data, _ = self.sock.recvfrom(2048)
            if len(data) < 241 or data[0] != 1 or data[236:240] != COOKIE:
                continue
            asked = decode(data[240:])
            kind = asked.get(53, b"\0")[0]
            if kind not in ANSWER:
                continue
            second = 77 in asked
            reply = ANSWER[kind]
            if second and kind == 3 and self.odd["nak"] > 0:
                self.odd["nak"] -= 1
                reply = NAK
            self.log.write("%.3f stage %d: message %d, answer %d\n"
                           % (time.time(), 2 if second else 1, kind, reply))
            self._answer(data, reply, second)

    def _answer(self, request, reply, second):
        file, sname, siaddr = self.loader.encode(), b"", netns.SERVER
        options = {53: bytes([reply]), 54: address(netns.SERVER)}
        if reply != NAK:
            options.update({51: struct.pack(">I", self.odd["lease"] if second else 600),
                            1: address(netns.MASK), 3: address(netns.SERVER)})
        if second:
            file, siaddr = self.odd["file"].encode(), self.odd["siaddr"]
            overload = self.odd["overload"]
            options.update(self.odd["options"] if reply != NAK else {})
            if overload and reply != NAK:
                options[52] = bytes([("file" in overload) + 2 * ("sname" in overload)])
                file = encode(overload["file"]) if "file" in overload else file
                sname = encode(overload["sname"]) if "sname" in overload else sname
        client = ciaddr = request[12:16]
        if client == bytes(4):
            client = address(CLIENT)
        if reply == NAK:
            client = bytes(4)
        packet = (bytes([2]) + request[1:8] + bytes(2) + b"\x80\0" + ciaddr + client
                  + address(siaddr) + bytes(4) + request[28:44] + sname.ljust(64, b"\0")
                  + file.ljust(128, b"\0") + COOKIE + encode(options)).ljust(300, b"\0")
        target = IP_BROADCAST if ciaddr == bytes(4) else socket.inet_ntoa(ciaddr)
        self.sock.sendto(packet, (target, 68))
