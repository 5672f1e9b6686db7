"""Bytes of outcomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..model.numbers import CountResult
from ..model.outcomes import (
    Counted,
    CountedLine,
    DisplacedPromise,
    Done,
    Extended,
    Moved,
    Outcome,
    Plan,
    PlannedAllocation,
    Refused,
    Reserved,
    ServedPromise,
    Sold,
    SoldAsFact,
    StepOutcome,
    Transacted,
    UnknownOutcome,
)
from .reader import Reader
from .refusals import read_refusal, write_refusal
from .writer import Writer

_TRANSACTED = 5

_LINE_BITS = 14
_LINE_MASK = 0x3FFF
_IS_BACKORDERED = 0x4000
_HAS_COMPONENT = 0x8000


def read_outcome(r: Reader) -> Outcome:
    number = r.u8()
    return _read_transacted(r) if number == _TRANSACTED else _read_step_outcome(r, number)


def write_outcome(w: Writer, value: Outcome) -> None:
    match value:
        case Transacted(outcomes):
            w.u8(_TRANSACTED)
            w.items(outcomes, _write_step_outcome)
        case _:
            _write_step_outcome(w, value)


def decode_displaced_promise(body: bytes) -> DisplacedPromise:
    """What a document of type `DISPLACED_PROMISE`, which the engine writes, says in its body.

    Raises `ProtocolError` if it is the body of something else.
    """
    r = Reader(body)
    promise = _read_displaced(r)
    r.finish()
    return promise


def _read_transacted(r: Reader) -> Transacted:
    outcomes: list[StepOutcome] = []
    for _ in range(r.u16()):
        number = r.u8()
        if number == _TRANSACTED:
            raise r.impossible("transaction in a transaction", size=1)
        outcomes.append(_read_step_outcome(r, number))
        if isinstance(outcomes[-1], UnknownOutcome):
            # It has taken all bytes that are left: the outcomes behind it cannot be told apart.
            break
    return Transacted(tuple(outcomes))


def _read_step_outcome(r: Reader, number: int) -> StepOutcome:
    read = _STEP_OUTCOMES.get(number)
    return UnknownOutcome(number, r.rest()) if read is None else read(r)


_STEP_OUTCOMES: Mapping[int, Callable[[Reader], StepOutcome]] = {
    0: lambda r: Done(),
    1: lambda r: Reserved(_read_plan(r)),
    2: lambda r: Extended(r.i64()),
    3: lambda r: Sold(_read_plan(r)),
    6: lambda r: SoldAsFact(_read_plan(r), r.items(_read_displaced)),
    7: lambda r: Moved(r.items(_read_served), r.items(_read_displaced)),
    8: lambda r: Counted(r.items(_read_counted_line), r.items(_read_displaced)),
    255: lambda r: Refused(read_refusal(r)),
}


def _write_step_outcome(w: Writer, value: StepOutcome) -> None:
    match value:
        case Done():
            w.u8(0)
        case Reserved(plan):
            w.u8(1)
            _write_plan(w, plan)
        case Extended(deadline):
            w.u8(2)
            w.i64(deadline)
        case Sold(plan):
            w.u8(3)
            _write_plan(w, plan)
        case SoldAsFact(plan, displaced):
            w.u8(6)
            _write_plan(w, plan)
            w.items(displaced, _write_displaced)
        case Moved(served, displaced):
            w.u8(7)
            w.items(served, _write_served)
            w.items(displaced, _write_displaced)
        case Counted(lines, displaced):
            w.u8(8)
            w.items(lines, _write_counted_line)
            w.items(displaced, _write_displaced)
        case Refused(refusal):
            w.u8(255)
            write_refusal(w, refusal)
        case UnknownOutcome(number, data):
            w.u8(number)
            w.raw(data)


def _read_allocation(r: Reader) -> PlannedAllocation:
    bits = r.u16()
    return PlannedAllocation(
        line=bits & _LINE_MASK,
        location=r.u32(),
        quantity=r.i64(),
        component=r.u64() if bits & _HAS_COMPONENT else None,
        is_backordered=bool(bits & _IS_BACKORDERED),
    )


def _write_allocation(w: Writer, value: PlannedAllocation) -> None:
    w.u16(
        w.bits(value.line, _LINE_BITS)
        | (_IS_BACKORDERED if value.is_backordered else 0)
        | (0 if value.component is None else _HAS_COMPONENT)
    )
    w.u32(value.location)
    w.i64(value.quantity)
    if value.component is not None:
        w.u64(value.component)


def _read_plan(r: Reader) -> Plan:
    return Plan(deadline=r.i64(), allocations=r.items(_read_allocation))


def _write_plan(w: Writer, value: Plan) -> None:
    w.i64(value.deadline)
    w.items(value.allocations, _write_allocation)


def _read_served(r: Reader) -> ServedPromise:
    return ServedPromise(reservation=r.id(), owner=r.id(), line=r.u16(), quantity=r.i64())


def _write_served(w: Writer, value: ServedPromise) -> None:
    w.id(value.reservation)
    w.id(value.owner)
    w.u16(value.line)
    w.i64(value.quantity)


def _read_displaced(r: Reader) -> DisplacedPromise:
    return DisplacedPromise(
        reservation=r.id(),
        owner=r.id(),
        line=r.u16(),
        sku=r.u64(),
        location=r.u32(),
        was_committed=r.flag(),
        re_sourced=r.i64(),
        short=r.i64(),
    )


def _write_displaced(w: Writer, value: DisplacedPromise) -> None:
    w.id(value.reservation)
    w.id(value.owner)
    w.u16(value.line)
    w.u64(value.sku)
    w.u32(value.location)
    w.flag(value.was_committed)
    w.i64(value.re_sourced)
    w.i64(value.short)


def _read_counted_line(r: Reader) -> CountedLine:
    return CountedLine(result=CountResult(r.u8()), difference=r.i64())


def _write_counted_line(w: Writer, value: CountedLine) -> None:
    w.u8(value.result)
    w.i64(value.difference)
