"""Ids that grow with time."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from uuid import UUID

_RANDOM_BITS = 74
_STEP_BITS = 32
_VERSION_7 = 7 << 76
_VARIANT = 2 << 62
_LOW_BITS = 62


def _now_milliseconds() -> int:
    return time.time_ns() // 1_000_000


class IdMaker:
    """Makes ids of UUID version 7, each greater than the one before. For any number of threads.

    Within a millisecond, and when the clock goes back, the random part of the id before grows by a
    random step. Ids that grow are cheaper to store than random ones.
    """

    def __init__(self, now_milliseconds: Callable[[], int] = _now_milliseconds) -> None:
        self._now_milliseconds = now_milliseconds
        self._lock = threading.Lock()
        self._last = 0

    def new_id(self) -> UUID:
        """An id that nobody else has."""
        with self._lock:
            moment = self._now_milliseconds() << _RANDOM_BITS
            if moment > self._last:
                self._last = moment | secrets.randbits(_RANDOM_BITS)
            else:
                self._last += 1 + secrets.randbits(_STEP_BITS)
            number = self._last
        high, low = number >> _LOW_BITS, number & ((1 << _LOW_BITS) - 1)
        moment_48, random_12 = high >> 12, high & 0xFFF
        return UUID(int=moment_48 << 80 | _VERSION_7 | random_12 << 64 | _VARIANT | low)


_maker = IdMaker()


def new_id() -> UUID:
    """A new id that grows with time, of UUID version 7; for reservations, owners and requests."""
    return _maker.new_id()
