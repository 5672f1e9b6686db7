"""A server that says what a test tells it to."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import TypeAlias, TypeVar

from stockroom.model.frames import (
    Answer,
    Body,
    Error,
    Frame,
    Hello,
    Limits,
    Welcome,
)
from stockroom.model.outcomes import Done
from stockroom.server_errors import ServerError
from stockroom.transport.splitter import FrameSplitter
from stockroom.wire.frames import decode_frame, encode_frame

B = TypeVar("B")

WAIT_SECONDS = 5.0
"""How long a test waits for what has to come at once."""


class Peer:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, server: FakeServer) -> None:
        self._sock = sock
        self._server = server
        self._splitter = FrameSplitter(1 << 25)

    def welcome(self, limits: Limits = Limits()) -> None:
        """Answers the hello of the client."""
        hello = self.receive()
        assert isinstance(hello.body, Hello)
        self.send(hello, Welcome(sequence=0, incarnation=1, time=0, limits=limits))

    def receive(self) -> Frame:
        """The next frame of the client. Raises `EOFError` when it has closed."""
        while (data := self._splitter.next_frame()) is None:
            chunk = self._sock.recv(1 << 16)
            if not chunk:
                raise EOFError
            self._splitter.feed(chunk)
        self._server.received.append(data)
        return decode_frame(data)

    def send(self, to: Frame, body: Body) -> None:
        """Answers a frame."""
        self.send_bytes(encode_frame(Frame(to.request_id, body)))

    def send_error(self, to: Frame, error: ServerError, sequence: int = 0) -> None:
        """Answers a frame with an error."""
        self.send(to, Error(sequence, error))

    def send_bytes(self, data: bytes) -> None:
        """Sends whatever it is."""
        self._sock.sendall(data)

    def answer_all(self, outcome_sequence: int = 1) -> None:
        """Accepts every command that comes, until the client closes."""
        while True:
            self.send(self.receive(), Answer(outcome_sequence, Done()))


Script: TypeAlias = Callable[[Peer], None]
"""What the server does on one connection, which ends with it."""


class FakeServer:
    """Listens on a port of its own. Each connection gets the next script, or the last one again.

    - `received`: the bytes of all frames that came, on all connections
    - `connections`: how many there were
    """

    def __init__(self, *scripts: Script) -> None:
        self.received: list[bytes] = []
        self.connections = 0
        self._scripts = scripts
        self._failures: list[BaseException] = []
        self._socks: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> FakeServer:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in self._socks:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(WAIT_SECONDS)
        if error is None and self._failures:
            raise self._failures[0]

    def bodies(self, kind: type[B]) -> list[B]:
        """The bodies of this kind that came, in order."""
        frames = [decode_frame(data).body for data in list(self.received)]
        return [body for body in frames if isinstance(body, kind)]

    def frames(self, kind: type[Body]) -> list[Frame]:
        """The frames with a body of this kind that came, in order."""
        frames = [decode_frame(data) for data in list(self.received)]
        return [frame for frame in frames if isinstance(frame.body, kind)]

    def wait_for(self, kind: type[Body], count: int) -> None:
        """Waits until so many frames with a body of this kind have come."""
        deadline = time.monotonic() + WAIT_SECONDS
        while len(self.frames(kind)) < count:
            assert time.monotonic() < deadline, f"no {count} {kind.__name__} came"
            time.sleep(0.005)

    def _start(self, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            script = self._scripts[min(self.connections, len(self._scripts) - 1)]
            self.connections += 1
            self._socks.append(sock)
            self._start(partial(self._serve, sock, script))

    def _serve(self, sock: socket.socket, script: Script) -> None:
        with sock:
            try:
                script(Peer(sock, self))
            except (EOFError, OSError):
                pass  # The client has closed.
            except BaseException as error:
                self._failures.append(error)
