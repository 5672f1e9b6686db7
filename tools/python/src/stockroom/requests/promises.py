"""Requests about promises: reserve, and what becomes of what was reserved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from ..answers import Answer, PromiseAnswer
from ..ids import new_id
from ..model.numbers import Mode, Remainder
from ..model.outcomes import Done, Extended, Reserved, Sold, SoldAsFact
from ..model.pieces import NOBODY, Fact, FulfilLine, LineQuantity, MovementContext
from ..model.promises import (
    Allocate,
    BestSingleSite,
    Commit,
    Extend,
    Fulfil,
    Release,
    Reserve,
    ReserveLine,
    ReSource,
    Return,
    Sell,
    SellLine,
    Sourcing,
)
from .request import Request
from .submitting import Submitting

T = TypeVar("T")


class PromiseRequests(Submitting):
    """Requests about promises."""

    def reserve(
        self,
        lines: Iterable[ReserveLine],
        *,
        channel: int,
        owner: UUID = NOBODY,
        mode: Mode = Mode.ALL_OR_NOTHING,
        sourcing: Sourcing = BestSingleSite(),
        hold_milliseconds: int | None = None,
        replaces: UUID | None = None,
        reservation: UUID | None = None,
    ) -> Request[PromiseAnswer[Reserved]]:
        """Promises units to somebody until a deadline.

        - `owner`: whoever it is for, such as a shopper, a session or an order
        - `hold_milliseconds`: above 0, cut to the channel's longest; None: the channel's default
        - `replaces`: a live hold of the same owner and channel to take the place of
        - `reservation`: a new id unless stated
        """
        operation = Reserve(
            reservation=reservation or new_id(),
            channel=channel,
            lines=tuple(lines),
            owner=owner,
            mode=mode,
            sourcing=sourcing,
            hold_milliseconds=hold_milliseconds,
            replaces=replaces,
        )
        return self._promise(operation, Reserved)

    def extend(
        self, reservation: UUID, *, hold_milliseconds: int | None = None
    ) -> Request[Answer[Extended]]:
        """Moves the deadline of a hold to so long from now; None: the channel's default."""
        return self._do(Extend(reservation, hold_milliseconds), Extended)

    def commit(
        self,
        reservation: UUID,
        *,
        quantities: Iterable[LineQuantity] | None = None,
        remainder: Remainder = Remainder.KEEP,
        revives: bool = False,
    ) -> Request[Answer[Done]]:
        """Turns held units into committed ones, which have no deadline.

        - `quantities`: None: all that is held
        - `remainder`: what becomes of the units that stay held
        - `revives`: also when the hold has ended, if the units are still there
        """
        operation = Commit(reservation, _optional(quantities), remainder, revives)
        return self._do(operation, Done)

    def release(
        self, reservation: UUID, *, quantities: Iterable[LineQuantity] | None = None
    ) -> Request[Answer[Done]]:
        """Gives up what is held, waits or is committed. `quantities`: None: everything."""
        return self._do(Release(reservation, _optional(quantities)), Done)

    def re_source(
        self, reservation: UUID, line: int, *, to: int, quantity: int | None = None
    ) -> Request[Answer[Done]]:
        """Moves the promise of a line, counted from 0, to another location of kind stock.

        `quantity`: None: all that lies elsewhere; a line of kits moves whole.
        """
        return self._do(ReSource(reservation, line, to, quantity), Done)

    def allocate(
        self, reservation: UUID, line: int, *, location: int, quantity: int | None = None
    ) -> Request[Answer[Done]]:
        """Commits units of a line that waits, counted from 0, from a location of kind stock.

        `quantity`: units or kits; None: all that wait.
        """
        return self._do(Allocate(reservation, line, location, quantity), Done)

    def fulfil(
        self,
        reservation: UUID,
        *,
        to: int,
        lines: Iterable[FulfilLine] | None = None,
        context: MovementContext = MovementContext(),
    ) -> Request[Answer[Done]]:
        """Committed units leave, to a customer, transit or supplier. `lines`: None: all of them."""
        return self._do(Fulfil(reservation, to, _optional(lines), context), Done)

    def return_goods(
        self,
        reservation: UUID,
        lines: Iterable[FulfilLine],
        *,
        from_: int,
        to: int,
        context: MovementContext = MovementContext(),
    ) -> Request[Answer[Done]]:
        """Units of a reservation or a sale come back from a customer, to returns or quarantine."""
        return self._do(Return(reservation, from_, to, tuple(lines), context), Done)

    def sell(
        self,
        lines: Iterable[SellLine],
        *,
        channel: int,
        to: int,
        owner: UUID = NOBODY,
        context: MovementContext = MovementContext(),
        fact: Fact | None = None,
        reservation: UUID | None = None,
    ) -> Request[PromiseAnswer[Sold | SoldAsFact]]:
        """Reserves, commits and fulfils at once: a till.

        - `to`: location that the units go to: customer, transit or supplier
        - `fact`: stated when the goods have left already, whatever the book says
        - `reservation`: a new id unless stated
        """
        operation = Sell(
            reservation=reservation or new_id(),
            channel=channel,
            to=to,
            lines=tuple(lines),
            owner=owner,
            context=context,
            fact=fact,
        )
        return self._promise(operation, Sold, SoldAsFact)


def _optional(values: Iterable[T] | None) -> tuple[T, ...] | None:
    return None if values is None else tuple(values)
