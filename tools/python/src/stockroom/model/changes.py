"""Changes: what an event of the feed tells besides movements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from .definitions import Definition, Scope
from .numbers import ThresholdState, Transition


@dataclass(frozen=True, slots=True)
class Promise:
    """Units of a promise changed their state.

    `location`: of units that wait: where they may come from, 0: anywhere.
    """

    transition: Transition
    reservation: UUID
    line: int
    sku: int
    location: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Extended:
    """A hold ends at another time, in milliseconds since 1970."""

    reservation: UUID
    deadline: int


@dataclass(frozen=True, slots=True)
class DocumentWritten:
    """A document was written; its version is the sequence of the event."""

    key: bytes


@dataclass(frozen=True, slots=True)
class DocumentDeleted:
    """A document was deleted."""

    key: bytes


@dataclass(frozen=True, slots=True)
class Defined:
    """Something was defined."""

    definition: Definition


@dataclass(frozen=True, slots=True)
class Superseded:
    """Another reservation took the place of this one."""

    reservation: UUID
    by: UUID


@dataclass(frozen=True, slots=True)
class ReSourced:
    """Units of a line are promised from another location now."""

    reservation: UUID
    line: int
    sku: int
    from_: int
    to: int
    held: int
    committed: int


@dataclass(frozen=True, slots=True)
class Fact:
    """It was a fact; the retailer's number for why nobody was asked."""

    reason: int


@dataclass(frozen=True, slots=True)
class Crossed:
    """A threshold was crossed; `units`: that there are now."""

    sku: int
    scope: Scope
    before: ThresholdState
    after: ThresholdState
    units: int


Change: TypeAlias = (
    Promise
    | Extended
    | DocumentWritten
    | DocumentDeleted
    | Defined
    | Superseded
    | ReSourced
    | Fact
    | Crossed
)
