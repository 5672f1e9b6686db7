"""One connection that is open: which requests wait for which answers."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import Protocol, TypeAlias, TypeVar

from ..errors import ConnectionLost, NotSent, ProtocolError, StockroomError, UnknownLayout
from ..model.frames import (
    PROTOCOL_VERSION,
    Answer,
    Answers,
    Body,
    Credit,
    Ended,
    Error,
    Events,
    Extras,
    Goodbye,
    Opcode,
    Ping,
    Pong,
    Result,
    Subscribe,
    Unsubscribe,
    Welcome,
)
from ..requests.request import Request
from ..server_errors import BatchTooLong, FrameTooLong, ShuttingDown
from ..wire.bodies import body_bytes
from ..wire.frames import MAY_HAVE_EXTRAS, decode_frame, frame_bytes, read_header
from ..wire.reader import Reader
from .splitter import FrameSplitter

T = TypeVar("T")
W = TypeVar("W")

FeedItem: TypeAlias = Events | Ended | StockroomError
"""What comes under the id of a subscription. All but events ends it."""


class Reply(Protocol):
    """Where an answer goes: a future, of threads or of asyncio."""

    def done(self) -> bool: ...

    def set_result(self, result: Body, /) -> None: ...

    def set_exception(self, exception: BaseException, /) -> None: ...


class Inbox(Protocol):
    """Where a subscription's frames go: a queue, of threads or of asyncio."""

    def put_nowait(self, item: FeedItem, /) -> None: ...


