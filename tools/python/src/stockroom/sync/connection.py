"""One connection, read by a thread of its own."""

from __future__ import annotations

import contextlib
import queue
import selectors
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import TypeVar

from ..errors import ProtocolError, StockroomError
from ..model.frames import Body, Extras, Subscribe
from ..requests import Request
from ..transport.keepalive import Keepalive
from ..transport.opening import hello_frame, welcome_of
from ..transport.peer import Peer
from ..transport.session import FeedItem, Session, lost, unreadable
from ..transport.splitter import FrameSplitter

T = TypeVar("T")

_CHUNK_BYTES = 1 << 16


class Connection:
    """A connection that is open, for any number of threads."""

    def __init__(self, sock: socket.socket, session: Session, answer_timeout: float) -> None:
        limits = session.welcome.limits
        self.session = session
        self._sock = sock
        # A server that takes nothing for so long would not answer in time either.
        self._sock.settimeout(answer_timeout)
        self._answer_timeout = answer_timeout
        self._keepalive = Keepalive(
            limits.idle_milliseconds / 1_000, answer_timeout, time.monotonic()
        )
        self._sending = threading.Lock()
        self._reader = threading.Thread(target=self._read, name="stockroom-reader", daemon=True)
        self._reader.start()

    def call(self, request: Request[T], extras: Extras) -> Body:
        """Sends a request and waits for its answer.

        Raises the `ServerError` that comes instead, `NotSent` if the connection had ended before,
        `ConnectionLost` if it ends while waiting, and what `Session.request` raises.
        """
        reply: Future[Body] = Future()
        self._send(self.session.request(request, extras, reply))
        try:
            return reply.result(self._answer_timeout)
        except FutureTimeout:
            self.close(f"no answer within {self._answer_timeout} s")
            return reply.result()

    def subscribe(self, subscribe: Subscribe, inbox: queue.SimpleQueue[FeedItem]) -> int:
        """Begins a subscription and returns its id. What comes goes to the inbox.

        Raises `NotSent` if the connection had ended before.
        """
        subscription, frame = self.session.subscribe(subscribe, inbox)
        self._send(frame)
        return subscription

    def grant(self, subscription: int, credit: int) -> None:
        """Lets so many events more be pushed."""
        self._send(self.session.credit(subscription, credit))

    def unsubscribe(self, subscription: int) -> None:
        """Ends a subscription. Its inbox gets a last frame."""
        self._send(self.session.unsubscribe(subscription))

    def close(self, why: str) -> None:
        """Ends it. Whoever waits for an answer gets `ConnectionLost`."""
        self.session.fail(lost(why))
        with contextlib.suppress(OSError):  # It may have ended already.
            self._sock.shutdown(socket.SHUT_RDWR)  # This wakes the reader, which closes the socket.

    def _send(self, frame: bytes) -> None:
        """Sends a frame. When that fails, whoever waits for something learns it."""
        try:
            with self._sending:
                self._sock.sendall(frame)
        except OSError as error:
            self.close(str(error))
        else:
            self._keepalive.sent(time.monotonic())

    def _read(self) -> None:
        """What the reader does until the connection ends."""
        end: Callable[[], StockroomError] | None = None
        try:
            self.session.receive()
            with selectors.DefaultSelector() as selector:
                selector.register(self._sock, selectors.EVENT_READ)
                while not self.session.is_over:
                    self._keep_alive()
                    if not selector.select(self._keepalive.seconds_left(time.monotonic())):
                        continue
                    data = self._sock.recv(_CHUNK_BYTES)
                    if not data:
                        break
                    self._keepalive.received()
                    self.session.receive(data)
        except OSError as error:
            end = lost(str(error))
        except ProtocolError as error:
            end = unreadable(error)
        finally:
            self.session.fail(end or lost(self.session.why_closed))
            self._sock.close()

    def _keep_alive(self) -> None:
        now = time.monotonic()
        if self._keepalive.is_dead(now):
            raise TimeoutError("nothing came back, not even for a ping")
        # Whoever sends now shows as well that the client is there, and the reader must not wait.
        if self._keepalive.ping_due(now) and not self._sending.locked():
            self._send(self.session.ping())


def open_connection(peer: Peer, seconds: float) -> Connection:
    """Connects, and says hello, within so many seconds.

    Raises `OSError` if nobody is there, and what `welcome_of` raises.
    """
    deadline = time.monotonic() + seconds
    sock = socket.create_connection((peer.host, peer.port), seconds)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.sendall(hello_frame(peer.principal))
        splitter = FrameSplitter()
        while (welcome := welcome_of(splitter)) is None:
            sock.settimeout(max(0.001, deadline - time.monotonic()))
            data = sock.recv(_CHUNK_BYTES)
            if not data:
                raise ConnectionError("the server closed it before it said hello")
            splitter.feed(data)
        return Connection(sock, Session(welcome, splitter), peer.answer_timeout)
    except BaseException:
        sock.close()
        raise
