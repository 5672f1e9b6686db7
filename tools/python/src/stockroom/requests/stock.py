"""Requests that ask about stock and promises."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias
from uuid import UUID

from ..answers import Result
from ..errors import ProtocolError
from ..model import queries, results
from ..model.definitions import Definition, Policy
from ..model.pieces import ChannelSKU, MovementID
from ..model.queries import LIMIT_MAX, HoldPosition, WaitingPosition
from ..model.reservations import Reservation
from ..model.stock import (
    AvailabilityChange,
    AvailabilityEntry,
    Level,
    Movement,
    ThresholdStanding,
)
from .asking import Asking
from .keys import Key, key_bytes
from .request import Request

Reservations: TypeAlias = Request[Result[tuple[Reservation, ...]]]
Movements: TypeAlias = Request[Result[tuple[Movement, ...]]]


class StockRequests(Asking):
    """Requests that ask about stock and promises.

    Where there is a limit, the answer is a page: `after` (or `before`) is the last entry of the
    page before, and a page with fewer entries than the limit, 1 to 1,000, is the last one.
    """

    def availability(
        self, sku: int, *, channel: int, with_reasons: bool = False
    ) -> Request[Result[AvailabilityEntry]]:
        """How many units of a SKU, or how many kits, a channel may promise now.

        Raises `Refused` if the channel is not defined. Of a SKU that is not: 0.
        """

        def only(result: results.Availability) -> AvailabilityEntry:
            if len(result.entries) != 1:
                raise ProtocolError(f"{len(result.entries)} entries that answer one pair", 25)
            return result.entries[0]

        query = queries.Availability((ChannelSKU(sku, channel),), with_reasons)
        return self._ask(query, results.Availability, only)

    def availabilities(
        self, pairs: Iterable[ChannelSKU], *, with_reasons: bool = False
    ) -> Request[Result[tuple[AvailabilityEntry, ...]]]:
        """Likewise, one entry for each pair, in order."""
        query = queries.Availability(tuple(pairs), with_reasons)
        return self._ask(query, results.Availability, lambda result: result.entries)

    def availability_changes(
        self, by: Iterable[Definition], *, of: Iterable[ChannelSKU] = ()
    ) -> Request[Result[tuple[AvailabilityChange, ...]]]:
        """A dry run: which availabilities would be different if this was defined now.

        Without pairs: of the SKUs that the policies and SKU definitions are about. Raises `Refused`
        for definitions that `define` would refuse.
        """
        query = queries.AvailabilityChanges(tuple(by), tuple(of))
        return self._ask(query, results.AvailabilityChanges, lambda result: result.changes)

    def policies(self, sku: int) -> Request[Result[tuple[Policy, ...]]]:
        """All policies of a SKU, by channel."""
        return self._ask(queries.Policies(sku), results.Policies, lambda result: result.policies)

    def thresholds(self, sku: int) -> Request[Result[tuple[ThresholdStanding, ...]]]:
        """All thresholds of a SKU, those of sites first."""
        query = queries.Thresholds(sku)
        return self._ask(query, results.Thresholds, lambda result: result.thresholds)

    def levels(self, sku: int) -> Request[Result[tuple[Level, ...]]]:
        """All levels of a SKU that ever held a unit, by location."""
        return self._ask(queries.Levels(sku), results.Levels, lambda result: result.levels)

    def levels_at(
        self, location: int, *, after: int | None = None, limit: int = LIMIT_MAX
    ) -> Request[Result[tuple[Level, ...]]]:
        """The levels of a location, by SKU, after that of the SKU stated."""
        query = queries.LevelsAt(location, after, limit)
        return self._ask(query, results.Levels, lambda result: result.levels)

    def book(self, sku: int, *, location: int, sequence: int) -> Request[Result[int]]:
        """Units of a SKU that were on hand at a location after the command of that sequence."""
        query = queries.Book(sku, location, sequence)
        return self._ask(query, results.Quantity, lambda result: result.quantity)

    def reservation(self, reservation: UUID) -> Request[Result[Reservation | None]]:
        """One reservation or sale; None: it never was, or is kept no longer."""
        query = queries.Reservation(reservation)
        return self._ask(query, results.Reservation, lambda result: result.reservation)

    def reservations(
        self, owner: UUID, *, after: UUID | None = None, limit: int = LIMIT_MAX
    ) -> Reservations:
        """An owner's reservations with units live, committed or queued, by id."""
        return self._several(queries.Reservations(owner, after, limit))

    def holds(
        self, site: int, *, after: HoldPosition | None = None, limit: int = LIMIT_MAX
    ) -> Reservations:
        """Live holds on units at a site, those that end first coming first."""
        return self._several(queries.Holds(site, after, limit))

    def promises(
        self, sku: int, *, after: UUID | None = None, limit: int = LIMIT_MAX
    ) -> Reservations:
        """Reservations with units of a SKU held or committed, by id."""
        return self._several(queries.Promises(sku, after, limit))

    def waiting(
        self, sku: int, *, after: WaitingPosition | None = None, limit: int = LIMIT_MAX
    ) -> Reservations:
        """Reservations whose units of a SKU are queued, by order of promise."""
        return self._several(queries.Waiting(sku, after, limit))

    def movements(self, *, after: MovementID = MovementID(), limit: int = LIMIT_MAX) -> Movements:
        """All movements, the oldest first."""
        return self._movements(queries.Movements(after, limit))

    def movements_of(
        self,
        sku: int,
        *,
        location: int,
        before: MovementID | None = None,
        limit: int = LIMIT_MAX,
    ) -> Movements:
        """Movements of a SKU at a location, either end, the newest first."""
        return self._movements(queries.MovementsOf(sku, location, before, limit))

    def movements_on(
        self, document: Key, *, after: MovementID = MovementID(), limit: int = LIMIT_MAX
    ) -> Movements:
        """Movements that stand on one document, the oldest first."""
        return self._movements(queries.MovementsOn(key_bytes(document), after, limit))

    def _several(
        self,
        query: queries.Reservations | queries.Holds | queries.Promises | queries.Waiting,
    ) -> Reservations:
        return self._ask(query, results.Reservations, lambda result: result.reservations)

    def _movements(
        self, query: queries.Movements | queries.MovementsOf | queries.MovementsOn
    ) -> Movements:
        return self._ask(query, results.Movements, lambda result: result.movements)
