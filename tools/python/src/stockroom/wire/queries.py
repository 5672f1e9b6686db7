"""Bytes of queries."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import CannotEncode, UnknownLayout
from ..model import queries
from ..model.queries import LIMIT_MAX, HoldPosition, Query, Scan, WaitingPosition
from .definitions import read_definition, write_definition
from .pieces import (
    read_channel_sku,
    read_feed_position,
    read_movement_id,
    write_channel_sku,
    write_feed_position,
    write_movement_id,
)
from .reader import Reader
from .writer import Writer


def read_query(r: Reader) -> Query:
    number = r.u8()
    read = _READERS.get(number)
    if read is None:
        raise UnknownLayout(f"query {number}", r.offset - 1)
    return read(r)


def _read_limit(r: Reader) -> int:
    limit = r.u16()
    if not 1 <= limit <= LIMIT_MAX:
        raise r.impossible("limit", size=2)
    return limit


def _write_limit(w: Writer, value: int) -> None:
    if not 1 <= value <= LIMIT_MAX:
        raise CannotEncode(f"a limit of {value}: it is 1 to {LIMIT_MAX}, ask for pages")
    w.u16(value)


def _read_hold_position(r: Reader) -> HoldPosition:
    return HoldPosition(deadline=r.i64(), reservation=r.id())


def _write_hold_position(w: Writer, value: HoldPosition) -> None:
    w.i64(value.deadline)
    w.id(value.reservation)


def _read_waiting_position(r: Reader) -> WaitingPosition:
    return WaitingPosition(promised=r.u64(), reservation=r.id())


def _write_waiting_position(w: Writer, value: WaitingPosition) -> None:
    w.u64(value.promised)
    w.id(value.reservation)


def _read_scan(r: Reader) -> Scan:
    return Scan(
        prefix=r.short_bytes(),
        from_=r.optional(Reader.short_bytes),
        to=r.optional(Reader.short_bytes),
        is_reversed=r.flag(),
        limit=_read_limit(r),
        cursor=r.optional(Reader.short_bytes),
    )


def _write_scan(w: Writer, value: Scan) -> None:
    w.short_bytes(value.prefix)
    w.optional(value.from_, Writer.short_bytes)
    w.optional(value.to, Writer.short_bytes)
    w.flag(value.is_reversed)
    _write_limit(w, value.limit)
    w.optional(value.cursor, Writer.short_bytes)


_TABLE: tuple[tuple[int, type[Query], Callable[[Reader], Query]], ...] = (
    (
        1,
        queries.Availability,
        lambda r: queries.Availability(with_reasons=r.flag(), pairs=r.items(read_channel_sku)),
    ),
    (
        2,
        queries.AvailabilityChanges,
        lambda r: queries.AvailabilityChanges(
            by=r.items(read_definition), of=r.items(read_channel_sku)
        ),
    ),
    (3, queries.Policies, lambda r: queries.Policies(of=r.u64())),
    (4, queries.Levels, lambda r: queries.Levels(of=r.u64())),
    (
        5,
        queries.LevelsAt,
        lambda r: queries.LevelsAt(
            location=r.u32(), after=r.optional(Reader.u64), limit=_read_limit(r)
        ),
    ),
    (6, queries.Reservation, lambda r: queries.Reservation(r.id())),
    (
        7,
        queries.Reservations,
        lambda r: queries.Reservations(
            of=r.id(), after=r.optional(Reader.id), limit=_read_limit(r)
        ),
    ),
    (
        8,
        queries.Holds,
        lambda r: queries.Holds(
            at=r.u32(), after=r.optional(_read_hold_position), limit=_read_limit(r)
        ),
    ),
    (
        9,
        queries.Promises,
        lambda r: queries.Promises(of=r.u64(), after=r.optional(Reader.id), limit=_read_limit(r)),
    ),
    (
        10,
        queries.Waiting,
        lambda r: queries.Waiting(
            for_=r.u64(), after=r.optional(_read_waiting_position), limit=_read_limit(r)
        ),
    ),
    (11, queries.Thresholds, lambda r: queries.Thresholds(of=r.u64())),
    (
        12,
        queries.Movements,
        lambda r: queries.Movements(after=read_movement_id(r), limit=_read_limit(r)),
    ),
    (
        13,
        queries.MovementsOf,
        lambda r: queries.MovementsOf(
            sku=r.u64(), at=r.u32(), before=r.optional(read_movement_id), limit=_read_limit(r)
        ),
    ),
    (
        14,
        queries.MovementsOn,
        lambda r: queries.MovementsOn(
            document=r.short_bytes(), after=read_movement_id(r), limit=_read_limit(r)
        ),
    ),
    (15, queries.Book, lambda r: queries.Book(of=r.u64(), at=r.u32(), as_of=r.u64())),
    (16, queries.Document, lambda r: queries.Document(r.short_bytes())),
    (17, queries.Documents, lambda r: queries.Documents(_read_scan(r))),
    (18, queries.DocumentsByTerm, lambda r: queries.DocumentsByTerm(_read_scan(r))),
    (19, queries.Definition, lambda r: queries.Definition(of=r.u64())),
    (20, queries.Sites, lambda r: queries.Sites()),
    (21, queries.Locations, lambda r: queries.Locations()),
    (22, queries.Channels, lambda r: queries.Channels()),
    (23, queries.Feed, lambda r: queries.Feed(after=read_feed_position(r), limit=_read_limit(r))),
    (24, queries.Statistics, lambda r: queries.Statistics()),
)

_READERS = {number: read for number, _, read in _TABLE}
_NUMBERS = {kind: number for number, kind, _ in _TABLE}


def write_query(w: Writer, value: Query) -> None:
    w.u8(_NUMBERS[type(value)])
    match value:
        case queries.Availability(pairs, with_reasons):
            w.flag(with_reasons)
            w.items(pairs, write_channel_sku)
        case queries.AvailabilityChanges(by, of):
            w.items(by, write_definition)
            w.items(of, write_channel_sku)
        case (
            queries.Policies(sku)
            | queries.Levels(sku)
            | queries.Thresholds(sku)
            | queries.Definition(sku)
        ):
            w.u64(sku)
        case queries.Reservation(reservation):
            w.id(reservation)
        case queries.Book(sku, location, sequence):
            w.u64(sku)
            w.u32(location)
            w.u64(sequence)
        case queries.Document(key):
            w.short_bytes(key)
        case queries.Documents(scan) | queries.DocumentsByTerm(scan):
            _write_scan(w, scan)
        case (
            queries.LevelsAt()
            | queries.Reservations()
            | queries.Holds()
            | queries.Promises()
            | queries.Waiting()
            | queries.Movements()
            | queries.MovementsOf()
            | queries.MovementsOn()
            | queries.Feed()
        ):
            _write_paged(w, value)
            _write_limit(w, value.limit)


_Paged = (
    queries.LevelsAt
    | queries.Reservations
    | queries.Holds
    | queries.Promises
    | queries.Waiting
    | queries.Movements
    | queries.MovementsOf
    | queries.MovementsOn
    | queries.Feed
)


def _write_paged(w: Writer, value: _Paged) -> None:
    """What a query asks for in pages, without the limit at its end."""
    match value:
        case queries.LevelsAt(location, sku):
            w.u32(location)
            w.optional(sku, Writer.u64)
        case queries.Reservations(owner, reservation):
            w.id(owner)
            w.optional(reservation, Writer.id)
        case queries.Holds(site, hold):
            w.u32(site)
            w.optional(hold, _write_hold_position)
        case queries.Promises(sku_, reservation):
            w.u64(sku_)
            w.optional(reservation, Writer.id)
        case queries.Waiting(sku_, waiting):
            w.u64(sku_)
            w.optional(waiting, _write_waiting_position)
        case queries.Movements(after):
            write_movement_id(w, after)
        case queries.MovementsOf(sku_, location, before):
            w.u64(sku_)
            w.u32(location)
            w.optional(before, write_movement_id)
        case queries.MovementsOn(document, after):
            w.short_bytes(document)
            write_movement_id(w, after)
        case queries.Feed(position):
            write_feed_position(w, position)
