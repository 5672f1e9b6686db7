"""Bytes of commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..errors import UnknownLayout
from ..model.commands import (
    Absent,
    Command,
    Define,
    Defined,
    DeleteDocument,
    DocumentAt,
    Operation,
    Precondition,
    PutDocument,
    Step,
    Transaction,
)
from ..model.ledger import Adjust, Count, Move, Reverse
from ..model.pieces import DeviceMark
from ..model.promises import (
    Allocate,
    Commit,
    Extend,
    Fulfil,
    Release,
    Reserve,
    ReSource,
    Return,
    Sell,
)
from . import ledger, promises
from .definitions import read_definition, write_definition
from .pieces import read_fact, write_fact
from .reader import Reader
from .writer import Writer

_HAS_REQUEST = 1
_HAS_DEVICE = 2

_TRANSACTION = 15


def read_command(r: Reader) -> Command:
    number = r.u8()
    flags = r.flags(_HAS_REQUEST | _HAS_DEVICE)
    r.zero(2)
    return Command(
        principal=r.u32(),
        issued_at=r.i64(),
        request=r.id() if flags & _HAS_REQUEST else None,
        device=_read_device_mark(r) if flags & _HAS_DEVICE else None,
        operation=_read_operation(r, number),
    )


def write_command(w: Writer, value: Command) -> None:
    w.u8(operation_number(value.operation))
    w.u8(
        (0 if value.request is None else _HAS_REQUEST)
        | (0 if value.device is None else _HAS_DEVICE)
    )
    w.zero(2)
    w.u32(value.principal)
    w.i64(value.issued_at)
    if value.request is not None:
        w.id(value.request)
    if value.device is not None:
        w.u32(value.device.device)
        w.u64(value.device.counter)
    _write_operation(w, value.operation)


def _read_device_mark(r: Reader) -> DeviceMark:
    return DeviceMark(device=r.u32(), counter=r.u64())


def _read_operation(r: Reader, number: int) -> Operation:
    if number == _TRANSACTION:
        return Transaction(
            preconditions=r.items(_read_precondition),
            operations=r.items(lambda r: _read_step(r, r.u8())),
        )
    return _read_step(r, number)


def _read_step(r: Reader, number: int) -> Step:
    read = _STEPS.get(number)
    if read is None:
        raise UnknownLayout(f"operation {number}", r.offset)
    return read(r)


_STEPS: Mapping[int, Callable[[Reader], Step]] = {
    1: lambda r: Define(r.items(read_definition)),
    2: promises.read_reserve,
    3: promises.read_extend,
    4: promises.read_commit,
    5: promises.read_release,
    6: promises.read_fulfil,
    7: promises.read_return,
    8: promises.read_sell,
    9: ledger.read_move,
    10: ledger.read_adjust,
    11: ledger.read_count,
    12: ledger.read_reverse,
    13: lambda r: PutDocument(
        key=r.short_bytes(),
        type=r.u16(),
        body=r.long_bytes(),
        terms=r.items(Reader.short_bytes),
    ),
    14: lambda r: DeleteDocument(r.short_bytes()),
    16: promises.read_re_source,
    17: promises.read_allocate,
    18: lambda r: promises.read_sell(r, read_fact(r)),
}


def operation_number(value: Operation) -> int:
    """The number that an operation has in the protocol."""
    if isinstance(value, Sell) and value.fact is not None:
        return 18
    return _NUMBERS[type(value)]


_NUMBERS: Mapping[type[Operation], int] = {
    Define: 1,
    Reserve: 2,
    Extend: 3,
    Commit: 4,
    Release: 5,
    Fulfil: 6,
    Return: 7,
    Sell: 8,
    Move: 9,
    Adjust: 10,
    Count: 11,
    Reverse: 12,
    PutDocument: 13,
    DeleteDocument: 14,
    Transaction: _TRANSACTION,
    ReSource: 16,
    Allocate: 17,
}


def _write_operation(w: Writer, value: Operation) -> None:
    match value:
        case Transaction(preconditions, operations):
            w.items(preconditions, _write_precondition)
            w.items(operations, _write_step)
        case Define(definitions):
            w.items(definitions, write_definition)
        case Reserve():
            promises.write_reserve(w, value)
        case Extend():
            promises.write_extend(w, value)
        case Commit():
            promises.write_commit(w, value)
        case Release():
            promises.write_release(w, value)
        case Fulfil():
            promises.write_fulfil(w, value)
        case Return():
            promises.write_return(w, value)
        case Sell(fact=fact):
            if fact is not None:
                write_fact(w, fact)
            promises.write_sell(w, value)
        case Move():
            ledger.write_move(w, value)
        case Adjust():
            ledger.write_adjust(w, value)
        case Count():
            ledger.write_count(w, value)
        case Reverse():
            ledger.write_reverse(w, value)
        case PutDocument(key, type_, body, terms):
            w.short_bytes(key)
            w.u16(type_)
            w.long_bytes(body)
            w.items(terms, Writer.short_bytes)
        case DeleteDocument(key):
            w.short_bytes(key)
        case ReSource():
            promises.write_re_source(w, value)
        case Allocate():
            promises.write_allocate(w, value)


def _write_step(w: Writer, value: Step) -> None:
    w.u8(operation_number(value))
    _write_operation(w, value)


def _read_precondition(r: Reader) -> Precondition:
    match r.u8():
        case 0:
            return Absent(r.short_bytes())
        case 1:
            return DocumentAt(r.short_bytes(), r.u64())
        case 2:
            return Defined(read_definition(r))
        case kind:
            raise UnknownLayout(f"a precondition of kind {kind}", r.offset - 1)


def _write_precondition(w: Writer, value: Precondition) -> None:
    match value:
        case Absent(key):
            w.u8(0)
            w.short_bytes(key)
        case DocumentAt(key, at):
            w.u8(1)
            w.short_bytes(key)
            w.u64(at)
        case Defined(definition):
            w.u8(2)
            write_definition(w, definition)
