# SPDX-License-Identifier: BSD-2-Clause
"""A router that says there is no IPv6: iPXE, as a ROM or a program, waits 15 s for such a word.

Answers router solicitations (RFC 4861 4.1) on the bridge with an advertisement
(4.2) without any prefix, in a thread of the story.
"""

import struct
import threading

from . import netns

SOLICITATION, ADVERTISEMENT = 133, 134
ADDRESS = bytes.fromhex("525400770002")
IPV6, ICMPV6 = b"\x86\xdd", 58


def _advertisement():
    """From fe80::1 to all nodes."""
    source, target = (bytes.fromhex(half + "00" * 13 + "01") for half in ("fe80", "ff02"))
    message = bytearray([ADVERTISEMENT, 0, 0, 0, 64]) + bytes(11)
    words = source + target + struct.pack(">II", len(message), ICMPV6) + message
    total = sum(struct.unpack(">%dH" % (len(words) // 2), words))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    message[2:4] = struct.pack(">H", ~total & 0xffff)
    head = struct.pack(">IHBB", 6 << 28, len(message), ICMPV6, 255)
    return (bytes.fromhex("333300000001") + ADDRESS + IPV6 + head + source + target
            + bytes(message))


def start():
    """From now on there is a router on the bridge."""
    sock = netns.raw_socket(netns.BRIDGE)
    answer = _advertisement()

    def serve():
        while True:
            frame, where = sock.recvfrom(netns.FRAME)
            if (where[2] != netns.OUTGOING and frame[12:14] == IPV6
                    and frame[20:21] == bytes([ICMPV6])
                    and frame[54:55] == bytes([SOLICITATION])):
                sock.send(answer)

    threading.Thread(target=serve, daemon=True).start()
