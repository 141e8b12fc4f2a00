# SPDX-License-Identifier: BSD-2-Clause
"""The consoles of a BIOS machine: text memory and INT 16h, the serial line, and firmware that
shows the screen on the serial line itself; its clock; the ways to switch it off."""

import re
import time

from lib.story import check, story

MENU = """#!ipxe
menu Grüße ┌─┐
item one First
item two Second ─ äöü
item three Third
choose what || goto left
echo CHOSE ${what}
:typed
echo -n Name:
read name
echo GOT ${name}
:left
shell
"""


def events(m, name):
    """The (name)d QMP events that a machine which has ended told of."""
    return [line for line in m.qmp.file.read().split("\n") if '"%s"' % name in line]


@story(timeout=90, weight=25, efi=False, bios="e1000-q35-6G", more_bios="virtio")
def test_screen_and_keyboard(w):
    """No serial line at all: the menu in code page 437 on the screen, chosen with the arrows; a
    line typed and mended on the PS/2 keyboard; Ctrl-C ends a wait."""
    w.two_stage(MENU)
    m = w.machine(serial=False)
    m.expect_text_screen("Second ─ äöü", 60)
    check("Grüße ┌─┐" in m.text_screen(), "the title's characters are wrong")
    for key in ("down", "end", "up", "ret"):
        m.send_key(key)
        m.pause(0.3)
    m.expect_text_screen("CHOSE two", 10)
    for keys in (("shift", "a"), ("x",), ("left",), ("b",), ("delete",), ("end",), ("1",), ("ret",)):
        m.send_key(*keys)
        m.pause(0.3)
    m.expect_text_screen("GOT Ab1", 10)
    for key in ("s", "l", "e", "e", "p", "spc", "9", "9", "ret"):
        m.send_key(key)
        m.pause(0.2)
    m.send_key("ctrl", "c")
    m.expect_text_screen("cancelled with Ctrl-C", 10)


@story(timeout=90, weight=25, efi=False, bios="virtio")
def test_redirected(w):
    """SeaBIOS shows INT 10h on the serial line and makes keys of what comes in there: nothing
    appears twice, sequences of the arrows stay whole, and the screen has it all as well."""
    w.two_stage(MENU)
    m = w.machine(extra=("-machine", "graphics=off"))
    m.expect("Third", 60)
    m.pause(1)
    for _ in range(3):
        for key in ("down", "down", "up", "up"):
            m.key(key)
            m.pause(0.15)
    m.key("down")
    m.pause(0.3)
    m.key("enter")
    m.expect("CHOSE two", 10)
    m.pause(0.5)
    for letter in "abc":
        m.console.type(letter)
        m.pause(0.1)
    m.key("enter")
    m.expect("GOT abc", 10)
    check(m.console.count("CHOSE two") == 1, "text is on the serial line twice")
    check("GOT abc" in m.text_screen(), "the screen does not show what the serial line does")


@story(timeout=90, weight=25, efi=False, bios="virtio", more_bios="e1000-q35-6G")
def test_clock(w):
    """Ten seconds are ten seconds, by the machine's clock and by ours."""
    w.two_stage("#!ipxe\necho START ${unixtime:int32}.\nsleep 10\necho END ${unixtime:int32}.\n"
                "shell\n")
    m = w.machine()
    m.expect("START", 60)
    start = time.time()
    m.expect("END", 30)
    took = time.time() - start
    m.expect("hawser>", 10)
    shown = [int(n) for n in re.findall(r"(?:START|END)(\d+)\.", m.console.flat)]
    check(9 <= took <= 14, "sleep 10 took %.1f s" % took)
    check(len(shown) == 2 and 9 <= shown[1] - shown[0] <= 14, "the clock showed %s" % shown)
    check(abs(shown[1] - time.time()) < 5, "the clock is wrong by %d s" % (shown[1] - time.time()))


@story(timeout=90, weight=25, efi=False, bios=("virtio", "e1000-q35-6G"))
def test_poweroff(w):
    """`poweroff` switches the machine off by ACPI."""
    w.two_stage("#!ipxe\necho LEAVING\npoweroff\n")
    m = w.machine()
    m.expect("LEAVING", 60)
    m.wait_off(15)
    check("guest-shutdown" in "".join(events(m, "SHUTDOWN")), "it was not switched off")


@story(timeout=90, weight=25, efi=False, bios=("virtio", "e1000-q35-6G"))
def test_reboot(w):
    """`reboot` resets it; there is no way into the setup screen, and that is said."""
    w.two_stage("#!ipxe\nreboot --setup || echo NOSETUP\nreboot\n")
    m = w.machine()
    m.expect("NOSETUP", 60)
    m.wait_off(15)
    check("guest-reset" in "".join(events(m, "SHUTDOWN")), "it was not reset")
