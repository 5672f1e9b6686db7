"""Operations on promises: reserve, and what becomes of what was reserved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from .numbers import Mode, Remainder
from .pieces import NOBODY, Fact, FulfilLine, LineAttributes, LineQuantity, MovementContext


@dataclass(frozen=True, slots=True)
class ReserveLine:
    """Units of a SKU, or kits. `location`: of kind stock; None: the engine chooses."""

    sku: int
    quantity: int
    location: int | None = None


@dataclass(frozen=True, slots=True)
class BestSingleSite:
    """Everything from the best-ranked site that has it all."""


@dataclass(frozen=True, slots=True)
class PickupSite:
    """Everything from this site."""

    site: int


@dataclass(frozen=True, slots=True)
class WholeOrderFirst:
    """From a single site if one has it all, else by rank. One split is two sites; 0 to 63."""

    splits_max: int


@dataclass(frozen=True, slots=True)
class ByRank:
    """From site after site, the best first. One split is two sites; 0 to 63."""

    splits_max: int


Sourcing: TypeAlias = BestSingleSite | PickupSite | WholeOrderFirst | ByRank


@dataclass(frozen=True, slots=True)
class Reserve:
    """Promises units to somebody until a deadline.

    - `reservation`: a new id for each reservation; it makes a retry harmless
    - `owner`: whoever it is for, such as a shopper, a session or an order
    - `hold_milliseconds`: above 0, cut to the channel's longest; None: the channel's default
    - `replaces`: a live hold of the same owner and channel to take the place of
    """

    reservation: UUID
    channel: int
    lines: tuple[ReserveLine, ...]
    owner: UUID = NOBODY
    mode: Mode = Mode.ALL_OR_NOTHING
    sourcing: Sourcing = BestSingleSite()
    hold_milliseconds: int | None = None
    replaces: UUID | None = None


@dataclass(frozen=True, slots=True)
class Extend:
    """Moves the deadline of a hold to so many milliseconds from now; None: channel's default."""

    reservation: UUID
    hold_milliseconds: int | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """Turns held units into committed ones, which have no deadline.

    - `quantities`: None: all that is held
    - `revives`: also when the hold has ended, if the units are still there
    """

    reservation: UUID
    quantities: tuple[LineQuantity, ...] | None = None
    remainder: Remainder = Remainder.KEEP
    revives: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """Gives up what is held, waits or is committed. `quantities`: None: everything."""

    reservation: UUID
    quantities: tuple[LineQuantity, ...] | None = None


@dataclass(frozen=True, slots=True)
class ReSource:
    """Moves a promise to another location. `quantity`: None: all of the line; of kits: always."""

    reservation: UUID
    line: int
    to: int
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Allocate:
    """Commits units of a line that waits. `quantity`: units or kits; None: all that wait."""

    reservation: UUID
    line: int
    location: int
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Fulfil:
    """Committed units leave, to a customer, transit or supplier. `lines`: None: all of them."""

    reservation: UUID
    to: int
    lines: tuple[FulfilLine, ...] | None = None
    context: MovementContext = MovementContext()


@dataclass(frozen=True, slots=True)
class Return:
    """Units of a reservation or a sale come back, to returns or quarantine."""

    reservation: UUID
    from_: int
    to: int
    lines: tuple[FulfilLine, ...]
    context: MovementContext = MovementContext()


@dataclass(frozen=True, slots=True)
class SellLine:
    """Units of a SKU, or kits, taken from a location."""

    sku: int
    quantity: int
    location: int
    attributes: LineAttributes = LineAttributes()


@dataclass(frozen=True, slots=True)
class Sell:
    """Reserves, commits and fulfils at once: a till.

    - `reservation`: a new id for each sale; it makes a retry harmless
    - `to`: location that the units go to: customer, transit or supplier
    - `fact`: stated when the goods have left already, whatever the book says
    """

    reservation: UUID
    channel: int
    to: int
    lines: tuple[SellLine, ...]
    owner: UUID = NOBODY
    context: MovementContext = MovementContext()
    fact: Fact | None = None
