# SPDX-License-Identifier: BSD-2-Clause
"""Python's http.server with several ports, with and without TLS.

usage: pythonserver.py FOLDER ADDRESS PORT,PROTOCOLS,PEM,KEY...

PROTOCOLS: "" for plain HTTP, else "1.2", "1.3" or both with a blank.
"""

import functools
import http.server
import ssl
import sys
import threading

VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


def site(handler, address, text):
    port, protocols, pem, key = text.split(",")
    server = http.server.ThreadingHTTPServer((address, int(port)), handler)
    if protocols:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        versions = [VERSIONS[word] for word in protocols.split()]
        context.minimum_version, context.maximum_version = min(versions), max(versions)
        context.load_cert_chain(pem, key)
        # the handshake belongs to the thread of the connection, not to the one that accepts
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
    return server


def main(folder, address, *sites):
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    for server in [site(handler, address, text) for text in sites]:
        threading.Thread(target=server.serve_forever).start()


main(*sys.argv[1:])
