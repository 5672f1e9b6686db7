"""Pieces that several commands and answers share."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

NOBODY = UUID(int=0)
"""The owner of what is nobody's."""


@dataclass(frozen=True, slots=True, order=True)
class MovementID:
    """Names a movement: the sequence of its command, and its number within, from 0 on.

    Without arguments it is the position before the first movement.
    """

    sequence: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class FeedPosition:
    """A place in the feed: behind the event `sequence` of the store's `incarnation`.

    Without arguments it is the place before the first event, of whatever incarnation.
    """

    incarnation: int = 0
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class DeviceMark:
    """Marks a command of a till that works offline. The counter only grows within a device."""

    device: int
    counter: int


@dataclass(frozen=True, slots=True)
class LineAttributes:
    """What the client says about one line. Zero: not stated.

    `unit_cost` is per base unit, in 1/10,000 of the currency unit; the others are the
    retailer's own numbers.
    """

    document_line: int = 0
    promotion: int = 0
    category: int = 0
    brand: int = 0
    unit_cost: int = 0


@dataclass(frozen=True, slots=True)
class MovementContext:
    """What the client says about all movements of one operation.

    - `occurred_at`: when it happened in the world, in milliseconds since 1970; None: engine time
    - `business_date`: days since 1970-01-01; None: derived from the clock of the site
    - `document`: key of the paper that it stands on
    - `channel`: None: none; fulfil, return and sell take that of the reservation then
    - `fulfilment_method`: the retailer's number for how goods reach the customer; 0: not stated
    """

    occurred_at: int | None = None
    business_date: int | None = None
    document: bytes | None = None
    channel: int | None = None
    fulfilment_method: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """Says that it has happened already, and is booked whatever the book says.

    - `loss`: location of kind loss that gives what the book does not have
    - `reason`: the retailer's number for why nobody was asked, not 0
    """

    loss: int
    reason: int


@dataclass(frozen=True, slots=True)
class LineQuantity:
    """Units of one line of a reservation; of a line of kits: kits.

    `line` is counted from 0, `quantity` above 0.
    """

    line: int
    quantity: int


@dataclass(frozen=True, slots=True)
class FulfilLine:
    """Units of one line that leave or come back; of a line of kits: kits.

    `line` is counted from 0, `quantity` above 0.
    """

    line: int
    quantity: int
    attributes: LineAttributes = LineAttributes()


@dataclass(frozen=True, slots=True)
class ChannelSKU:
    """A SKU, or a kit, and the channel that would promise it."""

    sku: int
    channel: int


@dataclass(frozen=True, slots=True)
class CapUse:
    """How much of its cap a channel uses of a SKU or kit, in units.

    - `used`: held, committed and, within the window of the cap, sold; may be above the cap
    - `requested`: summed over the lines of the request; 0 in the result of a query
    """

    sku: int
    cap: int
    used: int
    requested: int
