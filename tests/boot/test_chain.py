# SPDX-License-Identifier: BSD-2-Clause
"""`chain` of programs that others wrote: loaders, a memory tester, a kernel in one file.

Each is started from a script; those that can return come back into it, and
the network is ours again.
"""

from lib import linux, paths
from lib.story import check, story

SCRIPT = """#!ipxe
echo STARTING
chain http://10.77.0.1/%s || echo NONZERO
echo CAME-BACK
imgfetch http://10.77.0.1/after.bin && echo FETCHED-AFTER
shell
"""
AFTER = bytes(range(256)) * 4096


def start(w, name, program, arguments="", **options):
    """A machine whose script chains (program), served over HTTP as (name)."""
    w.put(name, program, http=True)
    w.put("after.bin", AFTER, http=True)
    w.two_stage(SCRIPT % (name + " " + arguments).strip())
    m = w.machine(**options)
    m.expect("STARTING", 60)
    return m


def returned(m, seconds):
    """The program has ended well: the script goes on, and so does the network."""
    m.expect("CAME-BACK", seconds)
    check(not m.console.seen("NONZERO"), "the program's end was taken for a failure")
    m.expect("FETCHED-AFTER", 30)
    m.check_shell()


@story(timeout=180, weight=40)
def test_grub(w):
    """GRUB finds the address and server of our DHCP answer, reads its grub.cfg over TFTP with the
    firmware's card, and `exit` comes back into the script."""
    w.put("grub/grub.cfg", "echo GRUB-READS ip=$net_default_ip server=$net_default_server\n"
          "cat /grub/words.txt\nsleep 1\nexit\n")
    w.put("grub/words.txt", "WORDS-OVER-TFTP\n")
    m = start(w, "grubnetx64.efi", linux.read(paths.grub_efi()))
    m.expect("GRUB-READS ip=10.77.0.1", 60)
    m.expect_all(["server=10.77.0.1", "WORDS-OVER-TFTP"], 30)
    returned(m, 30)


@story(timeout=180, weight=45)
def test_grub_boots_linux(w):
    """GRUB, started by us, loads kernel and initrd over TFTP itself and boots Linux: nothing of
    ours is in its way."""
    w.put("grub/grub.cfg", "echo GRUB-READS\nlinux /vmlinuz %s story=grub\n"
          "initrd /initrd.gz\nboot\n" % linux.CMDLINE)
    w.put_linux(http=False)
    m = start(w, "grubnetx64.efi", linux.read(paths.grub_efi()), memory=768)
    m.expect("GRUB-READS", 60)
    m.expect(linux.TOKEN, 120)
    check(m.console.seen("story=grub"), "Linux has another command line")


@story(timeout=180, weight=40)
def test_memtest(w):
    """Memtest86+ gets its arguments, leaves the boot services and tests on the serial line."""
    m = start(w, "memtest.efi", linux.read(paths.memtest_efi()), "console=ttyS0,115200")
    m.expect("Memtest86+", 60)
    m.console.expect_screen("Pass", 30)


@story(timeout=180, weight=45)
def test_uki(w):
    """A unified kernel image brings kernel, initrd and command line in one file and runs Linux."""
    m = start(w, "uki.efi", linux.uki(w.folder, linux.CMDLINE + " story=uki"), memory=768)
    m.expect(linux.TOKEN, 120)
    check(m.console.seen("story=uki"), "the command line is not the image's own")


@story(timeout=180, weight=45)
def test_ipxe(w):
    """iPXE takes the card, asks DHCP itself, runs the script it is given and returns; the card is
    ours again."""
    m = start(w, "snponly.efi", linux.read(paths.ipxe_efi()))
    w.put("story.ipxe", "#!ipxe\necho OTHER-LOADER ${net0/ip} ${version}\n"
          "imgfetch http://10.77.0.1/after.bin && echo OTHER-FETCHED\nexit\n")
    m.expect("OTHER-LOADER 10.77.0.1", 90)
    m.expect("OTHER-FETCHED", 30)
    returned(m, 30)
