"""Bytes of the frames that open a connection."""

from __future__ import annotations

from ..model.frames import Hello, Limits, Welcome
from .reader import Reader
from .writer import Writer

_MAGIC = b"STKR"


def read_hello(r: Reader) -> Hello:
    if r.raw(4) != _MAGIC:
        raise r.impossible("magic", size=4)
    oldest_version = r.u8()
    newest_version = r.u8()
    r.zero(2)
    return Hello(
        oldest_version=oldest_version,
        newest_version=newest_version,
        principal=r.u32(),
        credential_kind=r.u8(),
        credential=r.short_bytes(),
        client_name=r.text(),
    )


def write_hello(w: Writer, value: Hello) -> None:
    w.raw(_MAGIC)
    w.u8(value.oldest_version)
    w.u8(value.newest_version)
    w.zero(2)
    w.u32(value.principal)
    w.u8(value.credential_kind)
    w.short_bytes(value.credential)
    w.text(value.client_name)


def read_welcome(r: Reader) -> Welcome:
    sequence = r.u64()
    version = r.u8()
    r.zero(3)
    return Welcome(
        sequence=sequence,
        version=version,
        incarnation=r.u64(),
        time=r.i64(),
        limits=_read_limits(r),
        server_name=r.text(),
    )


def write_welcome(w: Writer, value: Welcome) -> None:
    w.u64(value.sequence)
    w.u8(value.version)
    w.zero(3)
    w.u64(value.incarnation)
    w.i64(value.time)
    _write_limits(w, value.limits)
    w.text(value.server_name)


def _read_limits(r: Reader) -> Limits:
    return Limits(
        request_bytes_max=r.u32(),
        result_bytes_max=r.u32(),
        in_flight_max=r.u32(),
        batch_max=r.u32(),
        subscriptions_max=r.u32(),
        credit_max=r.u32(),
        idle_milliseconds=r.u32(),
        frame_milliseconds=r.u32(),
        stall_milliseconds=r.u32(),
    )


def _write_limits(w: Writer, value: Limits) -> None:
    w.u32(value.request_bytes_max)
    w.u32(value.result_bytes_max)
    w.u32(value.in_flight_max)
    w.u32(value.batch_max)
    w.u32(value.subscriptions_max)
    w.u32(value.credit_max)
    w.u32(value.idle_milliseconds)
    w.u32(value.frame_milliseconds)
    w.u32(value.stall_milliseconds)
