"""Whom a client connects to."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import ConnectionFailed


@dataclass(frozen=True, slots=True)
class Peer:
    """A server, and who asks there.

    `answer_timeout`: seconds to wait for an answer before a connection to it is given up.
    """

    host: str
    port: int
    principal: int
    answer_timeout: float

    def failed(self, why: object) -> ConnectionFailed:
        """An error that says that there is no connection."""
        return ConnectionFailed(
            f"no connection to {self.host}:{self.port} ({why}): see whether the server runs there, "
            "and try again"
        )
