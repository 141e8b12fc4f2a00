# SPDX-License-Identifier: BSD-2-Clause
"""Certificates, good and bad in every way: each bad one ends in a sentence of its own.

One machine tells it all. Its clock stands at 1970 and it knows no authority,
which are the first two failures; `certstore` and `ntp` are their remedies.
"""

from lib import faults, pki
from lib.ntpserver import NtpServer
from lib.steps import Steps
from lib.story import check, story
from lib.webservers import Site

SMALL = faults.pattern(1000)
ADDRESS = "10.77.0.1"
# OVMF takes a year before 1998 for one of the next century.
LONG_AGO = {True: 2001, False: 1970}
OLD_PORT = 8690
MUTUAL = 8670
DOWN = 8680

# step, certificate, by which name it is asked, error number (0: it works), words of the sentence
CASES = (
    ("good", "good-ecdsa", pki.NAME, 0, []),
    ("address", "good-ecdsa", ADDRESS, 0, []),
    ("wildcard", "wildcard", pki.NAME, 0, []),
    ("rsa", "good-rsa", pki.NAME, 0, []),
    ("expired", "expired", pki.NAME, 28, ["expired on 2002-01-01"]),
    ("not-yet", "not-yet", pki.NAME, 28, ["is not valid before"]),
    ("other-name", "other-name", pki.NAME, 28, ["is for another name"]),
    ("other-address", "other-name", ADDRESS, 28, ["is for another name"]),
    ("no-address", "name-only", ADDRESS, 28, ["is for another name"]),
    ("unknown", "unknown", pki.NAME, 28, ["unknown issuer", "Boot Test Stranger"]),
    ("self-signed", "self-signed", pki.NAME, 28, ["self-signed"]),
    ("not-ca", "not-ca", pki.NAME, 28, ["no authority", "Boot Test no-ca"]),
    ("sha1", "sha1", pki.NAME, 28, ["weak signature or key"]),
    ("rsa-1024", "rsa-1024", pki.NAME, 28, ["weak signature or key"]),
    ("for-clients", "for-clients", pki.NAME, 28, ["is not for servers"]),
)


def make(certificates, name):
    """The certificate (name), made now if it is not there."""
    if name.startswith("good"):
        return certificates.good(name[len("good-"):])
    return getattr(certificates, name.replace("-", "_"))()


def url(port, name=pki.NAME, path="small.bin"):
    return "https://%s:%d/%s" % (name, port, path)


def write_script(certificates):
    good = url(8600)
    s = Steps()
    s.fetch("no-anchors", good, 3, ["certstore"])
    s.say("certstore http://%s/ca.pem" % ADDRESS)
    s.fetch("clock", good, 28, ["the clock of this machine", "ntp"])
    s.say("ntp %s" % ADDRESS)
    for i, (name, _, host, number, words) in enumerate(CASES):
        s.fetch(name, url(8600 + i, host), number, words and [host] + words)
    s.fetch("tls-1.1", url(OLD_PORT), 17, ["older than 1.2"])
    s.say("set tls-pin sha256:%s" % certificates.pin("good-ecdsa"))
    s.fetch("pinned", good)
    s.say("set tls-pin sha256:%s" % certificates.pin("good-rsa"))
    s.fetch("other-pin", good, 28, ["tls-pin"])
    # A key that stands in for the chain, and nothing of that left when it is gone.
    mine = url(8600 + [case[1] for case in CASES].index("self-signed"))
    s.say("set tls-pin sha256:%s" % certificates.pin("self-signed"))
    s.fetch("pinned-only-half", mine, 28, ["self-signed"])
    s.say("set tls-pin-only 1")
    s.fetch("pinned-only", mine)
    s.say("clear tls-pin-only")
    s.fetch("pinned-no-more", mine, 28, ["self-signed"])
    s.say("clear tls-pin")
    s.fetch("not-pinned", mine, 28, ["self-signed"])
    s.fetch("nobody", url(MUTUAL), 24, ["400"])
    s.say("set cert:hexraw %s" % certificates.der("client").hex(),
          "set privkey:hexraw %s" % certificates.key_der("client").hex())
    s.fetch("somebody", url(MUTUAL))
    s.say("clear cert", "clear privkey")
    s.fetch("downgrade", url(DOWN, path="down"), 11,
            ["http://" + ADDRESS, "redirect-insecure"])
    s.say("set redirect-insecure 1")
    s.fetch("downgraded", url(DOWN, path="down"), content=SMALL)
    s.say("clear redirect-insecure")
    s.say("certfree")
    s.fetch("forgotten", good, 3, ["certstore"])
    return s


def sites(w, certificates):
    found = [Site(8600 + i, "1.2 1.3", certificates.chain(name), certificates.key(name))
             for i, name in enumerate(case[1] for case in CASES)]
    good = certificates.chain("good-ecdsa"), certificates.key("good-ecdsa")
    anchors = w.put("anchors.pem", b"".join(certificates.read(n + ".crt")
                                            for n in ("issuing", "intermediate", "root")))
    found.append(Site(MUTUAL, "1.2 1.3", *good, "ssl_verify_client on; ssl_verify_depth 3; "
                      "ssl_client_certificate %s;" % anchors))
    found.append(Site(DOWN, "1.2 1.3", *good,
                      "location /down { return 302 http://%s/small.bin; }" % ADDRESS))
    return found


def old_server(w, certificates):
    """A server that speaks TLS 1.1 at most."""
    w.spawn("old", ["openssl", "s_server", "-4", "-accept", "%s:%d" % (ADDRESS, OLD_PORT),
                    "-tls1_1", "-cipher", "ALL:@SECLEVEL=0", "-www",
                    "-cert", certificates.chain("good-rsa"),
                    "-cert_chain", certificates.chain("good-rsa"),
                    "-key", certificates.key("good-rsa")], ("tcp", OLD_PORT))


@story(timeout=240, weight=70, bios="e1000")
def test_sentences(w):
    """No anchors, clock at 1970, expired, not yet valid, wrong name and address, unknown, no
    authority, weak, TLS 1.1, pins, client certificates, redirect to http; and the good ones."""
    certificates = pki.Pki(w.folder + "/pki")
    for case in CASES:
        make(certificates, case[1])
    certificates.client()
    s = write_script(certificates)
    w.put("small.bin", SMALL, http=True)
    w.put("ca.pem", certificates.root(), http=True)
    w.two_stage(s.text(), sites=sites(w, certificates))
    w.names()
    old_server(w, certificates)
    clock = NtpServer(w.server)
    m = w.machine(record=False, extra=("-rtc", "base=%d-01-02T00:00:00" % LONG_AGO[w.efi]))
    s.check(m, first=60)
    check(clock.asked, "the clock was not asked for")
    w.check_log("nginx-site", '%d "GET /small.bin HTTP/1.1" 200' % MUTUAL)
    w.check_log("nginx-site", "client=SUCCESS")
