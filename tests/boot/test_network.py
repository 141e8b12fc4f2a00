# SPDX-License-Identifier: BSD-2-Clause
"""The network commands of scripts: forms, names, pings, logs sent away, boot servers, VLANs."""

import hashlib
import re
import sys

from lib import faults, netns, paths, pki
from lib.datagrams import BootServer, Syslog
from lib.formserver import FormServer
from lib.story import check, story
from lib.vlan import Switch

FORMS = """#!ipxe
certstore http://10.77.0.1/ca.pem || goto out
params
param name first
param mac ${net0/mac}
param uuid ${uuid}
param text a  b & c=d +; %20 ${nosuch}
param --header X-Token top secret
chain http://10.77.0.1:8090/register##params || goto out
params --name two
param --params two name second
chain https://www.boot.test:8091/register##params=two || goto out
params
param name third
chain http://10.77.0.1:8090/307##params || goto out
params
param name fourth
chain https://www.boot.test:8091/308##params || goto out
params
param name fifth
chain http://10.77.0.1:8090/303##params || goto out
params --method GET
param name sixth
chain http://10.77.0.1:8090/register##params || goto out
params --method PUT
param name seventh
chain http://10.77.0.1:8090/register##params || goto out
params
param name eighth
imgfetch http://10.77.0.1:8090/lost##params && echo WRONG || echo LOST-ONCE
params
param name ninth
imgfetch --name none http://10.77.0.1:8090/none##params && echo NONE-IS-FINE
echo ALL-FORMS-DONE
shell
:out
echo FAILED
shell
"""


@story(timeout=120, weight=30, bios="virtio")
def test_forms(w):
    """Forms over HTTP and HTTPS: POST, GET, PUT, redirects with and without them, nothing twice."""
    certificates = pki.Pki(w.folder + "/pki")
    name = certificates.good("ecdsa")
    w.put("ca.pem", certificates.root(), http=True)
    w.two_stage(FORMS)
    w.names()
    plain = FormServer(8090)
    secure = FormServer(8091, certificates.chain(name), certificates.key(name))
    m = w.machine(record=False)
    for end in ("POST-first", "POST-second", "POST-third", "POST-fourth", "GET-nobody",
                "GET-sixth", "PUT-seventh"):
        m.expect("REGISTERED-%s." % end, 60)
    m.expect_all(["LOST-ONCE", "NONE-IS-FINE", "ALL-FORMS-DONE"], 30)
    first = plain.seen[0]
    check(first.fields["text"] == "a b & c=d +; %20 ", "text is %r" % first.fields)
    check(re.fullmatch("52:54:00(:[0-9a-f]{2}){3}", first.fields["mac"]), "mac: %r" % first.fields)
    check(len(first.fields["uuid"]) == 36, "uuid is %r" % first.fields)
    check(first.headers["X-Token"] == "top secret", "headers are %r" % first.headers)
    check([r.method for r in plain.at("/register")] == ["POST", "POST", "GET", "GET", "PUT"],
          "requests for /register: %r" % plain.at("/register"))
    check([r.fields.get("name") for r in secure.seen] == ["second", "fourth", "fourth"],
          "by TLS: %r" % secure.seen)
    check(len(plain.at("/lost")) == 1, "asked %d times" % len(plain.at("/lost")))


HOSTS = """#!ipxe
set syslog 10.77.0.1
echo HELLO-LOG ${net0/mac}
nslookup where host.boot.test && echo WHERE-${where}.
nslookup nowhere host.nowhere.test && echo WRONG || echo NOWHERE-[${nowhere}].
ping -c 2 -t 300 host.boot.test && echo PING-ONE || echo WRONG
ping -c 1 -q -s 4000 10.77.0.1 && echo PING-LARGE || echo WRONG
ping -c 2 -t 200 10.77.0.250 && echo WRONG || echo PING-NOBODY
nstat
ipstat
route
pxebs net0 0x8123 && echo SERVER-${pxebs/filename}-${pxebs/next-server}.
pxebs net0 7 && echo WRONG || echo NO-SERVER
show ip
set net0/ip 10.77.0.77
ping -c 1 10.77.0.1 && echo PING-STATIC
set use-cached 1
dhcp && echo CACHED-OK
echo ALL-HOSTS-DONE
shell
"""


