"""Stock as queries and the feed tell it: availability, levels, movements."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from .definitions import Threshold
from .numbers import Reason, ThresholdState
from .pieces import CapUse, LineAttributes, MovementID


@dataclass(frozen=True, slots=True)
class SiteAvailability:
    """Why a channel can sell so many at one of its sites, in units.

    `free` = on hand − held − committed − buffer − earmarked, not below 0. Of a kit, `free` is how
    many kits the components are enough for, `limiting_component` the one that is enough for
    fewest, and the five fields before are 0.

    - `earmarked`: what other channels have earmarked there and do not use yet
    """

    site: int
    on_hand: int
    held: int
    committed: int
    buffer: int
    earmarked: int
    free: int
    limiting_component: int | None = None


@dataclass(frozen=True, slots=True)
class AvailabilityEntry:
    """How many units of a SKU, or how many kits, a channel can sell.

    - `caps`: those that bind now
    - `reasons`: in the channel's order of sites; None: not asked for
    """

    sku: int
    available_to_sell: int
    caps: tuple[CapUse, ...] = ()
    reasons: tuple[SiteAvailability, ...] | None = None


@dataclass(frozen=True, slots=True)
class AvailabilityChange:
    """What a channel can sell now, and what it could with the definitions of the query."""

    sku: int
    channel: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ThresholdStanding:
    """A threshold, and how much there is compared with it."""

    threshold: Threshold
    state: ThresholdState


@dataclass(frozen=True, slots=True)
class Level:
    """The stock of one SKU at one location, in units.

    - `on_hand`: below 0 at virtual locations only
    - `held`: under live holds
    - `committed`: promised for good and not gone yet
    - `newest_movement`: `MovementID()`: none
    """

    sku: int
    location: int
    on_hand: int
    held: int
    committed: int
    newest_movement: MovementID


@dataclass(frozen=True, slots=True)
class Movement:
    """Units that went from one location to another.

    - `time`, `occurred_at`: engine time, and when it happened, in milliseconds since 1970
    - `business_date`: days since 1970-01-01
    - `previous_from`, `previous_to`: the movement before of the SKU at either end;
      `MovementID()`: none
    - `document`: key of the paper that it stands on
    - `reservation`: that it fulfils, or whose units it brings back
    - `corrects`: movement that this one takes back
    """

    id: MovementID
    sku: int
    from_: int
    to: int
    quantity: int
    reason: Reason
    principal: int
    time: int
    occurred_at: int
    business_date: int
    previous_from: MovementID
    previous_to: MovementID
    channel: int | None
    fulfilment_method: int
    attributes: LineAttributes
    document: bytes | None
    reservation: UUID | None
    corrects: MovementID | None
