# SPDX-License-Identifier: BSD-2-Clause
"""Reads text from pictures of the screen, by the font that Hawser's is made of.

A character is recognized by its pixels of the text's own colour: whatever is
behind it, a picture too, must not have just that colour.
"""

import functools
import importlib.machinery
import importlib.util
import os

from . import paths

WIDTH, HEIGHT = 8, 16
NORMAL = (0xc4, 0xc8, 0xcc)    # what text has that was given no colour
PCF = "misc/ter-u16n_unicode.pcf.gz"


def _maker():
    loader = importlib.machinery.SourceFileLoader("font", os.path.join(paths.ROOT, "scripts/font"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("font", loader))
    loader.exec_module(module)
    return module


@functools.lru_cache(maxsize=None)
def _font():
    """Characters to their bits, and bits to the first character that looks so."""
    maker = _maker()
    font = maker.Pcf(paths.need(paths.unpacked(PCF), PCF))
    bits = {chr(cp): font.glyph(cp) for first, last in maker.WANTED
            for cp in range(first, last + 1) if font.find(cp) is not None}
    return bits, {look: char for char, look in reversed(bits.items())}


def same(text):
    """(text) as read() reads it: several alphabets have letters that look alike."""
    bits, chars = _font()
    return "".join(chars[bits[char]] for char in text)


def _bits(picture, x, y, colour):
    return bytes(sum((picture.at(x + i, y + row) == colour) << (7 - i) for i in range(WIDTH))
                 for row in range(HEIGHT))


def read(picture, x, y, colour=NORMAL):
    """The line of text in the cells that begin at (x), (y); "?" for what is no character."""
    found = [_font()[1].get(_bits(picture, left, y, colour), "?")
             for left in range(x, picture.width - WIDTH + 1, WIDTH)]
    return "".join(found).rstrip()
