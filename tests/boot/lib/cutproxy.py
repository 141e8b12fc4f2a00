# SPDX-License-Identifier: BSD-2-Clause
"""A TCP proxy that breaks connections at chosen bytes: in front of a server of the story.

The bytes that go to the machine are counted over all connections. Restrictions: a
cut is exact to the byte while one connection is open; several share the count.
"""

import random
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
            server = socket.create_connection((netns.SERVER, self.upstream))
            threading.Thread(target=self._requests, args=(conn, server), daemon=True).start()
            threading.Thread(target=self._answers, args=(conn, server), daemon=True).start()

    @staticmethod
    def _requests(conn, server):
        try:
            while data := conn.recv(PIECE):
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the other thread has cut it

    def _answers(self, conn, server):
        try:
            while data := server.recv(PIECE):
                if not self._pass(conn, data):
                    break
            else:
                conn.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the machine has closed it
        finally:
            server.close()

    def _pass(self, conn, data):
        """Hand (data) on; False after a cut."""
        with self.lock:
            size = len(data)
            cut = self.left and self.passed + size >= self.left[0]
            if cut:
                place = self.left.pop(0)
                size = place - self.passed
                action = self.actions[place]
            self.passed += size
        conn.sendall(data[:size])
        if not cut:
            return True
        if action:
            action()
        # linger 0: close() sends a reset
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        conn.close()
        return False
