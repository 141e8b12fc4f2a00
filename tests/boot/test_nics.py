# SPDX-License-Identifier: BSD-2-Clause
"""Other cards: QEMU's ROMs bring an SNP of their own on UEFI, which Hawser has to drive as well;
on BIOS they are seen here as what they are, iPXE."""

import hashlib

from lib import faults
from lib.story import check, full, story
from lib.words import guard

MIB = bytes(range(256)) * 4096
SIZES = {"efi": 64 if full() else 16, "pcbios": 8}  # MiB; an emulated ROM takes its time

SCRIPT = """#!ipxe
echo MAC ${net0/mac} ON ${platform}
imgfetch --sha256 %s http://10.77.0.1/file.bin
echo FETCHED
exit 1
"""


def file(w):
    return MIB * SIZES[w.platform.name]


def script(w):
    return SCRIPT % hashlib.sha256(file(w)).hexdigest()


def fetched(w, m):
    """The script runs on the card that loaded us and fetches over HTTP."""
    m.expect("MAC %s ON %s" % (m.mac, w.platform.name), 90)
    m.expect("FETCHED", 60)
    w.check_log("syslog", w.boot_file)  # it came over TFTP
    w.check_log("nginx-access", '"GET /file.bin HTTP/1.1" 20')  # in one piece or in several


def with_rom(w, nic):
    """The ROM is itself an iPXE and sends that user-class: no server can tell it from Hawser, so
    everybody gets the one file name, and the loop guard leads to autoexec.ipxe beside it."""
    w.put("file.bin", file(w), http=True)
    w.put_loader()
    w.put("autoexec.ipxe", script(w))
    w.isc_dhcpd('filename "%s";' % w.boot_file)
    w.tftpd()
    w.nginx()
    m = w.machine(nic=nic if w.efi else None, plain_rom=False)
    m.expect_all(guard(w.boot_file), 90)
    fetched(w, m)


@story(timeout=150, weight=30, bios="e1000")
def test_e1000(w):
    """e1000 with QEMU's ROM: script, file over HTTP."""
    with_rom(w, "e1000")


@story(timeout=150, weight=30)
def test_e1000e(w):
    """e1000e with QEMU's ROM: script, file over HTTP."""
    with_rom(w, "e1000e")


@story(timeout=150, weight=35, bios="e1000")
def test_e1000_windows(w):
    """The e1000's rings are far smaller than the windows that atftpd sends: what overflows is sent
    again, and the file is right."""
    data = faults.pattern((16 if w.efi else 4) << 20)
    w.put("file.bin", data)
    w.put_loader()
    w.put("autoexec.ipxe", "#!ipxe\nimgfetch --name file file.bin || shell\nsha256sum file\n"
          "echo SUMMED\nshell\n")
    w.isc_dhcpd('filename "%s";' % w.boot_file)
    w.atftpd()
    m = w.machine(nic="e1000", plain_rom=False)
    m.expect("SUMMED", 120)
    check(m.console.seen(hashlib.sha256(data).hexdigest()), "the digest is another")
    options = [o for _, name, o in m.capture.tftp_requests() if name.endswith("file.bin")][-1]
    check(int(options.get("windowsize", "1")) > 1, "no windows were asked for: %r" % options)


@story(timeout=150, any_loader=True, weight=30)
def test_virtio(w):
    """virtio-net with the firmware's own driver (romfile=): script, file over HTTP."""
    w.put("file.bin", file(w), http=True)
    w.two_stage(script(w))
    fetched(w, w.machine(nic="virtio"))


@story(timeout=150, weight=30, bios="virtio")
def test_virtio_rom(w):
    """virtio-net with QEMU's ROM in front of the firmware's driver: script, file over HTTP."""
    with_rom(w, "virtio-rom")
