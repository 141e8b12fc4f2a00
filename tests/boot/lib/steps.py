# SPDX-License-Identifier: BSD-2-Clause
"""Many fetches in one boot, each with the end it must come to."""

import hashlib

from .story import check


class Steps:
    """Lines of a script that fetches, and what each fetch must end with."""

    def __init__(self):
        self.lines = ["#!ipxe"]
        self.steps = []

    def say(self, *lines):
        self.lines += lines

    def fetch(self, name, url, number=0, culprits=(), subject="https:",
              content=None):
        """Fetch (url) as the image (name). (number) 0: it works; else it fails with that error,
        in a sentence that begins with (subject) and names (culprits). (content): what must come."""
        option = "--sha256 %s " % hashlib.sha256(content).hexdigest() if content else ""
        self.lines += ["echo STEP-%s." % name,
                       "imgfetch --name %s %s%s && echo TOOK-%s. || echo NONZERO-%s."
                       % (name, option, url, name, name)]
        self.steps.append((name, number, culprits, subject))

    def text(self):
        return "\n".join(self.lines + ["echo ALL-STEPS-DONE", "shell", ""])

    def check(self, m, first, seconds=30):
        """Follow the machine through all steps; the first begins within (first) seconds."""
        for name, number, culprits, subject in self.steps:
            took, failed = "TOOK-%s." % name, "NONZERO-%s." % name
            m.expect("STEP-%s." % name, first)
            first = seconds
            if number:
                m.expect_failure(subject, culprits, number, seconds)
                m.expect(failed, seconds)
                check(not m.console.seen(took), "%s was taken for good" % name)
            else:
                check(m.console.expect_any([took, failed], seconds) == took,
                      "%s failed" % name)
        m.expect("ALL-STEPS-DONE", seconds)
