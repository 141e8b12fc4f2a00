# SPDX-License-Identifier: BSD-2-Clause
"""UEFI HTTP boot of hawser.efi itself: the firmware asks DHCP as an HTTPClient, gets a URL and
fetches the loader by HTTP. There is no PXE here, and no TFTP server."""

from lib import efiprog, iso, linux, paths, pki, servers
from lib.story import check, story
from lib.webservers import Site

NO_PXE = ("-fw_cfg", "name=opt/org.tianocore/IPv4PXESupport,string=no")
LOADER = "boot/hawser.efi"
URL = "http://10.77.0.1/"
BOOT_LINUX = """
kernel %svmlinuz %s initrd=initrd.gz story=httpboot
initrd %sinitrd.gz
boot
""" % (URL, linux.CMDLINE, URL)
SCRIPT = "#!ipxe\necho REACHED ${net0/ip} FROM ${cwduri}\n"


def machine(w, scripts, answer):
    """Switch one on that the DHCP server gives the loader's URL as an HTTPClient, and (answer),
    lines of ISC dhcpd, otherwise; (scripts), {name: text}, are on the web server."""
    w.put(LOADER, linux.read(paths.loader(w.platform)), http=True)
    for name, text in scripts.items():
        w.put(name, text, http=True)
    w.isc_dhcpd(answer, http_boot=LOADER)
    w.nginx()
    return w.machine(extra=NO_PXE)


def check_exchange(w, m):
    """One loader was fetched, by the firmware; then Hawser asked, as it does after PXE."""
    w.check_log("nginx-access", '"GET /%s HTTP/1.1" 200' % LOADER)
    check(w.log("nginx-access").count("GET /" + LOADER) == 1, "the loader was fetched again")
    discovers = m.capture.dhcp("DISCOVER")
    check(discovers[0].vendor_class.startswith("HTTPClient:Arch:00016:"),
          "the firmware is a %r" % discovers[0].vendor_class)
    ours = [d for d in discovers if d.user_class]
    check(ours and ours[0].user_class == b"iPXE", "no DISCOVER of Hawser's")
    check(ours[0].vendor_class.startswith("PXEClient:Arch:00007:"),
          "Hawser is a %r" % ours[0].vendor_class)
    check(not m.capture.tftp_requests(), "TFTP was asked")


@story(timeout=150, weight=45)
def test_menu_to_linux(w):
    """The DHCP server names a script to Hawser, which offers a menu and boots Linux."""
    menu = "menu What\nitem only The only choice\nchoose --timeout 60000 what || shell"
    w.put_linux()
    m = machine(w, {"story.ipxe": SCRIPT + menu + BOOT_LINUX},
                'if exists user-class { filename "%sstory.ipxe"; }' % URL)
    m.expect("REACHED 10.77.0.1", 60)
    m.console.expect_screen("The only choice", 30)
    m.key("enter")
    m.expect(linux.TOKEN, 90)
    check(m.console.seen("story=httpboot"), "the command line is not what the script said")
    m.wait_off(30)
    check_exchange(w, m)
    w.check_log("dhcpd", "seen user-class iPXE")


@story(timeout=120, weight=30)
def test_dnsmasq(w):
    """dnsmasq as the manual has it, with PXE for other machines: the URL for an HTTPClient, the
    script for Hawser."""
    w.put(LOADER, linux.read(paths.loader(w.platform)), http=True)
    w.put("boot.ipxe", SCRIPT + "shell\n", http=True)
    w.dnsmasq("dhcp-range=10.77.0.100,10.77.0.199,1h\ndhcp-userclass=set:script,iPXE\n"
              "dhcp-match=set:bios,option:client-arch,0\ndhcp-boot=tag:script,%sboot.ipxe\n"
              "dhcp-boot=tag:!script,tag:bios,hawser.kpxe\n"
              "dhcp-boot=tag:!script,tag:!bios,hawser.efi\n" % URL, http_boot=LOADER)
    w.nginx()
    m = w.machine(extra=NO_PXE)
    m.expect("REACHED 10.77.0.1", 60)
    m.expect("FROM %s" % URL, 5)
    check_exchange(w, m)


@story(timeout=120, weight=30)
def test_beside(w):
    """A DHCP server that only knows HTTP boot: Hawser takes autoexec.ipxe from where it came."""
    m = machine(w, {"boot/autoexec.ipxe": SCRIPT + "shell\n"}, "")
    m.expect("REACHED 10.77.0.1", 60)
    m.expect("FROM %sboot/" % URL, 5)
    check_exchange(w, m)


@story(timeout=120, weight=30)
def test_same_for_all(w):
    """A DHCP server that names the loader to Hawser as well does not make it load itself."""
    m = machine(w, {"boot/autoexec.ipxe": SCRIPT + "shell\n"}, 'filename "%s%s";' % (URL, LOADER))
    m.expect("Loop guard", 60)
    m.expect("FROM %sboot/" % URL, 15)
    check_exchange(w, m)


@story(timeout=120, weight=30)
def test_secure(w):
    """By HTTPS: Hawser trusts whom the firmware trusts, and needs no anchor of its own."""
    certificates = pki.Pki(w.folder + "/pki")
    name = certificates.rsa_only()
    w.put(LOADER, linux.read(paths.loader(w.platform)), http=True)
    w.put("boot/autoexec.ipxe", SCRIPT + "shell\n", http=True)
    w.isc_dhcpd("", http_boot="https://%s/%s" % (w.server, LOADER))
    w.nginx(sites=[Site(443, "1.2 1.3", certificates.chain(name), certificates.key(name))])
    m = w.machine(extra=NO_PXE + certificates.firmware_trust())
    m.expect("REACHED 10.77.0.1", 60)
    m.expect("FROM https://%s/boot/" % w.server, 5)
    w.check_log("nginx-site", '443 "GET /boot/autoexec.ipxe HTTP/1.1" 200 TLSv1.3')


@story(timeout=120, weight=30)
def test_exit(w):
    """`exit 1` leads to the firmware's next boot entry."""
    w.disk = iso.disk(w.folder, "local.img", efiprog.build(servers.NEXT))
    m = machine(w, {"story.ipxe": SCRIPT + "exit 1\n"},
                'if exists user-class { filename "%sstory.ipxe"; }' % URL)
    m.expect("REACHED 10.77.0.1", 60)
    m.expect(servers.NEXT, 60)
