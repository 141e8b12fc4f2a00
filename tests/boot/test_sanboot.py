# SPDX-License-Identifier: BSD-2-Clause
"""sanboot with the machine's own disks: boot sectors on BIOS, boot loaders on UEFI."""

from lib import bootsector, servers
from lib.story import story


@story(timeout=120, efi=False, bios=("virtio", "pcnet-q35"))
def test_first_disk(w):
    """A drive that is not there is a sentence; then the first disk's boot sector runs, as the drive
    it is."""
    w.two_stage("""#!ipxe
sanboot --no-describe --drive 0x81 || echo went-on
sanboot --no-describe --drive 0x80
""")
    m = w.machine()
    m.expect_all(["disk 0x81: its boot sector cannot be read: there is no such drive", "went-on",
                  bootsector.line(servers.NEXT, 0x80)], 60)


@story(timeout=120, efi=False, bios="rtl8139")
def test_no_boot_sector(w):
    """A disk without a boot sector is not started."""
    w.two_stage("#!ipxe\nsanboot || echo went-on\npoweroff\n")
    with open(w.disk, "wb") as out:
        out.write(bytes(1 << 20))
    w.machine().expect_all(["disk 0x80: nothing to boot, its first sector is no boot sector",
                            "went-on"], 60)


@story(timeout=120)
def test_uefi(w):
    """Without a disk sanboot says so, and exit goes on with the next boot entry."""
    w.two_stage("#!ipxe\nsanboot --drive 0x80 || exit\n")
    w.machine().expect_all(["disk 0x80: there is no such drive, the firmware has 0",
                            servers.NEXT], 90)
