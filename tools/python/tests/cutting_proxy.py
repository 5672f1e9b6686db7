"""Stands between a client and a server, and cuts connections where it hurts."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from types import TracebackType

from stockroom.model.frames import Opcode
from stockroom.transport.splitter import FrameSplitter


class CuttingProxy:
    """Passes frames on. The first few answers to commands are kept back, and the connection cut.

    So the server has executed the command, and the client does not know.

    - `cuts_left`: how many answers are still to be kept back
    """

    def __init__(self, host: str, port: int, cuts: int) -> None:
        self.cuts_left = cuts
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._socks: list[socket.socket] = []

    def __enter__(self) -> CuttingProxy:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._listener.close()
        for sock in self._socks:
            _cut(sock)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                self._socks += (client, server)
                for source, target in ((client, server), (server, client)):
                    threading.Thread(
                        target=self._pass_on, args=(source, target), daemon=True
                    ).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            for frame in _frames(source):
                if self.cuts_left and frame[5] in (Opcode.ANSWER, Opcode.ANSWERS):
                    self.cuts_left -= 1
                    break
                target.sendall(frame)
        _cut(source)
        _cut(target)


def _frames(sock: socket.socket) -> Iterator[bytes]:
    splitter = FrameSplitter(1 << 25)
    while data := sock.recv(1 << 16):
        splitter.feed(data)
        while (frame := splitter.next_frame()) is not None:
            yield frame


def _cut(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()
