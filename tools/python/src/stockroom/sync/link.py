"""Keeps a connection to a server, and makes another one when it has ended."""

from __future__ import annotations

import threading
import time

from ..errors import ClientClosed, StockroomError
from ..transport.opening import attempt_seconds
from ..transport.peer import Peer
from ..transport.retrying import Backoff, may_connect_again
from .connection import Connection, open_connection


class Link:
    """The connection of a client, for any number of threads."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._current: Connection | None = None
        self._connecting = threading.Lock()
        self._backoff = Backoff()
        self._closed = threading.Event()

    def connection(self, deadline: float) -> Connection:
        """The connection, a new one if need be. After the first, no attempt begins too late.

        Raises `ConnectionFailed` if none succeeds, `ClientClosed`, and what the server sends
        instead of a welcome and would send again.
        """
        current = self._current
        if current is not None and current.session.takes_requests:
            return current
        if not self._connecting.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise self._peer.failed("another thread still tries")
        try:
            return self._connected(deadline)
        finally:
            self._connecting.release()

    def wait(self, seconds: float) -> None:
        """Waits. Raises `ClientClosed` when that happens meanwhile."""
        if self._closed.wait(seconds):
            raise ClientClosed

    def close(self) -> None:
        """Ends it. Whoever waits for an answer gets an error."""
        self._closed.set()
        if self._current is not None:
            self._current.close("the client was closed")

    def _connected(self, deadline: float) -> Connection:
        """Called by one thread at a time."""
        current = self._current
        if current is not None and current.session.takes_requests:
            return current
        # The first connection is opened at once; what follows on one that has ended waits, but not
        # so long that the caller would not get an attempt of his own.
        seconds = 0.0 if current is None else self._backoff.next_seconds()
        seconds = min(seconds, max(0.0, deadline - time.monotonic()))
        while True:
            self.wait(seconds)
            try:
                attempt = attempt_seconds(deadline - time.monotonic())
                self._current = open_connection(self._peer, attempt)
            except (OSError, StockroomError) as error:
                if not may_connect_again(error):
                    raise
                seconds = self._backoff.next_seconds()
                if time.monotonic() + seconds > deadline:
                    raise self._peer.failed(error) from error
            else:
                self._backoff.reset()
                self.wait(0.0)  # It may have been closed meanwhile.
                return self._current
