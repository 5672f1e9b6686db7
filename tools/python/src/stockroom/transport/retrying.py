"""Whether, and when, to try again."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from ..errors import ConnectionFailed, ConnectionLost, NotSent, StockroomError
from ..model.frames import Extras
from ..requests.request import Request
from ..server_errors import Busy, ShuttingDown, TooManyConnections, TooManyInFlight

_FIRST_SECONDS = 0.05
_LONGEST_SECONDS = 5.0
_DOUBLINGS_MAX = 10

Clock: TypeAlias = Callable[[], float]
"""Seconds of a clock that does not go back."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """How a client sends requests. All times in seconds.

    - `retry_for`: no sending or attempt to connect begins later than so long after the call
    - `time_limit`: when its turn comes later than so long after the call, it is not executed
    - `least_sequence`: the answer must not be older
    """

    retry_for: float = 10.0
    time_limit: float | None = None
    least_sequence: int | None = None

    def deadline(self) -> float:
        """When to stop trying, by the clock, if the call is made now."""
        return time.monotonic() + self.retry_for


class Backoff:
    """Exponential backoff with full jitter."""

    def __init__(self, uniform: Callable[[float, float], float] = random.uniform) -> None:
        self._uniform = uniform
        self._doublings = 0

    def next_seconds(self) -> float:
        """How long to wait before the next attempt."""
        longest = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2**self._doublings)
        self._doublings = min(self._doublings + 1, _DOUBLINGS_MAX)
        return self._uniform(0, longest)

    def reset(self) -> None:
        """An attempt has succeeded."""
        self._doublings = 0


def may_connect_again(error: Exception) -> bool:
    """Whether an attempt to connect that failed so may succeed later."""
    return not isinstance(error, StockroomError) or isinstance(
        error, ConnectionFailed | ShuttingDown | TooManyConnections
    )


class Attempts:
    """The sendings of one request, from the call to its end.

    - `deadline`: none begins later, by the clock
    - `was_lost`: nobody knows what became of an earlier sending
    """

    def __init__(
        self, request: Request[T], options: Options, clock: Clock = time.monotonic
    ) -> None:
        self._is_repeatable = request.is_repeatable
        self._command = request.command
        self._options = options
        self._clock = clock
        self._began = clock()
        self._backoff = Backoff()
        self.deadline = self._began + options.retry_for
        self.was_lost = False

    def extras(self) -> Extras:
        """What the next sending says besides its body: what is left of the time limit, at least."""
        limit = self._options.time_limit
        if limit is None:
            milliseconds = None
        else:
            left = self._began + limit - self._clock()
            milliseconds = max(0, math.ceil(left * 1_000))
        return Extras(milliseconds, self._options.least_sequence)

    def wait_after(self, error: StockroomError) -> float:
        """Seconds to wait before the next sending, after one that ended so.

        Raises the error if there must not be one, or if it would come too late.
        """
        if isinstance(error, ConnectionLost):
            self.was_lost = True
        seconds = self._seconds_after(error)
        if seconds is None or self._clock() + seconds > self.deadline:
            error.command = self._command
            error.outcome_unknown = error.outcome_unknown or self.was_lost
            raise error
        return seconds

    def _seconds_after(self, error: StockroomError) -> float | None:
        match error:
            case Busy(retry_after_milliseconds=milliseconds):
                return milliseconds / 1_000
            case TooManyInFlight():
                return self._backoff.next_seconds()
            case ShuttingDown() | NotSent():
                return 0.0  # There is a wait before the next attempt to connect.
            case ConnectionLost() if self._is_repeatable:
                return 0.0
        return None
