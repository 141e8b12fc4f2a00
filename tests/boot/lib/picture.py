# SPDX-License-Identifier: BSD-2-Clause
"""Pictures of the VGA screen: binary PPM as QEMU writes it, and where a colour stands in it."""

import re

HEAD = re.compile(rb"P6\s+(\d+)\s+(\d+)\s+255\s")


class Picture:
    def __init__(self, width, height, pixels):
        self.width = width
        self.height = height
        self.pixels = pixels    # three bytes each, row by row

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
