"""Bytes of the bodies of frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, get_args

from ..errors import ProtocolError, UnknownLayout
from ..model.commands import Command
from ..model.frames import (
    Answer,
    Answers,
    BackedUp,
    Backup,
    Batch,
    Body,
    Chunk,
    Credit,
    Ended,
    Error,
    Events,
    Goodbye,
    Hello,
    Opcode,
    Ping,
    Pong,
    Result,
    Subscribe,
    Unsubscribe,
    Welcome,
)
from ..model.numbers import GoodbyeReason
from ..model.queries import Query
from .commands import read_command, write_command
from .feed import read_feed_event, write_feed_event
from .opening import read_hello, read_welcome, write_hello, write_welcome
from .outcomes import read_outcome, write_outcome
from .pieces import read_feed_position, write_feed_position
from .queries import read_query, write_query
from .reader import Reader
from .results import read_result, write_result
from .server_errors import read_server_error, write_server_error
from .writer import Writer

T = TypeVar("T")


def opcode_of(body: Body) -> Opcode:
    """The opcode of the frame that has this body."""
    return _OPCODES[type(body)]


_OPCODES: Mapping[type[Body], Opcode] = {
    Hello: Opcode.HELLO,
    Welcome: Opcode.WELCOME,
    Ping: Opcode.PING,
    Pong: Opcode.PONG,
    Goodbye: Opcode.GOODBYE,
    Error: Opcode.ERROR,
    Command: Opcode.COMMAND,
    Answer: Opcode.ANSWER,
    Batch: Opcode.BATCH,
    Answers: Opcode.ANSWERS,
    Result: Opcode.RESULT,
    Subscribe: Opcode.SUBSCRIBE,
    Events: Opcode.EVENTS,
    Credit: Opcode.CREDIT,
    Unsubscribe: Opcode.UNSUBSCRIBE,
    Ended: Opcode.ENDED,
    Backup: Opcode.BACKUP,
    Chunk: Opcode.CHUNK,
    BackedUp: Opcode.BACKED_UP,
    **dict.fromkeys(get_args(Query), Opcode.QUERY),
}


def read_body(r: Reader, opcode: int) -> Body:
    read = _BODIES.get(opcode)
    if read is None:
        raise ProtocolError(f"opcode {opcode}", r.offset)
    return read(r)


def _read_error(r: Reader) -> Error:
    return Error(sequence=r.u64(), error=read_server_error(r))


def _read_answer(r: Reader) -> Answer:
    return Answer(sequence=r.u64(), outcome=read_outcome(r))


def _read_result(r: Reader) -> Result:
    return Result(sequence=r.u64(), result=read_result(r))


def _read_events(r: Reader) -> Events:
    return Events(
        sequence=r.u64(), next=read_feed_position(r), events=r.long_items(read_feed_event)
    )


_BODIES: Mapping[int, Callable[[Reader], Body]] = {
    Opcode.HELLO: read_hello,
    Opcode.WELCOME: read_welcome,
    Opcode.PING: lambda r: Ping(r.u64()),
    Opcode.PONG: lambda r: Pong(sequence=r.u64(), mark=r.u64()),
    Opcode.GOODBYE: lambda r: Goodbye(sequence=r.u64(), reason=GoodbyeReason(r.u8())),
    Opcode.ERROR: _read_error,
    Opcode.COMMAND: read_command,
    Opcode.ANSWER: _read_answer,
    Opcode.BATCH: lambda r: Batch(r.long_items(_read_batch_entry)),
    Opcode.ANSWERS: lambda r: Answers(sequence=r.u64(), entries=r.long_items(_read_answers_entry)),
    Opcode.QUERY: read_query,
    Opcode.RESULT: _read_result,
    Opcode.SUBSCRIBE: lambda r: Subscribe(position=read_feed_position(r), credit=r.u32()),
    Opcode.EVENTS: _read_events,
    Opcode.CREDIT: lambda r: Credit(r.u32()),
    Opcode.UNSUBSCRIBE: lambda r: Unsubscribe(),
    Opcode.ENDED: lambda r: Ended(r.u64()),
    Opcode.BACKUP: lambda r: Backup(r.u32()),
    Opcode.CHUNK: lambda r: Chunk(sequence=r.u64(), offset=r.u64(), data=r.rest()),
    Opcode.BACKED_UP: lambda r: BackedUp(sequence=r.u64(), size=r.u64(), checksum=r.u64()),
}


def write_body(w: Writer, body: Body) -> None:
    match body:
        case Hello():
            write_hello(w, body)
        case Welcome():
            write_welcome(w, body)
        case Ping(mark):
            w.u64(mark)
        case Pong(sequence, mark):
            w.u64(sequence)
            w.u64(mark)
        case Goodbye(sequence, reason):
            w.u64(sequence)
            w.u8(reason)
        case Error(sequence, error):
            w.u64(sequence)
            write_server_error(w, error)
        case Command():
            write_command(w, body)
        case Answer(sequence, outcome):
            w.u64(sequence)
            write_outcome(w, outcome)
        case Batch(requests):
            w.long_items(requests, _write_entry)
        case Answers(sequence, answers):
            w.u64(sequence)
            w.long_items(answers, _write_entry)
        case Result(sequence, result):
            w.u64(sequence)
            write_result(w, result)
        case Subscribe(position, credit):
            write_feed_position(w, position)
            w.u32(credit)
        case Events(sequence, position, events):
            w.u64(sequence)
            write_feed_position(w, position)
            w.long_items(events, write_feed_event)
        case Credit(credit):
            w.u32(credit)
        case Unsubscribe():
            pass
        case Ended(sequence):
            w.u64(sequence)
        case Backup(credit):
            w.u32(credit)
        case Chunk(sequence, offset, data):
            w.u64(sequence)
            w.u64(offset)
            w.raw(data)
        case BackedUp(sequence, size, checksum):
            w.u64(sequence)
            w.u64(size)
            w.u64(checksum)
        case _:
            write_query(w, body)


def body_bytes(body: Body) -> bytes:
    """The body alone. Raises `CannotEncode` if a value in it has no bytes."""
    w = Writer()
    write_body(w, body)
    return w.done()


def _write_entry(w: Writer, body: Body) -> None:
    data = body_bytes(body)
    w.u32(len(data))
    w.u8(opcode_of(body))
    w.zero(3)
    w.raw(data)


def _entry(r: Reader) -> tuple[int, Reader]:
    """The opcode of an entry, and its body, which is passed over."""
    size = r.u32()
    opcode = r.u8()
    r.zero(3)
    return opcode, r.part(size)


def _read_batch_entry(r: Reader) -> Command | Query:
    opcode, body = _entry(r)
    match opcode:
        case Opcode.COMMAND:
            return _whole(body, read_command)
        case Opcode.QUERY:
            return _whole(body, read_query)
    raise UnknownLayout(f"an entry of opcode {opcode} in a batch", body.offset)


def _read_answers_entry(r: Reader) -> Answer | Result | Error:
    opcode, body = _entry(r)
    match opcode:
        case Opcode.ANSWER:
            return _whole(body, _read_answer)
        case Opcode.RESULT:
            return _whole(body, _read_result)
        case Opcode.ERROR:
            return _whole(body, _read_error)
    raise UnknownLayout(f"an entry of opcode {opcode} in answers", body.offset)


def _whole(r: Reader, read: Callable[[Reader], T]) -> T:
    value = read(r)
    r.finish()
    return value
