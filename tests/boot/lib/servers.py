# SPDX-License-Identifier: BSD-2-Clause
"""Real servers with small configurations: argv and files, nothing is started here.

Each function writes what the server reads into (folder) and returns
(argv, (kind, port)), the command line and the socket that proves it is up.
Both DHCP servers answer the firmware's HTTP boot, the entry that OVMF tries
after PXE of the same card, with the file or URL (http_boot): as a rule a
program that prints NEXT, so "went on to the next boot entry" is seen on the
console, and proves that the firmware's own network works again.
Restrictions: no daemon forks, none drops to a user that could not read (folder).
"""

import os

from . import netns, paths

NEXT = "NEXT-BOOT-ENTRY"
NEXT_FILE = "next.efi"

ISC = """\
ping-check off;
authoritative;
default-lease-time 600;
max-lease-time 7200;
if exists user-class {{ log(info, concat("seen user-class ", option user-class)); }}
if exists vendor-class-identifier {{
  log(info, concat("seen vendor-class ", option vendor-class-identifier));
}}
subnet {net} netmask {mask} {{
  range 10.77.0.100 10.77.0.199;
  option routers {server};
  option domain-name-servers {dns};
  next-server {server};
{body}
  if substring(option vendor-class-identifier, 0, 10) = "HTTPClient" {{
    option vendor-class-identifier "HTTPClient";
    filename "{http_boot}";
  }}
}}
"""

DNSMASQ = """\
interface={interface}
bind-interfaces
except-interface=lo
no-resolv
no-hosts
no-ping
log-dhcp
log-queries
user=root
port={port}
pid-file={folder}/dnsmasq.pid
dhcp-leasefile={folder}/dnsmasq.leases
{body}
dhcp-vendorclass=set:httpboot,HTTPClient
dhcp-option-force=tag:httpboot,60,HTTPClient
dhcp-boot=tag:httpboot,{http_boot}
"""

NGINX = """\
daemon off;
master_process off;
user root;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log warn;
events {{ worker_connections 256; }}
http {{
  log_format story '$remote_addr "$request" $status $body_bytes_sent '
                   '"$http_user_agent" range="$http_range" $request_time $msec';
  log_format site '$server_port "$request" $status $ssl_protocol $ssl_cipher '
                  'client=$ssl_client_verify reused=$ssl_session_reused';
  access_log {folder}/nginx-access.log story;
  default_type application/octet-stream;
  sendfile on;
  client_body_temp_path {folder}/ng1;
  proxy_temp_path {folder}/ng2;
  fastcgi_temp_path {folder}/ng3;
  uwsgi_temp_path {folder}/ng4;
  scgi_temp_path {folder}/ng5;
  server {{
    listen 80;
    root {root};
    autoindex on;
{body}
  }}
{more}
}}
"""


def _write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def _boot_url(file):
    return file if "://" in file else "http://%s/%s" % (netns.SERVER, file)


def isc_dhcpd(folder, body, interface=netns.BRIDGE, dns=netns.SERVER, http_boot=NEXT_FILE):
    """ISC dhcpd; (body) goes literally into the subnet declaration."""
    conf = _write(folder, "dhcpd.conf", ISC.format(
        net=netns.NET, mask=netns.MASK, server=netns.SERVER, dns=dns, body=body,
        http_boot=_boot_url(http_boot)))
    leases = _write(folder, "dhcpd.leases", "")
    return [paths.tool("dhcpd", "isc-dhcp-server/usr/sbin/dhcpd"), "-4", "-f", "-d",
            "-cf", conf, "-lf", leases, "-pf", os.path.join(folder, "dhcpd.pid"),
            interface], ("udp", 67)


def dnsmasq(folder, body, interface=netns.BRIDGE, dns=True, http_boot=NEXT_FILE):
    """dnsmasq; (body) is configuration lines, of which the last dhcp-boot that fits counts.
    (dns): answer names on port 53 as well."""
    conf = _write(folder, "dnsmasq.conf", DNSMASQ.format(
        interface=interface, port=53 if dns else 0, folder=folder, body=body,
        http_boot=_boot_url(http_boot)))
    ready = ("udp", 67 if "dhcp-range" in body else 53 if dns else 69)
    return [paths.tool("dnsmasq", "usr/sbin/dnsmasq"), "--conf-file=" + conf,
            "--keep-in-foreground", "--log-facility=-"], ready


def tftpd_hpa(folder, root):
    """H. Peter Anvin's server as Debian runs it; logs through syslog. No windowsize."""
    del folder
    return [paths.tool("in.tftpd", "tftpd-hpa/usr/sbin/in.tftpd"), "-L", "--secure", "-v", "-v",
            "-u", "root", "--address", "0.0.0.0:69", root], ("udp", 69)


def atftpd(folder, root):
    """The server that knows windowsize (RFC 7440)."""
    log = _write(folder, "atftpd.log", "")
    return [paths.tool("atftpd", "atftpd/usr/sbin/atftpd"), "--daemon", "--no-fork", "--user",
            "root.root", "--logfile", log, "--verbose=7", "--maxthread", "20", root], ("udp", 69)


def nginx(folder, root, body="", more=""):
    """nginx on port 80; (body) goes literally into the server block, (more) behind it."""
    conf = _write(folder, "nginx.conf", NGINX.format(folder=folder, root=root, body=body,
                                                     more=more))
    return [paths.tool("nginx", "nginx/usr/sbin/nginx"), "-p", folder, "-c", conf,
            "-e", os.path.join(folder, "nginx-error.log")], ("tcp", 80)
