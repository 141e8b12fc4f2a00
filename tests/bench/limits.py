# SPDX-License-Identifier: BSD-2-Clause
"""What a download spends its time on, seen from the host: threads of QEMU, and the wire.

Under emulation a guest's access to a card waits for QEMU's one lock, which the
thread that reads the tap holds while it hands frames over. So a guest's
processor thread that sleeps is a guest waiting inside its card's driver, and
one that queues is a sign of other work on the machine. Reads Linux's /proc.
"""

import time


class Limits:
    """Counters of (machine), and of the relay of (wire), since now; result() is the difference."""

    def __init__(self, machine, tap, wire=None):
        cpu = machine.qmp.run("query-cpus-fast")[0]["thread-id"]
        process = machine.process.pid
        self.threads = {"guest": (process, cpu), "qemu": (process, process)}
        if wire:
            self.threads["relay"] = (wire.process.pid, wire.process.pid)
        self.tap = tap
        self.time = time.monotonic()
        self.before = self._read()

    def _read(self):
        values = {}
        for name, thread in self.threads.items():
            with open("/proc/%d/task/%d/schedstat" % thread, encoding="ascii") as f:
                run, queue = f.read().split()[:2]
            values[name + "-run"] = int(run) / 1e9
            values[name + "-queue"] = int(queue) / 1e9
        values["resent"] = _tcp("RetransSegs")
        values["dropped"] = _tap_drops(self.tap)
        return values

    def result(self):
        """{name: value}: shares of the time for the threads, numbers for the wire."""
        seconds = time.monotonic() - self.time
        after = self._read()
        delta = {name: after[name] - self.before[name] for name in after}
        return {name: value / seconds if "-" in name else value
                for name, value in delta.items()}


def _tcp(counter):
    with open("/proc/self/net/snmp", encoding="ascii") as f:
        names, values = [line.split() for line in f if line.startswith("Tcp:")]
    return int(values[names.index(counter)])


def _tap_drops(tap):
    """Frames the kernel dropped because QEMU had not fetched the ones before."""
    with open("/proc/self/net/dev", encoding="ascii") as f:
        for line in f:
            name, _, counters = line.partition(":")
            if name.strip() == tap:
                return int(counters.split()[11])
    return 0


def sentence(get):
    """The share of the guest's processor thread that neither ran nor queued is QEMU's lock."""
    locked = max(0.0, 1 - get["guest-run"] - get["guest-queue"])
    queued = max(get["guest-queue"], get["qemu-queue"], get.get("relay-queue", 0))
    text = "guest runs %.0f %%, waits for QEMU's lock %.0f %%; QEMU's I/O thread runs %.0f %%; " \
           "frames dropped %d, TCP resent %d" % (100 * get["guest-run"], 100 * locked,
                                                 100 * get["qemu-run"], get["dropped"],
                                                 get["resent"])
    if "relay-run" in get:
        text += "; the relay runs %.0f %%" % (100 * get["relay-run"])
    if queued > 0.1:
        text += "; DISTURBED: %.0f %% waiting for a processor" % (100 * queued)
    return text
