# SPDX-License-Identifier: BSD-2-Clause
"""One story's world: the wire, the served folders, the servers, the machines.

Everything lives in the story's sandbox and ends with it; files are kept in
(folder) until the runner removes it after a success.
"""

import os
import shutil
import subprocess
import time

from . import bootsector, capture, dhcpfaults, efiprog, faults, linux, netns, paths, platforms
from . import qemu, rom, router, sandbox, servers, webservers
from .console import LEAST
from .story import Failure, check

READY = 30  # seconds a server may take to open its port


class World:
    def __init__(self, folder, variant=platforms.NATIVE):
        self.folder = folder
        self.variant = variant
        self.platform = variant.platform
        self.efi = self.platform == platforms.EFI
        self.boot_file = self.platform.boot_file
        self.disk = None
        self.tftp = self._folder("tftp")
        self.http = self._folder("http")
        self.server = netns.SERVER
        self.processes = {}
        self.machines = []
        self.lan = None

    def _folder(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(path, exist_ok=True)
        return path

    def wire(self):
        """The network; made on first use."""
        if self.lan is None:
            sandbox.loopback()
            self.lan = netns.Lan()
            if not self.efi:
                router.start()
        return self.lan

    # Files

    def put(self, name, content, http=False):
        """Serve (content) as (name) over TFTP, or over HTTP when (http)."""
        path = os.path.join(self.http if http else self.tftp, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(content if isinstance(content, bytes) else content.encode())
        os.chmod(path, 0o644)
        return path

    def put_folder(self, name, files):
        """A further served folder (name) with (files), {name: content}; returns its path."""
        folder = self._folder(name)
        for entry, content in files.items():
            self.put(os.path.join(folder, entry), content)
        return folder

    def put_loader(self):
        """Serve the loader under test as .boot_file, whatever it is called itself."""
        shutil.copyfile(paths.loader(self.platform), os.path.join(self.tftp, self.boot_file))

    def put_next(self):
        """What the firmware's next boot entry (UEFI: HTTP boot of the same card; BIOS: the first
        disk of machines switched on from now) will start."""
        if self.efi:
            self.put(servers.NEXT_FILE, efiprog.build(servers.NEXT, power_off=True), http=True)
            return
        self.disk = os.path.join(self.folder, "next.img")
        with open(self.disk, "wb") as out:
            out.write(bootsector.build(servers.NEXT))

    def put_linux(self, folder="", http=True):
        """Serve the reporting Linux: FOLDER/vmlinuz and FOLDER/initrd.gz."""
        linux.install(os.path.join(self.http if http else self.tftp, folder))

    def link(self, source, name, http=True):
        """Serve the large file (source) as (name) without a copy."""
        target = os.path.join(self.http if http else self.tftp, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.link(source, target)

    # Servers

    def spawn(self, name, argv, ready=None, host=None):
        """Start a server, output into NAME.log; returns when (ready) is open."""
        host = host or self.wire().server
        log = open(os.path.join(self.folder, name + ".log"), "wb")
        process = subprocess.Popen(host.wrap(argv), stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=log, cwd=self.folder,
                                   preexec_fn=sandbox.die_with_parent)
        log.close()
        self.processes[name] = process
        deadline = time.monotonic() + READY
        while ready and not netns.port_open(process.pid, *ready):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Failure("%s does not run:\n%s" % (name, self.log(name)[-2000:]))
            time.sleep(0.02)
        return process

    def stop(self, name):
        process = self.processes.pop(name)
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def isc_dhcpd(self, body, host=None, **options):
        folder, interface = self._place("dhcpd", host)
        self.spawn("dhcpd", *servers.isc_dhcpd(folder, body, interface, **options), host)

    def dnsmasq(self, body, host=None, name="dnsmasq", **options):
        folder, interface = self._place(name, host)
        self.spawn(name, *servers.dnsmasq(folder, body, interface, **options), host)

    def _place(self, name, host):
        """A server on a host of its own gets a folder of its own."""
        if host is None or host.netns is None:
            self.wire()
            return self.folder, netns.BRIDGE
        return self._folder(name), "eth0"

    def tftpd(self):
        self.spawn("tftpd", *servers.tftpd_hpa(self.folder, self.tftp))

    def atftpd(self, host=None):
        self.spawn("atftpd", *servers.atftpd(self.folder, self.tftp), host)

    def nginx(self, body="", sites=()):
        """nginx on port 80 with (body), and further (sites) of webservers.py."""
        more = webservers.nginx_sites(self.folder, self.http, sites)
        argv, ready = servers.nginx(self.folder, self.http, body, more)
        self.spawn("nginx", webservers.lenient(self.folder) + argv if sites else argv, ready)

    def web(self, name, sites, body=""):
        """The server (name) of webservers.py with (sites), all serving the same as nginx."""
        serve = getattr(webservers, name)
        self.spawn(name, *serve(self._folder(name + "-files"), self.http, sites, body))

    def fault_http(self, routes, port=8080):
        self.wire()
        return faults.HttpServer(os.path.join(self.folder, "fault-http.log"), routes, port)

    def fault_tftp(self, files):
        self.wire()
        return faults.TftpServer(os.path.join(self.folder, "fault-tftp.log"), files)

    def stages(self, second='filename "story.ipxe";'):
        """ISC dhcpd's configuration: what only the second stage gets; others get the loader."""
        return 'if exists user-class and option user-class = "iPXE" { %s } ' \
               'else { filename "%s"; }' % (second, self.boot_file)

    def two_stage(self, script, **options):
        """The usual world: ISC dhcpd that knows the user-class, tftpd-hpa, nginx with (options),
        (script)."""
        self.put_loader()
        self.put("story.ipxe", script)
        self.put_next()
        self.isc_dhcpd(self.stages())
        self.tftpd()
        self.nginx(**options)

    def names(self):
        """A DNS server that knows boot.test and all below it; servers know www.boot.test too."""
        self.dnsmasq("address=/boot.test/10.77.0.1\nlocal=/test/\n")
        sandbox.hosts(self.put(os.path.join(self.folder, "hosts"), "10.77.0.1 www.boot.test\n"))

    def odd_dhcp(self, **odd):
        """Our own DHCP server with oddities for the second stage (dhcpfaults)."""
        self.wire()
        return dhcpfaults.DhcpServer(os.path.join(self.folder, "dhcp.log"), self.boot_file,
                                     **odd)

    def log(self, name):
        """The text of NAME.log so far."""
        path = os.path.join(self.folder, name + ".log")
        if not os.path.exists(path):
            return ""
        with open(path, "r", encoding="utf-8", errors="replace") as f:
            return f.read()

    def check_log(self, name, needle, within=LEAST, times=None):
        """(needle) stands in NAME.log, or will within a moment; if (times), so often."""
        deadline = time.monotonic() + max(within, LEAST)
        while self.log(name).count(needle) < (times or 1):
            check(time.monotonic() < deadline, "%s.log does not contain %r" % (name, needle))
            time.sleep(0.1)
        check(times in (None, self.log(name).count(needle)),
              "%s.log contains %r too often" % (name, needle))

    # Machines

    def machine(self, record=True, plain_rom=True, wire=None, **options):
        """Switch a machine of the story's variant on, unless (options) say another; its packets are
        in .capture unless (record) is False; "requests": only the beginnings of transfers are.
        (plain_rom): a BIOS machine's ROM is to be taken for one that is no iPXE, see rom.py.
        (wire): a relay.Wire between it and the servers."""
        plain_rom = plain_rom and not self.efi
        lan = self.wire()
        bridge = wire.start(self.folder) if wire else netns.BRIDGE
        tap = lan.tap(master=None if plain_rom else bridge)
        index = len(self.machines)
        folder = self._folder("machine%d" % index if index else "machine")
        card = rom.Rom(tap, bridge) if plain_rom else None
        only = capture.REQUESTS if record == "requests" else capture.FILTER
        packets = capture.Capture(tap, os.path.join(folder, "wire.pcap"), only,
                                  card and card.as_seen) if record else None
        machine = qemu.Machine(folder, tap, self.variant, index=index, disk=self.disk, **options)
        machine.capture = packets
        self.machines.append(machine)
        return machine

    def picture(self):
        """On failure: what the machines' screens show and where they are, into files."""
        for machine in self.machines:
            with open(os.path.join(machine.folder, "screen.txt"), "w", encoding="utf-8") as f:
                f.write(machine.screen.text() + "\n")
            if machine.process.poll() is None:
                machine.screenshot()
                with open(os.path.join(machine.folder, "where.txt"), "w", encoding="utf-8") as f:
                    f.write(machine.where())

    def close(self):
        for machine in self.machines:
            machine.stop()
        for name in list(self.processes):
            self.stop(name)
