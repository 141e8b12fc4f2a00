# SPDX-License-Identifier: BSD-2-Clause
"""512 MiB by HTTP and by TFTP: the digest Hawser computes is the file's, every byte arrived."""

from lib import large
from lib.story import check, story

SIZE = 512 << 20


def fetch(w, url, seconds):
    path, digest = large.file(SIZE)
    w.link(path, "large.bin")
    w.link(path, "large.bin", http=False)
    w.put_loader()
    w.put("story.ipxe", """#!ipxe
echo STEP-fetch
imgfetch --name large %s || goto failed
echo STEP-sum
sha256sum large
echo STEP-done
shell
:failed
echo NOT-FETCHED
shell
""" % url)
    w.isc_dhcpd('if exists user-class and option user-class = "iPXE" { filename "story.ipxe"; } '
                'else { filename "hawser.efi"; }')
    w.atftpd()
    w.nginx()
    m = w.machine(record=False, memory=1280)
    m.expect("STEP-fetch", 60)
    found = m.console.expect_any(["STEP-sum", "NOT-FETCHED"], seconds)
    check(found == "STEP-sum", "the download failed")
    m.expect("STEP-done", 120)
    check(m.console.seen(digest), "the digest is not %s" % digest)


@story(timeout=300, weight=60)
def test_http(w):
    """512 MiB over HTTP have the right sha256."""
    fetch(w, "http://10.77.0.1/large.bin", 150)


@story(timeout=400, weight=120)
def test_tftp(w):
    """512 MiB over TFTP, beyond 65535 blocks, have the right sha256."""
    fetch(w, "tftp://10.77.0.1/large.bin", 250)
