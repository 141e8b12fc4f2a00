# SPDX-License-Identifier: BSD-2-Clause
"""`make run`, the first thing anybody tries, on a terminal of its own."""

import fcntl
import os
import pty
import socket
import subprocess
import threading

from lib import iso, paths, sandbox
from lib.console import Console
from lib.story import check, story
from lib.words import guard

QUIT = "\x01x"  # QEMU's own key on a terminal


def terminal(w, argv):
    """Run (argv) on a new pseudo-terminal; returns process and console."""
    master, slave = pty.openpty()
    environment = dict(os.environ, TERM="vt100", COLUMNS="80", LINES="25")
    environment.pop("DISPLAY", None)
    environment.pop("MAKEFLAGS", None)
    environment.pop("MAKELEVEL", None)
    near, far = socket.socketpair()
    threading.Thread(target=_show, args=(master, far), daemon=True).start()
    threading.Thread(target=_copy, args=(lambda: far.recv(4096),
                                         lambda data: os.write(master, data)), daemon=True).start()
    console = Console(near, os.path.join(w.folder, "make-run.log"))
    os.makedirs(paths.CACHE, exist_ok=True)
    with open(os.path.join(paths.CACHE, "make-run.lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two makes at a time may not build in one folder
        process = subprocess.Popen(argv, cwd=paths.ROOT, stdin=slave, stdout=slave, stderr=slave,
                                   env=environment, preexec_fn=sandbox.die_with_parent)
        os.close(slave)
        console.expect("run: starting QEMU", 600)
    return process, console


def _show(master, far):
    """What the program says, and that it has ended."""
    _copy(lambda: os.read(master, 65536), far.sendall)
    far.shutdown(socket.SHUT_RDWR)


def _copy(read, write):
    while True:
        try:
            data = read()
        except OSError:
            return
        if not data:
            return
        write(data)


@story(timeout=900, host_net=True, weight=100, bios="virtio")
def test_reaches_shell(w):
    """make run, FIRMWARE=bios: build, firmware, loop guard, menu, default after its countdown,
    busybox shell."""
    firmware = "efi" if w.efi else "bios"
    process, console = terminal(w, ["make", "run", "FIRMWARE=" + firmware, "B=" + paths.BUILD,
                                    "DEPS=" + paths.DEPS])
    console.expect_all(guard(w.boot_file), 600)
    console.match(r"\([0-9]+\)", 60, "the menu's countdown")
    console.expect_any(["~#", "/#", "#"], 90)
    console.quiet(2.0, 30)
    console.line("echo sum=$((40+2)) on=$(uname -s) efi=$(ls /sys/firmware | grep -c efi)")
    console.expect("sum=42 on=Linux efi=%d" % w.efi, 30)
    check(process.poll() is None, "make run ended by itself")
    console.type(QUIT)
    check(process.wait(30) is not None, "Ctrl-A x did not end it")


@story(timeout=900, host_net=True, weight=60, bios="virtio")
def test_iso(w):
    """make run ISO=: the image is fetched over HTTP, though no server listens, and started."""
    firmware = ["FIRMWARE=bios"] if not w.efi else []
    process, console = terminal(w, ["make", "run", "ISO=" + iso.rescue(), "B=" + paths.BUILD,
                                    "DEPS=" + paths.DEPS] + firmware)
    console.expect_all(["http://10.0.2.100/image... ok", iso.RESCUE_READY, "grub>"], 600)
    check(process.poll() is None, "make run ended by itself")
    console.type(QUIT)
    check(process.wait(30) is not None, "Ctrl-A x did not end it")
