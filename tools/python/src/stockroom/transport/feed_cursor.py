"""Where a subscription stands in the feed, and how much it may still be sent."""

from __future__ import annotations

import time
from collections import deque

from ..errors import ConnectionLost, ProtocolError, StockroomError
from ..model.feed import FeedEvent
from ..model.frames import Ended, Events, Subscribe
from ..model.pieces import FeedPosition
from ..server_errors import ShuttingDown
from .retrying import Clock
from .session import FeedItem

CREDIT = 1_024
"""Events that the server may send ahead, unless stated."""


class FeedCursor:
    """Goes through the feed event by event, whatever happens to the connections.

    - `position`: behind the last event that was taken; to resume from
    - `is_over`: nothing more is to be expected
    """

    def __init__(
        self,
        position: FeedPosition,
        credit: int,
        retry_for: float,
        clock: Clock = time.monotonic,
    ) -> None:
        if credit < 1:
            raise ValueError(f"a credit of {credit} events: without any, none comes")
        self.position = position
        self.is_over = False
        self._credit = credit
        self._window = credit
        self._granted = 0
        self._events: deque[FeedEvent] = deque()
        self._next = position
        self._retry_for = retry_for
        self._clock = clock
        self._deadline: float | None = None

    def deadline(self) -> float:
        """When to give up, if no event comes until then: so long after the feed was interrupted."""
        if self._deadline is None:
            self._deadline = self._clock() + self._retry_for
        return self._deadline

    def begin(self, credit_max: int) -> Subscribe:
        """What to subscribe to on a new connection. Events that were not taken will come again."""
        self._events.clear()
        self._next = self.position
        self._window = min(self._credit, credit_max)
        self._granted = self._window
        return Subscribe(self.position, self._granted)

    def accept(self, item: FeedItem) -> bool:
        """Takes what came. Returns whether to subscribe again, on another connection.

        Raises the error that came, if it is over, and `ProtocolError` if the events do not follow
        on each other.
        """
        match item:
            case Events():
                self._accept_events(item)
                self._deadline = None
            case Ended():
                self.is_over = True
            case ConnectionLost() | ShuttingDown() if self._clock() <= self.deadline():
                return True
            case StockroomError():
                self.is_over = True
                raise item
        return False

    def take(self) -> FeedEvent | None:
        """The next event; None: it has not come yet."""
        if not self._events:
            return None
        event = self._events.popleft()
        self.position = FeedPosition(self._next.incarnation, event.sequence)
        self._granted -= 1
        return event

    def credit_due(self) -> int:
        """Events to grant now, 0: none. It counts as granted.

        Credit is given back for events that were taken, in halves of the window: so no more wait
        in memory than the window, and the server need not wait for a round trip.
        """
        due = self._window - self._granted
        if due * 2 < self._window:
            return 0
        self._granted += due
        return due

    def _accept_events(self, frame: Events) -> None:
        expected = self._next.sequence
        for event in frame.events:
            expected += 1
            if event.sequence != expected:
                self.is_over = True
                raise ProtocolError(f"event {event.sequence} instead of {expected}", 44)
        self._events.extend(frame.events)
        self._next = frame.next
        if not self._events:
            self.position = frame.next
