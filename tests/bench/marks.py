#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The server of the marks: a TFTP server that serves any name, and notes when it was asked for.

usage: marks.py LOGFILE ADDRESS

It runs on a host of its own, so nothing listens on the wire while a row is measured.
"""

import os
import re
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "boot"))
sys.dont_write_bytecode = True

from lib import faults  # noqa: E402

REQUEST = re.compile(r"^([0-9.]+) \S+ RRQ (\S+) ", re.MULTILINE)


class AnyFile(dict):
    def get(self, name, default=None):
        return faults.TftpFile(b"mark\n")


def requests(logfile):
    """[(wall time, name)…] so far."""
    try:
        with open(logfile, encoding="utf-8") as f:
            return [(float(when), name) for when, name in REQUEST.findall(f.read())]
    except FileNotFoundError:
        return []


if __name__ == "__main__":
    faults.TftpServer(sys.argv[1], AnyFile(), address=sys.argv[2])
    threading.Event().wait()
