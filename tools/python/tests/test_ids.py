"""Ids grow with time."""

from __future__ import annotations

import threading
import unittest
from uuid import UUID

from stockroom import new_id
from stockroom.ids import IdMaker


class Ids(unittest.TestCase):
    def test_each_id_is_greater_than_the_one_before(self) -> None:
        ids = [new_id() for _ in range(10_000)]
        self.assertEqual(ids, sorted(set(ids)))

    def test_an_id_is_a_uuid_of_version_7(self) -> None:
        made = new_id()
        self.assertEqual(made.version, 7)
        self.assertEqual(made.variant, "specified in RFC 4122")

    def test_an_id_begins_with_the_milliseconds_since_1970(self) -> None:
        made = IdMaker(lambda: 1_764_079_200_123).new_id()
        self.assertEqual(made.int >> 80, 1_764_079_200_123)

    def test_ids_grow_when_the_clock_stands_still_or_goes_back(self) -> None:
        moments = iter((5, 5, 5, 4, 3, 6))
        maker = IdMaker(lambda: next(moments))
        ids = [maker.new_id() for _ in range(6)]
        self.assertEqual(ids, sorted(set(ids)))
        self.assertEqual([made.int >> 80 for made in ids], [5, 5, 5, 5, 5, 6])

    def test_threads_do_not_make_the_same_id(self) -> None:
        maker = IdMaker(lambda: 5)
        ids: list[UUID] = []
        threads = [
            threading.Thread(target=lambda: ids.extend(maker.new_id() for _ in range(2_000)))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(set(ids)), 8_000)


if __name__ == "__main__":
    unittest.main()
