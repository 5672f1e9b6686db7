"""Bytes of frames."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import ProtocolError
from ..model.frames import PROTOCOL_VERSION, Extras, Frame, Opcode
from .bodies import body_bytes, opcode_of, read_body
from .reader import Reader
from .writer import Writer

HEADER_BYTES = 16

MAY_HAVE_EXTRAS = (Opcode.COMMAND, Opcode.BATCH, Opcode.QUERY)

_HAS_TIME_LIMIT = 1
_HAS_LEAST_SEQUENCE = 2


_NO_EXTRAS = Extras()


@dataclass(frozen=True, slots=True)
class Header:
    """The first bytes of a frame. `opcode` may be one that is not known.

    `length`: bytes of the whole frame, these included.
    """

    length: int
    version: int
    opcode: int
    flags: int
    request_id: int


def read_header(r: Reader) -> Header:
    return Header(length=r.u32(), version=r.u8(), opcode=r.u8(), flags=r.u16(), request_id=r.u64())


def frame_bytes(
    request_id: int,
    opcode: Opcode,
    body: bytes,
    extras: Extras = _NO_EXTRAS,
    version: int = PROTOCOL_VERSION,
) -> bytes:
    """A frame around the bytes of a body. Raises `CannotEncode` if an extra has no bytes."""
    before = Writer()
    flags = 0
    if extras.time_limit_milliseconds is not None:
        flags |= _HAS_TIME_LIMIT
        before.u32(extras.time_limit_milliseconds)
    if extras.least_sequence is not None:
        flags |= _HAS_LEAST_SEQUENCE
        before.u64(extras.least_sequence)
    w = Writer()
    w.u32(HEADER_BYTES + len(before) + len(body))
    w.u8(version)
    w.u8(opcode)
    w.u16(flags)
    w.u64(request_id)
    w.raw(before.done())
    w.raw(body)
    return w.done()


def encode_frame(frame: Frame) -> bytes:
    """The bytes of a frame. Raises `CannotEncode` if a value in it has no bytes."""
    return frame_bytes(
        frame.request_id,
        opcode_of(frame.body),
        body_bytes(frame.body),
        frame.extras,
        frame.version,
    )


def decode_frame(data: bytes) -> Frame:
    """The frame that these bytes are, no more and no less.

    Raises `UnknownLayout` for a number that decides the layout and is not known, and
    `ProtocolError` for everything else that cannot be read.
    """
    r = Reader(data)
    header = read_header(r)
    if header.length != len(data):
        raise ProtocolError(f"a length of {header.length} for {len(data)} bytes", 0)
    extras = _read_extras(r, header)
    body = read_body(r, header.opcode)
    r.finish()
    return Frame(header.request_id, body, extras, header.version)


def _read_extras(r: Reader, header: Header) -> Extras:
    known = _HAS_TIME_LIMIT | _HAS_LEAST_SEQUENCE if header.opcode in MAY_HAVE_EXTRAS else 0
    if header.flags & ~known:
        raise ProtocolError(f"impossible flags of opcode {header.opcode}", 6)
    return Extras(
        time_limit_milliseconds=r.u32() if header.flags & _HAS_TIME_LIMIT else None,
        least_sequence=r.u64() if header.flags & _HAS_LEAST_SEQUENCE else None,
    )
