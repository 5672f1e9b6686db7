"""Keeps a connection to a server, and makes another one when it has ended."""

from __future__ import annotations

import asyncio
import time

from ..errors import ClientClosed, StockroomError
from ..transport.opening import ATTEMPT_SECONDS_MAX, attempt_seconds
from ..transport.peer import Peer
from ..transport.retrying import Backoff, may_connect_again
from .connection import Connection, open_connection


class Link:
    """The connection of a client, for any number of tasks of one loop."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._current: Connection | None = None
        self._attempt: asyncio.Task[Exception | None] | None = None
        self._has_tried = False
        self._backoff = Backoff()
        self._closed = False

    async def connection(self, deadline: float) -> Connection:
        """The connection, a new one if need be. After the first, no attempt begins too late.

        Raises `ConnectionFailed` if none succeeds, `ClientClosed`, and what the server sends
        instead of a welcome and would send again.
        """
        while not self._closed:
            if self._current is not None and self._current.session.takes_requests:
                return self._current
            # All tasks that want a connection wait for the same attempt.
            if self._attempt is None:
                self._attempt = asyncio.create_task(self._try())
            attempt = self._attempt
            seconds = attempt_seconds(deadline - time.monotonic())
            await asyncio.wait([attempt], timeout=seconds)
            if self._closed:
                break
            error = attempt.result() if attempt.done() else TimeoutError("no welcome in time")
            if error is not None and not may_connect_again(error):
                raise error
            if error is not None and time.monotonic() > deadline:
                raise self._peer.failed(error) from error
        raise ClientClosed

    async def wait(self, seconds: float) -> None:
        """Waits. Raises `ClientClosed` when that has happened meanwhile."""
        if seconds > 0:
            await asyncio.sleep(seconds)
        if self._closed:
            raise ClientClosed

    async def close(self) -> None:
        """Ends it. Whoever waits for an answer gets an error."""
        self._closed = True
        if self._attempt is not None:
            self._attempt.cancel()
            await asyncio.wait([self._attempt])
        if self._current is not None:
            self._current.close("the client was closed")
            await self._current.wait_closed()

    async def _try(self) -> Exception | None:
        """One attempt. Its error is returned: several tasks may wait for it, or none any more."""
        try:
            if self._has_tried:
                await asyncio.sleep(self._backoff.next_seconds())
            self._has_tried = True
            self._current = await open_connection(self._peer, ATTEMPT_SECONDS_MAX)
            self._backoff.reset()
        except (OSError, StockroomError) as error:
            return error
        else:
            return None
        finally:
            self._attempt = None
