# SPDX-License-Identifier: BSD-2-Clause
"""dnsmasq as DHCP, TFTP and ProxyDHCP server, in the variants that administrators paste."""

from lib.story import check, story
from lib.words import guard

RANGE = "dhcp-range=10.77.0.100,10.77.0.199,1h\n"
TFTP = "enable-tftp\ntftp-root=%s\n"
SCRIPT = """#!ipxe
echo REACHED ${net0/ip} FROM ${next-server} NAMED ${filename} AT ${cwuri}
menu Which
item one The only choice
choose what
exit 1
"""


def boot(w, config, name, script="story.ipxe"):
    """dnsmasq with (config) serves the loader, LOADER there, and (script), which must run as
    (name)."""
    w.put_loader()
    w.put_next()
    w.put(script, SCRIPT)
    w.put(script, SCRIPT, http=True)
    w.dnsmasq(RANGE + TFTP % w.tftp + config.replace("LOADER", w.boot_file))
    w.nginx()
    m = w.machine()
    m.expect("REACHED 10.77.0.1", 60)
    m.expect(name, 5)
    m.console.expect_screen("The only choice", 5)
    return m


def second(m):
    """The loader's own DISCOVER, the first with a user-class."""
    found = [d for d in m.capture.dhcp("DISCOVER") if d.user_class]
    check(found, "no DISCOVER with a user-class")
    return found[0]


@story(timeout=120, any_loader=True, weight=25, bios="virtio")
def test_match_175(w):
    """dhcp-match=set:ipxe,175: the encapsulated options tell the second stage."""
    m = boot(w, "dhcp-match=set:ipxe,175\ndhcp-boot=tag:!ipxe,LOADER\n"
             "dhcp-boot=tag:ipxe,story.ipxe\n", "story.ipxe")
    check(175 in second(m).options, "option 175 is not in the DISCOVER")


@story(timeout=120, any_loader=True, weight=25, bios="e1000")
def test_userclass(w):
    """dhcp-userclass=set:ipxe,iPXE: the user-class tells the second stage; all options are sent."""
    m = boot(w, "dhcp-userclass=set:ipxe,iPXE\ndhcp-boot=tag:!ipxe,LOADER\n"
             "dhcp-boot=tag:ipxe,story.ipxe\n", "story.ipxe")
    discover = second(m)
    check(discover.user_class == b"iPXE", "user-class is %r" % discover.user_class)
    check(discover.vendor_class.startswith("PXEClient:Arch:%05d:UNDI:" % w.platform.arch),
          "vendor class is %r" % discover.vendor_class)
    architecture = discover.options.get(93)
    check(architecture == bytes([0, w.platform.arch]), "option 93 is %r" % architecture)
    missing = {55, 57, 60, 77, 93, 94, 97, 175} - set(discover.options)
    check(not missing, "the DISCOVER lacks options %r" % sorted(missing))
    check(len(discover.options[97]) == 17, "option 97 is not type and UUID")


@story(timeout=120, any_loader=True, weight=25, bios="pcnet")
def test_http_url(w):
    """A full http:// URL as boot file name of the second stage."""
    boot(w, "dhcp-userclass=set:ipxe,iPXE\ndhcp-boot=tag:!ipxe,LOADER\n"
         "dhcp-boot=tag:ipxe,http://10.77.0.1/sub/story.ipxe\n",
         "http://10.77.0.1/sub/story.ipxe", script="sub/story.ipxe")
    w.check_log("nginx-access", '"GET /sub/story.ipxe HTTP/1.1" 200')


@story(timeout=120, weight=25, bios="rtl8139")
def test_no_conditional(w):
    """One file name for everybody: the loop guard says so and autoexec.ipxe beside it runs."""
    m = boot(w, "dhcp-boot=LOADER\n", "autoexec.ipxe", script="autoexec.ipxe")
    for word in guard(w.boot_file):
        check(m.console.seen(word), "the loop guard did not say %r" % word)
    asked = [name for _, name, _ in m.capture.tftp_requests() if name.endswith(w.boot_file)]
    check(len(asked) <= 3, "the loader was fetched again: %r" % asked)


@story(timeout=120, any_loader=True, weight=30, bios="virtio")
def test_proxy(w):
    """A dumb DHCP server hands out addresses, ProxyDHCP dnsmasq on another host the boot files."""
    w.put_loader()
    w.put("story.ipxe", SCRIPT)
    proxy = w.wire().host("10.77.0.2")
    w.dnsmasq("dhcp-range=10.77.0.0,proxy\n" + TFTP % w.tftp +
              "dhcp-userclass=set:ipxe,iPXE\n"
              "pxe-service=tag:!ipxe,%s,Network boot,%s\n" % (w.platform.service, w.boot_file) +
              "dhcp-boot=tag:ipxe,story.ipxe,,10.77.0.2\n", host=proxy, name="proxy", dns=False)
    w.dnsmasq(RANGE + "dhcp-option=3,10.77.0.1\n", name="dumb")
    m = w.machine()
    m.expect("REACHED 10.77.0.1", 90)
    m.console.expect_screen("The only choice", 10)
    w.check_log("proxy", "tftp/story.ipxe to 10.77.0.1")


@story(timeout=120, weight=30, bios="e1000")
def test_proxy_no_conditional(w):
    """ProxyDHCP with one pxe-service line for everybody: the loop guard works there too."""
    w.put_loader()
    w.put("autoexec.ipxe", SCRIPT)
    proxy = w.wire().host("10.77.0.2")
    w.dnsmasq("dhcp-range=10.77.0.0,proxy\n" + TFTP % w.tftp +
              "pxe-service=%s,Network boot,%s\n" % (w.platform.service, w.boot_file),
              host=proxy, name="proxy", dns=False)
    w.dnsmasq(RANGE + "dhcp-option=3,10.77.0.1\n", name="dumb")
    m = w.machine()
    m.expect_all(guard(w.boot_file), 90)
    m.expect("REACHED 10.77.0.1", 30)
    m.expect("autoexec.ipxe", 5)
