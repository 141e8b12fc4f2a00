# SPDX-License-Identifier: BSD-2-Clause
"""What runs at the start besides a boot file name: Ctrl-B, a scriptlet, a disk that root-path names."""

import os
import shutil
import subprocess

from lib import efivars, iso, linux, paths
from lib.story import check, story

DNSMASQ = """dhcp-range=10.77.0.100,10.77.0.199,1h
enable-tftp
tftp-root=%s
dhcp-userclass=set:ipxe,iPXE
dhcp-boot=tag:!ipxe,%s
%s
"""


def serve(w, second):
    """dnsmasq and nginx; (second) is what the second stage gets."""
    w.put_loader()
    w.put_next()
    w.nginx()
    w.dnsmasq(DNSMASQ % (w.tftp, w.boot_file, second))


@story(timeout=120, weight=25, bios="virtio")
def test_ctrl_b(w):
    """Ctrl-B opens the shell while nobody answers; there, autoboot boots what DHCP names then."""
    w.put_loader()
    w.tftpd()
    w.isc_dhcpd(w.stages("ignore booting;"))
    m = w.machine()
    m.expect("Press Ctrl-B for the command line", 60)
    m.console.type("\x02")
    m.console.expect_screen("hawser>", 5)
    w.stop("dhcpd")
    w.put("story.ipxe", "#!ipxe\necho REACHED ${net0/ip}\nshell\n")
    w.isc_dhcpd(w.stages())
    m.console.line("autoboot net0")
    m.expect("REACHED 10.77.0.1", 30)


@story(timeout=120, weight=25, bios="pcnet")
def test_scriptlet(w):
    """Option 175.81 is run as a command line, before the boot file name."""
    serve(w, 'dhcp-boot=tag:ipxe,story.ipxe\n'
             'dhcp-option-force=tag:ipxe,encap:175,81,"echo LET ${net0/ip} && shell"')
    w.put("story.ipxe", "#!ipxe\necho WRONG\n")
    m = w.machine()
    m.expect("LET 10.77.0.1", 60)
    m.console.expect_screen("hawser>", 10)
    check(not m.console.seen("WRONG"), "the boot file ran as well")


@story(timeout=150, weight=40, bios="e1000")
def test_root_path(w):
    """A root-path that is the URL of an ISO boots it, as sanboot would."""
    with open(iso.rescue(), "rb") as f:
        w.put("live/rescue.iso", f.read(), http=True)
    serve(w, "dhcp-option=tag:ipxe,option:root-path,http://10.77.0.1/live/rescue.iso")
    m = w.machine()
    m.expect("Booting the disk that root-path names", 60)
    m.expect(iso.RESCUE_READY, 60)


def build_with(w, script):
    """The loader with the file (script) built in; what does not change is taken from the build."""
    kind, name = ("efi", "hawser.efi") if w.efi else ("bios", "hawser.kpxe")
    build = os.path.join(w.folder, "build")
    os.mkdir(build)
    for part in ("gen", kind):
        subprocess.run(["cp", "-a", os.path.join(paths.BUILD, part), build], check=True)
    target = os.path.join(build, name)
    environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL")}
    made = subprocess.run(["make", "B=" + build, "DEPS=" + paths.DEPS, "EMBED=" + script, target],
                          cwd=paths.ROOT, env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    check(made.returncode == 0, "make EMBED= failed: %s" % made.stdout.decode()[-500:])
    return target


@story(timeout=300, weight=60, bios="rtl8139")
def test_embedded(w):
    """make EMBED=: the script runs before DHCP is asked, and does not give way to a boot file."""
    w.two_stage("#!ipxe\necho WRONG\n")
    script = os.path.join(w.folder, "built-in.ipxe")
    w.put(script, "#!ipxe\necho BUILT-IN [${net0/gateway}]\ndhcp && echo WITH ${filename}\nshell\n")
    shutil.copyfile(build_with(w, script), os.path.join(w.tftp, w.boot_file))
    m = w.machine()
    m.expect_all(["BUILT-IN [", "WITH story.ipxe"], 90)
    m.console.expect_screen("hawser>", 10)
    check(not m.console.seen("WRONG"), "the boot file ran as well")


@story(timeout=120, weight=30)
def test_disk(w):
    """Loaded from a disk, it runs autoexec.ipxe in its folder there, without asking the network."""
    w.two_stage("#!ipxe\nsanboot --drive 0x80\n")
    script = w.put("autoexec.ipxe", "#!ipxe\necho LOCAL [${net0/ip}]\n"
                                    "dhcp && echo WITH ${net0/ip} && shell\n")
    w.disk = iso.fat_disk(w.folder, {"EFI/BOOT/BOOTX64.EFI": paths.loader(w.platform),
                                     "EFI/BOOT/autoexec.ipxe": script})
    m = w.machine()
    m.expect_all(["autoexec.ipxe beside this loader", "LOCAL []", "WITH 10.77.0.1"], 90)


@story(timeout=120, weight=30)
def test_load_options(w):
    """The load options of a boot entry are a line of script, and come before autoexec.ipxe."""
    w.two_stage("#!ipxe\nsanboot --drive 0x80\n")
    w.disk = iso.disk(w.folder, "local.img", linux.read(paths.loader(w.platform)),
                      {"EFI/BOOT/autoexec.ipxe": b"#!ipxe\necho WRONG\n"}, mbr=b"HAWS")
    options = "dhcp && echo OPTIONS ${net0/ip} && shell\0".encode("utf-16-le")
    entry = efivars.boot_entry("Rescue", 1, iso.DISK_START, iso.DISK_SECTORS, b"HAWS",
                               "\\EFI\\BOOT\\BOOTX64.EFI", options)
    m = w.machine(variables={"Boot0010": entry, "BootOrder": bytes([0x10, 0])})
    m.expect("OPTIONS 10.77.0.1", 90)
    m.console.expect_screen("hawser>", 10)
    check(not m.console.seen("WRONG"), "autoexec.ipxe ran as well")


def big_script():
    """2,000 lines, 300 of them items of the menu that ends it."""
    lines = ["#!ipxe", "echo BEGIN", "menu Everything"]
    while len(lines) < 1699:
        n = len(lines)
        lines += ["set version%d ${version}.%d # a comment" % (n, n),
                  "isset ${version%d} && set last %d || goto nowhere" % (n, n),
                  "iseq ${last} %d || exit 1" % n]
    lines = lines[:1699] + ["item system%d System number %d" % (i, i) for i in range(300)]
    return "\n".join(lines + ["choose chosen"]) + "\n"


@story(timeout=120, weight=25, bios="virtio")
def test_big_script(w):
    """A script of 2,000 lines shows its menu of 300 items within a second."""
    w.two_stage(big_script())
    m = w.machine()
    m.expect("BEGIN", 60)
    m.console.expect_screen("System number 5", 10)
    took = m.console.time_of("System number 5") - m.console.time_of("BEGIN")
    check(took < 1.0, "it took %.2f s" % took)
