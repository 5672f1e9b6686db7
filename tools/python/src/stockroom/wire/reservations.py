"""Bytes of reservations and documents, as queries tell them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ..model.numbers import ReservationState
from ..model.reservations import Allocation, Document, KitLine, Page, Reservation, TermMatch
from .definitions import read_kit_component, write_kit_component
from .reader import Reader
from .writer import Writer

E = TypeVar("E")

_IS_BACKORDER = 1
_STAYS_AT_SITE = 2


def _read_kit_line(r: Reader) -> KitLine:
    return KitLine(line=r.u16(), kit=r.u64(), components=r.items(read_kit_component))


def _write_kit_line(w: Writer, value: KitLine) -> None:
    w.u16(value.line)
    w.u64(value.kit)
    w.items(value.components, write_kit_component)


def _read_allocation(r: Reader) -> Allocation:
    line = r.u16()
    flags = r.flags(_IS_BACKORDER | _STAYS_AT_SITE)
    return Allocation(
        line=line,
        sku=r.u64(),
        location=r.u32(),
        requested=r.i64(),
        held=r.i64(),
        committed=r.i64(),
        fulfilled=r.i64(),
        returned=r.i64(),
        released=r.i64(),
        expired=r.i64(),
        backordered=r.i64(),
        short=r.i64(),
        is_backorder=bool(flags & _IS_BACKORDER),
        stays_at_site=bool(flags & _STAYS_AT_SITE),
    )


def _write_allocation(w: Writer, value: Allocation) -> None:
    w.u16(value.line)
    w.u8(
        (_IS_BACKORDER if value.is_backorder else 0)
        | (_STAYS_AT_SITE if value.stays_at_site else 0)
    )
    w.u64(value.sku)
    w.u32(value.location)
    w.i64(value.requested)
    w.i64(value.held)
    w.i64(value.committed)
    w.i64(value.fulfilled)
    w.i64(value.returned)
    w.i64(value.released)
    w.i64(value.expired)
    w.i64(value.backordered)
    w.i64(value.short)


def read_reservation(r: Reader) -> Reservation:
    return Reservation(
        reservation=r.id(),
        channel=r.u32(),
        owner=r.id(),
        deadline=r.i64(),
        first_held=r.i64(),
        sequence=r.u64(),
        generation=r.u16(),
        state=ReservationState(r.u8()),
        is_confirmed=r.flag(),
        superseded_by=r.optional(Reader.id),
        kits=r.items(_read_kit_line),
        allocations=r.items(_read_allocation),
    )


def write_reservation(w: Writer, value: Reservation) -> None:
    w.id(value.reservation)
    w.u32(value.channel)
    w.id(value.owner)
    w.i64(value.deadline)
    w.i64(value.first_held)
    w.u64(value.sequence)
    w.u16(value.generation)
    w.u8(value.state)
    w.flag(value.is_confirmed)
    w.optional(value.superseded_by, Writer.id)
    w.items(value.kits, _write_kit_line)
    w.items(value.allocations, _write_allocation)


def read_document(r: Reader) -> Document:
    return Document(
        key=r.short_bytes(),
        type=r.u16(),
        version=r.u64(),
        principal=r.u32(),
        time=r.i64(),
        body=r.long_bytes(),
        terms=r.items(Reader.short_bytes),
    )


def write_document(w: Writer, value: Document) -> None:
    w.short_bytes(value.key)
    w.u16(value.type)
    w.u64(value.version)
    w.u32(value.principal)
    w.i64(value.time)
    w.long_bytes(value.body)
    w.items(value.terms, Writer.short_bytes)


def read_term_match(r: Reader) -> TermMatch:
    return TermMatch(term=r.short_bytes(), key=r.short_bytes())


def write_term_match(w: Writer, value: TermMatch) -> None:
    w.short_bytes(value.term)
    w.short_bytes(value.key)


def read_page(r: Reader, read: Callable[[Reader], E]) -> Page[E]:
    return Page(
        sequence=r.u64(), elements=r.long_items(read), cursor=r.optional(Reader.short_bytes)
    )


def write_page(w: Writer, value: Page[E], write: Callable[[Writer, E], None]) -> None:
    w.u64(value.sequence)
    w.long_items(value.elements, write)
    w.optional(value.cursor, Writer.short_bytes)
