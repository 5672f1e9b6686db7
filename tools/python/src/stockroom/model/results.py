"""Results: what queries are answered with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from . import definitions, feed, reservations, statistics, stock


@dataclass(frozen=True, slots=True)
class Availability:
    """Answers AVAILABILITY, one entry for each pair, in order."""

    entries: tuple[stock.AvailabilityEntry, ...]


@dataclass(frozen=True, slots=True)
class AvailabilityChanges:
    """Answers AVAILABILITY_CHANGES, only those that are different."""

    changes: tuple[stock.AvailabilityChange, ...]


@dataclass(frozen=True, slots=True)
class Policies:
    """Answers POLICIES."""

    policies: tuple[definitions.Policy, ...]


@dataclass(frozen=True, slots=True)
class Levels:
    """Answers LEVELS and LEVELS_AT."""

    levels: tuple[stock.Level, ...]


@dataclass(frozen=True, slots=True)
class Reservation:
    """Answers RESERVATION; None: it never was, or is kept no longer."""

    reservation: reservations.Reservation | None


@dataclass(frozen=True, slots=True)
class Reservations:
    """Answers RESERVATIONS, HOLDS, PROMISES and WAITING."""

    reservations: tuple[reservations.Reservation, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Answers THRESHOLDS."""

    thresholds: tuple[stock.ThresholdStanding, ...]


@dataclass(frozen=True, slots=True)
class Movements:
    """Answers MOVEMENTS, MOVEMENTS_OF and MOVEMENTS_ON."""

    movements: tuple[stock.Movement, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """Answers BOOK, in units."""

    quantity: int


@dataclass(frozen=True, slots=True)
class Document:
    """Answers DOCUMENT; None: there is none."""

    document: reservations.Document | None


@dataclass(frozen=True, slots=True)
class Documents:
    """Answers DOCUMENTS."""

    page: reservations.Page[reservations.Document]


@dataclass(frozen=True, slots=True)
class TermMatches:
    """Answers DOCUMENTS_BY_TERM."""

    page: reservations.Page[reservations.TermMatch]


@dataclass(frozen=True, slots=True)
class Definition:
    """Answers DEFINITION; None: the SKU is not defined."""

    definition: definitions.SKUDefinition | None


@dataclass(frozen=True, slots=True)
class Sites:
    """Answers SITES."""

    sites: tuple[definitions.SiteDefinition, ...]


@dataclass(frozen=True, slots=True)
class Locations:
    """Answers LOCATIONS."""

    locations: tuple[definitions.LocationDefinition, ...]


@dataclass(frozen=True, slots=True)
class Channels:
    """Answers CHANNELS."""

    channels: tuple[definitions.ChannelDefinition, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """Answers FEED."""

    page: feed.FeedPage


@dataclass(frozen=True, slots=True)
class Statistics:
    """Answers STATISTICS."""

    statistics: statistics.StoreStatistics


QueryResult: TypeAlias = (
    Availability
    | AvailabilityChanges
    | Policies
    | Levels
    | Reservation
    | Reservations
    | Thresholds
    | Movements
    | Quantity
    | Document
    | Documents
    | TermMatches
    | Definition
    | Sites
    | Locations
    | Channels
    | Feed
    | Statistics
)
