"""Reservations and documents, as queries tell them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from .definitions import KitComponent
from .numbers import ReservationState

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class KitLine:
    """A line that asked for a kit, and what the kit was made of then."""

    line: int
    kit: int
    components: tuple[KitComponent, ...]


@dataclass(frozen=True, slots=True)
class Allocation:
    """One line at one location, in units. A line of kits has one for each component.

    `requested` is the sum of the others but `returned`, which is part of `fulfilled`.

    - `location`: of units that wait: where they may come from, 0: anywhere
    - `backordered`: not there when asked for, and waits
    - `short`: taken away by a fact, and waits
    - `is_backorder`: its units were not there when asked for
    - `stays_at_site`: units of another site do not help
    """

    line: int
    sku: int
    location: int
    requested: int
    held: int
    committed: int
    fulfilled: int
    returned: int
    released: int
    expired: int
    backordered: int
    short: int
    is_backorder: bool
    stays_at_site: bool


@dataclass(frozen=True, slots=True)
class Reservation:
    """A reservation, or a sale, as it stands.

    - `deadline`: when the hold ends; of a sale, when it was made; milliseconds since 1970
    - `first_held`: milliseconds since 1970
    - `sequence`: of the command that made it
    - `generation`: 1 at first, one more each time it was revived
    - `is_confirmed`: it was committed, in part or whole: what waits has no deadline
    """

    reservation: UUID
    channel: int
    owner: UUID
    deadline: int
    first_held: int
    sequence: int
    generation: int
    state: ReservationState
    is_confirmed: bool
    superseded_by: UUID | None
    kits: tuple[KitLine, ...]
    allocations: tuple[Allocation, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a workflow.

    - `type`: see `DocumentType`
    - `version`: sequence of its last change
    - `principal`, `time`: who changed it last, and when, in milliseconds since 1970
    """

    key: bytes
    type: int
    version: int
    principal: int
    time: int
    body: bytes
    terms: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A document that stands under a term."""

    term: bytes
    key: bytes


@dataclass(frozen=True)
class Page(Generic[E]):
    """A part of a scan. `cursor` is for the next page; None: there is nothing more."""

    sequence: int
    elements: tuple[E, ...]
    cursor: bytes | None
