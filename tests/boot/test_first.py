# SPDX-License-Identifier: BSD-2-Clause
"""The shortest way from power-on to Linux; also proves the harness with a stand-in loader."""

from lib import linux
from lib.story import check, story

SCRIPT = """#!ipxe
menu What shall this machine do
item --gap Systems
item nothing First choice
item install Second choice
choose --timeout 60000 what && goto ${what}
:nothing
echo WRONG-CHOICE
shell
:install
kernel http://10.77.0.1/vmlinuz %s initrd=initrd.gz story=first
initrd http://10.77.0.1/initrd.gz
boot
""" % linux.CMDLINE


@story(timeout=150, any_loader=True, weight=45,
       bios=("virtio", "e1000", "rtl8139", "pcnet", "virtio-q35-6G", "e1000-6G", "rtl8139-6G",
             "pcnet-6G"))
def test_menu_to_linux(w):
    """A script over TFTP, a menu, an arrow key, kernel and initrd over HTTP, Linux runs."""
    w.put_loader()
    w.put("menu.ipxe", SCRIPT)
    w.put_linux()
    w.isc_dhcpd(w.stages('filename "menu.ipxe";'))
    w.tftpd()
    w.nginx()
    m = w.machine(cold=True)
    m.console.expect_screen("Second choice", 60)
    m.key("down")
    m.screenshot()
    m.key("enter")
    m.expect(linux.TOKEN, 90)
    check(m.console.seen("story=first"), "the kernel's command line is not what the script said")
    check(m.console.seen("firmware=[%s]" % ("efi" if w.efi else "bios")), "another firmware")
    m.wait_off(30)
    check(len(m.capture.dhcp("DISCOVER")) >= 2, "no second DHCP exchange on the wire")
    w.check_log("dhcpd", "seen user-class iPXE")
    w.check_log("nginx-access", "GET /vmlinuz")
    w.check_log("syslog", w.boot_file)
