# SPDX-License-Identifier: BSD-2-Clause
"""512 MiB by HTTP and by TFTP: the digest Hawser computes is the file's, every byte arrived.

Over an emulated ROM it is less: 200 MiB by HTTP into a machine of 6 GiB, where
they lie above 4 GiB, and 40 MiB by TFTP.
"""

from lib import large
from lib.story import check, story



def fetch(w, url, mib, seconds):
    path, digest = large.file(mib << 20)
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
    w.isc_dhcpd(w.stages())
    w.atftpd()
    w.nginx()
    m = w.machine(record=False, memory=1280 if w.efi else 0)
    m.expect("STEP-fetch", 60)
    found = m.console.expect_any(["STEP-sum", "NOT-FETCHED"], seconds)
    check(found == "STEP-sum", "the download failed")
    m.expect("STEP-done", 120)
    check(m.console.seen(digest), "the digest is not %s" % digest)


@story(timeout=300, weight=60, bios="virtio-q35-6G")
def test_http(w):
    """A large file over HTTP has the right sha256."""
    fetch(w, "http://10.77.0.1/large.bin", 512 if w.efi else 200, 150)


@story(timeout=400, weight=120, bios="e1000")
def test_tftp(w):
    """A large file over TFTP, on UEFI beyond 65535 blocks, has the right sha256."""
    fetch(w, "tftp://10.77.0.1/large.bin", 512 if w.efi else 40, 250)
