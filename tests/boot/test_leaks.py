# SPDX-License-Identifier: BSD-2-Clause
"""Memory: a thousand fetches leave nothing behind, and a large file needs little beside itself."""

from lib import faults, pki
from lib.story import check, story
from lib.webservers import Site

SMALL = faults.pattern(1000)
ADDRESS = "10.77.0.1"
SECURE = 8600
TIMES, TLS_TIMES = 1000, 50
BOUND = 64    # KiB that may be held after many fetches and not after a few (caches, pools)
SPARE = 16    # MiB that a fetch may need beside the file itself
MEMORY = {True: 192, False: 128}  # MiB of the UEFI and BIOS machine that a file almost fills

PIECE = 4     # MiB of the files that fill it quite

LOOP = """\
set {name}:int32 0
:{name}
imgfetch --name small {url} || goto failed
imgfree small
inc {name}
iseq ${{{name}}} {times} || goto {name}
echo AFTER-{name}.
imgstat
"""


FILL = """\
#!ipxe
imgfetch --name large http://{address}/large.bin || goto full
echo AFTER-large.
imgstat large
imgfree large
imgfetch --name chunked http://{address}:8080/chunked.bin || goto full
echo AFTER-chunked.
imgstat chunked
imgfree chunked
:more
imgfetch --quiet http://{address}/piece.bin && goto more ||
:full
echo AFTER-pieces.
imgstat
shell
"""


def memory(m, step, seconds=200):
    """(KiB of heap in use, MiB free) as imgstat says after (step)."""
    m.expect("AFTER-%s." % step, seconds)
    # imgstat computes the digest of what there is first: of 171 MiB it took 12 s on a busy machine
    found = m.console.match(r"heap(\d+)KiBinuse,(\d+)MiBfree", 60, "what memory is used")
    return int(found.group(1)), int(found.group(2))


def serve(w, script, **options):
    w.put("small.bin", SMALL, http=True)
    w.two_stage("#!ipxe\n" + script + "echo ALL-STEPS-DONE\nshell\n:failed\necho NOT-FETCHED\n"
                "shell\n", **options)


def loops(w, first, url, steps, **options):
    """A machine that fetches (url) in loops, {step: times}; what memory() says after each."""
    serve(w, first + "".join(LOOP.format(name=name, url=url, times=times)
                             for name, times in steps.items()), **options)
    m = w.machine(record=False)
    heaps = [memory(m, name)[0] for name in steps]
    check(heaps[-1] - heaps[0] <= BOUND, "the heap grew: %r KiB" % heaps)


@story(timeout=150, weight=25, bios="virtio")
def test_http(w):
    """After a thousand fetches over HTTP the heap is what it was after ten."""
    loops(w, "", "http://%s/small.bin" % ADDRESS, {"ten": 10, "many": TIMES})
    w.check_log("nginx-access", '"GET /small.bin HTTP/1.1" 200', times=TIMES + 10)


@story(timeout=150, weight=25, bios="virtio")
def test_https(w):
    """Fifty fetches over HTTPS, each with a connection of its own that resumes the session: the
    heap is what it was after ten."""
    certificates = pki.Pki(w.folder + "/pki")
    good = certificates.good()
    w.put("ca.pem", certificates.root(), http=True)
    w.names()
    loops(w, "certstore http://%s/ca.pem\n" % ADDRESS,
          "https://%s:%d/small.bin" % (pki.NAME, SECURE), {"ten": 10, "many": TLS_TIMES},
          sites=[Site(SECURE, "1.2 1.3", certificates.chain(good), certificates.key(good),
                      "keepalive_timeout 0;")])
    w.check_log("nginx-site", "reused=r")


@story(timeout=200, weight=40, bios="virtio")
def test_just_enough(w):
    """A large file needs at most 16 MiB beside itself, also when its length is not told, and files of
    4 MiB fill all memory but that.

    On BIOS the large file leaves just those of what is free. On UEFI that would not
    be in one piece, so there it has 100 MiB."""
    serve(w, "imgfetch --name small http://%s/small.bin\necho AFTER-small.\nimgstat\n" % ADDRESS)
    m = w.machine(record=False, only=MEMORY[w.efi])
    left = memory(m, "small", 60)[1]
    size = 100 if w.efi else left - SPARE
    check(size >= 64, "only %d MiB are free" % left)
    for name, mib in (("large", size), ("piece", PIECE)):
        with open("%s/%s.bin" % (w.http, name), "wb") as out:
            out.truncate(mib << 20)
    w.fault_http({"/chunked.bin": faults.chunked(bytes(size << 20), size=1 << 20)})
    w.put("fill.ipxe", FILL.format(address=ADDRESS), http=True)
    m.console.quiet(1.0, 30)
    m.console.line("chain http://%s/fill.ipxe" % ADDRESS)
    for name in ("large", "chunked"):
        after = memory(m, name)[1]
        check(left - after <= size + SPARE, "%s: %d MiB took %d MiB" % (name, size, left - after))
    over = memory(m, "pieces")[1]
    check(over < PIECE + SPARE, "%d MiB are left, and %d do not fit" % (over, PIECE))
