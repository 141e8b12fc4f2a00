# SPDX-License-Identifier: BSD-2-Clause
"""A web server that takes forms, plain and by TLS, in threads of the story.

Every request is kept in (seen). Paths: /303, /307, /308 lead to /register;
/lost closes the connection without an answer; /none answers 204; anything
else answers with a script that repeats what it was told.
"""

import collections
import http.server
import ssl
import threading
import urllib.parse

from . import netns

Request = collections.namedtuple("Request", "method path fields headers")

SCRIPT = "#!ipxe\necho REGISTERED-%s.\n"


class FormServer:
    def __init__(self, port, pem=None, key=None):
        self.seen = []
        seen = self.seen

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def take(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                url = urllib.parse.urlsplit(self.path)
                pairs = urllib.parse.parse_qsl(body.decode() or url.query,
                                               keep_blank_values=True, strict_parsing=True)
                seen.append(Request(self.command, url.path, dict(pairs), dict(self.headers)))
                if url.path == "/lost":
                    self.close_connection = True
                    return
                if url.path[1:] in ("303", "307", "308"):
                    self.answer(int(url.path[1:]), b"", "/register")
                elif url.path == "/none":
                    self.answer(204)
                else:
                    name = dict(pairs).get("name", "nobody")
                    self.answer(200, (SCRIPT % (self.command + "-" + name)).encode())

            def do_GET(self):
                self.take() if "?" in self.path else self.plain()

            def plain(self):
                seen.append(Request("GET", self.path, {}, dict(self.headers)))
                self.answer(200, (SCRIPT % "GET-nobody").encode())

            do_POST = do_PUT = take

            def answer(self, status, body=b"", location=None):
                self.send_response(status)
                if location:
                    self.send_header("Location", location)
                if status != 204:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer((netns.SERVER, port), Handler)
        server.daemon_threads = True
        if pem:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pem, key)
            server.socket = context.wrap_socket(server.socket, server_side=True,
                                                do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def at(self, path):
        """The requests for (path)."""
        return [r for r in self.seen if r.path == path]
