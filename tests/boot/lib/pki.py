# SPDX-License-Identifier: BSD-2-Clause
"""Certificates for the stories, made by the openssl command: good chains and each way to be wrong.

    root -- intermediate -- issuing -- server certificates
    stranger -- "unknown";  self-signed;  issuing -- no-ca -- "not-ca"

The good ones are valid for (NAME) and for the server's address. Each
certificate is a folder entry NAME.pem (the chain as a server sends it, leaf
first, without the root) and NAME.key. Keys are P-256 unless said otherwise.
"""

import datetime
import hashlib
import os
import struct
import subprocess
import uuid

from . import netns, paths
from .story import Failure

X509 = uuid.UUID("a5c059a1-94e4-4aa7-87b5-ab155c2bf072")  # EFI_CERT_X509_GUID, UEFI 2.10 32.4.1
NAME = "www.boot.test"
OTHER = "other.boot.test"
PAST = datetime.datetime(2001, 1, 1)
NOW = datetime.datetime.utcnow()
YEAR = datetime.timedelta(days=365)

CONF = """\
[ca]
default_ca = ca
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
email_in_dn = no
[any]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[x_ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[x_server]
basicConstraints = CA:FALSE
keyUsage = digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = DNS:{name},IP:{address}
[x_name_only]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:{name}
[x_other]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:{other},IP:10.77.0.250
[x_wildcard]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:*.boot.test
[x_client]
basicConstraints = CA:FALSE
keyUsage = digitalSignature
extendedKeyUsage = clientAuth
[x_code]
basicConstraints = CA:FALSE
keyUsage = digitalSignature
extendedKeyUsage = codeSigning
"""

EC = ("EC", "ec_paramgen_curve:P-256")
EC384 = ("EC", "ec_paramgen_curve:P-384")
RSA = ("RSA", "rsa_keygen_bits:2048")
WEAK_RSA = ("RSA", "rsa_keygen_bits:1024")


