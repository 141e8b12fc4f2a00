# SPDX-License-Identifier: BSD-2-Clause
"""Hawser and its peers: how each is started and told to fetch the rows one after another.

Before and after each row a loader fetches a mark, a small file over TFTP, so its
times are those of requests, and no loader has to say anything.
"""

import os
import re
import shutil
import subprocess

from lib import linux, nbp, netns, paths, platforms

import rows

READY = "ready"
BASE = {"lookahead": "0"}  # Hawser's settings, but for rows that are about others
MODULES = ("efinet", "tftp", "http", "net", "normal", "configfile", "linux", "serial", "terminal",
           "sleep", "echo", "test")


def begin(row):
    return "begin-" + row.name


def end(row):
    return "end-" + row.name


def failed(row):
    return "failed-" + row.name


def size(row, loader):
    return row.size if loader.ours else max(rows.MIB, row.peer_size // loader.slowness)


def name(row, loader):
    """The file of (row): large ones are told apart by their size."""
    return "%d.bin" % size(row, loader)


class Loader:
    """(ours): Hawser or an earlier one of it. (path): the boot file."""

    ours = False
    slowness = 1  # by how much its files are smaller than other peers'
    refusal = None  # what on its screen says why a download has failed

    def __init__(self, platform, path=None):
        self.platform = platform
        self.path = path

    @property
    def label(self):
        return os.path.basename(self.path)

    def why_not(self, row):
        """The reason why (row) is not for this one; None when it is worth a try."""
        return None if self.ours or not row.settings else \
            "has no setting %s" % ", ".join(row.settings)

    def reason(self, screen):
        """What (screen) says why the last download has failed."""
        said = re.findall(self.refusal, screen, re.MULTILINE) if self.refusal else []
        return said[-1].strip() if said else None

    def put(self, w, plan):
        """Serve the boot file and what tells it to fetch the rows of (plan)."""
        shutil.copyfile(self.path, os.path.join(w.tftp, w.boot_file))
        w.put("story.ipxe", self.script(plan))

    # The language of iPXE, which Hawser reads as well

    def script(self, plan):
        lines = ["#!ipxe"] + self.first_lines() + [self.mark(READY), "sleep 2"]
        for row in plan:
            lines += [self.mark(begin(row))] + self.fetches(row) + [self.mark(end(row))]
        return "\n".join(lines + ["shell", ""])

    def first_lines(self):
        return []

    @staticmethod
    def mark(text):
        return "imgfetch --name mark tftp://%s/%s && imgfree mark ||" % (rows.MARKS, text)

    def fetches(self, row):
        names = ["f%d" % i for i in range(row.files)]
        return ["imgfetch --name %s %s://%s/%s || %s" % (
                    f, row.scheme, row.server, name(row, self), self.mark(failed(row)))
                for f in names] + ["imgfree %s ||" % f for f in names]


def label_of(path):
    """What a Hawser is called in tables."""
    return os.path.splitext(os.path.basename(path))[0]


class Hawser(Loader):
    ours = True

    @property
    def label(self):
        return label_of(self.path)

    def first_lines(self):
        # over TFTP: an HTTP connection from before the wire was set would be kept and used
        return self.settings(BASE) + ["certstore tftp://%s/root.pem" % netns.SERVER]

    @staticmethod
    def settings(values):
        return ["set %s %s" % item if item[1] else "clear " + item[0] for item in values.items()]

    def fetches(self, row):
        return self.settings(row.settings) + super().fetches(row) + \
            self.settings({key: BASE.get(key, "") for key in row.settings})


class Ipxe(Loader):
    refusal = r"(?:\.\.\. ?|download: )([A-Z].*)"


class Grub(Loader):
    """It fetches as for a Linux it is going to start: the command linux wants one first."""

    slowness = 4
    refusal = r"error: (.*)"

    @property
    def label(self):
        return "GRUB"

    def put(self, w, plan):
        if self.platform == platforms.EFI:
            self._build(os.path.join(w.tftp, w.boot_file))
        else:
            w.put(w.boot_file, nbp.grub(w.folder, more=("http",)))
        w.put("vmlinuz", linux.read(paths.kernel()))
        w.put("grub/grub.cfg", self.config(plan))

    @staticmethod
    def _build(target):
        modules = os.path.dirname(paths.need(paths.unpacked("grub/x86_64-efi/http.mod"),
                                             "http.mod (package grub-efi-amd64-bin, unpacked)"))
        subprocess.run([paths.tool("grub-mkimage", "grub-common/usr/bin/grub-mkimage"), "-d",
                        modules, "-O", "x86_64-efi", "-p", "/grub", "-o", target, *MODULES],
                       check=True)

    def config(self, plan):
        initrd = "initrd (%s,%s)/%s"
        lines = ["linux (tftp,%s)/vmlinuz" % netns.SERVER, self.mark(READY), "sleep 2"]
        for row in plan:
            fetch = "if %s; then set fine=1; else %s; fi" % (
                initrd % (row.scheme, row.server, name(row, self)), self.mark(failed(row)))
            lines += [self.mark(begin(row))] + [fetch] * row.files + [self.mark(end(row))]
        return "\n".join(lines + ["sleep 1000", ""])

    @staticmethod
    def mark(text):
        return "initrd (tftp,%s)/%s" % (rows.MARKS, text)


class Lpxelinux(Loader):
    """It fetches initrds alone, and cannot wait for the wire to change."""

    def why_not(self, row):
        if row.scheme == "https":
            return "knows no HTTPS, and would ask for the next file without a word"
        if rows.WIRES[row.wire] is not None:
            return "cannot wait for the wire to be set"
        return super().why_not(row)

    def put(self, w, plan):
        shutil.copyfile(self.path, os.path.join(w.tftp, w.boot_file))
        for file, content in nbp.pxelinux("lpxelinux.0").items():
            w.put(file, content)
        w.put("vmlinuz", linux.read(paths.memtest_bin()))
        urls = [self.mark(READY)]
        for row in plan:
            file = "%s://%s/%s" % (row.scheme, row.server, name(row, self))
            urls += [self.mark(begin(row))] + [file] * row.files + [self.mark(end(row))]
        w.put("pxelinux.cfg/default", "DEFAULT fetch\nLABEL fetch\nKERNEL vmlinuz\nINITRD %s\n"
              % ",".join(urls))

    @staticmethod
    def mark(text):
        return "tftp://%s/%s" % (rows.MARKS, text)


def peers(platform):
    if platform == platforms.EFI:
        return [Ipxe(platform, paths.ipxe_efi()), Grub(platform)]
    return [Ipxe(platform, paths.ipxe_bios()), Grub(platform),
            Lpxelinux(platform, paths.pxelinux("lpxelinux.0"))]
