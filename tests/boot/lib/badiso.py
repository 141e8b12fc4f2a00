# SPDX-License-Identifier: BSD-2-Clause
"""Damaged ISO images: xorriso makes a small one that starts on both firmwares, and of its copies
each has one thing wrong, of the file system (ECMA-119) or of the boot catalogue (El Torito 1.0).
"""

import os
import struct
import subprocess

from . import bootsector, efiprog, iso, linux, paths

STARTED = "BAD-IMAGE-STARTED"
FILE = "/folder/file.txt"
CONTENT = "inside the image\n"
BLOCK = 2048
PRIMARY, BOOT_RECORD = 16, 17
STUB = 10
FAR = 0xfffffff0
LOAD_SECTORS = 6  # of an entry of the catalogue
LOAD_LBA = 8


def _make(folder):
    """A bytearray of the sound image."""
    tree = os.path.join(folder, "bad-tree")
    os.makedirs(os.path.join(tree, "folder"))
    os.makedirs(os.path.join(tree, "boot"))
    with open(os.path.join(tree, FILE.lstrip("/")), "w", encoding="ascii") as out:
        out.write(CONTENT)
    with open(os.path.join(tree, "boot", "bios.img"), "wb") as out:
        out.write(bootsector.build(STARTED)[:BLOCK])
    os.rename(iso.disk(folder, "efi.img", efiprog.build(STARTED)),
              os.path.join(tree, "boot", "efi.img"))
    os.symlink("back", os.path.join(tree, "forth"))
    os.symlink("forth", os.path.join(tree, "back"))
    target = os.path.join(folder, "sound.iso")
    subprocess.run([paths.tool("xorriso"), "-as", "mkisofs", "-quiet", "-R", "-V", "BAD",
                    "-o", target, "-b", "boot/bios.img", "-no-emul-boot", "-boot-load-size", "4",
                    "-eltorito-alt-boot", "-e", "boot/efi.img", "-no-emul-boot", tree], check=True)
    image = bytearray(linux.read(target))
    os.remove(target)
    return image


def _both32(value):
    return struct.pack("<I", value) + struct.pack(">I", value)


def _le32(image, at):
    return struct.unpack_from("<I", image, at)[0]


def _record(image, path):
    """Where the directory record of (path) is; the names are those of the plain tree."""
    at = PRIMARY * BLOCK + 156
    for name in path.strip("/").split("/"):
        begin, size = _le32(image, at + 2) * BLOCK, _le32(image, at + 10)
        at = begin
        wanted = name.upper().encode()
        while image[at + 33:at + 33 + image[at + 32]].split(b";")[0] != wanted:
            at += image[at]
            if image[at] == 0:
                at = (at // BLOCK + 1) * BLOCK
            if at >= begin + size:
                raise RuntimeError("%s is not in the image" % path)
    return at


def _catalogue(image):
    return _le32(image, BOOT_RECORD * BLOCK + 0x47) * BLOCK


def _entries(image):
    """Where the entries for BIOS and UEFI are."""
    return [_catalogue(image) + at for at in (32, 96)]


def cut(image):
    """The second half is missing: of the image for UEFI some, of the files all that come behind."""
    del image[len(image) // 2:]


def stub(image):
    """Ten sectors are left, no descriptor among them."""
    del image[STUB * BLOCK:]


def loop(image):
    """The folder BOOT is the one it is in."""
    at = _record(image, "/boot")
    image[at + 2:at + 18] = image[PRIMARY * BLOCK + 158:PRIMARY * BLOCK + 174]


def record(image):
    """The record of FOLDER is shorter than one can be."""
    image[_record(image, "/folder")] = 20


def first(image):
    """So is the first one of the root."""
    at = _le32(image, PRIMARY * BLOCK + 158) * BLOCK
    image[at] = 1


def beyond(image):
    """The file lies far beyond the end."""
    at = _record(image, FILE)
    image[at + 2:at + 10] = _both32(FAR)


def long(image):
    """The file has nearly 4 GiB."""
    at = _record(image, FILE)
    image[at + 10:at + 18] = _both32(FAR)


def folder(image):
    """The folder the file is in has nearly 4 GiB."""
    at = _record(image, "/folder")
    image[at + 10:at + 18] = _both32(FAR)


def root(image):
    """The root folder, and with it all, lies beyond the end; the image says it has 8 TiB."""
    at = PRIMARY * BLOCK
    image[at + 80:at + 88] = _both32(0xffffffff)
    image[at + 158:at + 166] = _both32(FAR)


def checksum(image):
    """The words of the catalogue's first record have another sum than 0."""
    image[_catalogue(image) + 4] ^= 0x55


def nowhere(image):
    """The catalogue lies beyond the end."""
    at = BOOT_RECORD * BLOCK + 0x47
    image[at:at + 4] = struct.pack("<I", FAR)


def counts(image):
    """Both boot images have 65535 sectors, more than the image."""
    for at in _entries(image):
        image[at + LOAD_SECTORS:at + LOAD_SECTORS + 2] = b"\xff\xff"


def places(image):
    """Both boot images lie beyond the end."""
    for at in _entries(image):
        image[at + LOAD_LBA:at + LOAD_LBA + 4] = struct.pack("<I", FAR)


DAMAGES = (cut, stub, loop, record, first, beyond, long, folder, root, checksum, nowhere, counts,
           places)


def serve(w):
    """All of them on the server, as NAME.iso, and the sound one as sound.iso."""
    sound = _make(w.folder)
    w.put("sound.iso", bytes(sound), http=True)
    for damage in DAMAGES:
        image = bytearray(sound)
        damage(image)
        w.put(damage.__name__ + ".iso", bytes(image), http=True)
