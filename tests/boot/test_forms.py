# SPDX-License-Identifier: BSD-2-Clause
"""Full-screen commands on the terminal: a form is filled in, a setting is edited, a login asked."""

from lib.story import check, story

SCRIPT = """#!ipxe
set esc:hex 1b
colour --basic 2 4
cpair --foreground 0 --background 3 4
console --picture http://10.77.0.1/none.png || echo TEXT-CONSOLE
form ${esc:string}[1mAbout this machine
item --gap Please fill in
item owner Owner
item --secret pin PIN
item net0/ip:ipv4 Address
present && echo FORM ${owner} ${pin} ${net0/ip}
config net0 && echo EDITED ${net0/ip} ${net0/note}
cpair --foreground 7 --background 4 1
login && echo LOGIN ${username} ${password}
login || echo LEFT ${username}
shell
"""


def field(screen, label):
    """Row, text and background of the field behind (label); None if it is not there."""
    row = screen.find(label)
    if row is None:
        return None
    line = screen.line(row)
    return row, line[len(label) + 1:].strip(), screen.background(row, 30)


@story(timeout=150, weight=45, bios="virtio")
def test_form_and_config(w):
    """A form with a secret and a value that does not fit, the settings editor, the login form, all by
    keys of a serial terminal; colours are those of the script."""
    w.two_stage(SCRIPT)
    m = w.machine()
    m.console.expect_screen("Please fill in", 60)
    m.console.expect_shot(lambda s: (field(s, "Owner") or (0, 0, 0))[2] == 3, 5,
                          "a field of the script's colour")
    m.console.expect_shot(lambda s: s.background(0, 5) == 2, 5, "the background of the script")
    m.console.type("lab 7")
    m.key("tab")
    m.console.type("geheim")
    m.console.expect_shot(lambda s: field(s, "PIN")[1] == "******", 10, "stars in the field")
    m.key("enter", "ctrl-u")
    m.console.type("10.77.0.x")
    m.key("enter")
    m.console.expect_screen("is not of type ipv4", 10)
    m.key("backspace")
    m.console.type("99")
    m.screenshot()
    m.key("enter")
    m.expect("FORM lab 7 geheim 10.77.0.99", 10)

    m.console.expect_screen("Settings of net0", 10)
    m.console.expect_screen("10.77.0.99", 5)
    m.key("ctrl-n")
    m.console.expect_screen("net0/New setting", 10)
    m.console.type("note")
    m.key("enter")
    m.console.type("hello")
    m.key("enter", "enter")
    m.console.expect_screen("note               hello", 10)
    m.key("enter", "end")
    m.console.type(" there")
    m.key("down", "up", "ctrl-x")
    m.console.expect_screen("note               hello there", 10)
    m.screenshot()
    m.key("ctrl-x")
    m.expect("EDITED 10.77.0.99 hello there", 10)

    m.console.expect_screen("User name", 10)
    m.console.type("joe")
    m.key("enter")
    m.console.type("secret")
    m.key("enter")
    m.expect("LOGIN joe secret", 10)
    m.console.expect_screen("User name  joe", 10)
    m.key("esc")
    m.expect("LEFT joe", 10)
    check(m.console.seen("TEXT-CONSOLE"), "console --picture did not fail")
    m.check_shell()


KEYMAP = """#!ipxe
set keymap de
imgfetch http://10.77.0.1/ready ||
read first
imgfetch http://10.77.0.1/first-${first:uristring} ||
clear keymap
read second
imgfetch http://10.77.0.1/second-${second:uristring} ||
sleep 60
"""


@story(timeout=120, weight=25, bios="e1000")
def test_keymap(w):
    """No serial line; a German layout on the PS/2 keyboard, with Shift, AltGr and Ctrl, and without
    it again. What was typed is in the web server's log."""
    w.two_stage(KEYMAP)
    m = w.machine(serial=False)
    w.check_log("nginx-access", "GET /ready", 60)
    m.pause(1)
    for keys in (("x",), ("y",), ("shift", "z"), ("alt_r", "q"), ("slash",), ("shift", "7"),
                 ("minus",), ("ctrl", "a"), ("z",), ("ret",)):
        m.send_key(*keys)
        m.pause(0.3)
    w.check_log("nginx-access", "GET /first-yxzY%40-%2F%C3%9F", 10)
    m.pause(1)
    for keys in (("y",), ("z",), ("minus",), ("ret",)):
        m.send_key(*keys)
        m.pause(0.3)
    w.check_log("nginx-access", "GET /second-yz-", 10)
