# SPDX-License-Identifier: BSD-2-Clause
"""Scripts as they are deployed, of tests/data/host/good, inside the images: menus, loops, names inside
of names, scripts of each machine. They are taken as they are, but for the names of their servers, and
the kernel is told where its console is."""

import os
import re

from lib import linux, paths
from lib.story import check, story

DATA = os.path.join(paths.ROOT, "tests", "data", "host")
SERVER = re.compile(r"http://(?:[a-z.]+\.example\.net|10\.20\.0\.1)")


def adapted(*name):
    with open(os.path.join(DATA, *name), encoding="utf-8") as f:
        text = SERVER.sub("http://10.77.0.1", f.read())
    text = re.sub(r"^(kernel (?:--\S+ \d+ )?\S+)", r"\1 " + linux.CMDLINE, text, flags=re.M)
    return re.sub(r"^(imgargs vmlinuz)", r"\1 " + linux.CMDLINE, text, flags=re.M)


def serve(w, name, folder, initrd="initrd.img", extra=()):
    """The world of the script (name), whose kernel and initrd are in (folder)."""
    w.put_linux(folder)
    w.put(folder + "/" + initrd, linux.initrd(extra), http=True)
    w.two_stage(adapted("good", name + ".ipxe"))
    return w.machine()


def expect_linux(m, *words):
    m.expect(linux.TOKEN, 120)
    for word in words:
        check(m.console.seen(word), "the command line lacks " + word)


@story(timeout=200, weight=60, more_bios="e1000")
def test_retry_loop(w):
    """A script that tries three servers, twice each, in rounds: in the third the files are there."""
    m = serve(w, "retry_loop", "dist/debian")
    m.expect("Round 3", 90)
    expect_linux(m, "ip=dhcp try=13")


@story(timeout=200, weight=60, bios="virtio")
def test_live_system(w):
    """A live system by a key of the menu: its initrds and the files of this machine."""
    look = b"stat -c 'FACT %a %n' /root/.ssh/authorized_keys /scripts/init-premount/net.sh\n"
    w.put("live/extra.cpio", linux.overlay({"facts/more": (0o644, b"more\n")}), http=True)
    w.put("live/modules.cpio", linux.overlay({"facts.sh": (0o755, look)}), http=True)
    for name in ("authorized_keys", "preseed.cfg", "hooks/net.sh"):
        w.put("live/" + name, b"#!/bin/sh\n", http=True)
    m = serve(w, "live_http", "live")
    m.console.expect_screen("... leaving all disks alone", 60)
    m.key("f")
    m.expect("Nothing special for this machine", 60)
    expect_linux(m, "noswap noautomount nopersistence", "file=[/facts/more]",
                 "FACT 600 /root/.ssh/authorized_keys", "FACT 755 /scripts/init-premount/net.sh")


@story(timeout=200, weight=50, bios="pcnet")
def test_menu_from_settings(w):
    """A menu made of a list of settings: a key chooses the third of them."""
    m = serve(w, "menu_from_settings", "dist/ubuntu")
    m.console.expect_screen("Cluster node", 60)
    m.key("u")
    m.expect("Starting Ubuntu, installer", 30)
    expect_linux(m, "autoinstall")


@story(timeout=200, weight=50, more_bios="rtl8139")
def test_nested_names(w):
    """Names inside of names: card, network, role and files follow from each other."""
    m = serve(w, "nested_vars", "dist/debian")
    m.expect("Using net0, network 10", 60)
    m.expect("file-of-before, then install-10", 10)
    expect_linux(m, "auto=true priority=critical interface=")


@story(timeout=200, weight=50, bios="e1000")
def test_dispatch(w):
    """The script of every machine looks for one of its own, which chains another one."""
    w.put("hosts/default.ipxe", adapted("root", "hosts", "mac-52-54-00-00-00-09.ipxe"), http=True)
    w.put("hosts/common.ipxe", adapted("root", "hosts", "common.ipxe"), http=True)
    m = serve(w, "dispatch", "hosts", "initrd")
    m.expect("Found default", 60)
    expect_linux(m, "slot=9 site=annex host=")
