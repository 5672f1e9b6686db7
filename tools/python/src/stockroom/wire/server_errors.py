"""Bytes of the errors of the server."""

from __future__ import annotations

from collections.abc import Callable

from .. import server_errors as errors
from ..server_errors import ServerError
from .reader import Reader
from .refusals import read_refusal, write_refusal
from .writer import Writer


def read_server_error(r: Reader) -> ServerError:
    code = r.u8()
    read = _READERS.get(code)
    return errors.UnknownServerError(code, r.rest()) if read is None else read(r)


_TABLE: tuple[tuple[int, type[ServerError], Callable[[Reader], ServerError]], ...] = (
    (1, errors.MalformedFrame, lambda r: errors.MalformedFrame(r.u32())),
    (2, errors.UnsupportedVersion, lambda r: errors.UnsupportedVersion(r.u8(), r.u8())),
    (3, errors.HelloExpected, lambda r: errors.HelloExpected()),
    (4, errors.Unauthenticated, lambda r: errors.Unauthenticated()),
    (5, errors.UnknownOpcode, lambda r: errors.UnknownOpcode(r.u8())),
    (6, errors.FrameTooLong, lambda r: errors.FrameTooLong(r.u32())),
    (7, errors.BatchTooLong, lambda r: errors.BatchTooLong(r.u32())),
    (8, errors.TooManyInFlight, lambda r: errors.TooManyInFlight(r.u32())),
    (9, errors.Busy, lambda r: errors.Busy(r.u32())),
    (10, errors.TimeLimitPassed, lambda r: errors.TimeLimitPassed()),
    (11, errors.SequenceNotReached, lambda r: errors.SequenceNotReached()),
    (12, errors.Forbidden, lambda r: errors.Forbidden(r.u32())),
    (13, errors.Refused, lambda r: errors.Refused(read_refusal(r))),
    (14, errors.ResultTooLong, lambda r: errors.ResultTooLong(r.u32())),
    (15, errors.NotInABatch, lambda r: errors.NotInABatch()),
    (16, errors.TooManyConnections, lambda r: errors.TooManyConnections(r.u32())),
    (17, errors.TooManySubscriptions, lambda r: errors.TooManySubscriptions(r.u32())),
    (18, errors.TooMuchCredit, lambda r: errors.TooMuchCredit(r.u32())),
    (19, errors.DuplicateSubscription, lambda r: errors.DuplicateSubscription()),
    (20, errors.UnknownSubscription, lambda r: errors.UnknownSubscription()),
    (21, errors.FeedTrimmed, lambda r: errors.FeedTrimmed(r.u64())),
    (22, errors.OtherIncarnation, lambda r: errors.OtherIncarnation(r.u64())),
    (23, errors.StorageFailed, lambda r: errors.StorageFailed(r.text())),
    (24, errors.Damaged, lambda r: errors.Damaged(r.text())),
    (25, errors.ShuttingDown, lambda r: errors.ShuttingDown()),
)

_READERS = {number: read for number, _, read in _TABLE}
_NUMBERS = {kind: number for number, kind, _ in _TABLE}


def write_server_error(w: Writer, value: ServerError) -> None:
    if isinstance(value, errors.UnknownServerError):
        w.u8(value.code)
        w.raw(value.data)
        return
    w.u8(_NUMBERS[type(value)])
    match value:
        case errors.MalformedFrame(at=number) | errors.Forbidden(needs=number):
            w.u32(number)
        case errors.UnsupportedVersion(oldest=oldest, newest=newest):
            w.u8(oldest)
            w.u8(newest)
        case errors.UnknownOpcode(opcode=opcode):
            w.u8(opcode)
        case (
            errors.FrameTooLong(max=number)
            | errors.BatchTooLong(max=number)
            | errors.TooManyInFlight(max=number)
            | errors.ResultTooLong(max=number)
            | errors.TooManyConnections(max=number)
            | errors.TooManySubscriptions(max=number)
            | errors.TooMuchCredit(max=number)
        ):
            w.u32(number)
        case errors.Busy(retry_after_milliseconds=milliseconds):
            w.u32(milliseconds)
        case errors.Refused(refusal=refusal):
            write_refusal(w, refusal)
        case errors.FeedTrimmed(oldest=sequence):
            w.u64(sequence)
        case errors.OtherIncarnation(current=incarnation):
            w.u64(incarnation)
        case errors.StorageFailed(text=text) | errors.Damaged(text=text):
            w.text(text)
