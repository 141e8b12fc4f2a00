# SPDX-License-Identifier: BSD-2-Clause
"""sanboot URL on BIOS: the image becomes a drive of INT 13h, and what boots from it finds it again."""

from lib import iso, linux
from lib.story import check, story

URL = "http://10.77.0.1/"


@story(timeout=240, efi=False, bios=("virtio", "virtio-3G"))
def test_rescue(w):
    """GRUB's rescue image starts without emulation, comes to its prompt and reads its CD."""
    w.two_stage("#!ipxe\nsanboot %srescue.iso\nshell\n" % URL)
    w.link(iso.rescue(), "rescue.iso")
    m = w.machine()
    m.expect(iso.RESCUE_READY, 120)
    m.expect("grub>", 30)
    m.console.line("ls -l (cd)")
    m.expect(iso.RESCUE_LABEL, 20)


def check_live(w, before="", memory=1024):
    """ISOLINUX starts the Linux of the image, which mounts the squashfs on it from /dev/pmem0: the image
    to the byte, and no usable memory."""
    path, large_digest = iso.live()
    w.two_stage("#!ipxe\n%ssanboot --sha256 %s %slive.iso\nshell\n" %
                (before, iso.digest(path), URL))
    w.link(path, "live.iso")
    m = w.machine(memory=memory)
    m.expect_all(["FACT devices=[pmem0", "FACT medium=[/dev/pmem0] sha256=[%s]" % iso.digest(path),
                  "FACT squashfs=[%s] large=[%s]" % (iso.SQUASHFS_TOKEN, large_digest)], 300)
    m.expect(linux.TOKEN, 30)
    return m


@story(timeout=400, weight=60, efi=False, bios=("virtio", "pcnet-q35", "virtio-3G", "virtio-6G"))
def test_linux(w):
    """A Linux image for ISOLINUX finds its medium as /dev/pmem0."""
    check_live(w)


@story(timeout=400, weight=60, efi=False, bios="virtio-6G")
def test_linux_high(w):
    """The same with the image above 4 GiB."""
    check_live(w, "set ramdisk-place high\n")
