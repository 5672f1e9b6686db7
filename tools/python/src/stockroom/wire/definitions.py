"""Bytes of definitions. With its kind before it is a *definition*, without one of a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..errors import UnknownLayout
from ..model.definitions import (
    Cap,
    CapWindow,
    ChannelDefinition,
    ChannelScope,
    ChannelSite,
    Definition,
    KitComponent,
    LocationDefinition,
    Policy,
    Scope,
    SiteDefinition,
    SitePolicy,
    SiteScope,
    SKUDefinition,
    Threshold,
)
from ..model.numbers import LocationKind
from .pieces import read_optional_number, write_optional_number
from .reader import Reader
from .writer import Writer

_IS_ACTIVE = 1
_IS_KIT = 2
_NEEDS_INSPECTION = 4

_HAS_HOLDS_PER_OWNER = 1
_ACCEPTS_BACKORDERS = 2


def read_definition(r: Reader) -> Definition:
    kind = r.u8()
    read = _DEFINITIONS.get(kind)
    if read is None:
        raise UnknownLayout(f"a definition of kind {kind}", r.offset - 1)
    return read(r)


def write_definition(w: Writer, value: Definition) -> None:
    match value:
        case SKUDefinition():
            w.u8(1)
            write_sku(w, value)
        case LocationDefinition():
            w.u8(3)
            write_location(w, value)
        case ChannelDefinition():
            w.u8(5)
            write_channel(w, value)
        case Policy():
            w.u8(6)
            write_policy(w, value)
        case SiteDefinition():
            w.u8(7)
            write_site(w, value)
        case Threshold():
            w.u8(8)
            write_threshold(w, value)


def read_kit_component(r: Reader) -> KitComponent:
    return KitComponent(sku=r.u64(), quantity=r.i64())


def write_kit_component(w: Writer, value: KitComponent) -> None:
    w.u64(value.sku)
    w.i64(value.quantity)


def read_sku(r: Reader) -> SKUDefinition:
    sku = r.u64()
    flags = r.flags(_IS_ACTIVE | _IS_KIT | _NEEDS_INSPECTION)
    code = r.text()
    components = r.items(read_kit_component) if flags & _IS_KIT else ()
    if flags & _IS_KIT and not components:
        raise r.impossible("kit without components", size=2)
    return SKUDefinition(
        sku=sku,
        code=code,
        is_active=bool(flags & _IS_ACTIVE),
        components=components,
        needs_inspection=bool(flags & _NEEDS_INSPECTION),
    )


def write_sku(w: Writer, value: SKUDefinition) -> None:
    w.u64(value.sku)
    w.u8(
        (_IS_ACTIVE if value.is_active else 0)
        | (_IS_KIT if value.components else 0)
        | (_NEEDS_INSPECTION if value.needs_inspection else 0)
    )
    w.text(value.code)
    if value.components:
        w.items(value.components, write_kit_component)


def read_location(r: Reader) -> LocationDefinition:
    return LocationDefinition(
        location=r.u32(),
        kind=LocationKind(r.u8()),
        site=read_optional_number(r),
        code=r.text(),
    )


def write_location(w: Writer, value: LocationDefinition) -> None:
    w.u32(value.location)
    w.u8(value.kind)
    write_optional_number(w, value.site)
    w.text(value.code)


def _read_channel_site(r: Reader) -> ChannelSite:
    return ChannelSite(site=r.u32(), buffer=r.i64())


def _write_channel_site(w: Writer, value: ChannelSite) -> None:
    w.u32(value.site)
    w.i64(value.buffer)


def read_channel(r: Reader) -> ChannelDefinition:
    channel = r.u32()
    default_hold = r.i64()
    longest_hold = r.i64()
    code = r.text()
    sites = r.items(_read_channel_site)
    flags = r.flags(_HAS_HOLDS_PER_OWNER | _ACCEPTS_BACKORDERS)
    return ChannelDefinition(
        channel=channel,
        code=code,
        sites=sites,
        default_hold_milliseconds=default_hold,
        longest_hold_milliseconds=longest_hold,
        holds_per_owner_max=r.u32() if flags & _HAS_HOLDS_PER_OWNER else None,
        accepts_backorders=bool(flags & _ACCEPTS_BACKORDERS),
    )


def write_channel(w: Writer, value: ChannelDefinition) -> None:
    w.u32(value.channel)
    w.i64(value.default_hold_milliseconds)
    w.i64(value.longest_hold_milliseconds)
    w.text(value.code)
    w.items(value.sites, _write_channel_site)
    is_limited = value.holds_per_owner_max is not None
    w.u8(
        (_HAS_HOLDS_PER_OWNER if is_limited else 0)
        | (_ACCEPTS_BACKORDERS if value.accepts_backorders else 0)
    )
    if value.holds_per_owner_max is not None:
        w.u32(value.holds_per_owner_max)


def _read_window(r: Reader) -> CapWindow:
    return CapWindow(start=r.i64(), end=r.i64())


def _write_window(w: Writer, value: CapWindow) -> None:
    w.i64(value.start)
    w.i64(value.end)


def _read_cap(r: Reader) -> Cap:
    return Cap(units=r.i64(), window=r.optional(_read_window))


def _write_cap(w: Writer, value: Cap) -> None:
    w.i64(value.units)
    w.optional(value.window, _write_window)


def _read_site_policy(r: Reader) -> SitePolicy:
    return SitePolicy(site=r.u32(), buffer=r.optional(Reader.i64), earmark=r.i64())


def _write_site_policy(w: Writer, value: SitePolicy) -> None:
    w.u32(value.site)
    w.optional(value.buffer, Writer.i64)
    w.i64(value.earmark)


def read_policy(r: Reader) -> Policy:
    return Policy(
        channel=r.u32(),
        sku=r.u64(),
        cap=r.optional(_read_cap),
        sites=r.items(_read_site_policy),
    )


def write_policy(w: Writer, value: Policy) -> None:
    w.u32(value.channel)
    w.u64(value.sku)
    w.optional(value.cap, _write_cap)
    w.items(value.sites, _write_site_policy)


def read_site(r: Reader) -> SiteDefinition:
    return SiteDefinition(
        site=r.u32(),
        utc_offset_minutes=r.i16(),
        day_cut_minutes=r.i16(),
        code=r.text(),
        found_without_approval_max=r.i64(),
    )


def write_site(w: Writer, value: SiteDefinition) -> None:
    w.u32(value.site)
    w.i16(value.utc_offset_minutes)
    w.i16(value.day_cut_minutes)
    w.text(value.code)
    w.i64(value.found_without_approval_max)


def read_scope(r: Reader) -> Scope:
    match r.u8():
        case 1:
            return SiteScope(r.u32())
        case 2:
            return ChannelScope(r.u32())
        case kind:
            raise UnknownLayout(f"a scope of kind {kind}", r.offset - 1)


def write_scope(w: Writer, value: Scope) -> None:
    match value:
        case SiteScope(site):
            w.u8(1)
            w.u32(site)
        case ChannelScope(channel):
            w.u8(2)
            w.u32(channel)


def read_threshold(r: Reader) -> Threshold:
    return Threshold(sku=r.u64(), scope=read_scope(r), low=r.optional(Reader.i64))


def write_threshold(w: Writer, value: Threshold) -> None:
    w.u64(value.sku)
    write_scope(w, value.scope)
    w.optional(value.low, Writer.i64)


_DEFINITIONS: Mapping[int, Callable[[Reader], Definition]] = {
    1: read_sku,
    3: read_location,
    5: read_channel,
    6: read_policy,
    7: read_site,
    8: read_threshold,
}
