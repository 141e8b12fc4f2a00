# SPDX-License-Identifier: BSD-2-Clause
"""Scripts and images that are wrong: file and line are named, the shell is one key away."""

from lib import efiprog, linux
from lib.story import check, story

PROGRAM = "A-PROGRAM-RAN"


@story(timeout=120, weight=40, bios="e1000")
def test_line_number(w):
    """A line that cannot be understood: script, line number and the line stay on the screen."""
    w.two_stage("#!ipxe\n\necho FINE\n# comment\nchoose --no-such-option what\necho NOT-REACHED\n")
    m = w.machine()
    m.expect("FINE", 60)
    m.expect_failure("choose:", ["--no-such-option"], 1, 20, boot=True)
    m.expect("in story.ipxe:5: choose --no-such-option what", 5)
    check(not m.console.seen("NOT-REACHED"), "the script went on behind the failing line")
    m.accept_shell(20)


@story(timeout=120, weight=40, more_bios="rtl8139")
def test_nested_line_number(w):
    """A chained script fails: its own name and line number, and the caller sees a status."""
    w.put("sub/inner.ipxe", "#!ipxe\necho INNER\nfrobnicate now\n")
    w.two_stage("#!ipxe\nchain sub/inner.ipxe || echo STATUS-SEEN\nshell\n")
    m = w.machine()
    m.expect("INNER", 60)
    m.expect_failure("frobnicate:", ["command not found"], 9, 20)
    m.expect("Stopped at inner.ipxe:3: frobnicate now", 5)
    m.expect("STATUS-SEEN", 5)
    m.check_shell()


@story(timeout=120, weight=40, bios="virtio")
def test_no_kernel(w):
    """`boot` of a text file, of half a kernel and of nothing: each says why, none hangs."""
    w.put("readme.txt", "This is not a kernel.\n" * 100, http=True)
    with open(linux.paths.kernel(), "rb") as f:
        w.put("half.bin", f.read()[:1 << 20], http=True)
    w.two_stage("""#!ipxe
echo STEP-text
kernel http://10.77.0.1/readme.txt && boot || echo NONZERO-text
imgfree
echo STEP-half
kernel http://10.77.0.1/half.bin && boot || echo NONZERO-half
imgfree
echo STEP-none
boot || echo NONZERO-none
shell
""")
    m = w.machine()
    m.expect("STEP-text", 60)
    m.expect_failure("image:", ["readme.txt", "nothing that can be started"], 9, 20)
    m.expect_all(["NONZERO-text", "STEP-half"], 5)
    m.expect_failure("bzImage:", ["half.bin", "truncated"], 9, 30)
    m.expect_all(["NONZERO-half", "STEP-none"], 5)
    m.expect_failure("boot:", ["no image is selected"], 3, 10)
    m.expect("NONZERO-none", 10)
    m.check_shell()


@story(timeout=120, weight=40)
def test_programs(w):
    """`chain` of an EFI program that returns: success goes on, its error is a status; the network
    still works after both."""
    w.put("good.efi", efiprog.build(PROGRAM + "-GOOD"), http=True)
    w.put("bad.efi", efiprog.build(PROGRAM + "-BAD", status=(1 << 63) | 14), http=True)
    w.put("after.ipxe", "#!ipxe\necho AFTER-BOTH\n", http=True)
    w.two_stage("""#!ipxe
chain http://10.77.0.1/good.efi && echo CAME-BACK
chain http://10.77.0.1/bad.efi || echo NONZERO-bad
chain http://10.77.0.1/after.ipxe
shell
""")
    m = w.machine()
    m.expect(PROGRAM + "-GOOD", 60)
    m.expect("CAME-BACK", 10)
    m.expect(PROGRAM + "-BAD", 10)
    m.expect_failure("could not boot bad.efi:", ["ended with: not found"], 3, 10)
    m.expect("NONZERO-bad", 10)
    m.expect("AFTER-BOTH", 10)
    m.check_shell()
