# SPDX-License-Identifier: BSD-2-Clause
"""Pictures of the VGA screen: binary PPM as QEMU writes it, and where a colour stands in it; PNG files
for screens to show."""

import os
import re
import struct
import zlib

HEAD = re.compile(rb"P6\s+(\d+)\s+(\d+)\s+255\s")


class Picture:
    def __init__(self, width, height, pixels):
        self.width = width
        self.height = height
        self.pixels = pixels    # three bytes each, row by row

    def at(self, x, y):
        """The colour of one pixel, (red, green, blue)."""
        start = (y * self.width + x) * 3
        return tuple(self.pixels[start:start + 3])

    def rows_of(self, colour, at_least):
        """Numbers of the pixel rows with (at_least) pixels of (colour), (red, green, blue)."""
        wanted, step = bytes(colour), self.width * 3
        rows = []
        for row in range(self.height):
            line = self.pixels[row * step:(row + 1) * step]
            if wanted in line and sum(line[i:i + 3] == wanted
                                      for i in range(0, step, 3)) >= at_least:
                rows.append(row)
        return rows


def read(path):
    with open(path, "rb") as f:
        data = f.read()
    head = HEAD.match(data)
    width, height = int(head.group(1)), int(head.group(2))
    return Picture(width, height, data[head.end():head.end() + width * height * 3])


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_file(width, height, rows, palette=None):
    """(rows): one byte a pixel where there is a palette, else three, each row behind its filter."""
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3 if palette else 2, 0, 0, 0)) +
            (chunk(b"PLTE", palette) if palette else b"") +
            chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def png(width, height, colour):
    """A PNG file in which (colour)(x, y) is the colour of each pixel."""
    return png_file(width, height, b"".join(
        b"\0" + b"".join(bytes(colour(x, y)) for x in range(width)) for y in range(height)))


def png_of(p):
    """A PNG file of a Picture, with a palette if it has few colours."""
    colours = [p.pixels[i:i + 3] for i in range(0, len(p.pixels), 3)]
    palette = sorted(set(colours))
    step, pixels = 3 * p.width, p.pixels
    if len(palette) <= 256:
        number = {colour: i for i, colour in enumerate(palette)}
        step, pixels = p.width, bytes(number[colour] for colour in colours)
    rows = b"".join(b"\0" + pixels[y * step:(y + 1) * step] for y in range(p.height))
    return png_file(p.width, p.height, rows, b"".join(palette) if len(palette) <= 256 else None)


# ---- pictures that are stored ----

STORE = os.path.join(os.path.dirname(__file__), "../../data/screenshots")
NEAR = 24        # what a component of a pixel may be off
FAR_MAX = 0.0003  # of all pixels may be off by more


def stored(name):
    """A picture of tests/data/screenshots, as png_of() makes them."""
    with open(os.path.join(STORE, name + ".png"), "rb") as f:
        data = f.read()
    width, height, _, kind = struct.unpack(">IIBB", data[16:26])
    at, chunks = 8, {}
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at:at + 8])
        chunks[name] = chunks.get(name, b"") + data[at + 8:at + 8 + size]
        at += 12 + size
    step = width * (3 if kind == 2 else 1)
    rows = zlib.decompress(chunks[b"IDAT"])
    pixels = b"".join(rows[y * (step + 1) + 1:(y + 1) * (step + 1)] for y in range(height))
    if kind == 3:
        pixels = coloured(pixels, chunks[b"PLTE"])
    return Picture(width, height, pixels)


def coloured(numbers, palette):
    """The pixels of which (numbers) are those in (palette)."""
    pixels = bytearray(3 * len(numbers))
    for component in range(3):
        pixels[component::3] = numbers.translate(palette[component::3].ljust(256, b"\0"))
    return bytes(pixels)


def rows_apart(a, b):
    """Numbers of the rows in which two pictures of the same size differ."""
    step = 3 * a.width
    return [y for y in range(a.height)
            if a.pixels[y * step:(y + 1) * step] != b.pixels[y * step:(y + 1) * step]]


def far_off(a, b):
    """How many pixels of one row, or of many, are far from what they are in the other."""
    return sum(max(abs(x - y) for x, y in zip(a[i:i + 3], b[i:i + 3])) > NEAR
               for i in range(0, len(a), 3) if a[i:i + 3] != b[i:i + 3])


def alike(p, name):
    """Whether (p) is, but for a few pixels, the stored picture (name) of its size."""
    name += "-%dx%d" % (p.width, p.height)
    if not os.path.exists(os.path.join(STORE, name + ".png")):
        return False
    want, step, far = stored(name), 3 * p.width, 0
    for y in rows_apart(p, want):
        far += far_off(p.pixels[y * step:(y + 1) * step], want.pixels[y * step:(y + 1) * step])
        if far > FAR_MAX * p.width * p.height:
            return False
    return True
