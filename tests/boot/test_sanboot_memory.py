# SPDX-License-Identifier: BSD-2-Clause
"""sanboot of images that do not fit: the sentence says what is needed, what is there and what to
do, before anything is fetched where the length is known."""

import gzip
import re

from lib import faults
from lib.story import check, story

SERVER = "http://10.77.0.1"
ADVICE = "MiB are free; `isoboot` needs less of it, or give the machine more memory"
IN_ALL = ADVICE.replace(";", " in all;")
NAME = "very-" * 26 + "long.iso"
MEMORY = {True: 192, False: 128}  # MiB, on UEFI and on BIOS
NO_ROOM = "MiB do not fit into memory,"
TWICE = "MiB of unknown length do not fit into memory a second time,"
CASES = (("sanboot", "/large.iso", ["/large.iso: 6144 " + NO_ROOM, ADVICE]),
         ("sanhook --drive 0x90", "/" + NAME, ["long.iso: 6144 " + NO_ROOM, ADVICE]),
         ("sanboot", "/packed.iso.gz", ["/packed.iso.gz: unpacked it has 160 MiB", "give the machine more memory"]),
         ("sanboot", ":8080/half.iso", ["/half.iso: 80 " + TWICE, IN_ALL]),
         ("sanboot", ":8080/more.iso", ["/more.iso: memory is full after", "MiB of the file,",
                                        ADVICE]))


@story(timeout=240, bios="virtio")
def test_too_large(w):
    """An image of 6 GiB, one that is too large once it is unpacked, and two whose length nobody
    knows before they are there."""
    lines = ["%s %s%s || echo TOO-LARGE" % (command, SERVER, path) for command, path, _ in CASES]
    w.two_stage("\n".join(["#!ipxe", "imgstat"] + lines + ["imgstat", "shell", ""]))
    for name in "large.iso", NAME:
        with open(w.put(name, b"", http=True), "r+b") as out:
            out.truncate(6 << 30)
    w.put("packed.iso.gz", gzip.compress(bytes(160 << 20), 9), http=True)
    w.fault_http({"/half.iso": faults.chunked(bytes(80 << 20), size=1 << 20),
                  "/more.iso": faults.chunked(bytes(160 << 20), size=1 << 20)})
    m = w.machine(only=MEMORY[w.efi], record=False)
    m.expect("MiB free", 60)
    for _, _, words in CASES:
        m.expect_failure("", words, 18, 100)
        m.expect("TOO-LARGE", 10)
    w.check_log("nginx-access", '.iso HTTP/1.1" 200', times=2)
    sent = [int(n) for n in re.findall(r"\.iso HTTP/1.1\" 200 (\d+)", w.log("nginx-access"))]
    check(len(sent) == 2 and max(sent) < 1 << 20, "%s bytes were sent of what does not fit" % sent)
    m.expect("MiB free", 10)
    free = [int(n) for n in re.findall(r"inuse,(\d+)MiBfree", m.console.flat)]
    check(len(free) == 2 and free[1] >= free[0] - 2, "memory is lost: %s MiB free" % free)
    m.check_shell()
