# SPDX-License-Identifier: BSD-2-Clause
"""A TCP proxy that breaks connections at chosen bytes: in front of a server of the story.

The bytes that go to the machine are counted over all connections. Restrictions: a
cut is exact to the byte while one connection is open; several share the count.
"""

import random
import select
import socket
import struct
import threading

from . import netns

PIECE = 65536  # bytes


class CutProxy:
    """Listens on (port) for the server's port 80. (cuts): byte counts at which the connection
    that reaches them is reset; {count: function} calls the function before that."""

    def __init__(self, port, cuts, upstream=80):
        self.upstream = upstream
        self.actions = dict(cuts) if isinstance(cuts, dict) else dict.fromkeys(cuts)
        self.left = sorted(self.actions)
        self.passed = 0
        self.connections = 0
        self.lock = threading.Lock()
        self.sock = socket.create_server((netns.SERVER, port), backlog=16)
        threading.Thread(target=self._accept, daemon=True).start()

    @staticmethod
    def places(count, size, seed):
        """(count) random places in a file of (size) bytes."""
        return sorted(random.Random(seed).sample(range(1000, size), count))

    def _accept(self):
        while True:
            conn, _ = self.sock.accept()
            self.connections += 1
            threading.Thread(target=self._serve, args=(conn,), daemon=True).start()

    def _serve(self, conn):
        """One thread for both directions: a socket that another one reads is not closed."""
        with conn, socket.create_connection((netns.SERVER, self.upstream)) as server:
            try:
                while self._carry(conn, server):
                    pass
            except OSError:
                pass  # one of the two has closed it

    def _carry(self, conn, server):
        """Carry what has come; False at an end."""
        for ready in select.select([conn, server], [], [])[0]:
            data = ready.recv(PIECE)
            if not data:
                return False
            if ready is conn:
                server.sendall(data)
            elif not self._answer(conn, data):
                return False
        return True

    def _answer(self, conn, data):
        """Hand (data) on to the machine; False after a cut."""
        with self.lock:
            cut = self.left and self.passed + len(data) >= self.left[0]
            place = self.left.pop(0) if cut else self.passed + len(data)
            data = data[:place - self.passed]
            self.passed = place
        conn.sendall(data)
        if not cut:
            return True
        if self.actions[place]:
            self.actions[place]()
        # linger 0: close() sends a reset
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
