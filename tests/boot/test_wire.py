# SPDX-License-Identifier: BSD-2-Clause
"""Networks that misbehave: what is fetched through them is whole all the same.

A relay loses, doubles, reorders and spoils frames, a proxy breaks connections, servers
go away and come back, files change. One machine takes many turns; each fetch is
judged by the sha256 of what arrived.
"""

import os
import shutil
import time

from lib import large, netns, relay
from lib.cutproxy import CutProxy
from lib.story import check, full, story

MIB = 1 << 20
URL = "http://10.77.0.1/large.bin"
SLOW_URL = "http://10.77.0.1/slow/large.bin"
CUT_PORT, SWAP_PORT = 8081, 8082
WINDOWED, NOBODY = "10.77.0.2", "10.77.0.66"
# a second and more for the file, so that there is a middle to act in
LIMITED = ("limited", "limited-2", "limited-3")
NGINX = "location /slow/ { alias %s/; limit_rate %d; }"
LOSSES = {"loss1": {"loss": 0.01}, "loss5": {"loss": 0.05},
          "reorder": {"down_reorder": 0.1, "hold_us": 500}, "dup": {"dup": 0.01},
          "corrupt": {"corrupt": 0.01}, "truncate": {"truncate": 0.01}}
QUIET = dict.fromkeys(("loss", "reorder", "dup", "corrupt", "truncate"), 0)
COUNTERS = {"loss": "lost", "reorder": "reordered", "dup": "doubled", "corrupt": "corrupted",
            "truncate": "truncated"}


