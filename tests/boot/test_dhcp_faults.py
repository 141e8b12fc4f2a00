# SPDX-License-Identifier: BSD-2-Clause
"""DHCP gone wrong: each world ends in a sentence that names the culprit, and in the shell."""

from lib.servers import NEXT
from lib.story import check, story
from lib.words import FAILED

CONDITIONAL = 'if exists user-class and option user-class = "iPXE" { %s } ' \
              'else { filename "hawser.efi"; }'


def start(w, second_stage, tftp=True):
    w.put_loader()
    w.put_next()
    w.isc_dhcpd(CONDITIONAL % second_stage)
    if tftp:
        w.tftpd()
    w.nginx()
    return w.machine()


def wait_loaded(m):
    """Until the loader is on the console; before this nothing may be pulled away."""
    m.expect("network boot loader", 60)


@story(timeout=180, weight=60)
def test_no_server(w):
    """The DHCP server dies while we are being loaded: the sentence says DHCP and how long it was
    waited; the shell works, and so does `dhcp` once the server is back."""
    w.put_loader()
    w.put("autoexec.ipxe", "#!ipxe\ngoto nowhere-to-be-found\n")
    w.dnsmasq("dhcp-range=10.77.0.100,10.77.0.199,1h\nenable-tftp\ntftp-root=%s\n"
              "dhcp-boot=hawser.efi\ndhcp-ignore=tag:second\n"
              "dhcp-userclass=set:second,iPXE\n" % w.tftp)
    m = w.machine()
    wait_loaded(m)
    m.expect("dhcp", 60)
    m.accept_shell(90)
    w.stop("dnsmasq")
    w.isc_dhcpd('filename "hawser.efi";')
    m.console.line("dhcp && echo ADDRESS ${net0/ip}")
    m.expect("ADDRESS 10.77.0.1", 30)


@story(timeout=120, weight=40)
def test_no_file_name(w):
    """The second answer has no file name: said so, with the server's address; shell."""
    m = start(w, "")
    m.expect_all(["dhcp", "file name"], 60)
    m.accept_shell(60)


@story(timeout=120, weight=40)
def test_file_missing(w):
    """The script that DHCP names does not exist: file and server are named; without a key the
    firmware's next boot entry follows."""
    m = start(w, 'filename "gone/missing.ipxe";')
    m.expect_all(["gone/missing.ipxe", "10.77.0.1", FAILED], 60)
    m.expect(NEXT, 60)


@story(timeout=180, weight=60)
def test_tftp_server_gone(w):
    """The next server of the second answer does not exist: its address is named."""
    m = start(w, 'next-server 10.77.0.66; filename "story.ipxe";')
    m.expect_all(["10.77.0.66", "story.ipxe"], 90)
    m.accept_shell(90)


@story(timeout=120, weight=40)
def test_url_refused(w):
    """DHCP names a URL of a server on whose port nobody listens: the URL is named."""
    m = start(w, 'filename "http://10.77.0.1:81/story.ipxe";')
    m.expect_all(["http://10.77.0.1:81/story.ipxe", "refused"], 60)
    m.accept_shell(60)


@story(timeout=120, weight=40)
def test_name_without_dns(w):
    """DHCP names a URL whose host does not resolve: the name is named."""
    m = start(w, 'filename "http://mirror.nowhere.test/story.ipxe";')
    m.expect("mirror.nowhere.test", 60)
    m.accept_shell(90)


@story(timeout=120, weight=40)
def test_not_a_script(w):
    """What DHCP names is a text file, no script and no program: the file is named."""
    w.put("readme.txt", "Dear administrator,\nthis is not a boot file.\n")
    m = start(w, 'filename "readme.txt";')
    m.expect_all(["readme.txt", FAILED], 60)
    m.accept_shell(60)


@story(timeout=120, weight=40)
def test_cable_out(w):
    """The cable is pulled while a download runs: said within its timeout; plugged in again, the
    same command works."""
    w.put("big.bin", bytes(64 << 20), http=True)
    w.two_stage("#!ipxe\necho STEP\nshell\n")
    m = w.machine()
    m.expect("STEP", 60)
    m.console.quiet(1.0, 20)
    m.console.line("imgfetch http://10.77.0.1/big.bin || echo NONZERO-1")
    m.expect("big.bin", 10)
    m.cable(False)
    m.expect("NONZERO-1", 100)
    m.cable(True)
    m.console.line("imgfetch http://10.77.0.1/big.bin && echo ZERO-2")
    m.expect("ZERO-2", 60)
    pass