class Pki:
    """(folder) gets everything; certificates are made when they are first asked for."""

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self._write("index", "")
        self._write("openssl.cnf", CONF.format(folder=folder, name=NAME, other=OTHER,
                                               address=netns.SERVER))
        self.issuers = {}
        self._root("root", "Boot Test Root", RSA)
        self._issue("intermediate", "root", "x_ca", EC384, ca=True)
        self._issue("issuing", "intermediate", "x_ca", EC, ca=True)

    # Server certificates

    def good(self, key="ecdsa"):
        """Three deep, valid for NAME and the server's address; (key) is "ecdsa" or "rsa"."""
        return self._once("good-" + key, "issuing", "x_server", EC if key == "ecdsa" else RSA)

    def rsa_only(self):
        """Of the root itself, for firmware that knows no elliptic curves."""
        return self._once("rsa-only", "root", "x_server", RSA)

    def expired(self):
        return self._once("expired", "issuing", "x_server", EC, start=PAST, end=PAST + YEAR)

    def not_yet(self):
        return self._once("not-yet", "issuing", "x_server", EC, start=NOW + YEAR,
                          end=NOW + 2 * YEAR)

    def other_name(self):
        """For another name and another address than those it is served under."""
        return self._once("other-name", "issuing", "x_other", EC)

    def name_only(self):
        """For NAME, but for no address."""
        return self._once("name-only", "issuing", "x_name_only", EC)

    def wildcard(self):
        return self._once("wildcard", "issuing", "x_wildcard", EC)

    def for_clients(self):
        """Good, but for the other side of the connection."""
        return self._once("for-clients", "issuing", "x_client", EC)

    def unknown(self):
        """Of an authority that nobody has been told of."""
        if "stranger" not in self.issuers:
            self._root("stranger", "Boot Test Stranger", EC)
        return self._once("unknown", "stranger", "x_server", EC)

    def self_signed(self):
        if not os.path.exists(self.path("self-signed.pem")):
            self._root("self-signed", NAME, EC, "x_server")
        return "self-signed"

    def not_ca(self):
        """Issued by a certificate that is no authority's."""
        self._once("no-ca", "issuing", "x_server", EC, subject="Boot Test no-ca")
        self.issuers["no-ca"] = ["no-ca"] + self.issuers["issuing"]
        return self._once("not-ca", "no-ca", "x_server", EC)

    def sha1(self):
        return self._once("sha1", "issuing", "x_server", EC, digest="sha1")

    def rsa_1024(self):
        return self._once("rsa-1024", "issuing", "x_server", WEAK_RSA)

    def client(self):
        """What a client proves itself with."""
        return self._once("client", "issuing", "x_client", EC)

    # Signatures of files

    def signer(self, key="rsa", expired=False):
        """Who may sign code; (key) is "ecdsa" or "rsa"."""
        dates = {"start": PAST, "end": PAST + YEAR} if expired else {}
        return self._once("signer-%s%s" % (key, "-expired" if expired else ""), "issuing", "x_code",
                          EC if key == "ecdsa" else RSA, subject="Boot Test Signer", **dates)

    def sign(self, content, signer, *options):
        """The detached signature of (content), DER."""
        with open(self.path("content"), "wb") as out:
            out.write(content)
        return self._openssl("cms", "-sign", "-binary", "-in", "content", "-outform", "DER",
                             "-signer", signer + ".crt", "-inkey", signer + ".key",
                             "-certfile", "issuing.pem", *options)

    # Files

    def path(self, name):
        return os.path.join(self.folder, name)

    def chain(self, name):
        return self.path(name + ".pem")

    def key(self, name):
        return self.path(name + ".key")

    def read(self, name):
        with open(self.path(name), "rb") as f:
            return f.read()

    def root(self):
        """The anchor, PEM."""
        return self.read("root.crt")

    def der(self, name):
        return self._openssl("x509", "-in", self.path(name + ".crt"), "-outform", "DER")

    def key_der(self, name):
        return self._openssl("pkcs8", "-topk8", "-nocrypt", "-in", self.key(name),
                             "-outform", "DER")

    def firmware_trust(self):
        """QEMU's arguments: it hands OVMF the root, in a list that becomes the variable
        TlsCaCertificate."""
        der = self.der("root")
        with open(self.path("anchors"), "wb") as out:
            out.write(X509.bytes_le + struct.pack("<III", 28 + 16 + len(der), 0, 16 + len(der)) +
                      uuid.uuid4().bytes_le + der)
        return "-fw_cfg", "name=etc/edk2/https/cacerts,file=" + self.path("anchors")

    def pin(self, name):
        """The sha256 of the public key of certificate (name), hexadecimal."""
        der = self._openssl("pkey", "-in", self.key(name), "-pubout", "-outform", "DER")
        return hashlib.sha256(der).hexdigest()

    # How it is done

    def _write(self, name, text):
        with open(self.path(name), "w", encoding="ascii") as f:
            f.write(text)

    def _openssl(self, *args):
        done = subprocess.run([paths.tool("openssl"), *args], cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            raise Failure("openssl %s: %s" % (" ".join(args), done.stderr.decode()[-500:]))
        return done.stdout

    def _key(self, name, kind):
        self._openssl("genpkey", "-algorithm", kind[0], "-pkeyopt", kind[1],
                      "-out", self.key(name))

    def _root(self, name, subject, kind, extensions="x_ca"):
        """A certificate signed with its own key; .crt is the anchor, .pem what a server sends."""
        self._key(name, kind)
        self._openssl("req", "-new", "-x509", "-config", "openssl.cnf", "-extensions", extensions,
                      "-key", self.key(name), "-subj", "/CN=" + subject, "-days", "3650",
                      "-out", self.path(name + ".crt"))
        self._write(name + ".pem", self.read(name + ".crt").decode())
        self.issuers[name] = []

    def _once(self, name, *args, **options):
        if not os.path.exists(self.chain(name)):
            self._issue(name, *args, **options)
        return name

    def _issue(self, name, issuer, extensions, kind, start=NOW - YEAR, end=NOW + YEAR,
               digest="sha256", ca=False, subject=None):
        self._key(name, kind)
        subject = subject or ("Boot Test " + name if ca else NAME)
        self._openssl("req", "-new", "-config", "openssl.cnf", "-key", self.key(name),
                      "-subj", "/CN=" + subject, "-out", name + ".csr")
        self._openssl("ca", "-batch", "-notext", "-config", "openssl.cnf", "-in", name + ".csr",
                      "-extensions", extensions, "-md", digest,
                      "-cert", self.path(issuer + ".crt"), "-keyfile", self.key(issuer),
                      "-startdate", start.strftime("%Y%m%d%H%M%SZ"),
                      "-enddate", end.strftime("%Y%m%d%H%M%SZ"), "-out", name + ".crt")
        above = self.issuers[issuer]
        self._write(name + ".pem", "".join(self.read(n + ".crt").decode()
                                           for n in [name] + above))
        if ca:
            self.issuers[name] = [name] + above
