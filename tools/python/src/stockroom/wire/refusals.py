"""Bytes of refusals. They stand at the end of a body, so an unknown one can be kept."""

from __future__ import annotations

from collections.abc import Callable

from ..model import refusals
from ..model.numbers import Invalidity, LocationKind, Reason, Resolution
from ..model.refusals import Refusal, Shortage
from .definitions import read_definition, write_definition
from .pieces import (
    read_cap_use,
    read_movement_id,
    read_optional_number,
    write_cap_use,
    write_movement_id,
    write_optional_number,
)
from .reader import Reader
from .writer import Writer


def read_refusal(r: Reader) -> Refusal:
    number = r.u8()
    read = _READERS.get(number)
    return refusals.UnknownRefusal(number, r.rest()) if read is None else read(r)


def _read_shortage(r: Reader) -> Shortage:
    return Shortage(
        sku=r.u64(),
        location=read_optional_number(r),
        requested=r.i64(),
        available_to_sell=r.i64(),
    )


def _write_shortage(w: Writer, value: Shortage) -> None:
    w.u64(value.sku)
    write_optional_number(w, value.location)
    w.i64(value.requested)
    w.i64(value.available_to_sell)


_TABLE: tuple[tuple[int, type[Refusal], Callable[[Reader], Refusal]], ...] = (
    (1, refusals.InsufficientStock, lambda r: refusals.InsufficientStock(r.items(_read_shortage))),
    (
        2,
        refusals.InsufficientSingleLocation,
        lambda r: refusals.InsufficientSingleLocation(r.items(_read_shortage)),
    ),
    (3, refusals.UnknownSKU, lambda r: refusals.UnknownSKU(r.u64())),
    (4, refusals.UnknownLocation, lambda r: refusals.UnknownLocation(r.u32())),
    (5, refusals.UnknownSite, lambda r: refusals.UnknownSite(r.u32())),
    (6, refusals.UnknownChannel, lambda r: refusals.UnknownChannel(r.u32())),
    (7, refusals.SKUInactive, lambda r: refusals.SKUInactive(r.u64())),
    (8, refusals.NotFound, lambda r: refusals.NotFound()),
    (9, refusals.Expired, lambda r: refusals.Expired(at=r.i64())),
    (10, refusals.AlreadyResolved, lambda r: refusals.AlreadyResolved(Resolution(r.u8()))),
    (11, refusals.ExceedsHeld, lambda r: refusals.ExceedsHeld(line=r.u16(), held=r.i64())),
    (
        12,
        refusals.ExceedsCommitted,
        lambda r: refusals.ExceedsCommitted(line=r.u16(), committed=r.i64()),
    ),
    (
        13,
        refusals.ExceedsReturnable,
        lambda r: refusals.ExceedsReturnable(line=r.u16(), returnable=r.i64()),
    ),
    (
        14,
        refusals.WouldGoNegative,
        lambda r: refusals.WouldGoNegative(sku=r.u64(), location=r.u32(), available=r.i64()),
    ),
    (
        15,
        refusals.VersionMismatch,
        lambda r: refusals.VersionMismatch(key=r.short_bytes(), actual=r.u64() or None),
    ),
    (16, refusals.IdempotencyConflict, lambda r: refusals.IdempotencyConflict()),
    (17, refusals.TooOld, lambda r: refusals.TooOld(window_milliseconds=r.i64())),
    (
        18,
        refusals.ReasonNotAllowed,
        lambda r: refusals.ReasonNotAllowed(
            Reason(r.u8()), from_=LocationKind(r.u8()), to=LocationKind(r.u8())
        ),
    ),
    (19, refusals.AlreadyReversed, lambda r: refusals.AlreadyReversed(by=read_movement_id(r))),
    (20, refusals.Overflow, lambda r: refusals.Overflow()),
    (21, refusals.Limit, lambda r: refusals.Limit(max=r.i64())),
    (22, refusals.Malformed, lambda r: refusals.Malformed(at=r.u32())),
    (23, refusals.StorageFull, lambda r: refusals.StorageFull()),
    (24, refusals.Invalid, lambda r: refusals.Invalid(Invalidity(r.u8()))),
    (25, refusals.Superseded, lambda r: refusals.Superseded(by=r.id())),
    (26, refusals.KitCycle, lambda r: refusals.KitCycle(r.u64())),
    (27, refusals.KitTooDeep, lambda r: refusals.KitTooDeep(max=r.u8())),
    (28, refusals.CapExceeded, lambda r: refusals.CapExceeded(r.items(read_cap_use))),
    (29, refusals.TooManyHolds, lambda r: refusals.TooManyHolds(max=r.u32())),
    (
        30,
        refusals.DefinitionMismatch,
        lambda r: refusals.DefinitionMismatch(actual=r.optional(read_definition)),
    ),
    (31, refusals.ExceedsWaiting, lambda r: refusals.ExceedsWaiting(line=r.u16(), waiting=r.i64())),
    (32, refusals.Guarded, lambda r: refusals.Guarded(needs=r.u16(), by_another=r.flag())),
    (33, refusals.ApprovalRequired, lambda r: refusals.ApprovalRequired(threshold=r.i64())),
)

_READERS = {number: read for number, _, read in _TABLE}
_NUMBERS = {kind: number for number, kind, _ in _TABLE}


def write_refusal(w: Writer, value: Refusal) -> None:
    if isinstance(value, refusals.UnknownRefusal):
        w.u8(value.number)
        w.raw(value.data)
    else:
        w.u8(_NUMBERS[type(value)])
        _write_data(w, value)


def _write_data(w: Writer, value: Refusal) -> None:
    match value:
        case refusals.InsufficientStock(shortages) | refusals.InsufficientSingleLocation(shortages):
            w.items(shortages, _write_shortage)
        case refusals.UnknownSKU(sku) | refusals.SKUInactive(sku) | refusals.KitCycle(sku):
            w.u64(sku)
        case (
            refusals.UnknownLocation(number)
            | refusals.UnknownSite(number)
            | refusals.UnknownChannel(number)
            | refusals.TooManyHolds(number)
            | refusals.Malformed(number)
        ):
            w.u32(number)
        case (
            refusals.Expired(number)
            | refusals.TooOld(number)
            | refusals.Limit(number)
            | refusals.ApprovalRequired(number)
        ):
            w.i64(number)
        case (
            refusals.AlreadyResolved(number)
            | refusals.Invalid(number)
            | refusals.KitTooDeep(number)
        ):
            w.u8(number)
        case (
            refusals.ExceedsHeld(line, quantity)
            | refusals.ExceedsCommitted(line, quantity)
            | refusals.ExceedsReturnable(line, quantity)
            | refusals.ExceedsWaiting(line, quantity)
        ):
            w.u16(line)
            w.i64(quantity)
        case refusals.WouldGoNegative(sku, location, available):
            w.u64(sku)
            w.u32(location)
            w.i64(available)
        case refusals.VersionMismatch(key, actual):
            w.short_bytes(key)
            w.u64(actual or 0)
        case refusals.ReasonNotAllowed(reason, from_, to):
            w.u8(reason)
            w.u8(from_)
            w.u8(to)
        case refusals.AlreadyReversed(by):
            write_movement_id(w, by)
        case refusals.Superseded(by):
            w.id(by)
        case refusals.CapExceeded(caps):
            w.items(caps, write_cap_use)
        case refusals.DefinitionMismatch(definition):
            w.flag(definition is not None)
            if definition is not None:
                write_definition(w, definition)
        case refusals.Guarded(needs, by_another):
            w.u16(needs)
            w.flag(by_another)
