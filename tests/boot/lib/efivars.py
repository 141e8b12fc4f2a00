# SPDX-License-Identifier: BSD-2-Clause
"""Variables in OVMF's store, put there before the machine is switched on.

The store is a firmware volume (PI 1.7, volume 3) with an authenticated variable
store in it, as EDK2 writes it: variables follow one another, each begins on
a multiple of 4. Restrictions: the template has to be empty behind its last
variable; nothing is replaced.
"""

import struct
import uuid

GLOBAL = uuid.UUID("8be4df61-93ca-11d2-aa0d-00e098032b8c")
NV_BS_RT = 7
HEADER = struct.Struct("<HBBIQ16sIII16s")
STORE_HEADER = 28
START, ADDED = 0x55aa, 0x3f


def add(image, variables):
    """Adds (variables), {name: bytes}, of the global kind to the store (image), a bytearray."""
    at = struct.unpack_from("<H", image, 48)[0] + STORE_HEADER
    while struct.unpack_from("<H", image, at)[0] == START:
        fields = HEADER.unpack_from(image, at)
        at += (HEADER.size + fields[7] + fields[8] + 3) & ~3
    for name, value in variables.items():
        text = (name + "\0").encode("utf-16-le")
        head = HEADER.pack(START, ADDED, 0, NV_BS_RT, 0, bytes(16), 0, len(text), len(value),
                           GLOBAL.bytes_le)
        whole = head + text + value
        if image[at:at + len(whole)].strip(b"\xff"):
            raise RuntimeError("the variable store is not empty at %#x" % at)
        image[at:at + len(whole)] = whole
        at = (at + len(whole) + 3) & ~3


def boot_entry(name, partition, start, size, signature, path, options=b""):
    """A boot entry for the file (path) on a partition of an MBR disk; in sectors of 512 bytes."""
    node = struct.pack("<BBHIQQ16sBB", 4, 1, 42, partition, start, size,
                       signature.ljust(16, b"\0"), 1, 1)
    text = (path + "\0").encode("utf-16-le")
    node += struct.pack("<BBH", 4, 4, 4 + len(text)) + text + b"\x7f\xff\x04\x00"
    return struct.pack("<IH", 1, len(node)) + (name + "\0").encode("utf-16-le") + node + options
