"""A subscription to the feed."""

from __future__ import annotations

import queue
import time
from dataclasses import dataclass
from types import TracebackType

from ..errors import NotSent
from ..model.feed import FeedEvent
from ..model.pieces import FeedPosition
from ..transport.feed_cursor import FeedCursor
from ..transport.session import FeedItem
from .connection import Connection
from .link import Link


@dataclass(frozen=True, slots=True)
class _Stream:
    """The subscription on one connection."""

    connection: Connection
    inbox: queue.SimpleQueue[FeedItem]
    subscription: int


class Subscription:
    """Iterates over the events of the feed, in order, each once. For one thread at a time.

    A connection that is lost is made again, and the subscription goes on behind the last event. It
    ends when it is closed, which another thread may do. Iterating raises

    - `FeedTrimmed`, `OtherIncarnation`: the position means nothing any more
    - `ConnectionFailed`: the feed was interrupted for longer than the client tries
    - `ClientClosed`, and any other `ServerError`
    """

    def __init__(self, link: Link, cursor: FeedCursor) -> None:
        self._link = link
        self._cursor = cursor
        self._stream: _Stream | None = None

    @property
    def position(self) -> FeedPosition:
        """Behind the last event that was given out: where to resume once that one is processed."""
        return self._cursor.position

    def __iter__(self) -> Subscription:
        return self

    def __next__(self) -> FeedEvent:
        event = self._next(None)
        if event is None:
            raise StopIteration
        return event

    def poll(self, seconds: float) -> FeedEvent | None:
        """The next event; None: it has not come within so many seconds, or there is none any more.

        Connecting again may take longer, as long as the client tries.
        """
        return self._next(time.monotonic() + seconds)

    def close(self) -> None:
        """Ends the subscription."""
        self._cursor.is_over = True
        if self._stream is not None:
            self._stream.connection.unsubscribe(self._stream.subscription)

    def __enter__(self) -> Subscription:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _next(self, until: float | None) -> FeedEvent | None:
        while not self._cursor.is_over:
            if self._stream is None:
                self._stream = self._begin()
            event = self._cursor.take()
            if event is not None:
                self._give_credit(self._stream)
                return event
            try:
                seconds = None if until is None else max(0.0, until - time.monotonic())
                item = self._stream.inbox.get(timeout=seconds)
            except queue.Empty:
                return None
            if self._cursor.accept(item):
                self._stream = None
        return None

    def _begin(self) -> _Stream:
        deadline = self._cursor.deadline()
        while True:
            connection = self._link.connection(deadline)
            inbox: queue.SimpleQueue[FeedItem] = queue.SimpleQueue()
            credit_max = connection.session.welcome.limits.credit_max
            try:
                subscription = connection.subscribe(self._cursor.begin(credit_max), inbox)
            except NotSent:
                # It has ended meanwhile. The link knows by now that it has to make another one.
                if time.monotonic() > deadline:
                    raise
            else:
                return _Stream(connection, inbox, subscription)

    def _give_credit(self, stream: _Stream) -> None:
        credit = self._cursor.credit_due()
        if credit:
            stream.connection.grant(stream.subscription, credit)
