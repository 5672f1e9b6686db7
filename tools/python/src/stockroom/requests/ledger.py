"""Requests about the book: move, adjust, count, reverse."""

from __future__ import annotations

from collections.abc import Iterable

from ..answers import Answer
from ..model.ledger import Adjust, Count, CountLine, Move, MoveLine, Reverse
from ..model.numbers import Reason
from ..model.outcomes import Counted, Done, Moved
from ..model.pieces import Fact, LineAttributes, MovementContext, MovementID
from .request import Request
from .submitting import Submitting


class LedgerRequests(Submitting):
    """Requests about the book."""

    def move(
        self,
        lines: Iterable[MoveLine],
        *,
        reason: Reason,
        context: MovementContext = MovementContext(),
        serves_backorders: bool = False,
        fact: Fact | None = None,
    ) -> Request[Answer[Done | Moved]]:
        """Units go from place to place, for one reason, all lines or none.

        - `serves_backorders`: what comes to stock is given to promises that wait for it
        - `fact`: stated when it has happened already, whatever the book says

        The outcome is `Moved` if promises were served, or have lost units.
        """
        operation = Move(reason, tuple(lines), context, serves_backorders, fact)
        return self._do(operation, Done, Moved)

    def adjust(
        self,
        sku: int,
        *,
        location: int,
        difference: int,
        loss: int,
        attributes: LineAttributes = LineAttributes(),
        context: MovementContext = MovementContext(),
    ) -> Request[Answer[Done | Moved]]:
        """Corrects the book of a SKU at a physical location.

        - `difference`: units found (above 0) or missing (below 0)
        - `loss`: location of kind loss, the other end

        The outcome is `Moved` if promises have lost units.
        """
        operation = Adjust(sku, location, difference, loss, attributes, context)
        return self._do(operation, Done, Moved)

    def count(
        self,
        lines: Iterable[CountLine],
        *,
        location: int,
        anchor: int,
        loss: int,
        context: MovementContext = MovementContext(),
    ) -> Request[Answer[Counted]]:
        """Tells what was counted at a physical location.

        - `anchor`: sequence at which the counting began; the book is compared as it was then
        - `loss`: location of kind loss, the other end
        """
        return self._do(Count(location, anchor, loss, tuple(lines), context), Counted)

    def reverse(
        self, movement: MovementID, *, context: MovementContext = MovementContext()
    ) -> Request[Answer[Done]]:
        """Takes back one movement, whole, once."""
        return self._do(Reverse(movement, context), Done)
