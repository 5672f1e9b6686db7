"""Bytes that make no sense raise `ProtocolError`, and nothing else."""

from __future__ import annotations

import contextlib
import random
import unittest
from collections.abc import Iterator

from golden_frames import golden_frames

from stockroom import ProtocolError
from stockroom.transport.splitter import FrameSplitter
from stockroom.wire.frames import HEADER_BYTES, decode_frame

CUTS_MAX = 400
"""How many places a frame is cut at, at most."""


class HostileBytes(unittest.TestCase):
    def test_a_frame_that_ends_early_is_refused_with_the_offset(self) -> None:
        for name, data in _frames():
            step = max(1, len(data) // CUTS_MAX)
            for size in range(0, len(data), step):
                with self.subTest(name, size=size):
                    with self.assertRaises(ProtocolError) as caught:
                        decode_frame(data[:size])
                    self.assertLessEqual(caught.exception.offset, size)

    def test_a_body_that_ends_early_is_refused_though_the_length_fits(self) -> None:
        for name, data in _frames():
            step = max(1, len(data) // CUTS_MAX)
            for size in range(HEADER_BYTES, len(data), step):
                with self.subTest(name, size=size):
                    _decode(_with_length(data[:size]))

    def test_bytes_behind_a_body_are_refused(self) -> None:
        for name, data in _frames():
            if name == "chunk":  # bytes to the end of the frame, however many
                continue
            with self.subTest(name), self.assertRaises(ProtocolError):
                decode_frame(_with_length(data + b"\0"))

    def test_a_frame_with_any_byte_changed_is_read_or_refused(self) -> None:
        chance = random.Random(1)
        for name, data in _frames():
            for at in range(0, len(data), max(1, len(data) // CUTS_MAX)):
                with self.subTest(name, at=at):
                    changed = bytearray(data)
                    changed[at] = chance.randrange(256)
                    _decode(bytes(changed))

    def test_counts_that_cannot_be_cost_nothing(self) -> None:
        for name, data in _frames():
            for at in range(HEADER_BYTES, len(data) - 4, max(1, len(data) // CUTS_MAX)):
                with self.subTest(name, at=at):
                    _decode(data[:at] + b"\xff\xff\xff\xff" + data[at + 4 :])

    def test_random_bodies_are_read_or_refused(self) -> None:
        chance = random.Random(2)
        for _ in range(20_000):
            opcode = chance.choice((1, 2, 3, 4, 5, 6, *range(16, 36)))
            size = chance.randrange(64)
            body = bytes(chance.choice((0, 1, 2, 255, chance.randrange(256))) for _ in range(size))
            header = bytes((0, 0, 0, 0, 1, opcode)) + bytes(10)
            _decode(_with_length(header + body))

    def test_random_streams_are_split_or_refused(self) -> None:
        chance = random.Random(3)
        for _ in range(2_000):
            splitter = FrameSplitter(1_000)
            try:
                for _ in range(10):
                    splitter.feed(chance.randbytes(chance.randrange(40)))
                    while (data := splitter.next_frame()) is not None:
                        _decode(data)
            except ProtocolError:
                continue

    def test_a_length_above_the_limit_is_refused_as_soon_as_it_has_come(self) -> None:
        splitter = FrameSplitter(1_000)
        splitter.feed((1_001).to_bytes(4, "little"))
        with self.assertRaises(ProtocolError):
            splitter.next_frame()

    def test_frames_come_out_however_their_bytes_go_in(self) -> None:
        stream = b"".join(data for _, data in _frames())
        splitter = FrameSplitter()
        got = []
        for at in range(0, len(stream), 7):
            splitter.feed(stream[at : at + 7])
            while (data := splitter.next_frame()) is not None:
                got.append(data)
        self.assertEqual(got, [data for _, data in _frames()])


def _frames() -> Iterator[tuple[str, bytes]]:
    return ((golden.name, golden.data) for golden in golden_frames())


def _decode(data: bytes) -> None:
    """Reads a frame, and lets nothing but `ProtocolError` go by."""
    with contextlib.suppress(ProtocolError):
        decode_frame(data)


def _with_length(data: bytes) -> bytes:
    """The frame, with a length in its header that fits."""
    return len(data).to_bytes(4, "little") + data[4:]


if __name__ == "__main__":
    unittest.main()
