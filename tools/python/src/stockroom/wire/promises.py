"""Bytes of the operations on promises."""

from __future__ import annotations

from ..model.numbers import Mode, Remainder
from ..model.pieces import Fact
from ..model.promises import (
    Allocate,
    BestSingleSite,
    ByRank,
    Commit,
    Extend,
    Fulfil,
    PickupSite,
    Release,
    Reserve,
    ReserveLine,
    ReSource,
    Return,
    Sell,
    SellLine,
    Sourcing,
    WholeOrderFirst,
)
from .pieces import (
    read_fulfil_line,
    read_line_attributes,
    read_line_quantity,
    read_movement_context,
    read_optional_number,
    write_fulfil_line,
    write_line_attributes,
    write_line_quantity,
    write_movement_context,
    write_optional_number,
)
from .reader import Reader
from .writer import Writer

_CHANNEL_DEFAULT = -1
"""A hold that is not stated."""

_MODE_MASK = 0x0F
_SOURCING_SHIFT = 4
_SOURCING_MASK = 0x07
_BIT_7 = 0x80


def _read_hold(r: Reader) -> int | None:
    hold = r.i64()
    return None if hold == _CHANNEL_DEFAULT else hold


def _write_hold(w: Writer, value: int | None) -> None:
    w.i64(_CHANNEL_DEFAULT if value is None else value)


def _read_reserve_line(r: Reader) -> ReserveLine:
    return ReserveLine(sku=r.u64(), quantity=r.i64(), location=read_optional_number(r))


def _write_reserve_line(w: Writer, value: ReserveLine) -> None:
    w.u64(value.sku)
    w.i64(value.quantity)
    write_optional_number(w, value.location)


def _sourcing(r: Reader, how: int, number: int) -> Sourcing:
    match how >> _SOURCING_SHIFT & _SOURCING_MASK:
        case 0:
            return PickupSite(number) if number else BestSingleSite()
        case 1:
            return WholeOrderFirst(number)
        case 2:
            return ByRank(number)
    raise r.impossible("sourcing", size=5)


def _sourcing_numbers(value: Sourcing) -> tuple[int, int]:
    match value:
        case BestSingleSite():
            return 0, 0
        case PickupSite(site):
            return 0, site
        case WholeOrderFirst(splits_max):
            return 1, splits_max
        case ByRank(splits_max):
            return 2, splits_max


def read_reserve(r: Reader) -> Reserve:
    reservation = r.id()
    owner = r.id()
    channel = r.u32()
    how = r.u8()
    if how & _MODE_MASK not in Mode.__members__.values():
        raise r.impossible("mode", size=1)
    return Reserve(
        reservation=reservation,
        channel=channel,
        owner=owner,
        mode=Mode(how & _MODE_MASK),
        sourcing=_sourcing(r, how, r.u32()),
        hold_milliseconds=_read_hold(r),
        lines=r.items(_read_reserve_line),
        replaces=r.id() if how & _BIT_7 else None,
    )


def write_reserve(w: Writer, value: Reserve) -> None:
    how, number = _sourcing_numbers(value.sourcing)
    w.id(value.reservation)
    w.id(value.owner)
    w.u32(value.channel)
    w.u8(value.mode | how << _SOURCING_SHIFT | (0 if value.replaces is None else _BIT_7))
    w.u32(number)
    _write_hold(w, value.hold_milliseconds)
    w.items(value.lines, _write_reserve_line)
    if value.replaces is not None:
        w.id(value.replaces)


def read_extend(r: Reader) -> Extend:
    return Extend(reservation=r.id(), hold_milliseconds=_read_hold(r))


def write_extend(w: Writer, value: Extend) -> None:
    w.id(value.reservation)
    _write_hold(w, value.hold_milliseconds)


def read_commit(r: Reader) -> Commit:
    reservation = r.id()
    how = r.u8()
    if how & ~_BIT_7 not in Remainder.__members__.values():
        raise r.impossible("remainder", size=1)
    return Commit(
        reservation=reservation,
        remainder=Remainder(how & ~_BIT_7),
        revives=bool(how & _BIT_7),
        quantities=r.optional(lambda r: r.items(read_line_quantity)),
    )


def write_commit(w: Writer, value: Commit) -> None:
    w.id(value.reservation)
    w.u8(value.remainder | (_BIT_7 if value.revives else 0))
    w.optional(value.quantities, lambda w, lines: w.items(lines, write_line_quantity))


def read_release(r: Reader) -> Release:
    return Release(
        reservation=r.id(),
        quantities=r.optional(lambda r: r.items(read_line_quantity)),
    )


def write_release(w: Writer, value: Release) -> None:
    w.id(value.reservation)
    w.optional(value.quantities, lambda w, lines: w.items(lines, write_line_quantity))


def read_re_source(r: Reader) -> ReSource:
    return ReSource(reservation=r.id(), line=r.u16(), to=r.u32(), quantity=r.optional(Reader.i64))


def write_re_source(w: Writer, value: ReSource) -> None:
    w.id(value.reservation)
    w.u16(value.line)
    w.u32(value.to)
    w.optional(value.quantity, Writer.i64)


def read_allocate(r: Reader) -> Allocate:
    return Allocate(
        reservation=r.id(), line=r.u16(), location=r.u32(), quantity=r.optional(Reader.i64)
    )


def write_allocate(w: Writer, value: Allocate) -> None:
    w.id(value.reservation)
    w.u16(value.line)
    w.u32(value.location)
    w.optional(value.quantity, Writer.i64)


def read_fulfil(r: Reader) -> Fulfil:
    return Fulfil(
        reservation=r.id(),
        to=r.u32(),
        context=read_movement_context(r),
        lines=r.optional(lambda r: r.items(read_fulfil_line)),
    )


def write_fulfil(w: Writer, value: Fulfil) -> None:
    w.id(value.reservation)
    w.u32(value.to)
    write_movement_context(w, value.context)
    w.optional(value.lines, lambda w, lines: w.items(lines, write_fulfil_line))


def read_return(r: Reader) -> Return:
    return Return(
        reservation=r.id(),
        from_=r.u32(),
        to=r.u32(),
        context=read_movement_context(r),
        lines=r.items(read_fulfil_line),
    )


def write_return(w: Writer, value: Return) -> None:
    w.id(value.reservation)
    w.u32(value.from_)
    w.u32(value.to)
    write_movement_context(w, value.context)
    w.items(value.lines, write_fulfil_line)


def _read_sell_line(r: Reader) -> SellLine:
    return SellLine(
        sku=r.u64(), quantity=r.i64(), location=r.u32(), attributes=read_line_attributes(r)
    )


def _write_sell_line(w: Writer, value: SellLine) -> None:
    w.u64(value.sku)
    w.i64(value.quantity)
    w.u32(value.location)
    write_line_attributes(w, value.attributes)


def read_sell(r: Reader, fact: Fact | None = None) -> Sell:
    return Sell(
        reservation=r.id(),
        owner=r.id(),
        channel=r.u32(),
        to=r.u32(),
        context=read_movement_context(r),
        lines=r.items(_read_sell_line),
        fact=fact,
    )


def write_sell(w: Writer, value: Sell) -> None:
    """Without the fact, which stands before."""
    w.id(value.reservation)
    w.id(value.owner)
    w.u32(value.channel)
    w.u32(value.to)
    write_movement_context(w, value.context)
    w.items(value.lines, _write_sell_line)
