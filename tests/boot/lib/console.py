# SPDX-License-Identifier: BSD-2-Clause
"""The serial terminal of a machine: expect text, look at the screen, press keys.

Needles are compared without white space, so that the firmware's own line
wrapping in the middle of a URL does not matter. Text is looked for in the
order of its arrival, also when it has been overwritten since.
"""

import fcntl
import os
import re
import select
import socket
import threading
import time

from . import words
from .screen import Screen
from .story import Failure

KEYS = {"enter": "\r", "esc": "\x1b", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C",
        "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~",
        "pgdn": "\x1b[6~", "f1": "\x1b[11~", "f4": "\x1b[14~", "tab": "\t",
        "backspace": "\x7f", "delete": "\x1b[3~"}
KEY_GAP = 0.15  # seconds; the firmware's terminal driver reads a few bytes per tick
LOOK = 0.05
# Seconds that everything is given at least: a busy machine stands still for some of them now and
# then, and a limit only ends a story that fails.
LEAST = 20
PIPE_SIZE = 1 << 20
# How each sentence that says why something failed ends, without blanks.
FAILURE = r"\(errorHW-(\d+)(?:,[\w.]+:\d+)?\)"


def squash(text):
    return re.sub(r"\s+", "", text)


def key_bytes(name):
    """"enter", "ctrl-c", "down" or plain characters."""
    if name.startswith("ctrl-") and len(name) == 6:
        return chr(ord(name[5].upper()) & 0x1f).encode()
    return KEYS.get(name, name).encode()


