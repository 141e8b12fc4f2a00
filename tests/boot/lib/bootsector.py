# SPDX-License-Identifier: BSD-2-Clause
"""A disk whose boot sector prints a line and switches the machine off, assembled here by hand.

It prints on COM1 only, as SeaBIOS may show INT 10h there as well; behind the text the number of the
drive, which the BIOS gives in DL, counted from 80h, the first disk. It powers
off by the PM1a control register where SeaBIOS puts it on QEMU's machines.
"""

import struct

ORIGIN = 0x7c00
SIZE = 1 << 20

SETUP = bytes.fromhex(
    "31c0 8ed8 8ed0 bc007c"     # xor ax,ax; mov ds,ax; mov ss,ax; mov sp,7c00h
    "80c2b0 8816")              # add dl,0b0h (80h becomes '0'); mov [digit],dl
SOURCE = b"\xbe"                # mov si,text
PRINT = bytes.fromhex(
    "ac 84c0 7411"              # next: lodsb; test al,al; jz off
    "88c1"                      # mov cl,al
    "bafd03"                    # mov dx,3fdh
    "ec a820 74fb"              # wait: in al,dx; test al,20h; jz wait
    "88c8 b2f8 ee ebea"         # mov al,cl; mov dl,0f8h; out dx,al; jmp next
    "ba0406 b80020 ef"          # off: mov dx,604h; mov ax,2000h; out dx,ax
    "f4 ebfd")                  # stop: hlt; jmp stop


def line(message, drive):
    """What is printed when the disk is started as (drive), e.g. 0x80."""
    return "%s DRIVE %d" % (message, drive - 0x80)


def build(message):
    """A disk image that prints (message), DRIVE and the number of the drive."""
    text = ORIGIN + len(SETUP) + 2 + len(SOURCE) + 2 + len(PRINT)
    words = b"\r\n" + message.encode("ascii") + b" DRIVE "
    code = SETUP + struct.pack("<H", text + len(words)) + SOURCE + struct.pack("<H", text) + PRINT
    sector = (code + words + b"?\r\n\0").ljust(510, b"\0") + b"\x55\xaa"
    return sector.ljust(SIZE, b"\0")