class Session:
    """Turns requests into frames, and gives each frame that comes to whom it belongs.

    For any number of threads: all may send, one receives.
    """

    def __init__(self, welcome: Welcome, splitter: FrameSplitter) -> None:
        self.welcome = welcome
        self._splitter = splitter
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._replies: dict[int, Reply] = {}
        self._inboxes: dict[int, Inbox] = {}
        self._takes_requests = True
        self._has_ended = False
        self._why = "the server closed it"

    @property
    def takes_requests(self) -> bool:
        """Whether requests may be sent: it has not ended, and the server does not stop."""
        return self._takes_requests

    @property
    def why_closed(self) -> str:
        """Why the server closes the connection, as far as it has said so."""
        return self._why

    @property
    def is_over(self) -> bool:
        """Whether nothing is to be expected any more."""
        with self._lock:
            is_awaited = self._takes_requests or self._replies or self._inboxes
            return self._has_ended or not is_awaited

    def request(self, request: Request[T], extras: Extras, reply: Reply) -> bytes:
        """The frame to send. The answer goes to the reply.

        Raises `FrameTooLong` or `BatchTooLong` for what the server would not take, and `NotSent`
        if the connection has ended.
        """
        limits = self.welcome.limits
        if request.entries > limits.batch_max:
            raise BatchTooLong(limits.batch_max)
        request_id = next(self._ids)
        if request.opcode not in MAY_HAVE_EXTRAS:
            extras = Extras()
        frame = frame_bytes(request_id, request.opcode, request.body, extras)
        if len(frame) > limits.request_bytes_max:
            raise FrameTooLong(limits.request_bytes_max)
        with self._lock:
            if not self._takes_requests:
                raise NotSent
            self._replies[request_id] = reply
        return frame

    def subscribe(self, subscribe: Subscribe, inbox: Inbox) -> tuple[int, bytes]:
        """The id of the subscription and the frame to send. What comes goes to the inbox.

        Raises `NotSent` if the connection has ended.
        """
        request_id = next(self._ids)
        with self._lock:
            if not self._takes_requests:
                raise NotSent
            self._inboxes[request_id] = inbox
        return request_id, frame_bytes(request_id, Opcode.SUBSCRIBE, body_bytes(subscribe))

    def ping(self) -> bytes:
        """A frame that shows that the client is there. Nobody waits for its answer."""
        return frame_bytes(next(self._ids), Opcode.PING, body_bytes(Ping(mark=0)))

    @staticmethod
    def credit(subscription: int, credit: int) -> bytes:
        """The frame that lets so many events more be pushed."""
        return frame_bytes(subscription, Opcode.CREDIT, body_bytes(Credit(credit)))

    @staticmethod
    def unsubscribe(subscription: int) -> bytes:
        """The frame that ends a subscription."""
        return frame_bytes(subscription, Opcode.UNSUBSCRIBE, body_bytes(Unsubscribe()))

    def receive(self, data: bytes = b"") -> None:
        """Takes bytes from the server, and hands out what has come.

        Raises `ProtocolError` if they make no sense. Then the connection has to end. Without any
        bytes it hands out what has come together with the welcome.
        """
        self._splitter.feed(data)
        while (frame := self._splitter.next_frame()) is not None:
            self._dispatch(frame)

    def fail(self, error: Callable[[], StockroomError]) -> None:
        """Ends it: whoever waits gets an error, each one of his own."""
        with self._lock:
            self._has_ended = True
            self._takes_requests = False
            replies, inboxes = list(self._replies.values()), list(self._inboxes.values())
            self._replies.clear()
            self._inboxes.clear()
        for reply in replies:
            _raise_in(reply, error())
        for inbox in inboxes:
            inbox.put_nowait(error())

    def _dispatch(self, data: bytes) -> None:
        header = read_header(Reader(data))
        if header.version != PROTOCOL_VERSION:
            raise ProtocolError(f"a frame of version {header.version}", 4)
        try:
            body = decode_frame(data).body
        except UnknownLayout as error:
            # A newer server says something to a question that this client should not have asked.
            # That concerns nobody else on the connection.
            self._hand_error(header.request_id, error)
            return
        match body:
            case Answer() | Result() | Answers() | Pong():
                reply = self._taken(self._replies, header.request_id)
                if reply is not None and not reply.done():
                    reply.set_result(body)
            case Error(sequence, server_error):
                server_error.sequence = sequence
                self._hand_error(header.request_id, server_error)
            case Events():
                inbox = self._inboxes.get(header.request_id)
                if inbox is not None:
                    inbox.put_nowait(body)
            case Ended():
                inbox = self._taken(self._inboxes, header.request_id)
                if inbox is not None:
                    inbox.put_nowait(body)
            case Goodbye(reason=reason):
                self._takes_requests = False
                self._why = f"the server said goodbye: {reason.name}"
            case _:
                raise ProtocolError(f"opcode {header.opcode} from a server", 5)

    def _hand_error(self, request_id: int, error: StockroomError) -> None:
        """Gives an error to whom it belongs.

        One that belongs to no request is about the connection, and the server closes it. One about
        a subscription that is no more, such as about credit that came too late, is for nobody.
        """
        if isinstance(error, ShuttingDown) or request_id == 0:
            self._takes_requests = False
            self._why = str(error)
        reply = self._taken(self._replies, request_id)
        if reply is not None:
            _raise_in(reply, error)
        inbox = self._taken(self._inboxes, request_id)
        if inbox is not None:
            inbox.put_nowait(error)

    def _taken(self, table: dict[int, W], request_id: int) -> W | None:
        """Who waits for the last frame of a request, and waits no longer."""
        with self._lock:
            return table.pop(request_id, None)


def lost(why: str) -> Callable[[], ConnectionLost]:
    """Makes errors about a connection that has ended."""
    return lambda: ConnectionLost(
        f"the connection ended before the answer came ({why}): nobody knows what became of the "
        "request; a command with an id has one effect, however often it is submitted"
    )


def unreadable(error: ProtocolError) -> Callable[[], ProtocolError]:
    """Makes errors about a connection on which something came that makes no sense."""
    return lambda: ProtocolError(error.problem, error.offset)


def _raise_in(reply: Reply, error: StockroomError) -> None:
    if not reply.done():
        reply.set_exception(error)