@story(timeout=150, weight=40, bios="virtio", more_bios="e1000")
def test_hosts(w):
    """nslookup, ping, nstat, ipstat, pxebs, and a log that arrives at its server."""
    w.two_stage(HOSTS)
    w.names()
    log = Syslog()
    boot = BootServer(0x8123, "boot/item")
    m = w.machine(record=False)
    m.expect_all(["WHERE-10.77.0.1.", "NOWHERE-[].", "10.77.0.1: answer 2, 64 bytes",
                  "PING-ONE", "PING-LARGE", "PING-NOBODY"], 90)
    m.expect_all(["10.77.0.1 is " + netns.MAC, "IPv4: received", "SERVER-boot/item-10.77.0.1."], 10)
    m.expect_all(["NO-SERVER", "PING-STATIC", "CACHED-OK", "ALL-HOSTS-DONE"], 30)
    check(boot.asked and boot.asked[0] == 0x8123 and boot.asked[-1] == 7, "%r" % boot.asked)
    line = log.expect("HELLO-LOG 52:54:00")
    check(re.fullmatch(r"<134>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ 10\.77\.0\.\d+ hawser - - - "
                       r"HELLO-LOG [0-9a-f:]{17}", line), "message %r" % line)
    log.expect("net0: ")
    log.expect("PING-NOBODY")
    log.expect("ALL-HOSTS-DONE")


LINES = 60
TALK = """#!ipxe
set syslog 10.77.0.1
%s
sleep 1
ping -c 2 10.77.0.1 && echo STILL-ALIVE
shell
""" % "\n".join("echo LINE-%d." % i for i in range(LINES))


@story(timeout=100, weight=25, bios="pcnet", more_bios="rtl8139")
def test_talk(w):
    """Many lines for the log's server, which says nothing; QEMU's PCnet ROM loses some, and has to
    be opened again."""
    w.two_stage(TALK)
    log = Syslog()
    m = w.machine(record=False)
    m.expect("STILL-ALIVE", 60)
    log.expect("STILL-ALIVE")
    got = [i for i in range(LINES) if any("LINE-%d." % i in line for line in log.lines)]
    least = LINES * 3 // 4 if "pcnet" in w.variant.label else LINES
    check(len(got) >= least, "only %d lines: %r" % (len(got), got))


VLAN = """#!ipxe
vcreate --tag 5 --priority 3 net0 || goto out
echo READY-FOR-VLAN
dhcp net0-5 || goto out
echo VLAN-${net0-5/ip}-${net0-5/filename}-${netX/ifname}.
imgfetch --name large http://10.78.0.1/large.bin && sha256sum large || goto out
imgfetch --name native http://10.77.0.1/native.bin && sha256sum native || goto out
ifstat net0-5
vdestroy net0-5 && isset ${net0-5/ip} || echo VLAN-GONE
imgfetch --name again http://10.77.0.1/native.bin && echo STILL-THERE
vcreate --tag 6 net0 && ifconf --timeout 3000 net0-6 && echo WRONG || echo NOBODY-ON-6
shell
:out
echo FAILED
shell
"""
LARGE = faults.pattern(2 << 20)
NATIVE = faults.pattern(100000)


def tagged_server(w):
    """A DHCP and a web server on VLAN 5 only, at 10.78.0.1; the switch."""
    switch = Switch(w.wire(), 5, "10.78.0.1")
    host = switch.host
    w.spawn("tagged-dhcp", [
        paths.tool("dnsmasq"), "--keep-in-foreground", "--conf-file=/dev/null", "--port=0",
        "--user=root", "--interface=eth0", "--bind-interfaces", "--log-dhcp",
        "--log-facility=-", "--no-ping", "--dhcp-leasefile=" + w.folder + "/tagged.leases",
        "--dhcp-range=10.78.0.100,10.78.0.199,1h", "--dhcp-boot=on-vlan"], ("udp", 67), host)
    folder = w.put_folder("tagged", {"large.bin": LARGE})
    w.spawn("tagged-http", [sys.executable, "-m", "http.server", "--bind", "10.78.0.1",
                            "--directory", folder, "80"], ("tcp", 80), host)
    return switch


@story(timeout=150, weight=40, bios="e1000", more_bios="virtio")
def test_vlan(w):
    """A DHCP and a web server behind an access port of VLAN 5, beside the untagged network."""
    w.put("native.bin", NATIVE, http=True)
    w.two_stage(VLAN)
    switch = tagged_server(w)
    m = w.machine(record=False)
    m.expect("READY-FOR-VLAN", 60)
    m.console.match(r"VLAN-10\.78\.0\.1\d\d-on-vlan-net0-5\.", 20)
    m.expect(hashlib.sha256(LARGE).hexdigest(), 30)
    m.expect(hashlib.sha256(NATIVE).hexdigest(), 30)
    m.expect_all(["VLAN-GONE", "STILL-THERE", "NOBODY-ON-6"], 30)
    check(not m.console.seen("FAILED"), "a step failed")
    check(switch.priorities == {3}, "priorities %r" % switch.priorities)
