"""Writes the basic types of the protocol."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection
from typing import TypeVar
from uuid import UUID

from ..errors import CannotEncode

T = TypeVar("T")


class Writer:
    """Appends values to bytes.

    Every method raises `CannotEncode` for a value that has no bytes, such as a number out of range.
    """

    __slots__ = ("_data",)

    def __init__(self) -> None:
        self._data = bytearray()

    def __len__(self) -> int:
        return len(self._data)

    def done(self) -> bytes:
        """All that was written."""
        return bytes(self._data)

    def raw(self, data: bytes) -> None:
        self._data += data

    def zero(self, size: int) -> None:
        self._data += bytes(size)

    def u8(self, value: int) -> None:
        self._integer(value, 1, signed=False)

    def u16(self, value: int) -> None:
        self._integer(value, 2, signed=False)

    def u32(self, value: int) -> None:
        self._integer(value, 4, signed=False)

    def u64(self, value: int) -> None:
        self._integer(value, 8, signed=False)

    def i16(self, value: int) -> None:
        self._integer(value, 2, signed=True)

    def i32(self, value: int) -> None:
        self._integer(value, 4, signed=True)

    def i64(self, value: int) -> None:
        self._integer(value, 8, signed=True)

    def _integer(self, value: int, size: int, *, signed: bool) -> None:
        try:
            self._data += operator.index(value).to_bytes(size, "little", signed=signed)
        except OverflowError:
            kind = "signed" if signed else "unsigned"
            raise CannotEncode(f"{value} is no {kind} number of {8 * size} bits") from None

    def bits(self, value: int, count: int) -> int:
        """The value, to be packed into so many bits."""
        if value >> count:
            raise CannotEncode(f"{value} is no unsigned number of {count} bits")
        return value

    def flag(self, value: bool) -> None:
        self.u8(1 if value else 0)

    def id(self, value: UUID) -> None:
        self._data += value.bytes[::-1]

    def text(self, value: str) -> None:
        try:
            self.short_bytes(value.encode("utf-8"))
        except UnicodeEncodeError as error:
            raise CannotEncode(f"{value!r} is no text in UTF-8") from error

    def short_bytes(self, value: bytes) -> None:
        self.u16(len(value))
        self.raw(value)

    def long_bytes(self, value: bytes) -> None:
        self.u32(len(value))
        self.raw(value)

    def optional(self, value: T | None, write: Callable[[Writer, T], None]) -> None:
        self.flag(value is not None)
        if value is not None:
            write(self, value)

    def items(self, values: Collection[T], write: Callable[[Writer, T], None]) -> None:
        """A list: a count of 16 bits, then the entries."""
        self.u16(len(values))
        for value in values:
            write(self, value)

    def long_items(self, values: Collection[T], write: Callable[[Writer, T], None]) -> None:
        """A long list: a count of 32 bits, then the entries."""
        self.u32(len(values))
        for value in values:
            write(self, value)
