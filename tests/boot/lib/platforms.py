# SPDX-License-Identifier: BSD-2-Clause
"""What differs between the firmwares a story runs on, and the variants of a story.

A story that runs on BIOS names its machines as words: the card, then "q35"
where it is not QEMU's older machine "pc", then the memory where it is not
512 MiB: "pcnet", "virtio-q35-6G". On UEFI there is only the memory: "3G".
"""

import collections
import re

# name: what ${platform} says; boot_file: the loader's name on the server; arch: RFC 4578 2.1;
# service: the name dnsmasq's pxe-service has for it
Platform = collections.namedtuple("Platform", "name boot_file arch service")
EFI = Platform("efi", "hawser.efi", 7, "X86-64_EFI")
BIOS = Platform("pcbios", "hawser.kpxe", 0, "x86PC")

Variant = collections.namedtuple("Variant", "label platform nic chipset memory")
NATIVE = Variant("efi", EFI, "virtio", "q35", 512)
SIZES = 1, 3, 8  # GiB: little, up to the hole below 4 GiB, beyond it


def bios(text):
    """The variant that (text) describes."""
    nic, *words = text.split("-")
    chipset, memory = "pc", 512
    for word in words:
        if word.endswith("G"):
            memory = int(word[:-1]) << 10
        else:
            chipset = word
    return Variant("bios-" + text, BIOS, nic, chipset, memory)


def efi(text):
    """The variant with this much memory."""
    return NATIVE._replace(label="efi-" + text, memory=int(text[:-1]) << 10)


def sizes(variants):
    """The first of (variants) of each firmware with all SIZES of memory, unless (variants) has
    it."""
    first = {v.platform: v for v in reversed(variants)}
    made = [v._replace(label="%s-%dG" % (re.sub(r"-\d+G$", "", v.label), gib), memory=gib << 10)
            for v in first.values() for gib in SIZES]
    there = {(v.platform, v.memory) for v in variants}
    return [v for v in made if (v.platform, v.memory) not in there]
