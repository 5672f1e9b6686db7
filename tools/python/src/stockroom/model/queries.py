"""Queries: what a client asks. A limit is the most entries of the result, 1 to 1,000."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from . import definitions
from .pieces import ChannelSKU, FeedPosition, MovementID

LIMIT_MAX = 1_000
"""The most entries that one query may ask for."""


@dataclass(frozen=True, slots=True)
class HoldPosition:
    """The last reservation of a page of holds; its deadline in milliseconds since 1970."""

    deadline: int
    reservation: UUID


@dataclass(frozen=True, slots=True)
class WaitingPosition:
    """The last reservation of a page of what waits, and the sequence that promised it."""

    promised: int
    reservation: UUID


@dataclass(frozen=True, slots=True)
class Availability:
    """What channels may promise now."""

    pairs: tuple[ChannelSKU, ...]
    with_reasons: bool = False


@dataclass(frozen=True, slots=True)
class AvailabilityChanges:
    """A dry run: which answers would be different if the definitions were accepted now.

    Without pairs: of the SKUs that the policies and SKU definitions are about.
    """

    by: tuple[definitions.Definition, ...]
    of: tuple[ChannelSKU, ...] = ()


@dataclass(frozen=True, slots=True)
class Policies:
    """All policies of a SKU, by channel."""

    of: int


@dataclass(frozen=True, slots=True)
class Levels:
    """All levels of a SKU that ever held a unit, by location."""

    of: int


@dataclass(frozen=True, slots=True)
class LevelsAt:
    """The levels of a location, by SKU, after that of a SKU."""

    location: int
    after: int | None = None
    limit: int = LIMIT_MAX


@dataclass(frozen=True, slots=True)
class Reservation:
    """One reservation."""

    reservation: UUID


@dataclass(frozen=True, slots=True)
class Reservations:
    """An owner's reservations with units live, committed or queued, by id."""

    of: UUID
    after: UUID | None = None
    limit: int = LIMIT_MAX


@dataclass(frozen=True, slots=True)
class Holds:
    """Live holds on units at a site, those that end first coming first. Not in a batch."""

    at: int
    after: HoldPosition | None = None
    limit: int = LIMIT_MAX


@dataclass(frozen=True, slots=True)
class Promises:
    """Reservations with units of a SKU held or committed, by id. Not in a batch."""

    of: int
    after: UUID | None = None
    limit: int = LIMIT_MAX


@dataclass(frozen=True, slots=True)
class Waiting:
    """Reservations whose units of a SKU are queued, by order of promise."""

    for_: int
    after: WaitingPosition | None = None
    limit: int = LIMIT_MAX


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All thresholds of a SKU, those of sites first."""

    of: int


@dataclass(frozen=True, slots=True)
class Movements:
    """All movements after one of them."""

    after: MovementID = MovementID()
    limit: int = LIMIT_MAX


@dataclass(frozen=True, slots=True)
class MovementsOf:
    """Movements of a SKU at a location, either end, the newest first."""

    sku: int
    at: int
    before: MovementID | None = None
    limit: int = LIMIT_MAX


@dataclass(frozen=True, slots=True)
class MovementsOn:
    """Movements that stand on one document, the oldest first."""

    document: bytes
    after: MovementID = MovementID()
    limit: int = LIMIT_MAX


@dataclass(frozen=True, slots=True)
class Book:
    """On hand of a SKU at a location after the command of that sequence."""

    of: int
    at: int
    as_of: int


@dataclass(frozen=True, slots=True)
class Document:
    """One document."""

    key: bytes


@dataclass(frozen=True, slots=True)
class Scan:
    """A range of document keys, or of terms, in pages.

    - `prefix`: that all of them begin with
    - `from_`, `to`: whole keys: the first that may be in the range, and the first after it
    - `is_reversed`: from the last to the first
    - `cursor`: that of the page before; None: from the start
    """

    prefix: bytes = b""
    from_: bytes | None = None
    to: bytes | None = None
    is_reversed: bool = False
    limit: int = LIMIT_MAX
    cursor: bytes | None = None


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents by key."""

    scan: Scan = Scan()


@dataclass(frozen=True, slots=True)
class DocumentsByTerm:
    """Terms, and the keys of the documents that stand under them."""

    scan: Scan = Scan()


@dataclass(frozen=True, slots=True)
class Definition:
    """The definition of a SKU."""

    of: int


@dataclass(frozen=True, slots=True)
class Sites:
    """All sites, by number."""


@dataclass(frozen=True, slots=True)
class Locations:
    """All locations, by number."""


@dataclass(frozen=True, slots=True)
class Channels:
    """All channels, by number."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Events after a position, without a subscription."""

    after: FeedPosition = FeedPosition()
    limit: int = LIMIT_MAX


@dataclass(frozen=True, slots=True)
class Statistics:
    """How the store is doing."""


Query: TypeAlias = (
    Availability
    | AvailabilityChanges
    | Policies
    | Levels
    | LevelsAt
    | Reservation
    | Reservations
    | Holds
    | Promises
    | Waiting
    | Thresholds
    | Movements
    | MovementsOf
    | MovementsOn
    | Book
    | Document
    | Documents
    | DocumentsByTerm
    | Definition
    | Sites
    | Locations
    | Channels
    | Feed
    | Statistics
)
