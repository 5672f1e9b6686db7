"""Finds the frames in a stream of bytes."""

from __future__ import annotations

from ..errors import ProtocolError
from ..wire.frames import HEADER_BYTES

_LENGTH_BYTES = 4

OPENING_FRAME_BYTES_MAX = 1 << 17
"""More than any frame that may come first, so that a stranger cannot fill the memory."""


class FrameSplitter:
    """Takes bytes as they come, and gives frames. None is longer than `frame_bytes_max`."""

    def __init__(self, frame_bytes_max: int = OPENING_FRAME_BYTES_MAX) -> None:
        self.frame_bytes_max = frame_bytes_max
        self._data = bytearray()

    def feed(self, data: bytes) -> None:
        """Takes bytes."""
        self._data += data

    def next_frame(self) -> bytes | None:
        """The bytes of the next frame; None: they have not all come yet.

        Raises `ProtocolError` for a length that cannot be.
        """
        if len(self._data) < _LENGTH_BYTES:
            return None
        length = int.from_bytes(self._data[:_LENGTH_BYTES], "little")
        if not HEADER_BYTES <= length <= self.frame_bytes_max:
            raise ProtocolError(f"a frame of {length} bytes", 0)
        if len(self._data) < length:
            return None
        frame = bytes(self._data[:length])
        del self._data[:length]
        return frame
