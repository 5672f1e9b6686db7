"""The client of asyncio."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from functools import wraps
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

from ..errors import StockroomError
from ..model.frames import Welcome
from ..model.pieces import FeedPosition
from ..requests import Request, Requests
from ..transport.feed_cursor import CREDIT, FeedCursor
from ..transport.peer import Peer
from ..transport.retrying import Attempts, Options
from ..transport.settings import Settings
from .link import Link
from .subscription import Subscription

P = ParamSpec("P")
T = TypeVar("T")


class _Connecting:
    """A client that is about to connect: for `await`, and for `async with`, which closes it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def __await__(self) -> Generator[Any, None, Client]:
        return self._client._opened().__await__()

    async def __aenter__(self) -> Client:
        return await self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._client.close()


def connect(
    host: str = "127.0.0.1",
    port: int = 7420,
    principal: int = 1,
    *,
    retry_for: float = 10.0,
    answer_timeout: float = 30.0,
) -> _Connecting:
    """Connects to a server: `client = await connect()` or `async with connect() as client`.

    - `principal`: who asks on the connection, above 0
    - `retry_for`: seconds; no sending, and no attempt to connect, begins later after a call
    - `answer_timeout`: seconds to wait for an answer before the connection is given up

    Raises `ConnectionFailed` if there is no connection in time, and `UnsupportedVersion`,
    `Unauthenticated` or `ProtocolError` if there never will be.
    """
    link = Link(Peer(host, port, principal, answer_timeout))
    return _Connecting(Client(link, principal, Options(retry_for=retry_for)))


def _awaiting(
    make: Callable[Concatenate[Requests, P], Request[T]],
) -> Callable[Concatenate[Client, P], Coroutine[Any, Any, T]]:
    """A method that sends the request that its arguments make, and returns what comes of it."""

    @wraps(make)
    async def method(client: Client, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await client._perform(make(client._requests, *args, **kwargs))

    return method


class Client(Settings):
    """A connection to a server, for any number of tasks of one loop, whose requests go together.

    The methods are those of `stockroom.Client`, with the same answers and errors. A task that is
    cancelled while it waits does not know what became of its request.
    """

    def __init__(self, link: Link, principal: int, options: Options) -> None:
        super().__init__(principal, options)
        self._link = link

    async def welcome(self) -> Welcome:
        """What the server said about itself, its limits and its store.

        Raises `ConnectionFailed` if it is not there any more.
        """
        connection = await self._link.connection(self._options.deadline())
        return connection.session.welcome

    async def close(self) -> None:
        """Ends the connection. Whoever waits for an answer gets an error."""
        await self._link.close()

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def subscribe(
        self, position: FeedPosition = FeedPosition(), *, credit: int = CREDIT
    ) -> Subscription:
        """An iterator over the events after a position; from the first one unless stated.

        `credit`: events that the server may send ahead.
        """
        return Subscription(self._link, FeedCursor(position, credit, self._options.retry_for))

    async def _opened(self) -> Client:
        try:
            await self.welcome()
        except BaseException:
            await self.close()
            raise
        return self

    async def _perform(self, request: Request[T]) -> T:
        """Sends a request, again where that is safe, and returns what comes of it."""
        attempts = Attempts(request, self._options)
        seconds = 0.0
        while True:
            try:
                await self._link.wait(seconds)
                connection = await self._link.connection(attempts.deadline)
                body = await connection.call(request, attempts.extras())
                return request.accept(body, attempts.was_lost)
            except StockroomError as error:
                seconds = attempts.wait_after(error)

    define = _awaiting(Requests.define)

    reserve = _awaiting(Requests.reserve)
    extend = _awaiting(Requests.extend)
    commit = _awaiting(Requests.commit)
    release = _awaiting(Requests.release)
    re_source = _awaiting(Requests.re_source)
    allocate = _awaiting(Requests.allocate)
    fulfil = _awaiting(Requests.fulfil)
    return_goods = _awaiting(Requests.return_goods)
    sell = _awaiting(Requests.sell)

    move = _awaiting(Requests.move)
    adjust = _awaiting(Requests.adjust)
    count = _awaiting(Requests.count)
    reverse = _awaiting(Requests.reverse)

    put_document = _awaiting(Requests.put_document)
    delete_document = _awaiting(Requests.delete_document)
    transact = _awaiting(Requests.transact)

    submit = _awaiting(Requests.submit)
    submit_batch = _awaiting(Requests.submit_batch)
    ask = _awaiting(Requests.ask)

    availability = _awaiting(Requests.availability)
    availabilities = _awaiting(Requests.availabilities)
    availability_changes = _awaiting(Requests.availability_changes)
    policies = _awaiting(Requests.policies)
    thresholds = _awaiting(Requests.thresholds)
    levels = _awaiting(Requests.levels)
    levels_at = _awaiting(Requests.levels_at)
    book = _awaiting(Requests.book)

    reservation = _awaiting(Requests.reservation)
    reservations = _awaiting(Requests.reservations)
    holds = _awaiting(Requests.holds)
    promises = _awaiting(Requests.promises)
    waiting = _awaiting(Requests.waiting)

    movements = _awaiting(Requests.movements)
    movements_of = _awaiting(Requests.movements_of)
    movements_on = _awaiting(Requests.movements_on)

    document = _awaiting(Requests.document)
    documents = _awaiting(Requests.documents)
    documents_by_term = _awaiting(Requests.documents_by_term)

    definition = _awaiting(Requests.definition)
    sites = _awaiting(Requests.sites)
    locations = _awaiting(Requests.locations)
    channels = _awaiting(Requests.channels)

    feed = _awaiting(Requests.feed)
    feed_end = _awaiting(Requests.feed_end)
    statistics = _awaiting(Requests.statistics)
    ping = _awaiting(Requests.ping)
