"""One connection, read by a task of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from ..errors import ProtocolError, StockroomError
from ..model.frames import Body, Extras, Subscribe
from ..requests import Request
from ..transport.keepalive import Keepalive
from ..transport.opening import hello_frame, welcome_of
from ..transport.peer import Peer
from ..transport.session import FeedItem, Session, lost, unreadable
from ..transport.splitter import FrameSplitter

T = TypeVar("T")

_CHUNK_BYTES = 1 << 16


class Connection:
    """A connection that is open, for any number of tasks of one loop."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        session: Session,
        answer_timeout: float,
    ) -> None:
        limits = session.welcome.limits
        self.session = session
        self._reader = reader
        self._writer = writer
        self._answer_timeout = answer_timeout
        self._clock = asyncio.get_running_loop().time
        self._keepalive = Keepalive(limits.idle_milliseconds / 1_000, answer_timeout, self._clock())
        self._reading = asyncio.create_task(self._read())
        self._pinging = asyncio.create_task(self._ping())

    async def call(self, request: Request[T], extras: Extras) -> Body:
        """Sends a request and waits for its answer.

        Raises the `ServerError` that comes instead, `NotSent` if the connection had ended before,
        `ConnectionLost` if it ends while waiting, and what `Session.request` raises.
        """
        reply: asyncio.Future[Body] = asyncio.get_running_loop().create_future()
        self._send(self.session.request(request, extras, reply))
        try:
            return await asyncio.wait_for(reply, self._answer_timeout)
        except asyncio.TimeoutError:
            why = f"no answer within {self._answer_timeout} s"
            self.close(why)
            raise lost(why)() from None

    def subscribe(self, subscribe: Subscribe, inbox: asyncio.Queue[FeedItem]) -> int:
        """Begins a subscription and returns its id. What comes goes to the inbox.

        Raises `NotSent` if the connection had ended before.
        """
        subscription, frame = self.session.subscribe(subscribe, inbox)
        self._send(frame)
        return subscription

    def grant(self, subscription: int, credit: int) -> None:
        """Lets so many events more be pushed."""
        self._send(self.session.credit(subscription, credit))

    def unsubscribe(self, subscription: int) -> None:
        """Ends a subscription. Its inbox gets a last frame."""
        self._send(self.session.unsubscribe(subscription))

    def close(self, why: str) -> None:
        """Ends it. Whoever waits for an answer gets `ConnectionLost`."""
        self.session.fail(lost(why))
        self._writer.close()

    async def wait_closed(self) -> None:
        """Waits until nothing of it runs any more."""
        await asyncio.gather(self._reading, self._pinging, return_exceptions=True)

    def _send(self, frame: bytes) -> None:
        # Nothing waits until the frame has gone: who sends a request waits for the answer anyway.
        self._writer.write(frame)
        self._keepalive.sent(self._clock())

    async def _read(self) -> None:
        """What the reader does until the connection ends."""
        end: Callable[[], StockroomError] | None = None
        try:
            self.session.receive()
            while not self.session.is_over:
                data = await self._reader.read(_CHUNK_BYTES)
                if not data:
                    break
                self._keepalive.received()
                self.session.receive(data)
        except OSError as error:
            end = lost(str(error))
        except ProtocolError as error:
            end = unreadable(error)
        finally:
            self.session.fail(end or lost(self.session.why_closed))
            self._pinging.cancel()
            self._writer.close()

    async def _ping(self) -> None:
        """What keeps the connection alive until it ends."""
        while True:
            await asyncio.sleep(self._keepalive.seconds_left(self._clock()))
            if self._keepalive.is_dead(self._clock()):
                self.close("nothing came back, not even for a ping")
            elif self._keepalive.ping_due(self._clock()):
                self._send(self.session.ping())


async def open_connection(peer: Peer, seconds: float) -> Connection:
    """Connects, and says hello, within so many seconds.

    Raises `OSError` if nobody is there, and what `welcome_of` raises.
    """
    try:
        return await asyncio.wait_for(_opened(peer), seconds)
    except asyncio.TimeoutError:
        raise TimeoutError(f"no welcome within {seconds} s") from None


async def _opened(peer: Peer) -> Connection:
    reader, writer = await asyncio.open_connection(peer.host, peer.port)
    try:
        writer.write(hello_frame(peer.principal))
        splitter = FrameSplitter()
        while (welcome := welcome_of(splitter)) is None:
            data = await reader.read(_CHUNK_BYTES)
            if not data:
                raise ConnectionError("the server closed it before it said hello")
            splitter.feed(data)
        return Connection(reader, writer, Session(welcome, splitter), peer.answer_timeout)
    except BaseException:
        writer.close()
        raise
