# SPDX-License-Identifier: BSD-2-Clause
"""Hawser in the place of pxelinux.0: the same folder, the same menu, the same things started."""

from lib import linux
from lib.story import check, story

RANGE = "dhcp-range=10.77.0.100,10.77.0.199,1h\ndhcp-option=3,10.77.0.1\n"
# The command line to the byte: blanks are seen only as something else.
FACTS = {"facts.sh": (0o755, b"""echo "FACT bytes=[$(/bin/busybox sed 's/ /~/g' /proc/cmdline)]"\n""")}
PROMPT0 = """PROMPT 0
DEFAULT linux
TIMEOUT 600

LABEL linux
	KERNEL images/vmlinuz
	APPEND initrd=images/initrd.gz,images/more.img %s ip=dhcp  inst.repo=http://10.77.0.1/os

LABEL localboot
	LOCALBOOT 0
""" % linux.CMDLINE


def serve(w, more=""):
    """dnsmasq with one file name for everybody, as it stood there for pxelinux.0."""
    w.put_loader()
    w.dnsmasq(RANGE + "enable-tftp\ntftp-root=%s\ndhcp-boot=%s\n%s" % (w.tftp, w.boot_file, more))


def check_cmdline(m, want):
    """Waits for the reporting Linux, started with the command line (want) and FACTS."""
    line = m.console.match(r"FACTbytes=\[(.*?)\]", 90).group(1)
    check(line == want.replace(" ", "~"), "the command line is [%s]" % line)
    m.expect(linux.TOKEN, 20)


@story(timeout=150, weight=30, bios="pcnet")
def test_tutorial_prompt0(w):
    """The tutorial with PROMPT 0: the default starts at once, with the very command line."""
    w.put_linux("images", http=False)
    w.put("images/more.img", linux.overlay(FACTS))
    w.put("pxelinux.cfg/default", PROMPT0)
    serve(w)
    m = w.machine()
    m.expect("Configuration tftp://10.77.0.1/pxelinux.cfg/default", 60)
    check_cmdline(m, "BOOT_IMAGE=images/vmlinuz initrd=images/initrd.gz,images/more.img %s ip=dhcp  "
                  "inst.repo=http://10.77.0.1/os" % linux.CMDLINE)
