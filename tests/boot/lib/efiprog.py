# SPDX-License-Identifier: BSD-2-Clause
"""Tiny EFI programs, assembled here byte by byte: print a line, then return a status.

They are the "next boot entry" on a disk and the program that `chain` starts
and gets back. PE32+ per the Microsoft PE/COFF specification, one section,
no relocations needed (the code is position independent; an empty .reloc
directory is not required by EDK2's loader).
"""

import struct

ALIGN = 0x1000
FILE_ALIGN = 0x200
CON_OUT = 0x40           # offsets in EFI_SYSTEM_TABLE and its children, UEFI 2.10, 64 bit
RUNTIME = 0x58
OUTPUT_STRING = 0x08
RESET_SYSTEM = 0x68
RESET_SHUTDOWN = 2


def _code(message, status, power_off):
    head = b"\x53" + b"\x48\x83\xec\x20" + b"\x48\x89\xd3"   # push rbx; sub rsp,32; mov rbx,rdx
    call = b"\x48\x8b\x4b" + bytes([CON_OUT])                # mov rcx,[rbx+ConOut]
    after = b"\xff\x51" + bytes([OUTPUT_STRING])             # call [rcx+OutputString]
    if power_off:
        after += b"\x48\x8b\x43" + bytes([RUNTIME])          # mov rax,[rbx+RuntimeServices]
        after += b"\xb9" + struct.pack("<I", RESET_SHUTDOWN)  # mov ecx,shutdown
        after += b"\x31\xd2\x45\x31\xc0\x45\x31\xc9"         # xor edx,edx; r8d; r9d
        after += b"\xff\x50" + bytes([RESET_SYSTEM])         # call [rax+ResetSystem]
    after += b"\x48\xb8" + struct.pack("<Q", status)         # mov rax,status
    after += b"\x48\x83\xc4\x20\x5b\xc3"                     # add rsp,32; pop rbx; ret
    lea = b"\x48\x8d\x15" + struct.pack("<i", len(after))    # lea rdx,[rip+text]
    return head + call + lea + after + message.encode("utf-16-le") + b"\0\0"


def _headers(size):
    """DOS stub, COFF and optional header and one section header for (size) bytes of code."""
    raw = -(-size // FILE_ALIGN) * FILE_ALIGN
    dos = b"MZ" + bytes(58) + struct.pack("<I", 64)
    coff = struct.pack("<4sHHIIIHH", b"PE\0\0", 0x8664, 1, 0, 0, 0, 112 + 16 * 8, 0x0022)
    optional = struct.pack("<HBBIIIII", 0x20b, 0, 0, raw, 0, 0, ALIGN, ALIGN)
    optional += struct.pack("<QIIHHHHHHIIIIHH", 0x400000, ALIGN, FILE_ALIGN, 0, 0, 0, 0, 0, 0,
                            0, 2 * ALIGN, FILE_ALIGN, 0, 10, 0)
    optional += struct.pack("<QQQQII", 0, 0, 0, 0, 0, 16) + bytes(16 * 8)
    section = struct.pack("<8sIIIIIIHHI", b".text", size, ALIGN, raw, FILE_ALIGN, 0, 0, 0, 0,
                          0x60000020)
    return (dos + coff + optional + section).ljust(FILE_ALIGN, b"\0"), raw


def build(message, status=0, power_off=False):
    """An EFI program that prints (message) and returns (status) or switches the machine off."""
    code = _code("\r\n" + message + "\r\n", status, power_off)
    headers, raw = _headers(len(code))
    return headers + code.ljust(raw, b"\0")
