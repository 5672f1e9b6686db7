"""Values that have no bytes are refused before anything is sent."""

from __future__ import annotations

import unittest
from collections.abc import Callable

from stockroom import (
    CannotEncode,
    Extend,
    LineQuantity,
    Mode,
    Move,
    Reason,
    Release,
    Reserve,
    ReserveLine,
    SiteDefinition,
    new_id,
)
from stockroom.model.promises import ByRank
from stockroom.requests import Requests

requests = Requests(principal=1)


class Encoding(unittest.TestCase):
    def test_values_out_of_range_are_refused(self) -> None:
        line = ReserveLine(1, 1)
        for name, make in self.impossible(line).items():
            with self.subTest(name), self.assertRaises(CannotEncode):
                make()

    @staticmethod
    def impossible(line: ReserveLine) -> dict[str, Callable[[], object]]:
        """Requests that cannot be, by what is wrong with them."""
        many = [line] * 65_536
        return {
            "a SKU below 0": lambda: requests.levels(-1),
            "a SKU of 65 bits": lambda: requests.levels(1 << 64),
            "a channel of 33 bits": lambda: requests.reserve([line], channel=1 << 32),
            "a quantity of 64 bits": lambda: requests.reserve([ReserveLine(1, 1 << 63)], channel=1),
            "a hold of 64 bits": lambda: requests.extend(new_id(), hold_milliseconds=1 << 63),
            "a line of 17 bits": lambda: requests.re_source(new_id(), 1 << 16, to=1),
            "too many lines to count": lambda: requests.reserve(many, channel=1),
            "too many splits": lambda: requests.reserve([], channel=1, sourcing=ByRank(1 << 32)),
            "a reason of 7 bits": lambda: requests.move([], reason=Reason(64)),
            "a limit of 0": lambda: requests.movements(limit=0),
            "a limit above 1,000": lambda: requests.movements(limit=1_001),
            "a key too long to count": lambda: requests.document(b"x" * 65_536),
            "a code that is no text": lambda: requests.define([SiteDefinition(1, "\ud800")]),
        }

    def test_an_error_says_what_is_wrong(self) -> None:
        with self.assertRaisesRegex(CannotEncode, "-1 is no unsigned number of 64 bits"):
            requests.levels(-1)

    def test_a_number_that_is_no_integer_is_a_type_error(self) -> None:
        quantity: int = 1.5  # type: ignore[assignment]
        with self.assertRaises(TypeError):
            requests.reserve([ReserveLine(1, quantity)], channel=1)

    def test_defaults_are_those_of_the_protocol(self) -> None:
        reservation = new_id()
        reserve = Reserve(reservation, channel=1, lines=(ReserveLine(1, 1),))
        self.assertIs(reserve.mode, Mode.ALL_OR_NOTHING)
        self.assertIsNone(Extend(reservation).hold_milliseconds)
        self.assertIsNone(Release(reservation).quantities)

    def test_nothing_stated_is_everything_and_an_empty_list_is_not(self) -> None:
        everything = requests.release(new_id())
        nothing = requests.release(new_id(), quantities=[])
        one = requests.release(new_id(), quantities=[LineQuantity(0, 1)])
        self.assertEqual(everything.body[-1], 0)
        self.assertEqual(nothing.body[-3:], b"\1\0\0")
        self.assertEqual(len(one.body), len(nothing.body) + 10)

    def test_a_move_packs_reason_fact_and_backorders_in_one_byte(self) -> None:
        command = requests.command(Move(Reason.RECEIVE, (), serves_backorders=True))
        self.assertEqual(requests.submit(command).body[32], 0x81)


class Commands(unittest.TestCase):
    def test_a_lone_reserve_is_repeatable_without_a_request_id(self) -> None:
        command = requests.command(Reserve(new_id(), 1, ()))
        self.assertIsNone(command.request)
        self.assertTrue(command.is_repeatable)

    def test_every_other_command_gets_a_request_id(self) -> None:
        command = requests.command(Extend(new_id()))
        self.assertIsNotNone(command.request)
        self.assertTrue(requests.submit(command).is_repeatable)

    def test_a_batch_is_repeatable_if_all_of_it_is(self) -> None:
        safe = requests.command(Extend(new_id()))
        unsafe = type(safe)(safe.operation, safe.principal, safe.issued_at)
        self.assertTrue(requests.submit_batch([safe, safe]).is_repeatable)
        self.assertFalse(requests.submit_batch([safe, unsafe]).is_repeatable)


if __name__ == "__main__":
    unittest.main()
