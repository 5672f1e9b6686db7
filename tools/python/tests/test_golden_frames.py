"""Every golden frame reads as what the file says, and is written as the same bytes."""

from __future__ import annotations

import unittest

from golden_frames import PATH, frame_json, golden_frames

from stockroom.wire.frames import decode_frame, encode_frame


@unittest.skipUnless(PATH.exists(), f"there is no {PATH}")
class GoldenFrames(unittest.TestCase):
    def test_decoded_it_says_what_the_file_says(self) -> None:
        for golden in golden_frames():
            with self.subTest(golden.name):
                self.assertEqual(frame_json(decode_frame(golden.data)), golden.says)

    def test_decoded_and_encoded_again_it_has_the_same_bytes(self) -> None:
        for golden in golden_frames():
            with self.subTest(golden.name):
                self.assertEqual(encode_frame(decode_frame(golden.data)), golden.data)

    def test_built_from_what_the_file_says_it_has_the_same_bytes(self) -> None:
        for golden in golden_frames():
            with self.subTest(golden.name):
                self.assertEqual(encode_frame(golden.frame()), golden.data)


if __name__ == "__main__":
    unittest.main()
