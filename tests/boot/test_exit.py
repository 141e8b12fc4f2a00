# SPDX-License-Identifier: BSD-2-Clause
"""Leaving: the firmware goes on with its next boot entry, and its own network works again."""

from lib.servers import NEXT
from lib.story import check, story


@story(timeout=120, any_loader=True, weight=35)
def test_status_one(w):
    """`exit 1` ends in the firmware's next boot entry, HTTP boot over the card we gave back."""
    w.two_stage("#!ipxe\necho LEAVING\nexit 1\n")
    m = w.machine()
    m.expect("LEAVING", 60)
    left = m.console.time_of("LEAVING")
    m.expect(NEXT, 60)
    own = [d for d in m.capture.dhcp("ACK", after=left) if not d.user_class]
    check(own, "the firmware got no DHCP answer of its own after the loader had left")
    w.check_log("nginx-access", "UefiHttpBoot")


@story(timeout=120, weight=35)
def test_without_status(w):
    """`exit` without a status from the outermost script goes on to the next boot entry too."""
    w.two_stage("#!ipxe\necho LEAVING\nexit\n")
    m = w.machine()
    m.expect("LEAVING", 60)
    m.expect(NEXT, 60)
