# SPDX-License-Identifier: BSD-2-Clause
"""Settings on real firmware: a static address without any DHCP, and what the machine tells."""

from lib.story import check, story

STATIC = ("ifopen net0", "set net0/ip 10.77.0.77", "set net0/netmask 255.255.255.0",
          "set net0/gateway 10.77.0.1", "set dns 10.77.0.1")
VENDORS = {"virtio": "1af4", "e1000": "8086"}

# Each line that is not true stops the script.
FACTS = """#!ipxe
echo STATIC ${net0/ip} ${net0/netmask} ${net0/gateway} ${dns} ${cwuri}
iseq ${net0/ip:hexraw} 0a4d004d
show net0/ip
route
echo CARD ${pci/${net0/busloc}.0.2} ${net0/busloc:busdevfn} ${pci/${net0/busloc}.10.2:uint16}
isset ${pci/0x00ff.0.2} && echo NO-SUCH-CARD ||
iseq ${acpi/0x46414350.0.0.0.4:string} FACP
iseq ${acpi/0x44534454.0.0.0.4:string} DSDT
echo ACPI ${acpi/0x46414350.0.0.4.4:int32} ${acpi/0x46414350.0.0.0.4}
iseq ${cpuid/0x00829d00:string} ${cpuvendor}
isset ${cpumodel}
iseq ${memmap/0xff000614:int32} ${memsize}
iseq ${memmap/0xff000614:uint8} 0x0 && echo NO-MEMORY ||
iseq ${smbios/1.4.0} ${manufacturer}
iseq ${platform} efi && goto efi ||
isset ${vram}
usbscan device && goto wrong ||
isset ${usb/0x101.8.2} && goto wrong ||
isset ${efi/PlatformLang} && goto wrong || goto time
:efi
iseq ${efi/PlatformLang:string} en
isset ${efi/BootOrder}
usbscan device
echo USB ${device} ${usb/${device}.8.2} ${usb/${device}.14.0} ${usb/${device}.0.2} ${usb/${device}.17.1}
usbscan device && goto wrong ||
:time
set unixtime 1000
iseq ${unixtime:hexhyp} 00-00-03-e8 || iseq ${unixtime:hexhyp} 00-00-03-e9
clear unixtime
inc unixtime 0
iseq ${builtin/unixtime:hexraw} ${unixtime:hexraw}
clear unixtime
isset ${sysmac} ||
isset ${dmesg}
set smbios/serial x || echo READ-ONLY
echo ALL-FACTS
:wrong
"""


@story(timeout=150, weight=50, bios="e1000-6G", more_bios="virtio")
def test_static_address(w):
    """Nobody answers the second DHCP: an address, a gateway and a name server are set by hand, and a
    script comes by name over HTTP; it reads PCI, USB, ACPI, SMBIOS, CPUID, variables and memory map."""
    w.put_loader()
    w.put("static.ipxe", FACTS, http=True)
    w.dnsmasq("dhcp-range=10.77.0.100,10.77.0.199,1h\nenable-tftp\ntftp-root=%s\n"
              "dhcp-boot=%s\ndhcp-ignore=tag:second\ndhcp-userclass=set:second,iPXE\n"
              "address=/boot.test/10.77.0.1\n" % (w.tftp, w.boot_file))
    w.nginx()
    m = w.machine(extra=["-device", "qemu-xhci", "-device", "usb-tablet"] if w.efi else [])
    m.expect("DHCP offer on net0", 60)
    m.key("ctrl-c")
    m.accept_shell(60)
    for line in STATIC:
        m.console.line(line)
    m.console.line("chain http://www.boot.test/static.ipxe && echo SCRIPT-ENDED")
    m.expect("STATIC 10.77.0.77 255.255.255.0 10.77.0.1 10.77.0.1 http://www.boot.test/static.ipxe",
             30)
    m.expect("READ-ONLY", 15)
    m.expect("ALL-FACTS", 15)
    m.expect("SCRIPT-ENDED", 15)
    check(not m.console.seen("NO-SUCH-CARD"), "a card that does not exist")
    check(not m.console.seen("NO-MEMORY"), "no memory in the memory map")
    check(m.console.seen("USB 0x101 0627 QEMU" if w.efi else "usb: a BIOS does not tell"),
          "the USB device is another")
    check(m.console.seen("CARD " + VENDORS[w.variant.nic]), "the card's vendor is another")
    w.check_log("nginx-access", "10.77.0.77")