class Turns:
    """One machine whose script fetches turn by turn, each at the press of a key. The file is
    served as large.bin, and a sixteenth as part.bin."""

    def __init__(self, w, size):
        self.w = w
        self.path, self.digest = large.file(size)
        self.part = large.file(max(MIB, size // 16))
        self.size = size
        self.lines = ["#!ipxe"]
        self.wire = relay.Wire()
        self.machine = None

    def fetch(self, name, url):
        """A turn (name): fetch (url), which may have options behind it."""
        self.lines += ["prompt --key g TURN-%s." % name,
                       "imgfetch --name f %s || goto end-%s" % (url, name),
                       "sha256sum f",
                       "imgstat f",
                       "imgfree f",
                       ":end-%s" % name,
                       "echo END-%s." % name]

    def start(self, nginx=""):
        w = self.w
        w.link(self.path, "large.bin")
        w.link(self.path, "large.bin", http=False)
        w.link(self.part[0], "part.bin", http=False)
        w.put_loader()
        w.put("story.ipxe", "\n".join(self.lines + ["shell", ""]))
        w.isc_dhcpd(w.stages())
        w.tftpd()
        # on a host of its own: OVMF uses the windows of atftpd, and badly
        w.atftpd(w.wire().host(WINDOWED))
        w.nginx(nginx)
        self.machine = w.machine(record=False, wire=self.wire, memory=1024 if full() else 0)

    def begin(self, name):
        self.machine.expect("TURN-%s." % name, 60)
        self.machine.key("g")

    def end(self, name, seconds, digest=None):
        """The fetch of the turn (name) brought what it was to bring."""
        digest, over = digest or self.digest, "END-%s." % name
        found = self.machine.console.expect_any([digest, over], seconds)
        check(found == digest, "%s did not bring %s" % (name, digest))
        self.machine.expect(over, 30)

    def middle(self):
        """Wait until a third of the file has passed the wire."""
        before = self.wire.stats()["down.bytes"]
        deadline = time.monotonic() + 60
        while self.wire.stats()["down.bytes"] < before + self.size // 3:
            check(time.monotonic() < deadline, "no third of the file within a minute")
            time.sleep(0.02)


def size_of(w):
    """Over an emulated ROM every frame costs much."""
    if full():
        return (256 if w.efi else 20) * MIB
    return (32 if w.efi else 4) * MIB


def lossy(w, urls, names, size, seconds):
    """Fetch each of (urls) under each of the faults (names) of LOSSES."""
    turns = Turns(w, size)
    plan = [("%s-%d" % (name, i), name, url) for name in names for i, url in enumerate(urls)]
    for turn, _, url in plan:
        turns.fetch(turn, url)
    turns.start()
    for turn, name, url in plan:
        before = turns.wire.stats()
        turns.wire.set(**LOSSES[name])
        turns.begin(turn)
        turns.end(turn, seconds, turns.part[1] if url.endswith("part.bin") else None)
        turns.wire.set(**QUIET)
        struck = [c for f, c in COUNTERS.items() for key in LOSSES[name] if key.endswith(f)]
        after = turns.wire.stats()
        for counter in struck:
            check(after["down." + counter] > before["down." + counter],
                  "no frame was %s" % counter)


@story(timeout=400, weight=60, bios="virtio")
def test_http(w):
    """Loss, other order, doubled, corrupted and short frames: HTTP brings the file whole."""
    lossy(w, [URL], list(LOSSES), size_of(w), 600 if full() else 120)


@story(timeout=400, weight=60, bios="e1000")
def test_tftp(w):
    """Loss, other order, doubled and corrupted frames: TFTP brings the file whole, from a server
    that knows windows, and a part of it block by block from one that does not."""
    urls = ["tftp://%s/large.bin" % WINDOWED, "tftp://%s/part.bin" % netns.SERVER]
    lossy(w, urls, ("loss1", "reorder", "dup", "corrupt"), size_of(w) // (1 if full() else 4),
          1200 if full() else 120)


def connections(w, turns, name):
    """How many connections the turn (name) took to fetch SLOW_URL."""
    def logged():
        return w.log("nginx-access").count("/slow/large.bin")
    before = logged()
    turns.begin(name)
    turns.end(name, 100)
    deadline = time.monotonic() + 20
    while logged() == before:
        check(time.monotonic() < deadline, "nginx has not logged the fetch of %s" % name)
        time.sleep(0.1)
    time.sleep(0.5)
    return logged() - before


@story(timeout=400, weight=60, bios="virtio")
def test_servers(w):
    """Ten resets, a server that limits its rate, one that is away for ten seconds, mirrors that are dead, a file that is
    replaced in the middle: each time the file is whole, and of one version."""
    turns = Turns(w, size_of(w))
    other = large.changed(turns.path, os.path.join(w.folder, "other.bin"))
    turns.fetch("resets", URL.replace("0.1/", "0.1:%d/" % CUT_PORT))
    for name in LIMITED:
        turns.fetch(name, SLOW_URL)
    turns.fetch("restart", SLOW_URL)
    turns.fetch("no-host", "--mirror %s %s" % (URL, URL.replace(netns.SERVER, NOBODY)))
    turns.fetch("no-port", "--mirror %s %s" % (URL, URL.replace("0.1/", "0.1:9/")))
    turns.fetch("replaced", URL.replace("0.1/", "0.1:%d/" % SWAP_PORT))
    rate = turns.size // 4
    turns.start(NGINX % (w.http, rate))
    cuts = CutProxy(CUT_PORT, CutProxy.places(10, turns.size, seed=4))
    turns.begin("resets")
    turns.end("resets", 200)
    check(not cuts.left and cuts.connections > 10, "%d cuts are left" % len(cuts.left))

    # By several connections a server's limit of its rate would be evaded. Where it takes 2 ms to
    # connect they are opened: on a busy machine that may happen to one of three fetches, or to two.
    check(min(connections(w, turns, name) for name in LIMITED) == 1,
          "a server's limit of its rate was evaded by several connections")

    turns.begin("restart")
    turns.middle()
    w.stop("nginx")
    time.sleep(10)
    w.nginx(NGINX % (w.http, rate))
    turns.end("restart", 100)

    for name in ("no-host", "no-port"):
        turns.begin(name)
        turns.end(name, 100)

    target = os.path.join(w.http, "large.bin")
    swap = CutProxy(SWAP_PORT, {turns.size // 2: lambda: shutil.move(other[0], target)})
    turns.begin("replaced")
    turns.end("replaced", 100, other[1])
    check(not swap.left and swap.connections > 1, "the file was not replaced in the middle")


@story(timeout=400, weight=100, waits=True, bios="e1000")
def test_minute_of_silence(w):
    """Nothing passes the wire for a minute in the middle of a download; then it goes on."""
    turns = Turns(w, size_of(w))
    turns.fetch("silence", SLOW_URL)
    turns.start(NGINX % (w.http, turns.size // 4))
    turns.begin("silence")
    turns.middle()
    turns.wire.set(loss=1)
    time.sleep(60)
    turns.wire.set(loss=0)
    turns.end("silence", 100)
