"""Bytes of the feed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..errors import UnknownLayout
from ..model import changes
from ..model.changes import Change
from ..model.feed import (
    FeedEvent,
    FeedEvents,
    FeedOfOtherIncarnation,
    FeedPage,
    FeedTrimmed,
)
from ..model.numbers import ThresholdState, Transition
from .definitions import read_definition, read_scope, write_definition, write_scope
from .pieces import read_feed_position, write_feed_position
from .reader import Reader
from .stock import read_movement, write_movement
from .writer import Writer


def read_feed_page(r: Reader) -> FeedPage:
    match r.u8():
        case 1:
            position = read_feed_position(r)
            return FeedEvents(events=r.long_items(read_feed_event), next=position)
        case 2:
            return FeedTrimmed(oldest=r.u64())
        case 3:
            return FeedOfOtherIncarnation(current=r.u64())
        case kind:
            raise UnknownLayout(f"a feed page of kind {kind}", r.offset - 1)


def write_feed_page(w: Writer, value: FeedPage) -> None:
    match value:
        case FeedEvents(events, position):
            w.u8(1)
            write_feed_position(w, position)
            w.long_items(events, write_feed_event)
        case FeedTrimmed(oldest):
            w.u8(2)
            w.u64(oldest)
        case FeedOfOtherIncarnation(current):
            w.u8(3)
            w.u64(current)


def read_feed_event(r: Reader) -> FeedEvent:
    return FeedEvent(
        sequence=r.u64(),
        time=r.i64(),
        principal=r.u32(),
        changes=r.long_items(_read_change),
        movements=r.long_items(read_movement),
    )


def write_feed_event(w: Writer, value: FeedEvent) -> None:
    w.u64(value.sequence)
    w.i64(value.time)
    w.u32(value.principal)
    w.long_items(value.changes, _write_change)
    w.long_items(value.movements, write_movement)


def _read_change(r: Reader) -> Change:
    kind = r.u8()
    read = _CHANGES.get(kind)
    if read is None:
        raise UnknownLayout(f"a change of kind {kind}", r.offset - 1)
    return read(r)


def _read_promise(r: Reader) -> changes.Promise:
    return changes.Promise(
        transition=Transition(r.u8()),
        reservation=r.id(),
        line=r.u16(),
        sku=r.u64(),
        location=r.u32(),
        quantity=r.i64(),
    )


def _read_re_sourced(r: Reader) -> changes.ReSourced:
    return changes.ReSourced(
        reservation=r.id(),
        line=r.u16(),
        sku=r.u64(),
        from_=r.u32(),
        to=r.u32(),
        held=r.i64(),
        committed=r.i64(),
    )


def _read_crossed(r: Reader) -> changes.Crossed:
    return changes.Crossed(
        sku=r.u64(),
        scope=read_scope(r),
        before=ThresholdState(r.u8()),
        after=ThresholdState(r.u8()),
        units=r.i64(),
    )


_CHANGES: Mapping[int, Callable[[Reader], Change]] = {
    1: _read_promise,
    2: lambda r: changes.Extended(reservation=r.id(), deadline=r.i64()),
    3: lambda r: changes.DocumentWritten(r.short_bytes()),
    4: lambda r: changes.DocumentDeleted(r.short_bytes()),
    5: lambda r: changes.Defined(read_definition(r)),
    7: lambda r: changes.Superseded(reservation=r.id(), by=r.id()),
    8: _read_re_sourced,
    9: lambda r: changes.Fact(reason=r.u16()),
    10: _read_crossed,
}


def _write_change(w: Writer, value: Change) -> None:
    match value:
        case changes.Promise(transition, reservation, line, sku, location, quantity):
            w.u8(1)
            w.u8(transition)
            w.id(reservation)
            w.u16(line)
            w.u64(sku)
            w.u32(location)
            w.i64(quantity)
        case changes.Extended(reservation, deadline):
            w.u8(2)
            w.id(reservation)
            w.i64(deadline)
        case changes.DocumentWritten(key):
            w.u8(3)
            w.short_bytes(key)
        case changes.DocumentDeleted(key):
            w.u8(4)
            w.short_bytes(key)
        case changes.Defined(definition):
            w.u8(5)
            write_definition(w, definition)
        case changes.Superseded(reservation, by):
            w.u8(7)
            w.id(reservation)
            w.id(by)
        case changes.ReSourced(reservation, line, sku, from_, to, held, committed):
            w.u8(8)
            w.id(reservation)
            w.u16(line)
            w.u64(sku)
            w.u32(from_)
            w.u32(to)
            w.i64(held)
            w.i64(committed)
        case changes.Fact(reason):
            w.u8(9)
            w.u16(reason)
        case changes.Crossed(sku, scope, before, after, units):
            w.u8(10)
            w.u64(sku)
            write_scope(w, scope)
            w.u8(before)
            w.u8(after)
            w.i64(units)
