"""Requests that ask about documents, master data, the feed and the store."""

from __future__ import annotations

from typing import TypeAlias

from ..answers import Result
from ..model import queries, results
from ..model.definitions import (
    ChannelDefinition,
    LocationDefinition,
    SiteDefinition,
    SKUDefinition,
)
from ..model.feed import FeedPage
from ..model.frames import Body, Opcode, Ping, Pong
from ..model.pieces import FeedPosition
from ..model.queries import LIMIT_MAX, Scan
from ..model.reservations import Document, Page, TermMatch
from ..model.statistics import StoreStatistics
from ..wire.bodies import body_bytes
from .asking import Asking
from .keys import Key, key_bytes
from .request import Request, unexpected

Documents: TypeAlias = Request[Result[Page[Document]]]
TermMatches: TypeAlias = Request[Result[Page[TermMatch]]]


class ReadingRequests(Asking):
    """Requests that ask about documents, master data, the feed and the store."""

    def document(self, key: Key) -> Request[Result[Document | None]]:
        """One document; None: there is none."""
        query = queries.Document(key_bytes(key))
        return self._ask(query, results.Document, lambda result: result.document)

    def documents(self, scan: Scan = Scan()) -> Documents:
        """Documents by key, in pages of 1 to 1,000: the next has the cursor of the one before."""
        return self._ask(queries.Documents(scan), results.Documents, lambda result: result.page)

    def documents_by_term(self, scan: Scan = Scan()) -> TermMatches:
        """Terms, and the keys of the documents under them, in pages of 1 to 1,000."""
        query = queries.DocumentsByTerm(scan)
        return self._ask(query, results.TermMatches, lambda result: result.page)

    def definition(self, sku: int) -> Request[Result[SKUDefinition | None]]:
        """The definition of a SKU; None: it is not defined."""
        query = queries.Definition(sku)
        return self._ask(query, results.Definition, lambda result: result.definition)

    def sites(self) -> Request[Result[tuple[SiteDefinition, ...]]]:
        """All sites, by number."""
        return self._ask(queries.Sites(), results.Sites, lambda result: result.sites)

    def locations(self) -> Request[Result[tuple[LocationDefinition, ...]]]:
        """All locations, by number."""
        return self._ask(queries.Locations(), results.Locations, lambda result: result.locations)

    def channels(self) -> Request[Result[tuple[ChannelDefinition, ...]]]:
        """All channels, by number."""
        return self._ask(queries.Channels(), results.Channels, lambda result: result.channels)

    def feed(
        self, after: FeedPosition = FeedPosition(), *, limit: int = LIMIT_MAX
    ) -> Request[Result[FeedPage]]:
        """Events after a position, without a subscription; from the first one unless stated."""
        return self._ask(queries.Feed(after, limit), results.Feed, lambda result: result.page)

    def feed_end(self) -> Request[Result[FeedPosition]]:
        """The position behind the newest event: from there on, everything is news."""
        return self._ask(
            queries.Statistics(),
            results.Statistics,
            lambda result: FeedPosition(result.statistics.incarnation, result.statistics.sequence),
        )

    def statistics(self) -> Request[Result[StoreStatistics]]:
        """How the store is doing."""
        query = queries.Statistics()
        return self._ask(query, results.Statistics, lambda result: result.statistics)

    def ping(self) -> Request[int]:
        """Asks whether the server is there. Returns the last durable sequence."""
        ping = Ping(mark=0)

        def accept(body: Body, _: bool) -> int:
            if not isinstance(body, Pong) or body.mark != ping.mark:
                raise unexpected(body, "a ping")
            return body.sequence

        return Request(Opcode.PING, body_bytes(ping), accept)
