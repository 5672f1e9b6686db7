"""When to send a ping, and when to give up a connection."""

from __future__ import annotations


class Keepalive:
    """Keeps a connection from falling idle, and notices when the other end is gone.

    All times are of a clock that does not go back, in seconds.

    - `idle_seconds`: a connection on which nothing was sent for so long is closed by the server
    - `answer_seconds`: how long a ping may go without anything coming back
    """

    def __init__(self, idle_seconds: float, answer_seconds: float, now: float) -> None:
        self._ping_after = idle_seconds / 3
        self._answer_seconds = answer_seconds
        self._sent_at = now
        self._ping_sent_at: float | None = None

    def sent(self, now: float) -> None:
        """Something was sent."""
        self._sent_at = now

    def received(self) -> None:
        """Something has come, so the other end is there."""
        self._ping_sent_at = None

    def ping_due(self, now: float) -> bool:
        """Whether to send a ping now. It counts as sent."""
        if now < self._sent_at + self._ping_after:
            return False
        self._sent_at = now
        if self._ping_sent_at is None:
            self._ping_sent_at = now
        return True

    def is_dead(self, now: float) -> bool:
        """Whether a ping has gone unanswered for too long."""
        return self._ping_sent_at is not None and now >= self._ping_sent_at + self._answer_seconds

    def seconds_left(self, now: float) -> float:
        """How long nothing has to be done."""
        due = self._sent_at + self._ping_after
        if self._ping_sent_at is not None:
            due = min(due, self._ping_sent_at + self._answer_seconds)
        return max(0.0, due - now)
