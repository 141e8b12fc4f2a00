# SPDX-License-Identifier: BSD-2-Clause
"""`chain` of PXE network boot programs: each finds its server and its files, and its own prompt.

The programs print through INT 10h, so what they say is read from the text
screen; where they speak on the serial line as well, keys come from there.
"""

from lib import linux, nbp, paths
from lib.story import check, story

OTHER = "10.77.0.2"
SCRIPT = """#!ipxe
echo STARTING
chain %s || echo NONZERO
echo CAME-BACK
imgfetch http://10.77.0.1/after.bin && echo FETCHED-${platform}
shell
"""
AFTER = bytes(range(256)) * 512
# The kernel is fetched by the program itself, with the base code and UNDI we gave back.
MENU = """SERIAL 0 115200
PROMPT 1
TIMEOUT 0
SAY %s
DEFAULT linux
LABEL linux
KERNEL %svmlinuz
APPEND initrd=%sinitrd.gz %s story=nbp
"""


def start(w, url, files, **options):
    """A machine whose script chains (url); (files) lie beside the script."""
    for name, content in files.items():
        w.put(name, content)
    w.put("after.bin", AFTER, http=True)
    w.two_stage(SCRIPT % url)
    m = w.machine(**options)
    m.expect("STARTING", 60)
    return m


def other_server(w, files):
    """A TFTP server on another host than the one that DHCP names; serves (files)."""
    folder = w.put_folder("other", files)
    w.dnsmasq("enable-tftp\ntftp-root=%s\n" % folder, host=w.wire().host(OTHER), name="other",
              dns=False)


@story(timeout=180, weight=50, efi=False, bios="virtio")
def test_pxelinux(w):
    """pxelinux.0 reads pxelinux.cfg/default from the server it came from, which is not the one that
    DHCP named, shows its prompt and boots Linux from there."""
    files = nbp.pxelinux("pxelinux.0")
    files["pxelinux.cfg/default"] = MENU % ("FROM-THE-OTHER", "", "", linux.CMDLINE)
    files["vmlinuz"] = linux.read(paths.kernel())
    files["initrd.gz"] = linux.initrd()
    other_server(w, files)
    m = start(w, "tftp://%s/pxelinux.0" % OTHER,
              {"pxelinux.cfg/default": MENU % ("FROM-THE-WRONG", "", "", "")})
    m.expect_text_screen("PXELINUX 6.04", 60)
    m.expect_text_screen("FROM-THE-OTHER", 60)
    m.expect_text_screen("boot:", 10)
    m.console.line("linux")
    m.expect(linux.TOKEN, 120)
    check(m.console.seen("story=nbp"), "Linux has another command line")


@story(timeout=150, weight=35, efi=False, bios=("rtl8139-6G", "pcnet"), more_bios="e1000")
def test_pxelinux_prompt(w):
    """pxelinux.0 beside the script, by its name alone, reads its configuration and prompts."""
    files = nbp.pxelinux("pxelinux.0")
    files["pxelinux.cfg/default"] = MENU % ("CONFIGURED", "", "", "")
    m = start(w, "pxelinux.0", files)
    m.expect_text_screen("CONFIGURED", 60)
    m.expect_text_screen("boot:", 10)


@story(timeout=180, weight=50, efi=False, bios="e1000")
def test_lpxelinux(w):
    """lpxelinux.0, which drives UNDI itself, reads its configuration by TFTP, prompts, and boots
    Linux over HTTP."""
    files = nbp.pxelinux("lpxelinux.0")
    place = "http://10.77.0.1/"
    files["pxelinux.cfg/default"] = MENU % ("CONFIGURED", place, place, linux.CMDLINE)
    w.put_linux()
    m = start(w, "lpxelinux.0", files)
    m.expect_text_screen("CONFIGURED", 60)
    m.expect_text_screen("boot:", 10)
    m.console.line("linux")
    m.expect(linux.TOKEN, 120)
    w.check_log("nginx-access", "GET /vmlinuz")


@story(timeout=150, weight=35, efi=False, bios=("virtio", "pcnet-6G"))
def test_grub(w):
    """GRUB's core.0 finds address and server, reads grub.cfg over TFTP and shows its menu."""
    m = start(w, "core.0", {"core.0": nbp.grub(w.folder), "grub/words.txt": "WORDS-OVER-TFTP\n",
                            "grub/grub.cfg": "serial --speed=115200\n"
                            "terminal_output serial console\n"
                            "echo GRUB-READS ip=$net_default_ip server=$net_default_server\n"
                            "cat /grub/words.txt\nsleep 1\n"
                            "menuentry 'A MENU ENTRY OF GRUB' {\necho chosen\n}\n"})
    m.expect("GRUB-READS ip=10.77.0.1", 60)
    m.expect_all(["server=10.77.0.1", "WORDS-OVER-TFTP"], 30)
    m.expect_text_screen("A MENU ENTRY OF GRUB", 30)


@story(timeout=150, weight=35, efi=False, bios=("virtio", "e1000"), more_bios="rtl8139")
def test_undionly(w):
    """iPXE's undionly.kpxe drives the ROM's UNDI, runs its script, fetches by HTTP and prompts."""
    m = start(w, "undionly.kpxe", {"undionly.kpxe": linux.read(paths.ipxe_bios())})
    w.put("story.ipxe", "#!ipxe\necho OTHER-LOADER ${net0/ip}\n"
          "imgfetch http://10.77.0.1/after.bin && echo OTHER-FETCHED\nshell\n")
    m.expect_text_screen("OTHER-LOADER 10.77.0.1", 60)
    m.expect_text_screen("OTHER-FETCHED", 30)
    m.expect_text_screen("iPXE>", 10)


@story(timeout=150, weight=40, efi=False, bios="virtio", more_bios="e1000-6G")
def test_undionly_returns(w):
    """undionly.kpxe exits: the script goes on, and the card is ours again."""
    m = start(w, "undionly.kpxe", {"undionly.kpxe": linux.read(paths.ipxe_bios())})
    w.put("story.ipxe", "#!ipxe\necho OTHER-LOADER\nexit\n")
    m.expect("CAME-BACK", 90)
    m.expect("FETCHED-pcbios", 30)
    m.check_shell()


@story(timeout=120, weight=35, efi=False, bios="virtio", more_bios="rtl8139-q35-6G")
def test_memtest(w):
    """Memtest86+ as a kernel, which it is by its header, gets its arguments and tests."""
    m = start(w, "memtest.bin console=ttyS0,115200",
              {"memtest.bin": linux.read(paths.memtest_bin())})
    m.expect("Memtest86+", 60)
    m.console.expect_screen("Pass", 30)
