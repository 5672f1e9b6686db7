"""Operations on the book: move, adjust, count, reverse."""

from __future__ import annotations

from dataclasses import dataclass

from .numbers import Reason
from .pieces import Fact, LineAttributes, MovementContext, MovementID


@dataclass(frozen=True, slots=True)
class MoveLine:
    """Units of a SKU go from one location to another."""

    sku: int
    quantity: int
    from_: int
    to: int
    attributes: LineAttributes = LineAttributes()


@dataclass(frozen=True, slots=True)
class Move:
    """Units go from place to place, for one reason, all lines or none.

    - `serves_backorders`: what comes to stock is given to promises that wait for it
    - `fact`: stated when it has happened already, whatever the book says
    """

    reason: Reason
    lines: tuple[MoveLine, ...]
    context: MovementContext = MovementContext()
    serves_backorders: bool = False
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Adjust:
    """Corrects the book of one SKU at one physical location.

    - `difference`: units found (above 0) or missing (below 0)
    - `loss`: location of kind loss, the other end
    """

    sku: int
    location: int
    difference: int
    loss: int
    attributes: LineAttributes = LineAttributes()
    context: MovementContext = MovementContext()


@dataclass(frozen=True, slots=True)
class CountLine:
    """So many units of a SKU were counted, 0 or more."""

    sku: int
    counted: int
    attributes: LineAttributes = LineAttributes()


@dataclass(frozen=True, slots=True)
class Count:
    """Tells what was counted at one physical location.

    - `anchor`: sequence at which the counting began; the book is compared as it was then
    - `loss`: location of kind loss, the other end
    """

    location: int
    anchor: int
    loss: int
    lines: tuple[CountLine, ...]
    context: MovementContext = MovementContext()


@dataclass(frozen=True, slots=True)
class Reverse:
    """Takes back one movement, whole, once."""

    movement: MovementID
    context: MovementContext = MovementContext()
