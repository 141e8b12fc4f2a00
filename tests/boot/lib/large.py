# SPDX-License-Identifier: BSD-2-Clause
"""Large files whose every block differs, made once and kept in the cache of the test folder."""

import fcntl
import hashlib
import os

from . import paths

STEP = 1 << 20


def file(size):
    """A file of (size) bytes, a multiple of 1 MiB: (path, sha256 in hex)."""
    os.makedirs(paths.CACHE, exist_ok=True)
    path = os.path.join(paths.CACHE, "large-%d.bin" % size)
    note = path + ".sha256"
    with open(path + ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(note):
            digest = _write(path, size)
            with open(note, "w", encoding="ascii") as out:
                out.write(digest)
    with open(note, encoding="ascii") as f:
        return path, f.read()


def _write(path, size):
    seed = hashlib.shake_256(b"hawser").digest(STEP)
    digest = hashlib.sha256()
    with open(path, "wb") as out:
        for number in range(size // STEP):
            at = number * 8
            block = number.to_bytes(8, "big") + seed[at + 8:] + seed[:at]
            out.write(block)
            digest.update(block)
    os.chmod(path, 0o644)
    return digest.hexdigest()


def changed(path, target):
    """A copy (target) of the file (path), of which every MiB begins otherwise: its (path, sha256).
    It is newer by seconds, which is all that servers make versions of."""
    digest = hashlib.sha256()
    with open(path, "rb") as source, open(target, "wb") as out:
        while block := source.read(STEP):
            block = b"changed." + block[8:]
            out.write(block)
            digest.update(block)
    os.chmod(target, 0o644)
    newer = os.stat(path).st_mtime + 10
    os.utime(target, (newer, newer))
    return target, digest.hexdigest()
