"""Lets one test drive either client."""

from __future__ import annotations

import asyncio
import inspect
import threading
import unittest
from collections.abc import Callable, Coroutine, Iterator
from types import TracebackType
from typing import Any, ClassVar, TypeAlias, TypeVar

from fake_server import FakeServer

import stockroom

T = TypeVar("T")

AnyClient: TypeAlias = Any
"""The client of threads, or what looks like it."""


class Loop:
    """A loop of asyncio in a thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Does it there, and waits for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        """Ends the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class BlockingSubscription:
    """The subscription of asyncio, which waits for what it returns."""

    def __init__(self, loop: Loop, subscription: stockroom.aio.Subscription) -> None:
        self._loop = loop
        self._subscription = subscription

    @property
    def position(self) -> stockroom.FeedPosition:
        return self._subscription.position

    def __iter__(self) -> Iterator[stockroom.FeedEvent]:
        return self

    def __next__(self) -> stockroom.FeedEvent:
        try:
            return self._loop.run(self._subscription.__anext__())
        except StopAsyncIteration:
            raise StopIteration from None

    def close(self) -> None:
        self._loop.run(self._subscription.close())


class BlockingClient:
    """The client of asyncio, which waits for what it returns, as that of threads does."""

    def __init__(self, loop: Loop, client: stockroom.aio.Client) -> None:
        self._loop = loop
        self._client = client

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._client, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            return self._waited(attribute(*args, **kwargs))

        return call if callable(attribute) else attribute

    def _waited(self, value: Any) -> Any:
        if inspect.iscoroutine(value):
            return self._loop.run(value)
        if isinstance(value, stockroom.aio.Client):
            return BlockingClient(self._loop, value)
        if isinstance(value, stockroom.aio.Subscription):
            return BlockingSubscription(self._loop, value)
        return value

    def __enter__(self) -> BlockingClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
        self._loop.close()


def connect_threads(**arguments: Any) -> AnyClient:
    """The client of threads."""
    return stockroom.connect(**arguments)


def connect_asyncio(**arguments: Any) -> AnyClient:
    """The client of asyncio, as if it was that of threads."""
    loop = Loop()

    async def connected() -> stockroom.aio.Client:
        return await stockroom.aio.connect(**arguments)

    try:
        return BlockingClient(loop, loop.run(connected()))
    except BaseException:
        loop.close()
        raise


class ClientTest(unittest.TestCase):
    """Tests that are run for each client: a class for each says how it connects."""

    connect_to: ClassVar[Callable[..., AnyClient]]

    def connect(self, server: FakeServer, **arguments: Any) -> AnyClient:
        """Connects the client that is tested."""
        return self.connect_to(port=server.port, **arguments)
