"""What can go wrong, apart from what the server says: see `server_errors` for that."""

from __future__ import annotations

from .model.commands import Command


class StockroomError(Exception):
    """Anything that went wrong. Its text says what to do next.

    - `command`: what was sent, if the error is about a single command. Submitted again, unchanged,
      it has one effect, if it `is_repeatable`.
    - `outcome_unknown`: the request may have been executed, or may still be.
    """

    command: Command | None = None
    outcome_unknown: bool = False


class ProtocolError(StockroomError):
    """Bytes that cannot be read. `offset` counts from their first one."""

    outcome_unknown = True

    def __init__(self, problem: str, offset: int) -> None:
        super().__init__(f"{problem}, at byte {offset}: use a client and a server that fit")
        self.problem = problem
        self.offset = offset


class UnknownLayout(ProtocolError):
    """A number that decides how the bytes behind it are laid out, and is not known.

    Whatever stands in the same frame cannot be read; other frames can.
    """


class CannotEncode(StockroomError, ValueError):
    """A value that has no bytes in the protocol, such as a SKU below 0. Nothing was sent."""


class ConnectionFailed(StockroomError):
    """There was no connection for as long as the client tries."""


class ConnectionLost(ConnectionFailed):
    """The connection ended before the answer came."""

    outcome_unknown = True


class NotSent(ConnectionFailed):
    """The connection had ended already, and nothing was sent on it."""

    def __init__(self) -> None:
        super().__init__("the connection has ended, and nothing was sent on it: send it again")


class ClientClosed(StockroomError):
    """The client was closed before the answer came."""

    def __init__(self) -> None:
        super().__init__("the client is closed: connect again")


class UnreadableAnswer(StockroomError):
    """The command was accepted by a newer server, in a way that this client cannot read."""
