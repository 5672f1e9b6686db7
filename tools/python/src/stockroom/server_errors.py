"""The errors of the protocol: one class for each code, with its data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .errors import StockroomError
from .model.refusals import Refusal


class ServerError(StockroomError):
    """The server has not decided the request, or cannot give its answer.

    `sequence`: how far the store had come.
    """

    advice: ClassVar[str]
    sequence: int = 0

    def __str__(self) -> str:
        return self.advice.format_map(vars(self))


@dataclass(eq=False)
class MalformedFrame(ServerError):
    """The frame makes no sense from byte `at` on. The connection is closed."""

    advice = "the server cannot read the frame from byte {at} on: a fault of this client; report it"
    at: int


@dataclass(eq=False)
class UnsupportedVersion(ServerError):
    """The server speaks other versions of the protocol. The connection is closed."""

    advice = (
        "the server speaks versions {oldest} to {newest} of the protocol: use a client of these"
    )
    oldest: int
    newest: int


@dataclass(eq=False)
class HelloExpected(ServerError):
    """The first frame was no HELLO, or there was a second one. The connection is closed."""

    advice = "the server expected one HELLO, as the first frame: a fault of this client; report it"


@dataclass(eq=False)
class Unauthenticated(ServerError):
    """The server does not know the credential. The connection is closed."""

    advice = "the server does not know the credential, or its kind: connect with another one"


@dataclass(eq=False)
class UnknownOpcode(ServerError):
    """The server does not know the opcode."""

    advice = "the server does not know opcode {opcode}: do without it, or use a newer server"
    opcode: int


@dataclass(eq=False)
class FrameTooLong(ServerError):
    """The frame is longer than `max` bytes. Nothing was executed."""

    advice = "the request is longer than {max} bytes: split it"
    max: int


@dataclass(eq=False)
class BatchTooLong(ServerError):
    """The batch has more than `max` entries. None was executed."""

    advice = "the batch has more than {max} entries, none was executed: split it"
    max: int


@dataclass(eq=False)
class TooManyInFlight(ServerError):
    """The connection would have more than `max` requests without an answer."""

    advice = "more than {max} requests wait for an answer: send it again after some have come"
    max: int


@dataclass(eq=False)
class Busy(ServerError):
    """The server has too much to do."""

    advice = "the server has too much to do: send it again after {retry_after_milliseconds} ms"
    retry_after_milliseconds: int


@dataclass(eq=False)
class TimeLimitPassed(ServerError):
    """The turn of the request came after its time limit."""

    advice = "the turn of the request came too late: send it again if it still matters"


@dataclass(eq=False)
class SequenceNotReached(ServerError):
    """The store has not reached the least sequence; `sequence` says how far it is."""

    advice = "the store is not as far: send it again later, or with a lower least sequence"


@dataclass(eq=False)
class Forbidden(ServerError):
    """The command names another principal than the connection, which `needs` this one."""

    advice = "the connection is that of principal {needs}: use one of the command's principal"
    needs: int


@dataclass(eq=False)
class Refused(ServerError):
    """A query asks for what cannot be, or an answer of `require` was refused."""

    advice = "refused, and nothing was changed: {refusal}; change it, or send it again later"
    refusal: Refusal


@dataclass(eq=False)
class ResultTooLong(ServerError):
    """The answer is longer than `max` bytes. A command was executed nevertheless."""

    advice = (
        "the answer is longer than {max} bytes: ask for a smaller page; "
        "a command was executed, and submitted again alone it gets its answer"
    )
    max: int


@dataclass(eq=False)
class NotInABatch(ServerError):
    """HOLDS and PROMISES are not taken in a batch."""

    advice = "the query is not taken in a batch: send it alone"


@dataclass(eq=False)
class TooManyConnections(ServerError):
    """The server has `max` connections. This one is closed."""

    advice = "the server has {max} connections and takes no more: connect again later"
    max: int


@dataclass(eq=False)
class TooManySubscriptions(ServerError):
    """The connection has `max` subscriptions."""

    advice = "the connection has {max} subscriptions: end another one first"
    max: int


@dataclass(eq=False)
class TooMuchCredit(ServerError):
    """The subscription would have more than `max` events of credit."""

    advice = "a subscription has at most {max} events of credit: ask for less"
    max: int


@dataclass(eq=False)
class DuplicateSubscription(ServerError):
    """There is a subscription of that id already."""

    advice = "there is a subscription of that id already: a fault of this client; report it"


@dataclass(eq=False)
class UnknownSubscription(ServerError):
    """There is no subscription of that id."""

    advice = "there is no subscription of that id: subscribe first"


@dataclass(eq=False)
class FeedTrimmed(ServerError):
    """Events after the position are kept no longer. The subscription is over."""

    advice = (
        "events before {oldest} are kept no longer: read what you need by queries, "
        "and subscribe from the event before it"
    )
    oldest: int


@dataclass(eq=False)
class OtherIncarnation(ServerError):
    """The store was restored, and is `current` now. The subscription is over."""

    advice = (
        "the store was restored, and is incarnation {current} now: forget what you know of it, "
        "read it anew, and subscribe under that incarnation"
    )
    current: int


@dataclass(eq=False)
class StorageFailed(ServerError):
    """The server's disk failed. Nobody knows what became of what was in flight."""

    advice = "the server's storage failed ({text}): send it again, unchanged, when it is back"
    outcome_unknown = True
    text: str


@dataclass(eq=False)
class Damaged(ServerError):
    """A stored row cannot be read."""

    advice = "a stored row cannot be read ({text}): restore the store, then send it again"
    outcome_unknown = True
    text: str


@dataclass(eq=False)
class ShuttingDown(ServerError):
    """The server stops."""

    advice = "the server stops: send it again, unchanged, on a new connection"


@dataclass(eq=False)
class UnknownServerError(ServerError):
    """An error of a newer server, which this client cannot read."""

    advice = "the server answered with error {code}, which is not known here: use a newer client"
    code: int
    data: bytes
