# SPDX-License-Identifier: BSD-2-Clause
"""DHCP answers in unusual but legal forms, and a lease that ends during a download."""

import socket

from lib import faults
from lib.story import check, story

SCRIPT = "#!ipxe\necho REACHED ${net0/ip} HOST ${hostname}\nshell\n"
SERVER = b"10.77.0.1"
RATE = 200 << 10  # bytes a second


def reach(w, script=SCRIPT, **odd):
    w.put_loader()
    w.put("story.ipxe", script)
    server = w.odd_dhcp(**odd)
    w.tftpd()
    m = w.machine()
    m.expect("REACHED 10.77.0.150", 60)
    return m, server


@story(timeout=120, weight=25, bios="virtio")
def test_options_66_67(w):
    """File name and server only in options 67 and 66."""
    reach(w, options={66: SERVER, 67: b"story.ipxe", 12: b"guest"})


@story(timeout=120, weight=25, bios="rtl8139")
def test_overload(w):
    """Option overload: the file and sname fields hold options, among them 67 and the name."""
    m, _ = reach(w, siaddr="10.77.0.1",
                 overload={"file": {67: b"story.ipxe"}, "sname": {12: b"overloaded"}})
    m.expect("HOST overloaded", 5)


@story(timeout=120, any_loader=True, weight=25, bios="e1000-q35")
def test_nak(w):
    """The first REQUEST is refused with a NAK: a new exchange, then the script."""
    _, server = reach(w, file="story.ipxe", siaddr="10.77.0.1", nak=1)
    check(server.odd["nak"] == 0, "no NAK was sent")


@story(timeout=150, weight=60, waits=True, bios="pcnet")
def test_renewal(w):
    """A lease of 12 s ends during a download of 27 s: it is renewed and the download succeeds."""
    data = faults.pattern(27 * RATE)
    w.fault_http({"/slow": faults.slow(data, RATE)})
    m, _ = reach(w, script="#!ipxe\necho REACHED ${net0/ip}\n"
                 "imgfetch http://10.77.0.1:8080/slow && echo ZERO || echo NONZERO\nshell\n",
                 file="story.ipxe", siaddr="10.77.0.1", lease=12)
    begin = m.console.time_of("REACHED 10.77.0.150")
    check(m.console.expect_any(["NONZERO", "ZERO"], 90) == "ZERO", "the download broke")
    renewals = [d for d in m.capture.dhcp("REQUEST", after=begin) if 50 not in d.options]
    check(len(renewals) >= 2, "%d renewals on the wire in 27 s" % len(renewals))


@story(timeout=120, weight=25, bios="rtl8139-6G")
def test_option_66_name(w):
    """Option 66 is a host name, as it may be by RFC 2132: looked up by DNS, the file comes from
    there."""
    w.dnsmasq("address=/boot.lab/10.77.0.1\n")
    m, _ = reach(w, script=SCRIPT.replace("shell", "echo AT ${cwuri}\nshell"),
                 options={66: b"boot", 67: b"story.ipxe", 6: socket.inet_aton("10.77.0.1"),
                          15: b"lab"})
    m.expect("AT tftp://boot/", 5)


@story(timeout=120, weight=25, bios="virtio")
def test_mac_address(w):
    """A MAC address that the driver cannot take is refused with a sentence when the card is opened,
    on BIOS, where the card stays the ROM's, when it is set; the card works on with its own."""
    odd = "52:54:00:aa:bb:cc"
    lines = "ifclose\nset net0/mac %s\nifopen net0 ||\nclear net0/mac\nifopen net0" if w.efi \
        else "set net0/mac %s ||\nifclose\nifopen net0"
    m, _ = reach(w, file="story.ipxe", siaddr="10.77.0.1", script=SCRIPT.replace(
        "shell", lines % odd + " && imgfetch story.ipxe && echo ALIVE\nshell"))
    if w.efi:
        m.expect("does not take the MAC address " + odd, 10)
    else:
        m.expect("net0/mac: cannot change while the device is open", 10)
    m.expect("ALIVE", 10)
