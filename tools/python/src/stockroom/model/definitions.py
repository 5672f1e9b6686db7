"""Master data: what is defined before stock can lie somewhere and be promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from .numbers import LocationKind


@dataclass(frozen=True, slots=True)
class KitComponent:
    """So many units of a SKU, or of another kit, in one kit."""

    sku: int
    quantity: int


@dataclass(frozen=True, slots=True)
class SKUDefinition:
    """A SKU. With components it is a kit. One that is not active is not reserved or sold.

    Units of one that needs an inspection do not reach a shelf from a supplier or from receiving
    without a document of that type.
    """

    sku: int
    code: str
    is_active: bool = True
    components: tuple[KitComponent, ...] = ()
    needs_inspection: bool = False


@dataclass(frozen=True, slots=True)
class SiteDefinition:
    """A shop, a warehouse: a place with a clock.

    - `utc_offset_minutes`: what to add to UTC for the site's clock
    - `day_cut_minutes`: after midnight, when its business day begins
    - `found_without_approval_max`: units of a SKU that one command may find without approval
    """

    site: int
    code: str
    utc_offset_minutes: int = 0
    day_cut_minutes: int = 0
    found_without_approval_max: int = 0


@dataclass(frozen=True, slots=True)
class LocationDefinition:
    """A location. `site` is stated for physical kinds only; kind and site never change."""

    location: int
    kind: LocationKind
    site: int | None
    code: str


@dataclass(frozen=True, slots=True)
class ChannelSite:
    """A site that a channel may promise from, and the units of each SKU that it leaves there."""

    site: int
    buffer: int = 0


@dataclass(frozen=True, slots=True)
class ChannelDefinition:
    """A channel of sale.

    - `sites`: the best first
    - `default_hold_milliseconds`: how long a hold lasts when the request does not say
    - `longest_hold_milliseconds`: the longest, from when it was first held
    - `holds_per_owner_max`: live holds of one owner; None: no limit
    """

    channel: int
    code: str
    sites: tuple[ChannelSite, ...]
    default_hold_milliseconds: int = 15 * 60_000
    longest_hold_milliseconds: int = 60 * 60_000
    holds_per_owner_max: int | None = None
    accepts_backorders: bool = False


@dataclass(frozen=True, slots=True)
class CapWindow:
    """When a cap holds: from `start` to before `end`, in milliseconds since 1970."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cap:
    """The most units that a channel may promise. Without a window it holds always."""

    units: int
    window: CapWindow | None = None


@dataclass(frozen=True, slots=True)
class SitePolicy:
    """What a channel leaves at a site, and what others have to leave there for it, in units.

    A buffer of None is that of the channel for the site.
    """

    site: int
    buffer: int | None = None
    earmark: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """What a channel may promise of one SKU. Without cap and sites it takes the policy away."""

    channel: int
    sku: int
    cap: Cap | None = None
    sites: tuple[SitePolicy, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteScope:
    """Measures what is available at a site."""

    site: int


@dataclass(frozen=True, slots=True)
class ChannelScope:
    """Measures what is available to sell through a channel."""

    channel: int


Scope: TypeAlias = SiteScope | ChannelScope


@dataclass(frozen=True, slots=True)
class Threshold:
    """At so many units and fewer the SKU is low. Without a bound it takes the threshold away."""

    sku: int
    scope: Scope
    low: int | None = None


Definition: TypeAlias = (
    SKUDefinition | SiteDefinition | LocationDefinition | ChannelDefinition | Policy | Threshold
)
