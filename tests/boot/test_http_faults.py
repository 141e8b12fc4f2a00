# SPDX-License-Identifier: BSD-2-Clause
"""HTTP servers that fail in every way, one after another in one boot: each ends in a sentence
with the URL, within its deadline, with a non-zero status, and the machine stays usable."""

from lib import faults
from lib.story import check, story

SERVER = "http://10.77.0.1:8080"
DATA = faults.pattern(3 << 20)
MEMORY = 256  # MiB, to be filled by what has no end

# name, behaviour or None, URL, error number, what the sentence must name, seconds
CASES = (
    ("missing", faults.status(404, "Not Found"), SERVER + "/missing", 23,
     [SERVER + "/missing", "404 (Not Found)"], 10),
    ("forbidden", faults.status(403, "Forbidden"), SERVER + "/forbidden", 11,
     [SERVER + "/forbidden", "403"], 10),
    ("broken", faults.status(500, "Oops"), SERVER + "/broken", 24,
     [SERVER + "/broken", "500 (Oops)"], 60),
    ("around", faults.redirect("/around"), SERVER + "/around", 19,
     [SERVER + "/around", "redirect"], 20),
    ("astray", faults.redirect(SERVER + "/lost"), SERVER + "/astray", 23,
     [SERVER + "/lost", "404"], 20),
    ("garbage", faults.garbage, SERVER + "/garbage", 17, [SERVER + "/garbage"], 20),
    ("short", faults.close_early(DATA, 1 << 20), SERVER + "/short", 16,
     [SERVER + "/short", "closed", "too early"], 60),
    ("reset", faults.close_early(DATA, 1 << 20, reset=True), SERVER + "/reset", 16,
     [SERVER + "/reset", "reset"], 60),
    ("halfchunk", faults.chunked(DATA, finish=False), SERVER + "/halfchunk", 16,
     [SERVER + "/halfchunk"], 60),
    ("stall", faults.stall(DATA, 1 << 20), SERVER + "/stall", 5,
     [SERVER + "/stall", "10.77.0.1", "stopped sending"], 120),
    ("mute", faults.silence, SERVER + "/mute", 5,
     [SERVER + "/mute", "10.77.0.1", "did not answer"], 120),
    ("refused", None, "http://10.77.0.1:81/refused", 15,
     ["http://10.77.0.1:81/refused", "refused"], 20),
    ("absent", None, "http://10.77.0.66/absent", 5,
     ["http://10.77.0.66/absent", "no connection"], 60),
    ("noname", None, "http://nosuch.example.test/noname", 22,
     ["nosuch.example.test", "10.77.0.1"], 60),
    ("huge", faults.body(DATA[:65536], length=8 << 30), SERVER + "/huge", 18,
     [SERVER + "/huge", "8192 MiB"], 60),
    ("endless", faults.endless(DATA), SERVER + "/endless", 18,
     [SERVER + "/endless", "memory is full"], 120),
)
QUICK = CASES[:9] + CASES[11:]
SLOW = CASES[9:11]


def script(cases):
    lines = ["#!ipxe"]
    for name, _, url, _, _, _ in cases:
        lines += ["echo STEP-%s" % name, "imgfetch %s && echo TOOK-%s || echo NONZERO-%s"
                  % (url, name, name)]
    return "\n".join(lines + ["imgstat", "echo ALL-STEPS-DONE", "shell", ""])


def suffer(w, cases):
    if not w.efi:  # over an emulated ROM memory takes minutes to fill
        cases = [case for case in cases if case[0] != "endless"]
    w.two_stage(script(cases))
    w.dnsmasq("address=/mirror.example.test/10.77.0.1\nlocal=/test/\n")
    w.fault_http({"/" + name: act for name, act, *_ in cases if act})
    m = w.machine(only=MEMORY if w.efi else 0)
    m.expect("STEP-" + cases[0][0], 60)
    for name, _, _, number, culprits, seconds in cases:
        subject = "dns:" if number == 22 else SERVER + "/" if number == 18 else "http:"
        m.expect_failure(subject, culprits, number, seconds)
        m.expect("NONZERO-" + name, 10)
        check(not m.console.seen("TOOK-" + name), "%s was taken for a success" % name)
    m.expect("ALL-STEPS-DONE", 10)
    m.check_shell()


@story(timeout=300, weight=90, bios="virtio")
def test_answers(w):
    """404, 403, 500, redirect circle, garbage, early close, reset, half a chunk, refused, no such
    host, no such name, a file that says it is larger than memory, and one that does not say so."""
    suffer(w, QUICK)


@story(timeout=360, weight=150, waits=True, bios="rtl8139")
def test_silence(w):
    """A server that stalls in the middle and one that never answers."""
    suffer(w, SLOW)


@story(timeout=150, weight=40, bios="e1000-6G")
def test_good_forms(w):
    """Forms that must work: chunks, no length at all, a relative redirect, a slow server, a script
    from the answer of a redirect; the content is right each time."""
    import hashlib
    digest = hashlib.sha256(DATA).hexdigest()
    names = ("chunked", "nolength", "there", "slow", "plain")
    lines = ["#!ipxe"]
    for name in names:
        lines += ["imgfetch --name %s %s/%s && sha256sum %s" % (name, SERVER, name, name),
                  "echo HAVE-%s" % name]
    w.two_stage("\n".join(lines + ["echo ALL-STEPS-DONE", "shell", ""]))
    w.fault_http({"/chunked": faults.chunked(DATA), "/nolength": faults.no_length(DATA),
                  "/there": faults.redirect("here/and/../now"),
                  "/here/now": faults.body(DATA), "/slow": faults.slow(DATA, 1 << 20),
                  "/plain": faults.body(DATA)})
    m = w.machine()
    for name in names:
        m.expect_all([digest, "HAVE-" + name], 60)
    m.expect("ALL-STEPS-DONE", 10)
    check(m.console.count(digest) == len(names), "not every digest is right")
