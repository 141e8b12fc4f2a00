# SPDX-License-Identifier: BSD-2-Clause
"""The private room of one story: network, process and mount namespaces.

The runner starts each story through unshare(1) with --kill-child, inside a
process that dies with the runner. Nothing has a name outside, so nothing can
be left behind: when the story's first process ends, the kernel ends its
children and takes down its interfaces, however the end came.
"""

import ctypes
import os
import signal
import socket
import subprocess
import threading

from . import paths

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent():
    """For preexec_fn: the kernel kills this process when its parent thread ends."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def command(argv, host_net=False):
    """The command line that runs (argv) in a fresh room."""
    kinds = ["--pid", "--mount"] + ([] if host_net else ["--net"])
    return [paths.tool("unshare")] + kinds + [
        "--fork", "--kill-child=SIGKILL", "--mount-proc", "--"] + argv


def _run(*argv):
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)


def enter(logdir):
    """Called once inside the room: loopback, own /run/netns, own /dev with a /dev/log."""
    os.makedirs("/run/netns", exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", "mode=755", "netns", "/run/netns")
    _private_dev(os.path.join(logdir, "dev"))
    _syslog(os.path.join(logdir, "syslog.log"))


def hosts(path):
    """The file (path) is /etc/hosts for everything that runs in the room."""
    _run("mount", "--bind", path, "/etc/hosts")


def loopback():
    _run(paths.tool("ip"), "link", "set", "lo", "up")


def _private_dev(scratch):
    """in.tftpd can log to /dev/log only, so the story gets a /dev of its own."""
    os.makedirs(scratch, exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", "mode=755", "dev", scratch)
    for name in ("null", "zero", "full", "random", "urandom", "tty", "kvm", "net/tun"):
        if not os.path.exists("/dev/" + name):
            continue
        target = os.path.join(scratch, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="ascii"):
            pass
        _run("mount", "--bind", "/dev/" + name, target)
    for name in ("pts", "shm"):
        os.makedirs(os.path.join(scratch, name))
        _run("mount", "--rbind", "/dev/" + name, os.path.join(scratch, name))
    for name, target in (("fd", "/proc/self/fd"), ("ptmx", "pts/ptmx"),
                         ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
        os.symlink(target, os.path.join(scratch, name))
    _run("mount", "--move", scratch, "/dev")
    os.rmdir(scratch)


def _syslog(logfile):
    """Listen on /dev/log and write what the daemons say to (logfile)."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind("/dev/log")
    os.chmod("/dev/log", 0o666)

    def listen():
        with open(logfile, "ab", buffering=0) as out:
            while True:
                line = sock.recv(8192).rstrip(b"\0\n").partition(b">")[2]
                if b" dhcpd[" not in line:  # says the same in its own log
                    out.write(line + b"\n")

    threading.Thread(target=listen, daemon=True).start()
