# SPDX-License-Identifier: BSD-2-Clause
"""Disk images for BIOS whose program tries INT 13h on itself and on all other drives; see int13.asm.

Hard disks, floppies, and CDs with an El Torito catalogue (1.0) made by hand: an entry without
emulation, with an emulated floppy or hard disk, or for UEFI only. Four bytes at TAG_AT tell drives
apart.
"""

import array
import os
import struct
import subprocess

from . import paths

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "int13.asm")
HARD, FLOPPY, CD = range(3)
NO_EMULATION, FLOPPY_1440K, HARD_DISK = 0, 2, 4
MIB = 1 << 20
FLOPPY_SIZE = 1440 << 10
FACTOR = 0x9e3779b1
TAG_AT = 440
CD_SECTOR = 2048
CATALOGUE, IMAGE = 19, 32
DONE = "INT13 DONE"
_pattern = {}


def program(folder, kind, tag, drive=None):
    """The program itself; (drive): the one to try, for a network boot program."""
    target = os.path.join(folder, "int13-%d-%s" % (kind, tag))
    subprocess.run([paths.tool("nasm"), "-Werror", "-f", "bin",
                    "-I", os.path.dirname(SOURCE) + "/", "-DKIND=%d" % kind,
                    '-DTAG="%s"' % tag, SOURCE, "-o", target] +
                   (["-DDRIVE=%d" % drive] if drive is not None else []), check=True)
    with open(target, "rb") as f:
        return f.read()


def _filled(size):
    """(size) bytes: zeros, and from 1 MiB on the pattern."""
    if size not in _pattern:
        words = array.array("I", ((i * FACTOR) & 0xffffffff for i in range(MIB // 4, size // 4)))
        _pattern[size] = bytes(MIB) + words.tobytes()
    return bytearray(_pattern[size])


def disk(folder, kind=HARD, tag="TST0", size=8 * MIB, geometry=None):
    """A hard disk or floppy; (geometry): heads and sectors in whose terms its partition ends."""
    image = _filled(FLOPPY_SIZE if kind == FLOPPY else size)
    start = program(folder, kind, tag)
    image[:len(start)] = start
    if geometry:
        heads, sectors = geometry
        image[446:462] = struct.pack("<8B2I", 0x80, 1, 1, 0, 0x83, heads - 1, sectors, 20, 63, 4096)
    return bytes(image)


def _catalogue(platform, media, segment, sectors):
    validation = bytearray(32)
    validation[0] = 1
    validation[1] = platform
    validation[30:32] = b"\x55\xaa"
    total = sum(struct.unpack("<16H", validation))
    validation[28:30] = struct.pack("<H", -total & 0xffff)
    entry = struct.pack("<BBHBBHI", 0x88, media, segment, 0, 0, sectors, IMAGE)
    return bytes(validation) + entry


def cd(folder, media=NO_EMULATION, tag="TST0", segment=0, platform=0, mbr=False):
    """A CD; (mbr): its first sectors are the program for a hard disk."""
    image = _filled(12 * MIB)
    inside = program(folder, CD, tag)
    if media:
        inside = disk(folder, FLOPPY if media == FLOPPY_1440K else HARD, tag, geometry=(16, 63))
    at = IMAGE * CD_SECTOR
    image[at:at + len(inside)] = inside
    sectors = 1 if media else len(inside) // 512
    image[TAG_AT:TAG_AT + 4] = tag.encode()
    if mbr:
        start = program(folder, HARD, tag)
        image[:len(start)] = start
    for number, kind in ((16, 1), (17, 0), (18, 255)):
        image[number * CD_SECTOR:number * CD_SECTOR + 7] = bytes([kind]) + b"CD001\1"
    record = 17 * CD_SECTOR
    image[record + 7:record + 30] = b"EL TORITO SPECIFICATION"
    image[record + 0x47:record + 0x4b] = struct.pack("<I", CATALOGUE)
    entry = _catalogue(platform, media, segment, sectors)
    image[CATALOGUE * CD_SECTOR:CATALOGUE * CD_SECTOR + len(entry)] = entry
    return bytes(image)
