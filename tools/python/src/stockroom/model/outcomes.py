"""Outcomes: what became of a command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from .numbers import CountResult
from .refusals import Refusal


@dataclass(frozen=True, slots=True)
class PlannedAllocation:
    """Units of one line that come from one location.

    - `quantity`: above 0; of a line of kits: units of the component
    - `component`: SKU that is part of the line's kit
    - `location`: of units that wait: where they may come from, 0: anywhere
    """

    line: int
    component: int | None
    location: int
    quantity: int
    is_backordered: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What was promised or sold, and from where. A line that got nothing is not in it.

    `deadline`: when the hold ends; of a sale, when it was made; milliseconds since 1970.
    """

    deadline: int
    allocations: tuple[PlannedAllocation, ...]


@dataclass(frozen=True, slots=True)
class ServedPromise:
    """A line that waited, and has units committed now; of a line of kits: kits."""

    reservation: UUID
    owner: UUID
    line: int
    quantity: int


@dataclass(frozen=True, slots=True)
class DisplacedPromise:
    """A line that has lost units to a fact.

    - `sku`: what the fact was about; of a line of kits a component
    - `location`: where the units were promised from
    - `re_sourced`: units or kits that come from elsewhere now
    - `short`: units or kits that nobody has
    """

    reservation: UUID
    owner: UUID
    line: int
    sku: int
    location: int
    was_committed: bool
    re_sourced: int
    short: int


@dataclass(frozen=True, slots=True)
class CountedLine:
    """What was done about a line of a count. `difference`: counted − book at the anchor."""

    result: CountResult
    difference: int


@dataclass(frozen=True, slots=True)
class Done:
    """It was done, and there is nothing more to say."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """It was promised."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Extended:
    """The hold has a new deadline, in milliseconds since 1970."""

    deadline: int


@dataclass(frozen=True, slots=True)
class Sold:
    """It was sold."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class SoldAsFact:
    """It was sold, whatever the book said; these promises have lost units to it."""

    plan: Plan
    displaced: tuple[DisplacedPromise, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """It was booked; these promises were served by it, and these have lost units to it."""

    served: tuple[ServedPromise, ...]
    displaced: tuple[DisplacedPromise, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """It was counted: the lines in the order of the count, and what has lost units to it."""

    lines: tuple[CountedLine, ...]
    displaced: tuple[DisplacedPromise, ...]


@dataclass(frozen=True, slots=True)
class UnknownOutcome:
    """It was accepted by a newer server, in a way that this client cannot read."""

    number: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed."""

    refusal: Refusal


StepOutcome: TypeAlias = (
    Done | Reserved | Extended | Sold | SoldAsFact | Moved | Counted | Refused | UnknownOutcome
)
"""The outcome of an operation that may stand in a transaction, where none is refused."""


@dataclass(frozen=True, slots=True)
class Transacted:
    """All of it was done: the outcomes in the order of the operations."""

    outcomes: tuple[StepOutcome, ...]


Outcome: TypeAlias = StepOutcome | Transacted
