"""The client of threads."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import TracebackType
from typing import Concatenate, ParamSpec, TypeVar

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


def connect(
    host: str = "127.0.0.1",
    port: int = 7420,
    principal: int = 1,
    *,
    retry_for: float = 10.0,
    answer_timeout: float = 30.0,
) -> Client:
    """Connects to a server.

    - `principal`: who asks on the connection, above 0
    - `retry_for`: seconds; no sending, and no attempt to connect, begins later after a call
    - `answer_timeout`: seconds to wait for an answer before the connection is given up

    Raises `ConnectionFailed` if there is no connection in time, and `UnsupportedVersion`,
    `Unauthenticated` or `ProtocolError` if there never will be.
    """
    options = Options(retry_for=retry_for)
    link = Link(Peer(host, port, principal, answer_timeout))
    link.connection(options.deadline())
    return Client(link, principal, options)


def _calling(
    make: Callable[Concatenate[Requests, P], Request[T]],
) -> Callable[Concatenate[Client, P], T]:
    """A method that sends the request that its arguments make, and returns what comes of it."""

    @wraps(make)
    def method(client: Client, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return client._perform(make(client._requests, *args, **kwargs))

    return method


class Client(Settings):
    """A connection to a server, for any number of threads. Requests of all of them go together.

    Every method waits for its answer. A refusal is an answer; what is raised is a `StockroomError`:

    - `ServerError`, one class for each code, such as `Busy`, `TimeLimitPassed`, `StorageFailed`
    - `ConnectionFailed`, and `ConnectionLost` if nobody knows what became of the request
    - `ClientClosed`, `ProtocolError`; `CannotEncode` for arguments that have no bytes

    Commands with an id and queries are sent again after a lost connection, everything after `Busy`
    and after a server has stopped, for as long as `connect` was told.
    """

    def __init__(self, link: Link, principal: int, options: Options) -> None:
        super().__init__(principal, options)
        self._link = link

    @property
    def welcome(self) -> Welcome:
        """What the server said about itself, its limits and its store.

        Raises `ConnectionFailed` if it is not there any more.
        """
        return self._link.connection(self._options.deadline()).session.welcome

    def close(self) -> None:
        """Ends the connection. Whoever waits for an answer gets an error."""
        self._link.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def subscribe(
        self, position: FeedPosition = FeedPosition(), *, credit: int = CREDIT
    ) -> Subscription:
        """An iterator over the events after a position; from the first one unless stated.

        `credit`: events that the server may send ahead.
        """
        return Subscription(self._link, FeedCursor(position, credit, self._options.retry_for))

    def _perform(self, request: Request[T]) -> T:
        """Sends a request, again where that is safe, and returns what comes of it."""
        attempts = Attempts(request, self._options)
        seconds = 0.0
        while True:
            try:
                self._link.wait(seconds)
                connection = self._link.connection(attempts.deadline)
                body = connection.call(request, attempts.extras())
                return request.accept(body, attempts.was_lost)
            except StockroomError as error:
                seconds = attempts.wait_after(error)

    define = _calling(Requests.define)

    reserve = _calling(Requests.reserve)
    extend = _calling(Requests.extend)
    commit = _calling(Requests.commit)
    release = _calling(Requests.release)
    re_source = _calling(Requests.re_source)
    allocate = _calling(Requests.allocate)
    fulfil = _calling(Requests.fulfil)
    return_goods = _calling(Requests.return_goods)
    sell = _calling(Requests.sell)

    move = _calling(Requests.move)
    adjust = _calling(Requests.adjust)
    count = _calling(Requests.count)
    reverse = _calling(Requests.reverse)

    put_document = _calling(Requests.put_document)
    delete_document = _calling(Requests.delete_document)
    transact = _calling(Requests.transact)

    submit = _calling(Requests.submit)
    submit_batch = _calling(Requests.submit_batch)
    ask = _calling(Requests.ask)

    availability = _calling(Requests.availability)
    availabilities = _calling(Requests.availabilities)
    availability_changes = _calling(Requests.availability_changes)
    policies = _calling(Requests.policies)
    thresholds = _calling(Requests.thresholds)
    levels = _calling(Requests.levels)
    levels_at = _calling(Requests.levels_at)
    book = _calling(Requests.book)

    reservation = _calling(Requests.reservation)
    reservations = _calling(Requests.reservations)
    holds = _calling(Requests.holds)
    promises = _calling(Requests.promises)
    waiting = _calling(Requests.waiting)

    movements = _calling(Requests.movements)
    movements_of = _calling(Requests.movements_of)
    movements_on = _calling(Requests.movements_on)

    document = _calling(Requests.document)
    documents = _calling(Requests.documents)
    documents_by_term = _calling(Requests.documents_by_term)

    definition = _calling(Requests.definition)
    sites = _calling(Requests.sites)
    locations = _calling(Requests.locations)
    channels = _calling(Requests.channels)

    feed = _calling(Requests.feed)
    feed_end = _calling(Requests.feed_end)
    statistics = _calling(Requests.statistics)
    ping = _calling(Requests.ping)
