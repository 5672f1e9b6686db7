"""Bytes of availability, levels and movements."""

from __future__ import annotations

from ..model.numbers import Reason, ThresholdState
from ..model.stock import (
    AvailabilityChange,
    AvailabilityEntry,
    Level,
    Movement,
    SiteAvailability,
    ThresholdStanding,
)
from .definitions import read_threshold, write_threshold
from .pieces import (
    read_cap_use,
    read_line_attributes,
    read_movement_id,
    read_optional_number,
    write_cap_use,
    write_line_attributes,
    write_movement_id,
    write_optional_number,
)
from .reader import Reader
from .writer import Writer


def _read_site_availability(r: Reader) -> SiteAvailability:
    return SiteAvailability(
        site=r.u32(),
        on_hand=r.i64(),
        held=r.i64(),
        committed=r.i64(),
        buffer=r.i64(),
        earmarked=r.i64(),
        free=r.i64(),
        limiting_component=r.optional(Reader.u64),
    )


def _write_site_availability(w: Writer, value: SiteAvailability) -> None:
    w.u32(value.site)
    w.i64(value.on_hand)
    w.i64(value.held)
    w.i64(value.committed)
    w.i64(value.buffer)
    w.i64(value.earmarked)
    w.i64(value.free)
    w.optional(value.limiting_component, Writer.u64)


def read_availability_entry(r: Reader) -> AvailabilityEntry:
    return AvailabilityEntry(
        sku=r.u64(),
        available_to_sell=r.i64(),
        caps=r.items(read_cap_use),
        reasons=r.optional(lambda r: r.items(_read_site_availability)),
    )


def write_availability_entry(w: Writer, value: AvailabilityEntry) -> None:
    w.u64(value.sku)
    w.i64(value.available_to_sell)
    w.items(value.caps, write_cap_use)
    w.optional(value.reasons, lambda w, sites: w.items(sites, _write_site_availability))


def read_availability_change(r: Reader) -> AvailabilityChange:
    return AvailabilityChange(sku=r.u64(), channel=r.u32(), before=r.i64(), after=r.i64())


def write_availability_change(w: Writer, value: AvailabilityChange) -> None:
    w.u64(value.sku)
    w.u32(value.channel)
    w.i64(value.before)
    w.i64(value.after)


def read_threshold_standing(r: Reader) -> ThresholdStanding:
    return ThresholdStanding(threshold=read_threshold(r), state=ThresholdState(r.u8()))


def write_threshold_standing(w: Writer, value: ThresholdStanding) -> None:
    write_threshold(w, value.threshold)
    w.u8(value.state)


def read_level(r: Reader) -> Level:
    return Level(
        sku=r.u64(),
        location=r.u32(),
        on_hand=r.i64(),
        held=r.i64(),
        committed=r.i64(),
        newest_movement=read_movement_id(r),
    )


def write_level(w: Writer, value: Level) -> None:
    w.u64(value.sku)
    w.u32(value.location)
    w.i64(value.on_hand)
    w.i64(value.held)
    w.i64(value.committed)
    write_movement_id(w, value.newest_movement)


def read_movement(r: Reader) -> Movement:
    return Movement(
        id=read_movement_id(r),
        sku=r.u64(),
        from_=r.u32(),
        to=r.u32(),
        quantity=r.i64(),
        reason=Reason(r.u8()),
        principal=r.u32(),
        time=r.i64(),
        occurred_at=r.i64(),
        business_date=r.i32(),
        previous_from=read_movement_id(r),
        previous_to=read_movement_id(r),
        channel=read_optional_number(r),
        fulfilment_method=r.u16(),
        attributes=read_line_attributes(r),
        document=r.optional(Reader.short_bytes),
        reservation=r.optional(Reader.id),
        corrects=r.optional(read_movement_id),
    )


def write_movement(w: Writer, value: Movement) -> None:
    write_movement_id(w, value.id)
    w.u64(value.sku)
    w.u32(value.from_)
    w.u32(value.to)
    w.i64(value.quantity)
    w.u8(value.reason)
    w.u32(value.principal)
    w.i64(value.time)
    w.i64(value.occurred_at)
    w.i32(value.business_date)
    write_movement_id(w, value.previous_from)
    write_movement_id(w, value.previous_to)
    write_optional_number(w, value.channel)
    w.u16(value.fulfilment_method)
    write_line_attributes(w, value.attributes)
    w.optional(value.document, Writer.short_bytes)
    w.optional(value.reservation, Writer.id)
    w.optional(value.corrects, write_movement_id)
