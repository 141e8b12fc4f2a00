# SPDX-License-Identifier: BSD-2-Clause
"""The well-known tutorial: ISC dhcpd with a user-class conditional, a menu, two installs.

The script is tests/data/boot/chainconfig.ipxe, in the form tutorials print
it: the bare timeout of `choose` and the `goto shell` without such a label are
what administrators write, and must work.
"""

import os

from lib import linux, paths
from lib.servers import NEXT
from lib.story import check, story

SCRIPT = os.path.join(paths.ROOT, "tests", "data", "boot", "chainconfig.ipxe")
TITLE = "Please choose an operating system to boot"
ITEMS = ("Boot from the local disk", "Install release 9", "Install release 10")
PLACE = "mirror/%s/os/x86_64/images/pxeboot"
SELECTED = 1  # background colour of the selected line: red, as deployed menus look
SELECTED_RGB = {"efi": (0x98, 0, 0), "pcbios": (0xa8, 0, 0)}  # EDK2's red and VGA's


def script(timeout=60000, mirror="10.77.0.1"):
    with open(SCRIPT, encoding="utf-8") as f:
        text = f.read()
    return text.replace(" 60000 ", " %d " % timeout).replace("10.77.0.1", mirror)


def serve(w, text, releases=()):
    w.put_loader()
    w.put("chainconfig.ipxe", text)
    w.put_next()
    for release in releases:
        w.put_linux(PLACE % release)
    w.isc_dhcpd(w.stages('filename "chainconfig.ipxe";'))
    w.tftpd()
    w.nginx()


def tutorial(w, text, releases=()):
    serve(w, text, releases)
    m = w.machine()
    m.console.expect_screen(TITLE, 60)
    for item in ITEMS:
        m.console.expect_screen(item, 5)
    return m


def bar(w, picture):
    """The first pixel row of the selected line, or None."""
    rows = picture.rows_of(SELECTED_RGB[w.platform.name], picture.width // 4)
    return rows[0] if rows else None


def selected(m, item):
    """Wait until (item) is the selected line."""
    m.console.expect_shot(lambda s: s.find(item) is not None and
                          s.colour_of(item)[0] == SELECTED, 10, "%r selected" % item)


@story(timeout=150, weight=40, bios="virtio")
def test_install_by_keyboard(w):
    """Arrow down, up, down, down: the second install boots Linux from its own directory."""
    m = tutorial(w, script(), ("9", "10"))
    selected(m, ITEMS[0])
    for key, item in (("down", 1), ("up", 0), ("down", 1), ("down", 2)):
        m.key(key)
        selected(m, ITEMS[item])
    m.screenshot()
    m.key("enter")
    m.expect(linux.TOKEN, 90)
    check(m.console.seen("inst.repo=http://10.77.0.1/mirror/10/os/x86_64/"),
          "the kernel's command line lacks the expanded repository")
    w.check_log("nginx-access", '"GET /%s/vmlinuz HTTP/1.1" 200' % (PLACE % 10))
    w.check_log("nginx-access", '"Hawser/')
    w.check_log("dhcpd", "seen user-class iPXE")
    classes = [d.user_class for d in m.capture.dhcp("DISCOVER")]
    check(classes[0] is None and b"iPXE" in classes, "user classes on the wire: %r" % classes)


@story(timeout=150, weight=40, more_bios="rtl8139")
def test_other_install(w):
    """The first install boots Linux from its own directory; keys come from the PS/2 keyboard."""
    m = tutorial(w, script(), ("9",))
    m.send_key("down")
    selected(m, ITEMS[1])
    m.send_key("ret")
    m.expect(linux.TOKEN, 90)
    w.check_log("nginx-access", '"GET /%s/vmlinuz HTTP/1.1" 200' % (PLACE % 9))


@story(timeout=150, weight=45, bios="e1000")
def test_screen_and_keyboard_only(w):
    """A machine without a serial port: the selected line stands out on the VGA screen, moves with
    the arrow keys of the PS/2 keyboard, and Enter installs what it stands on."""
    serve(w, script(), ("10",))
    m = w.machine(serial=False)
    tops = [m.expect_picture(lambda p: bar(w, p), 60, "the selected line")]
    for key in ("down", "down", "up", "down"):
        m.send_key(key)
        tops.append(m.expect_picture(lambda p: bar(w, p) not in (None, tops[-1]) and bar(w, p),
                                     10, "the selected line after " + key))
    check(tops[0] < tops[1] < tops[2] and tops[3] == tops[1] and tops[4] == tops[2],
          "the selected line went to the rows %r" % tops)
    m.screenshot()
    m.send_key("ret")
    m.wait_off(90)  # only the guest's init does that
    w.check_log("nginx-access", '"GET /%s/initrd.gz HTTP/1.1" 200' % (PLACE % 10))


@story(timeout=120, weight=40, bios="pcnet")
def test_countdown(w):
    """With a short countdown the default, local boot, exits to the next boot entry untouched."""
    m = tutorial(w, script(timeout=4000))
    m.expect(NEXT, 60)
    check(m.console.seen("Leaving to the next boot device"), "localboot did not run")


@story(timeout=150, weight=60, bios="virtio-6G")
def test_countdown_shown_and_mirror_gone(w):
    """The literal 60000 counts down from 60 beside the default and a key stops it; a mirror that
    does not answer ends in a sentence with the URL, then in the shell."""
    m = tutorial(w, script(mirror="10.77.0.66"))
    m.console.expect_shot(lambda s: "(5" in s.line(s.find(ITEMS[0]) or 0), 10, "the countdown")
    m.key("down")
    selected(m, ITEMS[1])
    m.console.expect_shot(lambda s: not any("(5" in s.line(r) for r in range(s.rows)), 5,
                          "no countdown after a key")
    m.key("enter")
    m.expect_failure("http:", ["http://10.77.0.66/mirror/9/os/x86_64/images/pxeboot/vmlinuz"], 5,
                     60)
    m.accept_shell(60)
    check(not m.console.seen(NEXT), "the machine left although the script had failed")


@story(timeout=150, weight=60, bios="e1000")
def test_goto_shell_without_label(w):
    """The mirror's vmlinuz is a kernel that cannot be started, so `boot` fails; `goto shell` finds
    no label and says so, and the administrator gets the shell he meant."""
    m = tutorial(w, script(), ("10",))
    w.put(PLACE % 10 + "/vmlinuz", linux.broken_kernel(w.efi), http=True)
    m.key("down", "down", "enter")
    m.expect_failure("could not boot vmlinuz:" if w.efi else "vmlinuz:", ["vmlinuz"], 9, 30)
    m.expect_failure("goto:", ["no label", "shell", "chainconfig.ipxe"], 3, 10)
    m.accept_shell(30)
