"""Bytes of the operations on the book."""

from __future__ import annotations

from ..model.ledger import Adjust, Count, CountLine, Move, MoveLine, Reverse
from ..model.numbers import Reason
from .pieces import (
    read_fact,
    read_line_attributes,
    read_movement_context,
    read_movement_id,
    write_fact,
    write_line_attributes,
    write_movement_context,
    write_movement_id,
)
from .reader import Reader
from .writer import Writer

_REASON_BITS = 6
_REASON_MASK = 0x3F
_HAS_FACT = 0x40
_SERVES_BACKORDERS = 0x80


def _read_move_line(r: Reader) -> MoveLine:
    return MoveLine(
        sku=r.u64(),
        quantity=r.i64(),
        from_=r.u32(),
        to=r.u32(),
        attributes=read_line_attributes(r),
    )


def _write_move_line(w: Writer, value: MoveLine) -> None:
    w.u64(value.sku)
    w.i64(value.quantity)
    w.u32(value.from_)
    w.u32(value.to)
    write_line_attributes(w, value.attributes)


def read_move(r: Reader) -> Move:
    how = r.u8()
    return Move(
        reason=Reason(how & _REASON_MASK),
        serves_backorders=bool(how & _SERVES_BACKORDERS),
        fact=read_fact(r) if how & _HAS_FACT else None,
        context=read_movement_context(r),
        lines=r.items(_read_move_line),
    )


def write_move(w: Writer, value: Move) -> None:
    w.u8(
        w.bits(value.reason, _REASON_BITS)
        | (_SERVES_BACKORDERS if value.serves_backorders else 0)
        | (0 if value.fact is None else _HAS_FACT)
    )
    if value.fact is not None:
        write_fact(w, value.fact)
    write_movement_context(w, value.context)
    w.items(value.lines, _write_move_line)


def read_adjust(r: Reader) -> Adjust:
    return Adjust(
        sku=r.u64(),
        location=r.u32(),
        difference=r.i64(),
        loss=r.u32(),
        attributes=read_line_attributes(r),
        context=read_movement_context(r),
    )


def write_adjust(w: Writer, value: Adjust) -> None:
    w.u64(value.sku)
    w.u32(value.location)
    w.i64(value.difference)
    w.u32(value.loss)
    write_line_attributes(w, value.attributes)
    write_movement_context(w, value.context)


def _read_count_line(r: Reader) -> CountLine:
    return CountLine(sku=r.u64(), counted=r.i64(), attributes=read_line_attributes(r))


def _write_count_line(w: Writer, value: CountLine) -> None:
    w.u64(value.sku)
    w.i64(value.counted)
    write_line_attributes(w, value.attributes)


def read_count(r: Reader) -> Count:
    return Count(
        location=r.u32(),
        anchor=r.u64(),
        loss=r.u32(),
        context=read_movement_context(r),
        lines=r.items(_read_count_line),
    )


def write_count(w: Writer, value: Count) -> None:
    w.u32(value.location)
    w.u64(value.anchor)
    w.u32(value.loss)
    write_movement_context(w, value.context)
    w.items(value.lines, _write_count_line)


def read_reverse(r: Reader) -> Reverse:
    return Reverse(movement=read_movement_id(r), context=read_movement_context(r))


def write_reverse(w: Writer, value: Reverse) -> None:
    write_movement_id(w, value.movement)
    write_movement_context(w, value.context)
