# SPDX-License-Identifier: BSD-2-Clause
"""A machine: QEMU with OVMF or SeaBIOS, one NIC on the wire, serial console, QMP.

Restrictions: x86-64. With UEFI the NIC kinds are "virtio" (romfile= empty, so
the firmware's own driver is used) and "e1000", "e1000e", "virtio-rom" with
QEMU's EFI ROMs, which are iPXE and bring an SNP of their own. With BIOS each
card has its ROM, which is the PXE ROM. A BIOS machine speaks on the serial
port only when what runs on it does; its text screen is read from memory.
"""

import os
import re
import subprocess
import time

from . import efivars, paths, picture, platforms, sandbox, warm, words
from .console import LEAST, Console, Pipes, squash
from .qmp import Qmp
from .story import check

MAC = "52:54:00:77:00:%02x"
NICS = {platforms.EFI: {"virtio": "virtio-net-pci,romfile=", "virtio-rom": "virtio-net-pci",
                        "e1000": "e1000", "e1000e": "e1000e"},
        platforms.BIOS: {"virtio": "virtio-net-pci", "e1000": "e1000", "rtl8139": "rtl8139",
                         "pcnet": "pcnet"}}
TEXT_SCREEN = 0xb8000
TEXT_COLUMNS, TEXT_ROWS = 80, 25


