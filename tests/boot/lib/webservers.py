# SPDX-License-Identifier: BSD-2-Clause
"""HTTP and HTTPS servers as Debian ships them, each with several sites that serve one folder.

As in servers.py nothing is started here: each function writes its files into
(folder) and returns the command line and the port that proves it is up.
A site is a port with the versions of TLS it speaks and its certificate.
OpenSSL's own limits are lowered for all of them, so that they also do what
only the client should refuse.
"""

import collections
import os
import sys

from . import netns, paths

# protocols: "" is plain HTTP, else e.g. "1.2" or "1.2 1.3"; pem, key: paths; body: literally
Site = collections.namedtuple("Site", "port protocols pem key body", defaults=("", "", "", ""))

OPENSSL = """\
openssl_conf = init
[init]
ssl_conf = ssl
[ssl]
system_default = all
[all]
CipherString = DEFAULT@SECLEVEL=0
"""

NGINX_SITE = """\
  server {{
    listen {port}{ssl};
    root {root};
    access_log {folder}/nginx-site.log site;
    gzip_types *;
{tls}
{body}
  }}
"""

NGINX_TLS = """\
    ssl_protocols {protocols};
    ssl_certificate {pem};
    ssl_certificate_key {key};
"""

APACHE = """\
ServerRoot "{folder}"
ServerName www.boot.test
DefaultRuntimeDir "{folder}"
PidFile "{folder}/apache.pid"
ErrorLog "{folder}/error.log"
LogFormat "%{{local}}p \\"%r\\" %>s %{{SSL_PROTOCOL}}x %{{SSL_CIPHER}}x user=%u" site
CustomLog "{folder}/access.log" site
{modules}
DocumentRoot "{root}"
<Directory "{root}">
  Require all granted
</Directory>
{body}
{sites}
"""
APACHE_MODULES = ("mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic",
                  "auth_digest", "proxy", "proxy_http", "proxy_connect", "deflate", "filter", "ssl")

APACHE_SITE = """\
Listen {port}
<VirtualHost *:{port}>
{tls}
{body}
</VirtualHost>
"""

APACHE_TLS = """\
  SSLEngine on
  SSLProtocol -all {protocols}
  SSLCertificateFile "{pem}"
  SSLCertificateKeyFile "{key}"
"""

LIGHTTPD = """\
server.document-root = "{root}"
server.bind = "{address}"
server.port = {port}
server.errorlog = "{folder}/error.log"
server.modules = ("mod_openssl", "mod_accesslog")
accesslog.filename = "{folder}/access.log"
mimetype.assign = ("" => "application/octet-stream")
{body}
{sites}
"""

LIGHTTPD_SITE = """\
$SERVER["socket"] == "{address}:{port}" {{
  ssl.engine = "enable"
  ssl.pemfile = "{pem}"
  ssl.privkey = "{key}"
  ssl.openssl.ssl-conf-cmd = ("MinProtocol" => "{low}", "MaxProtocol" => "{high}")
}}
"""

CADDY = """\
{{
	admin off
	auto_https off
	storage file_system {folder}/data
	servers {{
		protocols h1 h2
	}}
}}
{sites}
"""

CADDY_SITE = """\
{scheme}://:{port} {{
	bind {address}
	root * {root}
	file_server
{tls}
}}
"""

CADDY_TLS = """\
	tls {pem} {key} {{
		protocols {low} {high}
	}}
"""


def _write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def _versions(site, form):
    """The protocols of (site) in the server's way of writing, TLS 1.2 first."""
    return [form % version for version in site.protocols.split()]


def lenient(folder):
    """What stands before a command line so that its OpenSSL allows what it is told."""
    return ["env", "OPENSSL_CONF=" + _write(folder, "openssl-lenient.cnf", OPENSSL)]


