# SPDX-License-Identifier: BSD-2-Clause
"""Each web server of Debian, over HTTP and HTTPS: a small file and a large one come whole.

One machine fetches from all of them, one after another: by plain HTTP, or by TLS
1.2 and 1.3 with an ECDSA and an RSA certificate at the end of a chain of three.
"""

import hashlib

from lib import faults, pki
from lib.story import check, story
from lib.webservers import Site

SMALL = faults.pattern(1000)
LARGE = faults.pattern(4 << 20)
SERVERS = {"nginx": 8100, "apache": 8200, "lighttpd": 8300, "caddy": 8400, "python": 8500}
TLS = [(version, key) for version in ("1.2", "1.3") for key in ("ecdsa", "rsa")]

STEP = """\
echo STEP-{name}.
imgfetch --name small {url}/small.bin && sha256sum small && echo SMALL-{name}. ||
imgfetch --name large --sha256 {digest} {url}/large.bin && echo LARGE-{name}. ||
imgfree
"""


def sites(certificates, port):
    """One plain site and one for each kind of TLS, from (port) on."""
    names = {key: certificates.good(key) for _, key in TLS}
    return [Site(port)] + [Site(port + 1 + i, version, certificates.chain(names[key]),
                                certificates.key(names[key]))
                           for i, (version, key) in enumerate(TLS)]


def plain_steps():
    """(name, URL) of every server without TLS."""
    return [(server, "http://10.77.0.1:%d" % port) for server, port in SERVERS.items()]


def tls_steps():
    """(name, URL) of every server and kind of TLS."""
    return [("%s-%s-%s" % (server, version, key), "https://%s:%d" % (pki.NAME, port + 1 + i))
            for server, port in SERVERS.items() for i, (version, key) in enumerate(TLS)]


def start(w, steps, first=""):
    """All servers, and a machine that runs the lines (first) and fetches from (steps)."""
    certificates = pki.Pki(w.folder + "/pki")
    w.put("small.bin", SMALL, http=True)
    w.put("large.bin", LARGE, http=True)
    w.put("ca.pem", certificates.root(), http=True)
    if w.efi:
        w.put("hawser-ca.pem", certificates.root())
    digest = hashlib.sha256(LARGE).hexdigest()
    lines = "".join(STEP.format(name=name, url=url, digest=digest) for name, url in steps)
    w.two_stage("#!ipxe\n%s%s:out\necho ALL-STEPS-DONE\nshell\n" % (first, lines),
                sites=sites(certificates, SERVERS["nginx"]))
    w.names()
    for name, port in SERVERS.items():
        if name != "nginx":
            w.web(name, sites(certificates, port))
    return w.machine(record=False)


def follow(m, steps):
    """Every step of (steps) is taken, and brings the right bytes."""
    small = hashlib.sha256(SMALL).hexdigest()
    m.expect("STEP-%s." % steps[0][0], 60)
    for name, _ in steps:
        m.expect_all([small, "SMALL-%s." % name, "LARGE-%s." % name], 30)
    m.expect("ALL-STEPS-DONE", 10)
    check(m.console.count(small) == len(steps), "not every small file is right")


@story(timeout=150, weight=20, bios="virtio")
def test_http(w):
    """nginx, Apache, lighttpd, Caddy and Python's http.server over plain HTTP."""
    steps = plain_steps()
    follow(start(w, steps), steps)


@story(timeout=300, weight=60, bios="virtio")
def test_https(w):
    """The same over TLS 1.2 and 1.3 with ECDSA and RSA; the anchor comes by `certstore` on BIOS,
    from hawser-ca.pem beside the image on UEFI. nginx and Apache log what was negotiated."""
    steps = tls_steps()
    follow(start(w, steps, "" if w.efi else "certstore http://10.77.0.1/ca.pem || goto out\n"),
           steps)
    for log, port in (("nginx-site", 8100), ("apache-files/access", 8200)):
        for i, (version, key) in enumerate(TLS):
            suite = "ECDHE-%s-" % key.upper() if version == "1.2" else "TLS_"
            w.check_log(log, '%d "GET /large.bin HTTP/1.1" 200 TLSv%s %s'
                        % (port + 1 + i, version, suite))
