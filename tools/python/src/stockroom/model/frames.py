"""Frames: what goes over a connection."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from ..server_errors import ServerError
from .commands import Command
from .feed import FeedEvent
from .numbers import GoodbyeReason
from .outcomes import Outcome
from .pieces import FeedPosition
from .queries import Query
from .results import QueryResult

PROTOCOL_VERSION = 1
"""The version of the protocol that this client speaks."""


class Opcode(IntEnum):
    """What a frame is."""

    HELLO = 1
    WELCOME = 2
    PING = 3
    PONG = 4
    GOODBYE = 5
    ERROR = 6
    COMMAND = 16
    ANSWER = 17
    BATCH = 18
    ANSWERS = 19
    QUERY = 20
    RESULT = 21
    SUBSCRIBE = 24
    EVENTS = 25
    CREDIT = 26
    UNSUBSCRIBE = 27
    ENDED = 28
    BACKUP = 32
    CHUNK = 33
    BACKED_UP = 34


@dataclass(frozen=True, slots=True)
class Hello:
    """Opens a connection. `principal` is who asks on it; credential kind 0 means none."""

    principal: int
    client_name: str = ""
    oldest_version: int = PROTOCOL_VERSION
    newest_version: int = PROTOCOL_VERSION
    credential_kind: int = 0
    credential: bytes = b""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a connection.

    - `request_bytes_max`, `result_bytes_max`: bytes of a frame from the client, from the server
    - `in_flight_max`: requests without an answer; entries of batches count each
    - `batch_max`: requests in one batch
    - `subscriptions_max`: subscriptions of the connection
    - `credit_max`: outstanding credit of one subscription, in events
    - `idle_milliseconds`: a connection on which nothing has come for so long is closed
    - `frame_milliseconds`: in which the rest of a frame that has begun has to come
    - `stall_milliseconds`: in which the client has to take some of what waits for it
    """

    request_bytes_max: int = 2 << 20
    result_bytes_max: int = 32 << 20
    in_flight_max: int = 16_384
    batch_max: int = 8_192
    subscriptions_max: int = 8
    credit_max: int = 65_536
    idle_milliseconds: int = 300_000
    frame_milliseconds: int = 15_000
    stall_milliseconds: int = 30_000


@dataclass(frozen=True, slots=True)
class Welcome:
    """Answers a hello.

    - `sequence`: the last durable one
    - `version`: that of all frames from now on
    - `incarnation`: of the store, new at every restore
    - `time`: engine time, in milliseconds since 1970
    """

    sequence: int
    incarnation: int
    time: int
    version: int = PROTOCOL_VERSION
    limits: Limits = Limits()
    server_name: str = ""


@dataclass(frozen=True, slots=True)
class Ping:
    """Shows that the client is there. The mark comes back."""

    mark: int


@dataclass(frozen=True, slots=True)
class Pong:
    """Answers a ping, with the last durable sequence."""

    sequence: int
    mark: int


@dataclass(frozen=True, slots=True)
class Goodbye:
    """The last frame before the server closes."""

    sequence: int
    reason: GoodbyeReason


@dataclass(frozen=True, slots=True)
class Error:
    """The request was not decided, or its answer cannot be given."""

    sequence: int
    error: ServerError


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine decided about a command."""

    sequence: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Result:
    """Answers a query. `sequence`: at which it is true."""

    sequence: int
    result: QueryResult


@dataclass(frozen=True, slots=True)
class Batch:
    """Requests in one frame. It is no transaction."""

    entries: tuple[Command | Query, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers a batch, entry by entry."""

    sequence: int
    entries: tuple[Answer | Result | Error, ...]


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Asks for events after a position; the request id names the subscription."""

    position: FeedPosition
    credit: int


@dataclass(frozen=True, slots=True)
class Events:
    """Events of a subscription. `next` is the position to go on from."""

    sequence: int
    next: FeedPosition
    events: tuple[FeedEvent, ...]


@dataclass(frozen=True, slots=True)
class Credit:
    """So many events more may be pushed."""

    credit: int


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Ends a subscription."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The subscription has ended."""

    sequence: int


@dataclass(frozen=True, slots=True)
class Backup:
    """Asks for the store's file after a checkpoint; the request id names the backup."""

    credit: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """The next bytes of the file, from `offset` on."""

    sequence: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class BackedUp:
    """The whole file was sent: its size, and XXH64 of it with seed 0."""

    sequence: int
    size: int
    checksum: int


Body: TypeAlias = (
    Hello
    | Welcome
    | Ping
    | Pong
    | Goodbye
    | Error
    | Command
    | Answer
    | Batch
    | Answers
    | Query
    | Result
    | Subscribe
    | Events
    | Credit
    | Unsubscribe
    | Ended
    | Backup
    | Chunk
    | BackedUp
)


@dataclass(frozen=True, slots=True)
class Extras:
    """What a request may say besides its body.

    - `time_limit_milliseconds`: when its turn comes later it is not executed
    - `least_sequence`: its answer must not be older
    """

    time_limit_milliseconds: int | None = None
    least_sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A body, and the request that it belongs to; 0: to none."""

    request_id: int
    body: Body
    extras: Extras = Extras()
    version: int = PROTOCOL_VERSION
