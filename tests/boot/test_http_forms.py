# SPDX-License-Identifier: BSD-2-Clause
"""HTTP as sites use it: proxies, passwords, content-codings, servers that are busy.

Each story is one machine. On UEFI its trust comes from the firmware's variable
TlsCaCertificate, which OVMF fills from what QEMU hands it, on BIOS by `certstore`.
"""

import base64
import gzip
import hashlib

from lib import faults, pki
from lib.steps import Steps
from lib.story import check, story
from lib.webservers import Site

SMALL = faults.pattern(1000)
TEXT = b"".join(b"echo line %d of a hundred\n" % i for i in range(100))
# TEXT by zstd -19 --check
ZSTD = base64.b64decode(
    "KLUv/QRoRQQAwkcVEbA7OHtYxtxhZFNSUgLBkbkEY4wxxhhj/P////+7u7u7u3d3d3d3MzMzMzPv7u7u7qqqqqqq"
    "ZmZmZmYiIiIiIo735tVEYI4z7KVAAmpBhMPUCi2VE2SoEeDvfwfAo0oHETxCMELwHT/rfXff7w7SYAtCsAYisAMC"
    "sP/ELzKOecxYJwZaFQM+OAM=")
ADDRESS = "10.77.0.1"
PLAIN, SECURE, PACKED, BEARER = 8600, 8601, 8602, 8603  # nginx
LOCKED, PROXY, LOCKED_PROXY = 8700, 3128, 3129          # Apache
CANNED = "http://%s:8080" % ADDRESS
BUSY = (503, 429, 408)
WAIT = 3  # seconds that servers ask for which are busy with 503 and 429

APACHE_LOCKS = """\
<Location "/basic">
  AuthType Basic
  AuthName "basic"
  AuthUserFile "{basic}"
  Require valid-user
</Location>
<Location "/digest">
  AuthType Digest
  AuthName "digest"
  AuthDigestProvider file
  AuthUserFile "{digest}"
  Require valid-user
</Location>
"""

APACHE_PROXY = """\
ProxyRequests On
AllowCONNECT {secure}
"""

APACHE_LOCKED_PROXY = APACHE_PROXY + """\
<Proxy "*">
  AuthType Basic
  AuthName "proxy"
  AuthUserFile "{basic}"
  Require valid-user
</Proxy>
"""


def busy(code, content, field=b"Retry-After: %d\r\n" % WAIT):
    """Once (code) with (field), then (content)."""
    asked = []

    def answer(conn, request):
        asked.append(request)
        if len(asked) > 1:
            return faults.body(content)(conn, request)
        conn.sendall(b"HTTP/1.1 %d Busy\r\nContent-Length: 0\r\n%s\r\n" % (code, field))
        return True
    return answer


def coded(coding, content):
    def answer(conn, request):
        del request
        conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n"
                     % (coding, len(content)) + content)
        return True
    return answer


def locks(w):
    """Password files of Apache for "admin" with the password "open:sesame"."""
    digest = hashlib.md5(b"admin:digest:open:sesame").hexdigest()
    sha1 = base64.b64encode(hashlib.sha1(b"open:sesame").digest()).decode()
    return {"basic": w.put(w.folder + "/basic.txt", "admin:{SHA}%s\n" % sha1),
            "digest": w.put(w.folder + "/digest.txt", "admin:digest:%s\n" % digest),
            "secure": SECURE}


def apache_sites(w):
    files = locks(w)
    return [Site(LOCKED, body=APACHE_LOCKS.format(**files)),
            Site(PROXY, body=APACHE_PROXY.format(**files)),
            Site(LOCKED_PROXY, body=APACHE_LOCKED_PROXY.format(**files))]


def nginx_sites(certificates):
    good = certificates.good()
    return [Site(PLAIN),
            Site(SECURE, "1.2 1.3", certificates.chain(good), certificates.key(good)),
            Site(PACKED, body="gzip on; gzip_min_length 1;"),
            Site(BEARER, body="add_header WWW-Authenticate Bearer always;\n"
                 'if ($http_authorization != "Bearer sesame.123") { return 401; }')]


def url(port):
    if port == SECURE:
        return "https://%s:%d/small.bin" % (pki.NAME, port)
    return "http://%s:%d/small.bin" % (ADDRESS, port)


