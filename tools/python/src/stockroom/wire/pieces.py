"""Bytes of the pieces that several commands and answers share."""

from __future__ import annotations

from ..model.pieces import (
    CapUse,
    ChannelSKU,
    Fact,
    FeedPosition,
    FulfilLine,
    LineAttributes,
    LineQuantity,
    MovementContext,
    MovementID,
)
from .reader import Reader
from .writer import Writer

_HAS_OCCURRED_AT = 1
_HAS_BUSINESS_DATE = 2
_HAS_DOCUMENT = 4

_NOTHING_STATED = LineAttributes()


def read_optional_number(r: Reader) -> int | None:
    """A u32 that names something; 0: nothing."""
    return r.u32() or None


def write_optional_number(w: Writer, value: int | None) -> None:
    w.u32(value or 0)


def read_movement_id(r: Reader) -> MovementID:
    return MovementID(sequence=r.u64(), line=r.u16())


def write_movement_id(w: Writer, value: MovementID) -> None:
    w.u64(value.sequence)
    w.u16(value.line)


def read_feed_position(r: Reader) -> FeedPosition:
    return FeedPosition(incarnation=r.u64(), sequence=r.u64())


def write_feed_position(w: Writer, value: FeedPosition) -> None:
    w.u64(value.incarnation)
    w.u64(value.sequence)


def read_line_attributes(r: Reader) -> LineAttributes:
    if not r.flag():
        return _NOTHING_STATED
    return LineAttributes(
        document_line=r.u32(),
        promotion=r.u32(),
        category=r.u32(),
        brand=r.u32(),
        unit_cost=r.i64(),
    )


def write_line_attributes(w: Writer, value: LineAttributes) -> None:
    is_stated = value != _NOTHING_STATED
    w.flag(is_stated)
    if is_stated:
        w.u32(value.document_line)
        w.u32(value.promotion)
        w.u32(value.category)
        w.u32(value.brand)
        w.i64(value.unit_cost)


def read_movement_context(r: Reader) -> MovementContext:
    flags = r.flags(_HAS_OCCURRED_AT | _HAS_BUSINESS_DATE | _HAS_DOCUMENT)
    return MovementContext(
        fulfilment_method=r.u16(),
        channel=read_optional_number(r),
        occurred_at=r.i64() if flags & _HAS_OCCURRED_AT else None,
        business_date=r.i32() if flags & _HAS_BUSINESS_DATE else None,
        document=r.short_bytes() if flags & _HAS_DOCUMENT else None,
    )


def write_movement_context(w: Writer, value: MovementContext) -> None:
    flags = 0
    if value.occurred_at is not None:
        flags |= _HAS_OCCURRED_AT
    if value.business_date is not None:
        flags |= _HAS_BUSINESS_DATE
    if value.document is not None:
        flags |= _HAS_DOCUMENT
    w.u8(flags)
    w.u16(value.fulfilment_method)
    write_optional_number(w, value.channel)
    if value.occurred_at is not None:
        w.i64(value.occurred_at)
    if value.business_date is not None:
        w.i32(value.business_date)
    if value.document is not None:
        w.short_bytes(value.document)


def read_fact(r: Reader) -> Fact:
    reason = r.u16()
    return Fact(loss=r.u32(), reason=reason)


def write_fact(w: Writer, value: Fact) -> None:
    w.u16(value.reason)
    w.u32(value.loss)


def read_line_quantity(r: Reader) -> LineQuantity:
    return LineQuantity(line=r.u16(), quantity=r.i64())


def write_line_quantity(w: Writer, value: LineQuantity) -> None:
    w.u16(value.line)
    w.i64(value.quantity)


def read_fulfil_line(r: Reader) -> FulfilLine:
    return FulfilLine(line=r.u16(), quantity=r.i64(), attributes=read_line_attributes(r))


def write_fulfil_line(w: Writer, value: FulfilLine) -> None:
    w.u16(value.line)
    w.i64(value.quantity)
    write_line_attributes(w, value.attributes)


def read_channel_sku(r: Reader) -> ChannelSKU:
    return ChannelSKU(sku=r.u64(), channel=r.u32())


def write_channel_sku(w: Writer, value: ChannelSKU) -> None:
    w.u64(value.sku)
    w.u32(value.channel)


def read_cap_use(r: Reader) -> CapUse:
    return CapUse(sku=r.u64(), cap=r.i64(), used=r.i64(), requested=r.i64())


def write_cap_use(w: Writer, value: CapUse) -> None:
    w.u64(value.sku)
    w.i64(value.cap)
    w.i64(value.used)
    w.i64(value.requested)
