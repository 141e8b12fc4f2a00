# SPDX-License-Identifier: BSD-2-Clause
"""Leaving: the firmware goes on with its next boot entry, and its own network works again.

On BIOS the next entry is the first disk; its boot sector says which drive it has been told.
"""

from lib import bootsector, efiprog, servers
from lib.servers import NEXT
from lib.story import check, story


@story(timeout=120, any_loader=True, weight=35, bios=("virtio", "e1000-q35-6G"),
       more_bios="pcnet")
def test_status_one(w):
    """`exit 1` ends in the firmware's next boot entry, HTTP boot over the card we gave back, or the
    disk."""
    w.two_stage("#!ipxe\necho LEAVING\nexit 1\n")
    m = w.machine()
    m.expect("LEAVING", 60)
    left = m.console.time_of("LEAVING")
    if not w.efi:
        m.expect(bootsector.line(NEXT, 0x80), 60)
        m.wait_off(10)
        return
    m.expect(NEXT, 60)
    own = [d for d in m.capture.dhcp("ACK", after=left) if not d.user_class]
    check(own, "the firmware got no DHCP answer of its own after the loader had left")
    w.check_log("nginx-access", "UefiHttpBoot")


@story(timeout=120, weight=35, bios="rtl8139")
def test_without_status(w):
    """`exit` without a status from the outermost script goes on to the next boot entry too."""
    w.two_stage("#!ipxe\necho LEAVING\nexit\n")
    m = w.machine()
    m.expect("LEAVING", 60)
    m.expect(NEXT, 60)


@story(timeout=180, weight=45)
def test_nothing_next(w):
    """With nothing else to boot, `exit` leads to the firmware's shell, its last boot entry, and
    from there to its boot menu: it is whole, and has its keyboard back."""
    w.two_stage("#!ipxe\necho LEAVING\nexit\n")
    # HTTP boot, the entry between, fails at once
    w.put(servers.NEXT_FILE, efiprog.build(NEXT, status=(1 << 63) | 14), http=True)
    m = w.machine()
    m.expect("LEAVING", 60)
    m.expect(NEXT, 60)
    m.cable(False)  # the entry after it, HTTP boot over IPv6, would ask for long
    m.expect("EFI Internal Shell", 120)
    m.expect("Shell>", 60)
    m.console.quiet(1.0, 20)
    m.console.line("exit")
    m.console.expect_screen("Boot Manager", 30)
