"""Keeps a connection to a server, and makes another one when it has ended."""

from __future__ import annotations

import threading
import time

from ..errors import ClientClosed, ConnectionFailed
from ..transport.opening import attempt_seconds
from ..transport.retrying import Backoff, may_connect_again
from .connection import Connection, open_connection


class Link:
    """The connection of a client, for any number of threads."""

    def __init__(self, host: str, port: int, principal: int, answer_timeout: float) -> None:
        self._host = host
        self._port = port
        self._principal = principal
        self._answer_timeout = answer_timeout
        self._connection: Connection | None = None
        self._connecting = threading.Lock()
        self._backoff = Backoff()
        self._closed = threading.Event()

    def connection(self, deadline: float) -> Connection:
        """The connection, a new one if need be. No attempt begins after the deadline.

        Raises `ConnectionFailed` if none succeeds, `ClientClosed`, and what the server sends
        instead of a welcome and would send again.
        """
        current = self._connection
        if current is not None and current.session.takes_requests:
            return current
        if not self._connecting.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise self._failed("another thread still tries to connect")
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
        connection = self._connection
        if connection is not None:
            connection.close("the client was closed")

    def _connected(self, deadline: float) -> Connection:
        """Called by one thread at a time."""
        current = self._connection
        if current is not None and current.session.takes_requests:
            return current
        # The first connection is opened at once; what follows on one that has ended waits, but not
        # so long that the caller would not get an attempt of his own.
        seconds = 0.0 if current is None else self._backoff.next_seconds()
        seconds = min(seconds, max(0.0, deadline - time.monotonic()))
        while True:
            self.wait(seconds)
            try:
                self._connection = open_connection(
                    self._host,
                    self._port,
                    self._principal,
                    attempt_seconds(deadline - time.monotonic()),
                    self._answer_timeout,
                )
            except Exception as error:
                seconds = self._backoff.next_seconds()
                if not may_connect_again(error):
                    raise
                if time.monotonic() + seconds > deadline:
                    raise self._failed(str(error)) from error
            else:
                self._backoff.reset()
                if self._closed.is_set():
                    self.close()
                    raise ClientClosed
                return self._connection

    def _failed(self, why: str) -> ConnectionFailed:
        return ConnectionFailed(
            f"no connection to {self._host}:{self._port} ({why}): see whether the server runs "
            "there, and try again"
        )