def write_locks():
    s = Steps()
    for folder in ("basic", "digest"):
        for user, step in (("admin:open%3Asesame", folder), ("admin:wrong", folder + "-wrong")):
            good = step == folder
            s.fetch(step, "http://%s@%s:%d/%s/small.bin" % (user, ADDRESS, LOCKED, folder),
                    0 if good else 11, ["401", folder, "password refused"], "http:",
                    SMALL if good else None)
    s.fetch("bearer-none", url(BEARER), 11, ["401", "bearer-token"], "http:")
    s.say("set bearer-token sesame.123")
    s.fetch("bearer", url(BEARER), content=SMALL)
    s.say("clear bearer-token")
    s.fetch("gzip", "http://%s:%d/text.ipxe" % (ADDRESS, PACKED), content=TEXT)
    s.fetch("zstd", CANNED + "/zstd", content=TEXT)
    s.fetch("gzip-cut", CANNED + "/gzip-cut", 17, ["cut short"], "gzip:")
    for code in BUSY:
        s.fetch("busy-%d" % code, CANNED + "/busy-%d" % code, content=SMALL)
    s.say("set http-proxy http://%s:%d/" % (ADDRESS, PROXY))
    s.fetch("proxy", url(PLAIN), content=SMALL)
    s.say("set http-proxy %s:%d" % (ADDRESS, LOCKED_PROXY))
    s.fetch("proxy-locked", url(PLAIN), 11, ["407", "http-proxy"], "http:")
    s.say("set http-proxy http://admin:open%%3Asesame@%s:%d/" % (ADDRESS, LOCKED_PROXY))
    s.fetch("proxy-opened", url(PLAIN), content=SMALL)
    return s


def write_tunnels(trust):
    s = Steps()
    s.say(*trust)
    s.fetch("direct", url(SECURE), content=SMALL)
    s.say("set http-proxy http://%s:%d/" % (ADDRESS, PROXY))
    s.fetch("tunnel", url(SECURE), content=SMALL)
    s.say("set http-proxy http://%s:%d/" % (ADDRESS, LOCKED_PROXY))
    s.fetch("tunnel-locked", url(SECURE), 11, ["407"], "")
    s.say("set http-proxy http://admin:open%%3Asesame@%s:%d/" % (ADDRESS, LOCKED_PROXY))
    s.fetch("tunnel-opened", url(SECURE), content=SMALL)
    return s


def serve(w, s, certificates):
    for name in ("small.bin", "basic/small.bin", "digest/small.bin"):
        w.put(name, SMALL, http=True)
    w.put("text.ipxe", TEXT, http=True)
    w.put("ca.pem", certificates.root(), http=True)
    w.two_stage(s.text(), sites=nginx_sites(certificates))
    w.names()
    w.web("apache", apache_sites(w))


def check_proxy(w, lines):
    for port, line, status in lines:
        w.check_log("apache-files/access", '%d "%s HTTP/1.1" %d' % (port, line, status))


@story(timeout=150, weight=25, waits=True, bios="virtio")
def test_locks(w):
    """Basic, Digest, bearer, gzip, zstd, 503, 429 and 408, a proxy with and without a password."""
    certificates = pki.Pki(w.folder + "/pki")
    s = write_locks()
    serve(w, s, certificates)
    canned = w.fault_http({"/zstd": coded(b"zstd", ZSTD),
                           "/gzip-cut": coded(b"gzip", gzip.compress(TEXT)[:-20]),
                           "/busy-503": busy(503, SMALL), "/busy-429": busy(429, SMALL),
                           "/busy-408": busy(408, SMALL, b"")})
    s.check(w.machine(record=False), first=60)
    for code in BUSY:
        asked = canned.asked("/busy-%d" % code)
        check(len(asked) == 2, "/busy-%d was asked for %d times" % (code, len(asked)))
        between = asked[1].time - asked[0].time
        check(code == 408 or between >= WAIT - 0.2, "waited %.1f s only" % between)
    check_proxy(w, ((LOCKED, "GET /digest/small.bin", 200), (PROXY, "GET " + url(PLAIN), 200),
                    (LOCKED_PROXY, "GET " + url(PLAIN), 200)))


@story(timeout=150, weight=25, bios="e1000")
def test_tunnels(w):
    """https through a proxy's CONNECT, with and without a password; trust from the firmware."""
    certificates = pki.Pki(w.folder + "/pki")
    s = write_tunnels(() if w.efi else ["certstore http://%s/ca.pem" % ADDRESS])
    serve(w, s, certificates)
    m = w.machine(record=False, extra=certificates.firmware_trust() if w.efi else ())
    s.check(m, first=60)
    line = "CONNECT %s:%d" % (pki.NAME, SECURE)
    check_proxy(w, ((LOCKED_PROXY, line, 407),))
    w.check_log("nginx-site", "GET /small.bin", times=3)
    if not w.efi:  # a UEFI card may be shut down before its last frames are out
        m.console.line("exit")  # tunnels are logged when they end
        check_proxy(w, ((PROXY, line, 200), (LOCKED_PROXY, line, 200)))