class Console:
    """Reads (sock), a socket or Pipes, in a thread into (logfile), a time log beside it, and a Screen."""

    def __init__(self, sock, logfile, columns=80, rows=25):
        self.sock = sock
        self.screen = Screen(columns, rows)
        self.changed = threading.Condition()
        self.flat = ""          # transcript without white space
        self.flat_times = []    # (length of flat, wall time) after each read
        self.taken = 0          # characters of transcript already in flat
        self.cursor = 0         # everything before it has been expected already
        self.last_data = time.monotonic()
        self.closed = False
        self.log = open(logfile, "ab", buffering=0)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while True:
            try:
                data = self._receive()
            except OSError:
                data = b""
            now = time.time()
            with self.changed:
                if not data:
                    self.closed = True
                    self.changed.notify_all()
                    return
                self.log.write(data)
                self._take(data, now)
                self.changed.notify_all()

    def _receive(self):
        select.select([self.sock], [], [])
        return self.sock.recv(65536)

    def _take(self, data, now):
        self.screen.feed(data)
        fresh = squash("".join(self.screen.transcript[self.taken:]))
        self.taken = len(self.screen.transcript)
        self.flat += fresh
        self.flat_times.append((len(self.flat), now))
        self.last_data = time.monotonic()

    # Waiting

    def _wait(self, look, timeout, what):
        timeout = max(timeout, LEAST)
        deadline = time.monotonic() + timeout
        with self.changed:
            while True:
                found = look()
                if found:
                    return found
                left = deadline - time.monotonic()
                if left <= 0 or self.closed:
                    reason = "the machine ended" if self.closed else "within %g s" % timeout
                    raise Failure("%s: not seen (%s); the screen shows:\n%s"
                                  % (what, reason, self.screen.text()))
                self.changed.wait(min(left, 1.0))

    def match(self, pattern, timeout, what=None):
        """Wait for the regular expression (pattern), written without blanks."""
        regex = re.compile(pattern)

        def look():
            found = regex.search(self.flat, self.cursor)
            if found:
                self.cursor = found.end()
            return found

        return self._wait(look, timeout, what or "/%s/" % pattern)

    def expect(self, needle, timeout):
        """Wait for the text (needle)."""
        return self.match(re.escape(squash(needle)), timeout, repr(needle))

    def expect_any(self, needles, timeout):
        """Wait for one of (needles); returns the one that came first."""
        pattern = "|".join("(%s)" % re.escape(squash(n)) for n in needles)
        found = self.match(pattern, timeout, " or ".join(map(repr, needles)))
        return needles[found.lastindex - 1]

    def expect_all(self, needles, timeout):
        """Wait until all (needles) have come, in any order, from here on."""
        start = self.cursor
        wanted = [squash(n) for n in needles]

        def look():
            places = [self.flat.find(w, start) for w in wanted]
            if min(places) < 0:
                return False
            self.cursor = max(p + len(w) for p, w in zip(places, wanted))
            return True

        self._wait(look, timeout, " and ".join(map(repr, needles)))

    def expect_failure(self, subject, culprits, number, timeout, boot=False):
        """Wait for the next reason on the console; it must be error (number), its sentence must
        begin with (subject) and name all (culprits). Progress lines do not count: the sentence is
        what stands between its subject and the number. (boot): behind "The boot failed:"."""
        what = "error HW-%02d with %s" % (number, " and ".join(map(repr, culprits)))
        if boot:
            self.expect(words.FAILED + ":", timeout)
        start = self.cursor
        found = self.match(FAILURE, timeout, what)
        sentence = self.flat[start:found.end()]
        subject = squash(subject)
        begin = [m.start() for m in re.finditer(re.escape(subject) + "(?!//)", sentence)]
        if int(found.group(1)) != number or not begin or (boot and begin[0] != 0):
            raise Failure("wanted %s from %r, but read: …%s" % (what, subject, sentence[-300:]))
        sentence = sentence[begin[0] if boot or not subject else begin[-1]:]
        for culprit in culprits:
            if squash(culprit) not in sentence:
                raise Failure("the reason does not name %r: %s" % (culprit, sentence))

    def expect_screen(self, needle, timeout):
        """Wait until (needle) stands on the screen; returns its row."""
        self._wait(lambda: self.screen.find(needle) is not None, timeout,
                   "%r on the screen" % needle)
        return self.screen.find(needle)

    def expect_shot(self, look, timeout, what):
        """Wait until (look)(screen) is true; returns its value."""
        return self._wait(lambda: look(self.screen), timeout, what)

    def quiet(self, seconds, timeout):
        """Wait until nothing has come for (seconds): the program waits for a key."""
        timeout = max(timeout, LEAST)
        deadline = time.monotonic() + timeout
        while time.monotonic() - self.last_data < seconds:
            if time.monotonic() > deadline:
                raise Failure("the console does not come to rest within %g s" % timeout)
            time.sleep(LOOK)

    def seen(self, needle):
        """Whether (needle) has come at any time."""
        with self.changed:
            return squash(needle) in self.flat

    def count(self, needle):
        with self.changed:
            return self.flat.count(squash(needle))

    def time_of(self, needle, after=0.0):
        """Wall time of the read that completed (needle), the first after (after); or None."""
        wanted, start = squash(needle), 0
        with self.changed:
            while True:
                place = self.flat.find(wanted, start)
                if place < 0:
                    return None
                end = place + len(wanted)
                when = next(t for length, t in self.flat_times if length >= end)
                if when >= after:
                    return when
                start = place + 1

    # Keys

    def key(self, *names):
        for name in names:
            self.sock.sendall(key_bytes(name))
            time.sleep(KEY_GAP)

    def type(self, text):
        """Type (text) at a pace that firmware's terminal driver keeps up with."""
        for i in range(0, len(text), 8):
            self.sock.sendall(text[i:i + 8].encode())
            time.sleep(KEY_GAP)

    def line(self, text):
        self.type(text)
        self.key("enter")


class Pipes:
    """The ends of QEMU's chardev "pipe" at (path), to be made before QEMU starts. A socket would
    hold some hundred characters if they come one by one, and firmware drops what it cannot write
    at once."""

    def __init__(self, path):
        os.mkfifo(path + ".in")
        os.mkfifo(path + ".out")
        self.source = os.open(path + ".out", os.O_RDONLY | os.O_NONBLOCK)
        self.target = os.open(path + ".in", os.O_RDWR)  # so that it opens before there is a reader
        fcntl.fcntl(self.source, fcntl.F_SETPIPE_SZ, PIPE_SIZE)

    def fileno(self):
        return self.source

    def recv(self, size):
        return os.read(self.source, size)

    def sendall(self, data):
        while data:
            data = data[os.write(self.target, data):]


def connect(path, timeout=60):
    """Connect to QEMU's socket at (path), which appears a moment after its start."""
    deadline = time.monotonic() + timeout
    # by way of its folder's number: a socket's path is limited to 107 characters
    folder = os.open(os.path.dirname(path), os.O_PATH)
    near = "/proc/self/fd/%d/%s" % (folder, os.path.basename(path))
    try:
        while True:
            sock = socket.socket(socket.AF_UNIX)
            try:
                sock.connect(near)
                return sock
            except OSError:
                sock.close()
                if time.monotonic() > deadline:
                    raise
                time.sleep(LOOK)
    finally:
        os.close(folder)
