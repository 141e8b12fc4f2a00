# SPDX-License-Identifier: BSD-2-Clause
"""Servers that misbehave on purpose, in threads of the story: HTTP and TFTP.

A behaviour is a function; the route table of a server says which name gets
which. Each request is written to the server's log with its header fields.
"""

import os
import socket
import struct
import threading
import time

from . import netns

HOLD = 600  # seconds a stalled connection is kept open

# HTTP behaviours: called with the connected socket and the request


def status(code, reason="", body=b"no\n"):
    def answer(conn, request):
        head = "HTTP/1.1 %d %s\r\nContent-Length: %d\r\n\r\n" % (code, reason, len(body))
        conn.sendall(head.encode() + (b"" if request.method == "HEAD" else body))
        return True
    return answer


def redirect(location, code=302):
    def answer(conn, request):
        del request
        conn.sendall(("HTTP/1.1 %d Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                      % (code, location)).encode())
        return True
    return answer


def body(content, length=None):
    """A well-formed answer; (length) lies about the size when given."""
    def answer(conn, request):
        del request
        _head(conn, len(content) if length is None else length)
        conn.sendall(content)
        return length is None
    return answer


def stall(content, after):
    """Announce everything, send (after) bytes, then keep the connection open in silence."""
    def answer(conn, request):
        del request
        _head(conn, len(content))
        conn.sendall(content[:after])
        time.sleep(HOLD)
        return False
    return answer


def close_early(content, after, reset=False):
    """Announce everything, send (after) bytes, then close (or reset) the connection."""
    def answer(conn, request):
        del request
        _head(conn, len(content))
        conn.sendall(content[:after])
        if reset:
            conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
    return answer


def chunked(content, size=1000, finish=True):
    """Chunks with an extension and a trailer; (finish) False leaves out the last chunk."""
    def answer(conn, request):
        del request
        conn.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for at in range(0, len(content), size):
            part = content[at:at + size]
            conn.sendall(b"%x;n=v\r\n" % len(part) + part + b"\r\n")
        if finish:
            conn.sendall(b"0\r\nX-Trailer: yes\r\n\r\n")
        return finish
    return answer


def no_length(content):
    """HTTP/1.0 style: the end of the connection is the end of the file."""
    def answer(conn, request):
        del request
        conn.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + content)
        return False
    return answer


def endless(content):
    """No length, and (content) again and again for as long as the client takes it."""
    def answer(conn, request):
        del request
        conn.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            conn.sendall(content)
    return answer


def slow(content, rate):
    """(rate) bytes per second."""
    def answer(conn, request):
        del request
        _head(conn, len(content))
        step = max(1, rate // 10)
        for at in range(0, len(content), step):
            conn.sendall(content[at:at + step])
            time.sleep(0.1)
        return True
    return answer


def silence(conn, request):
    """Take the request and never answer."""
    del conn, request
    time.sleep(HOLD)
    return False


def garbage(conn, request):
    """Not HTTP at all."""
    del request
    conn.sendall(b"SSH-2.0-OpenSSH_9.2\r\n" * 20)
    return False


def _head(conn, length):
    conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % length)


class Request:
    def __init__(self, head):
        self.time = time.time()
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.target = (lines[0].split(" ") + ["", ""])[:2]
        self.fields = dict((k.strip().lower(), v.strip()) for k, _, v in
                           (line.partition(":") for line in lines[1:] if ":" in line))


class HttpServer:
    """(routes): {"/path": behaviour}; "*" is the rest, default 404."""

    def __init__(self, logfile, routes, port=8080, address=netns.SERVER):
        self.routes = routes
        self.requests = []
        self.log = open(logfile, "a", encoding="utf-8", buffering=1)
        self.sock = socket.create_server((address, port), backlog=16)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            conn, peer = self.sock.accept()
            threading.Thread(target=self._serve, args=(conn, peer), daemon=True).start()

    def _serve(self, conn, peer):
        rest = b""
        try:
            while True:
                while b"\r\n\r\n" not in rest:
                    data = conn.recv(4096)
                    if not data:
                        return
                    rest += data
                head, _, rest = rest.partition(b"\r\n\r\n")
                request = Request(head)
                self.requests.append(request)
                self.log.write("%.3f %s %s %s %r\n" % (time.time(), peer[0], request.method,
                                                       request.target, request.fields))
                act = self.routes.get(request.target, self.routes.get("*", status(404)))
                if not act(conn, request):
                    return
        except OSError as error:
            self.log.write("%.3f %s: %s\n" % (time.time(), peer[0], error))
        finally:
            conn.close()

    def asked(self, target):
        return [r for r in self.requests if r.target == target]


# TFTP (RFC 1350, 2347, 2348, 2349): one thread per request, one block per round trip

RRQ, DATA, ACK, ERROR, OACK = 1, 3, 4, 5, 6


class TftpFile:
    """(content) with the troubles named: (stall_after) block, (gone_after) block: its port closes,
    (lose_oack) times, (twice) each block sent, (error) = (code, text), (silent), (no_options),
    (says) the size it announces."""

    def __init__(self, content=b"", **troubles):
        self.content = content
        for name in ("stall_after", "gone_after", "lose_oack", "twice", "error", "silent",
                     "no_options", "says"):
            setattr(self, name, troubles.pop(name, None))
        assert not troubles, troubles


class TftpServer:
    """(files): {"name": TftpFile}; anything else is answered with error 1."""

    def __init__(self, logfile, files, port=69, address=netns.SERVER):
        self.files = files
        self.address = address
        self.log = open(logfile, "a", encoding="utf-8", buffering=1)
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind((address, port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            data, peer = self.sock.recvfrom(2048)
            if len(data) > 2 and struct.unpack(">H", data[:2])[0] == RRQ:
                threading.Thread(target=self._serve, args=(data, peer), daemon=True).start()

    def _serve(self, data, peer):
        words = data[2:].split(b"\0")
        name = words[0].decode("latin-1").lstrip("/")
        options = {k.decode("latin-1").lower(): v.decode("latin-1")
                   for k, v in zip(words[2::2], words[3::2])}
        self.log.write("%.3f %s:%d RRQ %s %r\n" % (time.time(), *peer, name, options))
        file = self.files.get(name, TftpFile(error=(1, "File not found")))
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind((self.address, 0))
        sock.connect(peer)
        if file.silent:
            time.sleep(HOLD)
            return
        if file.error:
            code, text = file.error
            sock.send(struct.pack(">HH", ERROR, code) + text.encode() + b"\0")
            return
        try:
            self._send(sock, file, options)
        except OSError as error:
            self.log.write("%.3f %s: %s\n" % (time.time(), name, error))

    def _send(self, sock, file, options):
        size, granted = 512, b""
        if not file.no_options:
            if "blksize" in options:
                size = min(int(options["blksize"]), 1468)
                granted += b"blksize\0%d\0" % size
            if "tsize" in options:
                granted += b"tsize\0%d\0" % (file.says or len(file.content))
        if granted and file.lose_oack:
            file.lose_oack -= 1
            return
        if granted and not self._exchange(sock, struct.pack(">H", OACK) + granted, 0):
            return
        for block in range(1, len(file.content) // size + 2):
            if file.stall_after is not None and block > file.stall_after:
                self.log.write("%.3f stalling after block %d\n" % (time.time(), block - 1))
                time.sleep(HOLD)  # with the port open: a closed one says so by ICMP
                return
            if file.gone_after is not None and block > file.gone_after:
                self.log.write("%.3f gone after block %d\n" % (time.time(), block - 1))
                sock.close()
                return
            part = file.content[(block - 1) * size:block * size]
            packet = struct.pack(">HH", DATA, block & 0xffff) + part
            if file.twice:
                sock.send(packet)
            if not self._exchange(sock, packet, block & 0xffff):
                return

    @staticmethod
    def _exchange(sock, packet, block):
        """Send (packet) until block (block) is acknowledged."""
        for _ in range(5):
            sock.send(packet)
            deadline = time.monotonic() + 1
            while True:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                sock.settimeout(left)
                try:
                    answer = sock.recv(2048)
                except socket.timeout:
                    break
                if len(answer) < 4:
                    continue
                kind, number = struct.unpack(">HH", answer[:4])
                if kind == ERROR:
                    return False
                if kind == ACK and number == block:
                    return True
        return False


def pattern(size, seed=1):
    """(size) bytes that repeat nowhere at block or chunk boundaries."""
    out = bytearray()
    while len(out) < size:
        out += struct.pack("<IQ", seed, len(out)) * 3 + os.fsencode("%d" % len(out))
    return bytes(out[:size])
