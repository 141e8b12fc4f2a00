# SPDX-License-Identifier: BSD-2-Clause
"""`console`: the screen as pixels, a picture behind the text, and text again; other programs between."""

from lib import efiprog, glyphs, linux, picture
from lib.story import check, story

SCRIPT = """#!ipxe
console --x 800 --y 600 --picture ground.png --left 16 --right 16 --top 32 --bottom 24 || shell
echo Grüße, Ελλάδα, Київ ──┐
echo SHOWN-1
prompt --timeout 60000
console --x 1024 --y 768 --picture bad.png || shell
echo SHOWN-2
prompt --timeout 60000
chain %s || shell
echo Back on the screen
echo SHOWN-3
prompt --timeout 60000
console
echo SHOWN-4
prompt --timeout 60000
console --x 800 --y 600 --left 1000 || echo NO-ROOM
console --x 800 --y 600
kernel http://10.77.0.1/vmlinuz %s
initrd http://10.77.0.1/initrd.gz
boot
"""
GROUND = picture.png(80, 60, lambda x, y: (2 * x, 3 * y, 90))
# For BIOS, what leaves the screen in a mode of its own: mov ax, 13h; int 10h; xor ax, ax; retf
OTHER_MODE = b"\xb8\x13\x00\xcd\x10\x31\xc0\xcb" + bytes(56) + b"\x90\xcc" * 8


# The menu of the pictures that tests/unit/test_panel.c draws
MENU = """
console --x %d --y %d --picture flat.png || shell
menu Acme Datacenter — Network boot
item --key l local Boot from the local disk
item --gap -- ------ Installers ------
item --key d debian Debian 12 (bookworm) installer
item --key u ubuntu Ubuntu 24.04 LTS, unattended
item windows Windows 11 PE ${esc:string}[33m(beta)${esc:string}[0m
item --gap
item greek Ελλάδα, Київ, 中文, Grüße
item --key z long An entry with a title so long that no screen has room for all of it, however \
small the letters are that it is written in, and which is cut where the row ends
item --key s shell Shell
echo MENU-%d
choose --timeout 60000 target || shell
"""
MODES = (800, 600), (1024, 768), (1920, 1080), (3840, 2160)
BAR_PARTS = 24    # a row of the menu is less than one part in so many of the screen's height


def size(m):
    p = m.look()
    return p.width, p.height


def expect_line(m, x, y, text):
    """(text) stands at the pixel (x), (y) of the screen."""
    m.expect_picture(lambda p: p.width > 720 and glyphs.read(p, x, y) == glyphs.same(text),
                     10, text)


def near(colour, wanted):
    return all(abs(a - b) < 6 for a, b in zip(colour, wanted))


def go_on(m):
    m.pause(0.3)
    m.console.type("x")


@story(timeout=120, weight=35, bios="virtio")
def test_console(w):
    """A picture with text between margins, a picture that is none, a program that has the screen in
    between, text, and Linux from the graphical screen. The serial line has all the text throughout."""
    w.put("ground.png", GROUND)
    w.put("bad.png", b"\x89PNG\r\n\x1a\nno picture")
    w.put("other", efiprog.build("OTHER-PROGRAM") if w.efi else OTHER_MODE)
    w.put_linux()
    w.two_stage(SCRIPT % ("other", linux.CMDLINE))
    m = w.machine()
    m.expect("SHOWN-1", 60)
    # Cells are in the middle of what the margins leave.
    expect_line(m, 16, 32, "Grüße, Ελλάδα, Київ ──┐")
    p = m.look()
    check((p.width, p.height) == (800, 600), "the screen has %d x %d pixels" % (p.width, p.height))
    for x, y in ((0, 0), (799, 0), (400, 300), (0, 599), (799, 599)):
        wanted = (x / 5, y * 3 / 10, 90)
        check(near(p.at(x, y), wanted), "pixel %d, %d is %s, not %s" % (x, y, p.at(x, y), wanted))
    go_on(m)
    m.expect("SHOWN-2", 10)
    expect_line(m, 0, 16, "SHOWN-2")
    check(glyphs.read(m.look(), 0, 0).endswith(", ignoring"), "nothing is said of the picture")
    check(size(m) == (1024, 768), "the screen has %s pixels" % (size(m),))
    go_on(m)
    m.expect("SHOWN-3", 20)
    m.expect_picture(lambda p: any(glyphs.read(p, 0, y) == "Back on the screen"
                                   for y in range(0, 400, 16)), 10, "the text after a program")
    check(size(m) == (1024, 768), "the screen has %s pixels" % (size(m),))
    go_on(m)
    m.expect("SHOWN-4", 10)
    check(size(m) == ((1280, 800) if w.efi else (720, 400)), "not text: %s" % (size(m),))
    if not w.efi:
        m.expect_text_screen("SHOWN-4", 5)
    go_on(m)
    m.expect_all(("NO-ROOM", linux.TOKEN), 90)


@story(timeout=120, weight=30, bios="virtio")
def test_menu_sizes(w):
    """A script's menu in four modes one after another looks as drawn on the host; a key changes two
    rows of it."""
    w.put("flat.png", picture.png(8, 8, lambda x, y: (32, 48, 64)))
    w.two_stage("#!ipxe\nset esc:hex 1b\n" + "".join(MENU % (mode + (n,))
                                                    for n, mode in enumerate(MODES)))
    m = w.machine(extra=("-global", "VGA.vgamem_mb=64"))
    for n, mode in enumerate(MODES):
        m.expect("MENU-%d" % n, 60)
        m.console.expect_screen("Installers", 10)
        m.key("down")  # which stops the clock
        before = m.expect_picture(lambda p: picture.alike(p, "script") and p, 20,
                                  "the menu in %d x %d" % mode)
        check((before.width, before.height) == mode, "%d x %d pixels" % (before.width, before.height))
        m.key("down")
        rows = m.expect_picture(lambda p: picture.rows_apart(before, p), 10, "the moved highlight")
        check(len(rows) <= 2 * before.height / BAR_PARTS, "%d rows changed" % len(rows))
        m.key("enter")
