# SPDX-License-Identifier: BSD-2-Clause
"""Signed images: good signatures and bad ones, packed files, and nothing unverified that starts."""

import gzip
import lzma
import zlib

from lib import linux, pki
from lib.story import check, story

SITE = "http://10.77.0.1/"
INNER = "#!ipxe\necho INNER-%s-RAN\n"

# step, image, signature, options, error number (0: it holds), words of the sentence
CASES = (
    ("unknown", "vmlinuz", "vmlinuz.sig", "", 3, ["vmlinuz.sig", "no trust anchors"]),
    ("noattr", "vmlinuz", "vmlinuz.sig", "", 0, []),
    ("attributes", "vmlinuz", "vmlinuz-ecdsa.sig", "", 0, []),
    ("pss", "vmlinuz", "vmlinuz-pss.sig", "", 0, []),
    ("signer", "vmlinuz", "vmlinuz.sig", "--signer ${signer}", 0, []),
    ("not-signer", "vmlinuz", "vmlinuz.sig", "--signer nobody", 28, ["nobody"]),
    ("changed", "changed", "vmlinuz.sig", "", 28, ["another file"]),
    ("expired", "vmlinuz", "vmlinuz-expired.sig", "", 28, ["expired on 2002-01-01"]),
    ("for-servers", "vmlinuz", "vmlinuz-server.sig", "", 28, ["not for signing code"]),
    ("garbage", "vmlinuz", "changed", "", 17, ["changed", "no CMS signature"]),
)


def put_signed(w, certificates):
    kernel = linux.read(linux.paths.kernel())
    w.put("changed", kernel[:-1] + bytes([kernel[-1] ^ 1]), http=True)
    for name, signer, options in (
            ("vmlinuz", certificates.signer(), ["-noattr"]),
            ("vmlinuz-ecdsa", certificates.signer("ecdsa"), []),
            ("vmlinuz-pss", certificates.signer(), ["-keyopt", "rsa_padding_mode:pss"]),
            ("vmlinuz-expired", certificates.signer("ecdsa", expired=True), []),
            ("vmlinuz-server", certificates.good(), [])):
        w.put(name + ".sig", certificates.sign(kernel, signer, *options), http=True)
    script = (INNER % "signed").encode()
    w.put("signed.ipxe", script, http=True)
    w.put("signed.ipxe.sig", certificates.sign(script, certificates.signer()), http=True)
    w.put("unsigned.ipxe", INNER % "unsigned", http=True)
    w.put("ca.pem", certificates.root(), http=True)


def write_script():
    lines = ["#!ipxe", "set signer Boot Test Signer", "imgfetch %svmlinuz" % SITE,
             "imgfetch %schanged" % SITE]
    for name, image, signature, options, number, _ in CASES:
        lines += ["echo STEP-%s." % name,
                  "imgverify %s %s %s%s && echo GOOD-%s. || echo BAD-%s."
                  % (options, image, SITE if number != 17 else "", signature, name, name)]
        if name == "unknown":
            lines.append("certstore %sca.pem" % SITE)
    lines += ["imgfree", "imgtrust --permanent",
              "chain %sunsigned.ipxe || echo REFUSED-script." % SITE,
              "imgverify --quiet %ssigned.ipxe %ssigned.ipxe.sig" % (SITE, SITE),
              "chain signed.ipxe",
              "kernel %svmlinuz %s" % (SITE, linux.CMDLINE),
              "initrd %sinitrd.gz" % SITE,
              "boot || echo REFUSED-kernel.",
              "sanboot %schanged || echo REFUSED-disk." % SITE,
              "imgtrust --allow || echo REFUSED-allow.",
              "imgverify vmlinuz %svmlinuz.sig" % SITE,
              "imgstat", "boot"]
    return "\n".join(lines) + "\n"


@story(timeout=240, weight=80, bios="virtio")
def test_signatures(w):
    """imgverify: good, changed, wrong signer, expired, not for code, garbage; imgtrust: scripts,
    kernels and disks without a signature stay away, and a kernel with one boots."""
    certificates = pki.Pki(w.folder + "/pki")
    w.put_linux()
    put_signed(w, certificates)
    w.two_stage(write_script())
    m = w.machine(record=False)
    first = 90
    for name, _, _, _, number, words in CASES:
        m.expect("STEP-%s." % name, first)
        first = 30
        if number:
            m.expect_failure("", words, number, 30)
        m.expect(("BAD-%s." if number else "GOOD-%s.") % name, 30)
        check(not m.console.seen(("GOOD-%s." if number else "BAD-%s.") % name),
              "%s came to the wrong end" % name)
    m.expect_all(["unsigned.ipxe was not verified", "REFUSED-script.", "INNER-signed-RAN",
                  "vmlinuz was not verified", "REFUSED-kernel.", "REFUSED-disk.",
                  "REFUSED-allow.", "vmlinuz: verified, signed by CN=Boot Test Signer",
                  "[SELECTED] [TRUSTED]", linux.TOKEN], 120)
    check(not m.console.seen("INNER-unsigned-RAN"), "an unsigned script ran")


@story(timeout=120, weight=40, bios="e1000")
def test_image_data(w):
    """imgextract of every kind, imgset, imgmem of the machine's memory, pciscan, shim and sync."""
    script = (INNER % "packed").encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, 15)
    for name, packed in (("gz", gzip.compress(script)), ("xz", lzma.compress(script)),
                         ("zlib", packer.compress(script) + packer.flush())):
        w.put("inner.ipxe." + name, packed, http=True)
    w.put("words", "SOME-WORDS", http=True)
    w.two_stage("""#!ipxe
imgextract %(site)sinner.ipxe.gz && chain inner.ipxe && imgfree && echo DONE-gz
imgextract %(site)sinner.ipxe.xz && chain inner.ipxe && imgfree && echo DONE-xz
imgextract %(site)sinner.ipxe.zlib && chain inner.ipxe && imgfree && echo DONE-zlib
imgset words %(site)swords && echo [${words}]
imgmem --name memory 0x100000 4096 && imgstat memory && echo DONE-memory
imgmem 0xfffffffff000 4096 || echo NO-MEMORY
clear card
set cards:int32 0
:next
pciscan card || goto none
inc cards
iseq ${card} ${net0/busloc} && echo SEEN-${pci/${card}.0.2} ||
goto next
:none
iseq ${cards} 0 || echo SOME-CARDS
shim %(site)sshimx64.efi && echo DONE-shim
sync --timeout 20000 && echo DONE-sync
shell
""" % {"site": SITE})
    m = w.machine(record=False)
    m.expect_all(["INNER-packed-RAN", "DONE-gz", "DONE-xz", "DONE-zlib", "[SOME-WORDS]",
                  "memory : 4096 bytes", "DONE-memory", "NO-MEMORY", "SOME-CARDS", "nothing to do",
                  "DONE-shim", "DONE-sync"], 90)
    m.check_shell()
