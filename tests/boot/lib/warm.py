# SPDX-License-Identifier: BSD-2-Clause
"""UEFI machines whose firmware has started already: half of what an emulated machine computes in a
story is OVMF on its way to the console, which is the same each time.

The first story with some machine switches it on and stops it at the first characters on its
console, before the firmware looks at the card. That state goes into a file, QEMU's migration
stream, in which others with the same command line begin. Machines with a disk, variables or
further devices are not in it, nor is anything in full length (run --full): they are switched on.
"""

import fcntl
import hashlib
import os
import select
import shutil
import subprocess

from . import paths, platforms, sandbox
from .console import Pipes
from .qmp import Qmp
from .story import check, full

START_S = 60    # until the firmware's first characters
MEMORY = 1280   # MiB; of more than that, few machines have the same, and it takes long to look through


def possible(variant, nic, memory, special):
    """Whether a machine with (memory) MiB can begin warm; (special): it is not as others are."""
    return (variant.platform == platforms.EFI and nic == "virtio" and memory <= MEMORY and
            not special and not full() and os.environ.get("HAWSER_ACCEL", "tcg") == "tcg")


def state(argv, folder):
    """The file with the state of the machine (argv), which runs in (folder) if it is the first."""
    path = os.path.join(paths.CACHE, "warm-" + _fingerprint(argv))
    os.makedirs(paths.CACHE, exist_ok=True)
    with open(path + ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(path):
            _make(argv, folder, path)
    return path


def _fingerprint(argv):
    files = [argv[0], *paths.firmware()]
    stamps = ["%s %d" % (f, os.stat(f).st_mtime_ns) for f in files]
    return hashlib.sha256("\n".join(argv + stamps).encode()).hexdigest()[:16]


def _make(argv, folder, path):
    place = os.path.join(folder, "warm")
    os.mkdir(place)
    shutil.copy(os.path.join(folder, "vars.fd"), place)
    pipes = Pipes(os.path.join(place, "serial"))
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, cwd=place,
                               preexec_fn=sandbox.die_with_parent)
    try:
        qmp = Qmp(os.path.join(place, "qmp.sock"))
        said = select.select([pipes], [], [], START_S)[0]
        qmp.run("stop")
        check(said, "the firmware says nothing within %d s" % START_S)
        qmp.run("migrate-set-parameters", **{"max-bandwidth": 1 << 33})
        qmp.run("migrate", uri="exec:cat >'%s.new'" % path)
        qmp.migrated()
        os.rename(path + ".new", path)
    finally:
        process.kill()
        process.wait()


def begin(qmp, path):
    """The machine, started with -incoming defer, goes on where the state (path) was kept."""
    qmp.run("migrate-set-parameters", **{"announce-rounds": 0})
    qmp.run("migrate-incoming", uri="exec:cat '%s'" % path)
    qmp.migrated()
    qmp.run("cont")
