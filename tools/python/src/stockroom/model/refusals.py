"""Refusals: why the engine has changed nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from .definitions import Definition
from .numbers import Invalidity, LocationKind, Reason, Resolution
from .pieces import CapUse, MovementID


@dataclass(frozen=True, slots=True)
class Shortage:
    """A sum of which there is not enough.

    - `location`: that was asked for; None: none
    - `requested`: units, summed over the lines of the request
    - `available_to_sell`: units that could have been had
    """

    sku: int
    location: int | None
    requested: int
    available_to_sell: int


@dataclass(frozen=True, slots=True)
class InsufficientStock:
    """There is not enough: every short sum, with what could have been had."""

    shortages: tuple[Shortage, ...]


@dataclass(frozen=True, slots=True)
class InsufficientSingleLocation:
    """There is enough in all, but not at so few sites."""

    shortages: tuple[Shortage, ...]


@dataclass(frozen=True, slots=True)
class UnknownSKU:
    """The SKU is not defined."""

    sku: int


@dataclass(frozen=True, slots=True)
class UnknownLocation:
    """The location is not defined."""

    location: int


@dataclass(frozen=True, slots=True)
class UnknownSite:
    """The site is not defined."""

    site: int


@dataclass(frozen=True, slots=True)
class UnknownChannel:
    """The channel is not defined."""

    channel: int


@dataclass(frozen=True, slots=True)
class SKUInactive:
    """The SKU is not on sale."""

    sku: int


@dataclass(frozen=True, slots=True)
class NotFound:
    """There is no such reservation, movement or document."""


@dataclass(frozen=True, slots=True)
class Expired:
    """The hold ended then, in milliseconds since 1970."""

    at: int


@dataclass(frozen=True, slots=True)
class AlreadyResolved:
    """Nothing is left to do it with."""

    as_: Resolution


@dataclass(frozen=True, slots=True)
class ExceedsHeld:
    """More than the line holds."""

    line: int
    held: int


@dataclass(frozen=True, slots=True)
class ExceedsCommitted:
    """More than the line has committed."""

    line: int
    committed: int


@dataclass(frozen=True, slots=True)
class ExceedsReturnable:
    """More than can come back of the line."""

    line: int
    returnable: int


@dataclass(frozen=True, slots=True)
class ExceedsWaiting:
    """More than waits of the line."""

    line: int
    waiting: int


@dataclass(frozen=True, slots=True)
class WouldGoNegative:
    """There are not so many units at the location."""

    sku: int
    location: int
    available: int


@dataclass(frozen=True, slots=True)
class VersionMismatch:
    """A document is not as the precondition says. `actual`: its version; None: there is none."""

    key: bytes
    actual: int | None


@dataclass(frozen=True, slots=True)
class DefinitionMismatch:
    """A definition is not as the precondition says. `actual`: None: nothing is defined."""

    actual: Definition | None


@dataclass(frozen=True, slots=True)
class IdempotencyConflict:
    """The id came with another command before. That one stands, this one did nothing."""


@dataclass(frozen=True, slots=True)
class TooOld:
    """The command was issued before the window for retries."""

    window_milliseconds: int


@dataclass(frozen=True, slots=True)
class ReasonNotAllowed:
    """Units do not move between these kinds of location for this reason."""

    reason: Reason
    from_: LocationKind
    to: LocationKind


@dataclass(frozen=True, slots=True)
class AlreadyReversed:
    """The movement was taken back already, by this one."""

    by: MovementID


@dataclass(frozen=True, slots=True)
class Overflow:
    """A sum or product leaves 64 bits."""


@dataclass(frozen=True, slots=True)
class Limit:
    """More than this is not taken."""

    max: int


@dataclass(frozen=True, slots=True)
class Malformed:
    """The command cannot be read from this byte on: a fault of the client."""

    at: int


@dataclass(frozen=True, slots=True)
class StorageFull:
    """The store has no room.

    Commit, release, allocate, fulfil, return and delete document may still be accepted.
    """


@dataclass(frozen=True, slots=True)
class Invalid:
    """The request asks for what cannot be."""

    what: Invalidity


@dataclass(frozen=True, slots=True)
class Superseded:
    """Another reservation has taken the place of this one."""

    by: UUID


@dataclass(frozen=True, slots=True)
class KitCycle:
    """A kit would contain itself."""

    sku: int


@dataclass(frozen=True, slots=True)
class KitTooDeep:
    """Kits would be nested deeper than this."""

    max: int


@dataclass(frozen=True, slots=True)
class CapExceeded:
    """Every SKU of which more is asked than its cap leaves."""

    caps: tuple[CapUse, ...]


@dataclass(frozen=True, slots=True)
class TooManyHolds:
    """The owner has as many live holds through the channel as it allows."""

    max: int


@dataclass(frozen=True, slots=True)
class Guarded:
    """The movement needs a document among the preconditions of its transaction.

    - `needs`: its type, see `DocumentType`
    - `by_another`: another principal has to have changed it last
    """

    needs: int
    by_another: bool


@dataclass(frozen=True, slots=True)
class ApprovalRequired:
    """More units than this may be found only with an approval by another principal."""

    threshold: int


@dataclass(frozen=True, slots=True)
class UnknownRefusal:
    """It was refused by a newer server, for a reason that this client cannot read."""

    number: int
    data: bytes


Refusal: TypeAlias = (
    InsufficientStock
    | InsufficientSingleLocation
    | UnknownSKU
    | UnknownLocation
    | UnknownSite
    | UnknownChannel
    | SKUInactive
    | NotFound
    | Expired
    | AlreadyResolved
    | ExceedsHeld
    | ExceedsCommitted
    | ExceedsReturnable
    | ExceedsWaiting
    | WouldGoNegative
    | VersionMismatch
    | DefinitionMismatch
    | IdempotencyConflict
    | TooOld
    | ReasonNotAllowed
    | AlreadyReversed
    | Overflow
    | Limit
    | Malformed
    | StorageFull
    | Invalid
    | Superseded
    | KitCycle
    | KitTooDeep
    | CapExceeded
    | TooManyHolds
    | Guarded
    | ApprovalRequired
    | UnknownRefusal
)
