"""Reads the basic types of the protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from ..errors import ProtocolError

T = TypeVar("T")


class Reader:
    """Goes through bytes from the first to the last.

    Every method raises `ProtocolError` where the bytes end early or cannot be. Nothing is kept for
    a count before its entries have been read, so that a wrong count costs nothing.
    """

    __slots__ = ("_at", "_data", "_end")

    def __init__(self, data: bytes, start: int = 0, end: int | None = None) -> None:
        self._data = data
        self._at = start
        self._end = len(data) if end is None else end

    @property
    def offset(self) -> int:
        """Where the next byte is read."""
        return self._at

    def impossible(self, what: str, *, size: int) -> ProtocolError:
        """An error about the field of so many bytes that was just read."""
        return ProtocolError(f"an impossible {what}", self._at - size)

    def raw(self, size: int) -> bytes:
        """So many bytes."""
        at, end = self._at, self._at + size
        if end > self._end:
            raise ProtocolError(f"{size} bytes wanted, {self._end - at} left", at)
        self._at = end
        return self._data[at:end]

    def rest(self) -> bytes:
        """All bytes that are left."""
        return self.raw(self._end - self._at)

    def part(self, size: int) -> Reader:
        """A reader of the next so many bytes, which are passed over."""
        start = self._at
        self.raw(size)
        return Reader(self._data, start, self._at)

    def finish(self) -> None:
        """Raises `ProtocolError` if bytes are left."""
        if self._at != self._end:
            raise ProtocolError(f"{self._end - self._at} bytes too many", self._at)

    def zero(self, size: int) -> None:
        """So many bytes that have to be zero."""
        if any(self.raw(size)):
            raise self.impossible("value where zero is required", size=size)

    def u8(self) -> int:
        return self.raw(1)[0]

    def u16(self) -> int:
        return int.from_bytes(self.raw(2), "little")

    def u32(self) -> int:
        return int.from_bytes(self.raw(4), "little")

    def u64(self) -> int:
        return int.from_bytes(self.raw(8), "little")

    def i16(self) -> int:
        return int.from_bytes(self.raw(2), "little", signed=True)

    def i32(self) -> int:
        return int.from_bytes(self.raw(4), "little", signed=True)

    def i64(self) -> int:
        return int.from_bytes(self.raw(8), "little", signed=True)

    def flag(self) -> bool:
        value = self.u8()
        if value > 1:
            raise self.impossible("flag", size=1)
        return value == 1

    def flags(self, known: int) -> int:
        """A byte of flags, of which only the known ones may be set."""
        value = self.u8()
        if value & ~known:
            raise self.impossible("flag", size=1)
        return value

    def id(self) -> UUID:
        return UUID(bytes=self.raw(16)[::-1])

    def text(self) -> str:
        size = self.u16()
        try:
            return self.raw(size).decode("utf-8")
        except UnicodeDecodeError as error:
            raise ProtocolError("text that is not UTF-8", self._at - size + error.start) from None

    def short_bytes(self) -> bytes:
        return self.raw(self.u16())

    def long_bytes(self) -> bytes:
        return self.raw(self.u32())

    def optional(self, read: Callable[[Reader], T]) -> T | None:
        return read(self) if self.flag() else None

    def items(self, read: Callable[[Reader], T]) -> tuple[T, ...]:
        """A list: a count of 16 bits, then the entries."""
        return self.repeated(self.u16(), read)

    def long_items(self, read: Callable[[Reader], T]) -> tuple[T, ...]:
        """A long list: a count of 32 bits, then the entries."""
        return self.repeated(self.u32(), read)

    def repeated(self, count: int, read: Callable[[Reader], T]) -> tuple[T, ...]:
        """So many entries. Each has a byte at least, so a larger count cannot be."""
        if count > self._end - self._at:
            raise ProtocolError(f"{count} entries in {self._end - self._at} bytes", self._at)
        return tuple([read(self) for _ in range(count)])
