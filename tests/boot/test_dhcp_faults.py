# SPDX-License-Identifier: BSD-2-Clause
"""DHCP gone wrong: each world ends in a sentence that names the culprit, and in the shell."""

import hashlib

from lib import faults
from lib.servers import NEXT
from lib.story import check, story

def start(w, second_stage, tftp=True):
    w.put_loader()
    w.put_next()
    w.isc_dhcpd(w.stages(second_stage))
    if tftp:
        w.tftpd()
    w.nginx()
    return w.machine()


def wait_loaded(m):
    """Until the loader is on the console; before this nothing may be pulled away."""
    m.expect("network boot loader", 60)


@story(timeout=180, weight=60, waits=True, bios="virtio")
def test_no_server(w):
    """The DHCP server dies while we are being loaded: the sentence says DHCP and how long it was
    waited; the shell works, and so does `dhcp` once the server is back."""
    w.put_loader()
    w.put("autoexec.ipxe", "#!ipxe\ngoto nowhere-to-be-found\n")
    w.dnsmasq("dhcp-range=10.77.0.100,10.77.0.199,1h\nenable-tftp\ntftp-root=%s\n"
              "dhcp-boot=%s\ndhcp-ignore=tag:second\n"
              "dhcp-userclass=set:second,iPXE\n" % (w.tftp, w.boot_file))
    m = w.machine()
    wait_loaded(m)
    m.expect_failure("net0:", ["no DHCP server answered", "requests sent"], 26, 90)
    m.accept_shell(90)
    w.stop("dnsmasq")
    w.isc_dhcpd('filename "%s";' % w.boot_file)
    m.console.line("dhcp && echo ADDRESS ${net0/ip}")
    m.expect("ADDRESS 10.77.0.1", 30)


@story(timeout=120, weight=40, bios="e1000")
def test_no_file_name(w):
    """The second answer has no file name: said so, with the server's address; shell."""
    m = start(w, "")
    m.expect_failure("dhcp:", ["no boot file name"], 27, 60, boot=True)
    m.expect("autoexec.ipxe", 5)
    m.accept_shell(60)


@story(timeout=120, weight=40, bios="pcnet")
def test_file_missing(w):
    """The script that DHCP names does not exist: file and server are named; without a key the
    firmware's next boot entry follows."""
    m = start(w, 'filename "gone/missing.ipxe";')
    m.expect_failure("tftp:", ["tftp://10.77.0.1/gone/missing.ipxe", "no such file"], 23, 60,
                     boot=True)
    m.expect(NEXT, 60)


@story(timeout=180, weight=60, bios="rtl8139")
def test_tftp_server_gone(w):
    """The next server of the second answer does not exist: its address is named."""
    m = start(w, 'next-server 10.77.0.66; filename "story.ipxe";')
    m.expect_failure("tftp:", ["tftp://10.77.0.66/story.ipxe", "no answer"], 5, 90, boot=True)
    m.accept_shell(90)


@story(timeout=120, weight=40, bios="virtio-q35-6G")
def test_url_refused(w):
    """DHCP names a URL of a server on whose port nobody listens: the URL is named."""
    m = start(w, 'filename "http://10.77.0.1:81/story.ipxe";')
    m.expect_failure("http:", ["http://10.77.0.1:81/story.ipxe", "refused"], 15, 60, boot=True)
    m.accept_shell(60)


@story(timeout=120, weight=40, bios="e1000")
def test_name_without_dns(w):
    """DHCP names a URL whose host does not resolve: the name is named."""
    m = start(w, 'filename "http://mirror.nowhere.test/story.ipxe";')
    m.expect_failure("dns:", ["mirror.nowhere.test", "10.77.0.1"], 22, 60, boot=True)
    m.accept_shell(90)


@story(timeout=120, weight=40, bios="pcnet-6G")
def test_not_a_script(w):
    """What DHCP names is a text file, no script and no program: the file is named."""
    w.put("readme.txt", "Dear administrator,\nthis is not a boot file.\n")
    m = start(w, 'filename "readme.txt";')
    m.expect_failure("image:", ["readme.txt", "nothing that can be started"], 9, 60, boot=True)
    m.accept_shell(60)


@story(timeout=200, weight=75, waits=True, bios="virtio")
def test_cable_out(w):
    """The cable is pulled while a download runs: with --timeout it fails with a sentence that names
    the URL; without, it goes on as soon as the cable is back."""
    data = faults.pattern(24 << 20)
    url = "http://10.77.0.1:8080/big"
    http = w.fault_http({"/big": faults.slow(data, 2 << 20)})
    w.two_stage("#!ipxe\necho STEP\nshell\n")
    m = w.machine()
    m.expect("STEP", 60)
    m.console.quiet(1.0, 20)
    # ${nothing} is empty: what is typed is not what is waited for
    m.console.line("imgfetch --timeout 5000 %s && echo TOO${nothing}K-1 || "
                   "echo NON${nothing}ZERO-1" % url)
    m.expect("MiB/s", 30)
    m.cable(False)
    m.expect_failure(url, ["nothing arrived for 5000 ms"], 5, 30)
    m.expect("NONZERO-1", 10)
    check(not m.console.seen("TOOK-1"), "half a file was taken for a success")
    m.cable(True)
    m.console.quiet(1.0, 20)
    m.console.line("imgfetch %s && echo ZE${nothing}RO-2" % url)
    m.expect("MiB/s", 30)
    m.cable(False)
    m.expect("stopped sending", 30)
    http.routes["/big"] = faults.body(data)
    m.cable(True)
    m.expect("ZERO-2", 90)
    m.console.line("sha256sum big")
    m.expect(hashlib.sha256(data).hexdigest(), 30)
