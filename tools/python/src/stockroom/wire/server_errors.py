"""Bytes of the errors of the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .. import server_errors as errors
from ..server_errors import ServerError
from .reader import Reader
from .refusals import read_refusal, write_refusal
from .writer import Writer


def read_server_error(r: Reader) -> ServerError:
    code = r.u8()
    read = _ERRORS.get(code)
    return errors.UnknownServerError(code, r.rest()) if read is None else read(r)


_ERRORS: Mapping[int, Callable[[Reader], ServerError]] = {
    1: lambda r: errors.MalformedFrame(r.u32()),
    2: lambda r: errors.UnsupportedVersion(r.u8(), r.u8()),
    3: lambda r: errors.HelloExpected(),
    4: lambda r: errors.Unauthenticated(),
    5: lambda r: errors.UnknownOpcode(r.u8()),
    6: lambda r: errors.FrameTooLong(r.u32()),
    7: lambda r: errors.BatchTooLong(r.u32()),
    8: lambda r: errors.TooManyInFlight(r.u32()),
    9: lambda r: errors.Busy(r.u32()),
    10: lambda r: errors.TimeLimitPassed(),
    11: lambda r: errors.SequenceNotReached(),
    12: lambda r: errors.Forbidden(r.u32()),
    13: lambda r: errors.Refused(read_refusal(r)),
    14: lambda r: errors.ResultTooLong(r.u32()),
    15: lambda r: errors.NotInABatch(),
    16: lambda r: errors.TooManyConnections(r.u32()),
    17: lambda r: errors.TooManySubscriptions(r.u32()),
    18: lambda r: errors.TooMuchCredit(r.u32()),
    19: lambda r: errors.DuplicateSubscription(),
    20: lambda r: errors.UnknownSubscription(),
    21: lambda r: errors.FeedTrimmed(r.u64()),
    22: lambda r: errors.OtherIncarnation(r.u64()),
    23: lambda r: errors.StorageFailed(r.text()),
    24: lambda r: errors.Damaged(r.text()),
    25: lambda r: errors.ShuttingDown(),
}

_CODES: Mapping[type[ServerError], int] = {
    errors.MalformedFrame: 1,
    errors.UnsupportedVersion: 2,
    errors.HelloExpected: 3,
    errors.Unauthenticated: 4,
    errors.UnknownOpcode: 5,
    errors.FrameTooLong: 6,
    errors.BatchTooLong: 7,
    errors.TooManyInFlight: 8,
    errors.Busy: 9,
    errors.TimeLimitPassed: 10,
    errors.SequenceNotReached: 11,
    errors.Forbidden: 12,
    errors.Refused: 13,
    errors.ResultTooLong: 14,
    errors.NotInABatch: 15,
    errors.TooManyConnections: 16,
    errors.TooManySubscriptions: 17,
    errors.TooMuchCredit: 18,
    errors.DuplicateSubscription: 19,
    errors.UnknownSubscription: 20,
    errors.FeedTrimmed: 21,
    errors.OtherIncarnation: 22,
    errors.StorageFailed: 23,
    errors.Damaged: 24,
    errors.ShuttingDown: 25,
}


def write_server_error(w: Writer, value: ServerError) -> None:
    if isinstance(value, errors.UnknownServerError):
        w.u8(value.code)
        w.raw(value.data)
        return
    w.u8(_CODES[type(value)])
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