def nginx_sites(folder, root, sites):
    """The server blocks of (sites), for servers.nginx()."""
    return "".join(NGINX_SITE.format(
        port=site.port, ssl=" ssl" if site.protocols else "", root=root, folder=folder,
        body=site.body, tls="" if not site.protocols else NGINX_TLS.format(
            protocols=" ".join(_versions(site, "TLSv%s")), pem=site.pem, key=site.key))
        for site in sites)


def apache(folder, root, sites, body=""):
    """Apache. It refuses to serve as root, so it runs as nobody who may do what root may."""
    program = paths.tool("apache2", "apache2-bin/usr/sbin/apache2")
    place = os.path.dirname(paths.need(paths.unpacked("apache2/modules/mod_ssl.so"),
                                       "apache2-bin (unpacked)"))
    modules = "\n".join('LoadModule %s_module "%s/mod_%s.so"' % (m, place, m)
                        for m in APACHE_MODULES)
    blocks = "".join(APACHE_SITE.format(
        port=site.port, body=site.body, tls="" if not site.protocols else APACHE_TLS.format(
            protocols=" ".join(_versions(site, "+TLSv%s")), pem=site.pem, key=site.key))
        for site in sites)
    conf = _write(folder, "apache.conf", APACHE.format(folder=folder, root=root, modules=modules,
                                                       body=body, sites=blocks))
    powers = "+dac_override,+net_bind_service"
    return [*lenient(folder), paths.tool("setpriv"), "--reuid=65534", "--regid=65534",
            "--clear-groups", "--inh-caps=" + powers, "--ambient-caps=" + powers,
            program, "-f", conf, "-D", "FOREGROUND"], ("tcp", sites[-1].port)


def lighttpd(folder, root, sites, body=""):
    """lighttpd; its first site must be plain. Debian packs modules apart: one folder for all."""
    program = paths.tool("lighttpd", "lighttpd/usr/sbin/lighttpd")
    modules = os.path.join(folder, "modules")
    os.makedirs(modules)
    for name in ("mod_openssl.so", "mod_accesslog.so"):
        os.symlink(paths.need(paths.unpacked("lib/lighttpd/" + name), name),
                   os.path.join(modules, name))
    blocks = "".join(LIGHTTPD_SITE.format(
        address=netns.SERVER, port=site.port, pem=site.pem, key=site.key,
        low=_versions(site, "TLSv%s")[0], high=_versions(site, "TLSv%s")[-1])
        for site in sites[1:])
    conf = _write(folder, "lighttpd.conf", LIGHTTPD.format(
        folder=folder, root=root, address=netns.SERVER, port=sites[0].port, body=body,
        sites=blocks))
    return [*lenient(folder), program, "-D", "-f", conf, "-m", modules], ("tcp", sites[-1].port)


def caddy(folder, root, sites, body=""):
    """Caddy, a server in Go with a TLS of its own."""
    program = paths.tool("caddy", "caddy/usr/bin/caddy")
    blocks = "".join(CADDY_SITE.format(
        scheme="https" if site.protocols else "http", port=site.port, root=root,
        address=netns.SERVER, tls="" if not site.protocols else CADDY_TLS.format(
            pem=site.pem, key=site.key, low=_versions(site, "tls%s")[0],
            high=_versions(site, "tls%s")[-1]))
        for site in sites)
    conf = _write(folder, "Caddyfile", CADDY.format(folder=folder, sites=blocks + body))
    return ["env", "HOME=" + folder, "XDG_DATA_HOME=" + folder, "XDG_CONFIG_HOME=" + folder,
            program, "run", "--config", conf, "--adapter", "caddyfile"], ("tcp", sites[-1].port)


def python(folder, root, sites, body=""):
    """Python's http.server, which speaks HTTP/1.0; (body) is nothing to it."""
    del body
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pythonserver.py")
    return [*lenient(folder), sys.executable, script, root, netns.SERVER] + [
        ",".join(map(str, site[:4])) for site in sites], ("tcp", sites[-1].port)