class Machine:
    """(folder) receives serial.log, qemu.log and pictures; (tap) is an interface that exists;
    (variant) says which firmware, and card and memory unless (nic), (memory) do; memory is at
    least (memory) MiB, or exactly (only) MiB.
    Without (serial) there is only the VGA screen and the PS/2 keyboard. (disk): image of a disk
    that comes after the card in the boot order. (variables): of the UEFI firmware, see efivars.py.
    (cold): it is switched on, even if others like it have been, see warm.py."""

    def __init__(self, folder, tap, variant=platforms.NATIVE, nic=None, memory=0, only=0,
                 index=0, serial=True, disk=None, variables=None, extra=(), cold=False):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.variant = variant
        self.platform = variant.platform
        self.mac = MAC % (0x10 + index)
        self.pictures = 0
        nic, memory = nic or variant.nic, only or max(memory, variant.memory)
        argv = self._argv(tap, nic, memory, serial)
        argv += self._firmware(variables or {}) + self._disk(disk) + list(extra)
        special = cold or disk or variables or extra or not serial
        begin = None
        if warm.possible(variant, nic, memory, special):
            begin = warm.state(argv, folder)
            argv += ["-incoming", "defer"]
        self.started = time.time()
        pipes = Pipes(self._path("serial"))
        with open(os.path.join(folder, "qemu.log"), "w", encoding="utf-8") as log:
            log.write(" ".join(argv) + "\n")
            log.flush()
            self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, cwd=folder,
                                            preexec_fn=sandbox.die_with_parent)
        self.console = Console(pipes, self._path("serial.log"))
        self.qmp = Qmp(self._path("qmp.sock"))
        if begin:
            warm.begin(self.qmp, begin)

    def _path(self, name):
        return os.path.join(self.folder, name)

    def _firmware(self, variables):
        if self.platform == platforms.BIOS:
            # a stand-in does not speak on the serial port, so SeaBIOS shows its screen there
            return [] if paths.is_hawser(self.platform) else ["-machine", "graphics=off"]
        code, template = paths.firmware()
        with open(template, "rb") as f:
            store = bytearray(f.read())
        efivars.add(store, variables)
        with open(self._path("vars.fd"), "wb") as out:
            out.write(store)
        return ["-drive", "if=pflash,format=raw,unit=0,readonly=on,file=" + code,
                "-drive", "if=pflash,format=raw,unit=1,file=vars.fd",
                # the firmware's PXE over IPv6 only costs time: nothing here speaks it
                "-fw_cfg", "name=opt/org.tianocore/IPv6PXESupport,string=no"]

    @staticmethod
    def _disk(image):
        if not image:
            return []
        return ["-drive", "if=none,id=disk,format=raw,file=" + image,
                "-device", "ide-hd,drive=disk,bootindex=1"]

    def _argv(self, tap, nic, memory, serial):
        argv = [paths.tool("qemu-system-x86_64"),
                "-machine", self.variant.chipset, "-accel", os.environ.get("HAWSER_ACCEL", "tcg"),
                "-cpu", os.environ.get("HAWSER_CPU", "max"), "-smp", "1", "-m", str(memory),
                "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-vga", "std",
                "-device", "virtio-rng-pci",
                "-chardev", "pipe,id=ser,path=serial",
                "-serial", "chardev:ser" if serial else "none",
                # relative: a socket's path is limited to 107 characters
                "-qmp", "unix:qmp.sock,server=on,wait=off",
                "-netdev", "tap,id=net,ifname=%s,script=no,downscript=no" % tap,
                "-device", "%s,netdev=net,mac=%s,bootindex=0" % (NICS[self.platform][nic],
                                                                 self.mac)]
        return argv

    # Shorthands of the console

    def expect(self, needle, timeout):
        return self.console.expect(needle, timeout)

    def expect_all(self, needles, timeout):
        self.console.expect_all(needles, timeout)

    def expect_failure(self, subject, culprits, number, timeout, boot=False):
        self.console.expect_failure(subject, culprits, number, timeout, boot)

    def key(self, *names):
        self.console.key(*names)

    def accept_shell(self, timeout):
        """A script has failed at the top level: take the offered shell, and it answers."""
        self.expect(words.OFFER, timeout)
        self.console.key("enter")
        self.check_shell()

    def check_shell(self):
        """A shell answers: the machine is still usable."""
        self.console.quiet(1.0, 30)
        self.console.line("echo still-${platform}")
        self.expect("still-" + self.platform.name, 15)

    @staticmethod
    def pause(seconds):
        """Let the machine wait for what it waits for."""
        time.sleep(seconds)

    @property
    def screen(self):
        return self.console.screen

    # QMP

    def screenshot(self):
        """A picture of the VGA screen; returns its path."""
        path = self._path("screen%d.png" % self.pictures)
        self.pictures += 1
        self.qmp.run("screendump", filename=path, format="png")
        return path

    def text_screen(self):
        """What stands on a BIOS machine's screen in its text mode, lines of text."""
        path = self._path("text.bin")
        self.qmp.run("pmemsave", val=TEXT_SCREEN, size=TEXT_COLUMNS * TEXT_ROWS * 2,
                     filename=path)
        with open(path, "rb") as f:
            cells = f.read()[::2].replace(b"\0", b" ").decode("cp437")
        return "\n".join(cells[at:at + TEXT_COLUMNS].rstrip()
                         for at in range(0, len(cells), TEXT_COLUMNS))

    def expect_text_screen(self, needle, timeout):
        """Wait until (needle) stands on a BIOS machine's text screen; blanks do not matter."""
        timeout = max(timeout, LEAST)
        deadline = time.monotonic() + timeout
        while squash(needle) not in squash(self.text_screen()):
            check(time.monotonic() < deadline, "%r is not on the text screen within %g s:\n%s"
                  % (needle, timeout, self.text_screen()))
            time.sleep(0.2)

    def monitor(self, command):
        return self.qmp.run("human-monitor-command", **{"command-line": command})

    def where(self):
        """What the processor is at, a few times, for a machine that no longer answers."""
        words, seen = [], ""
        for _ in range(20):
            seen = self.monitor("info registers")
            words.append(re.search(r"[RE]IP=(\w+)", seen).group(1))
            time.sleep(0.01)
        rip, rsp = (int(re.search("[RE]%s=(\\w+)" % r, seen).group(1), 16) for r in ("IP", "SP"))
        return "\n".join(["RIP now and then: " + " ".join(words), seen,
                          self.monitor("x/64i %#x" % (rip - 64)),
                          self.monitor("x/64gx %#x" % rsp)])

    def keep_state(self):
        """The machine as it is now is what back() leads to, any number of times."""
        path = self._path("state.qcow2")
        self.qmp.job("blockdev-create", options={"driver": "file", "filename": path, "size": 0})
        self.qmp.run("blockdev-add", **{"node-name": "file", "driver": "file", "filename": path})
        self.qmp.job("blockdev-create", options={"driver": "qcow2", "file": "file", "size": 0})
        self.qmp.run("blockdev-add", **{"node-name": "state", "driver": "qcow2", "file": "file"})
        self.qmp.job("snapshot-save", tag="state", vmstate="state", devices=["state"])

    def back(self):
        """To the state that was kept; what it has sent meanwhile is not taken back."""
        self.qmp.job("snapshot-load", tag="state", vmstate="state", devices=["state"])

    def look(self):
        """What the VGA screen shows now, as a picture.Picture."""
        path = self._path("screen.ppm")
        self.qmp.run("screendump", filename=path)
        return picture.read(path)

    def expect_picture(self, look, timeout, what):
        """Wait until (look)(picture) is true; returns its value."""
        timeout = max(timeout, LEAST)
        deadline = time.monotonic() + timeout
        while True:
            found = look(self.look())
            if found:
                return found
            check(time.monotonic() < deadline, "%s: not on the VGA screen within %g s"
                  % (what, timeout))
            time.sleep(0.2)

    def send_key(self, *keys):
        """Press (keys) together on the PS/2 keyboard, e.g. "ctrl", "c"."""
        self.qmp.run("send-key", keys=[{"type": "qcode", "data": k} for k in keys])

    def reset(self):
        self.qmp.run("system_reset")

    def cable(self, plugged):
        """Pull or plug the network cable."""
        self.qmp.run("set_link", name="net", up=plugged)

    def wait_off(self, timeout):
        """Wait until the machine has powered itself off."""
        self.process.wait(max(timeout, LEAST))

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
