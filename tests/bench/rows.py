# SPDX-License-Identifier: BSD-2-Clause
"""What is measured: each row is one way to fetch, over one wire, with the goals set for it."""

import collections

from lib import netns, platforms

MIB = 1 << 20
WINDOWED = "10.77.0.2"  # atftpd, which knows windowsize; tftpd-hpa on the other does not
MARKS = "10.77.0.3"
SECURE_PORT = 443

# What the relay between machine and servers does; None: there is no relay.
WIRES = {
    "0 ms": None,
    "5 ms": {"delay_us": 2500},
    "20 ms": {"delay_us": 10000},
    "5 ms, 0.1 % lost": {"delay_us": 2500, "down_loss": 0.001},
    "5 ms, 1 % lost": {"delay_us": 2500, "down_loss": 0.01},
}

# size, peer_size: bytes, those of peers so that a slow one takes no minutes; files: so many of
# size. settings: {name: value} of Hawser's that the row is about, "" for the default.
# goals: ratio to the faster peer, by platform.
Row = collections.namedtuple("Row", "name what wire scheme server size peer_size files settings "
                             "goals", defaults=(1, {}, {}))


def _row(name, what, wire, scheme, sizes, goals=None, server=netns.SERVER, **more):
    return Row(name, what, wire, scheme, server, sizes[0] * MIB, sizes[1] * MIB, goals=goals or {},
               **more)


def _efi(goal):
    return {platforms.EFI: goal}


def _connections(name, wire, size):
    """HTTP over fewer connections than by default."""
    return tuple(_row("%s-by-%d" % (name, number), "HTTP, connections: %d" % number, wire, "http",
                      (size, size), settings={"range-connections": str(number)})
                 for number in (1, 2))


_KERNEL = "kernel and three initrds, "
EFI = (
    _row("http-0", "HTTP", "0 ms", "http", (256, 128), _efi(1.5)),
    _row("https-0", "HTTPS, AES-128-GCM", "0 ms", "https", (128, 16), _efi(4)),
    _row("tftp-window-0", "TFTP, windowsize", "0 ms", "tftp", (64, 32), server=WINDOWED),
    _row("tftp-0", "TFTP", "0 ms", "tftp", (32, 32)),
    _row("http-5", "HTTP", "5 ms", "http", (256, 128), _efi(1.5)),
    _row("files-5", _KERNEL + "one by one", "5 ms", "http", (16, 16), files=4),
    _row("files-ahead-5", _KERNEL + "ahead", "5 ms", "http", (16, 16), files=4,
         settings={"lookahead": ""}),
    _row("tftp-window-5", "TFTP, windowsize", "5 ms", "tftp", (64, 2), _efi(20), server=WINDOWED),
    _row("tftp-5", "TFTP", "5 ms", "tftp", (2, 2)),
    _row("http-20", "HTTP", "20 ms", "http", (256, 64), _efi(1.5)),
    _row("http-5-lost-0.1", "HTTP", "5 ms, 0.1 % lost", "http", (128, 32), _efi(2)),
    _row("http-5-lost-1", "HTTP", "5 ms, 1 % lost", "http", (64, 16), _efi(2)),
    *_connections("http-5", "5 ms", 128),
    *_connections("http-20", "20 ms", 128),
    *_connections("http-5-lost-0.1", "5 ms, 0.1 % lost", 64),
    *_connections("http-5-lost-1", "5 ms, 1 % lost", 32),
)


def _bios(row):
    """The same over an emulated ROM, where a frame costs ten times as much."""
    goals = {"http-0": {platforms.BIOS: 2}, "tftp-window-0": {platforms.BIOS: 4}}
    return row._replace(size=max(MIB, row.size // 8), peer_size=max(MIB, row.peer_size // 8),
                        goals=goals.get(row.name, {}))


ROWS = {platforms.EFI: EFI, platforms.BIOS: tuple(_bios(row) for row in EFI)}
