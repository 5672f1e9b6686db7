"""Backoff, keepalive, retries and the feed's place, decided without a socket or a clock."""

from __future__ import annotations

import unittest

from stockroom import (
    Busy,
    Command,
    ConnectionLost,
    Extend,
    FeedEvent,
    FeedPosition,
    ProtocolError,
    Reserve,
    ShuttingDown,
    StorageFailed,
    TimeLimitPassed,
    TooManyInFlight,
    new_id,
)
from stockroom.errors import NotSent
from stockroom.model.frames import Events
from stockroom.requests import Requests
from stockroom.transport.feed_cursor import FeedCursor
from stockroom.transport.keepalive import Keepalive
from stockroom.transport.retrying import Attempts, Backoff, Options

requests = Requests(principal=1)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Backoffs(unittest.TestCase):
    def test_the_longest_wait_doubles_from_50_ms_to_5_s(self) -> None:
        backoff = Backoff(lambda least, most: most)
        waits = [backoff.next_seconds() for _ in range(9)]
        self.assertEqual(waits, [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0])

    def test_a_wait_is_anything_from_0_to_the_longest(self) -> None:
        backoff = Backoff()
        waits = [backoff.next_seconds() for _ in range(2_000)]
        self.assertGreaterEqual(min(waits), 0)
        self.assertLessEqual(max(waits), 5)
        self.assertLess(min(waits), 0.5)
        self.assertGreater(max(waits), 4.5)

    def test_after_a_success_it_begins_anew(self) -> None:
        backoff = Backoff(lambda least, most: most)
        backoff.next_seconds()
        backoff.next_seconds()
        backoff.reset()
        self.assertEqual(backoff.next_seconds(), 0.05)


class Retries(unittest.TestCase):
    def setUp(self) -> None:
        self.clock = Clock()

    def attempts(
        self, command: Command | None = None, retry_for: float = 10, time_limit: float | None = None
    ) -> Attempts:
        command = command or requests.command(Extend(new_id()))
        return Attempts(requests.submit(command), Options(retry_for, time_limit), self.clock)

    def test_a_command_with_an_id_is_sent_again_after_a_lost_connection(self) -> None:
        for operation in (Extend(new_id()), Reserve(new_id(), 1, ())):
            attempts = self.attempts(requests.command(operation))
            self.assertEqual(attempts.wait_after(ConnectionLost()), 0)
            self.assertTrue(attempts.was_lost)

    def test_a_command_without_an_id_is_not(self) -> None:
        attempts = self.attempts(Command(Extend(new_id()), principal=1, issued_at=0))
        with self.assertRaises(ConnectionLost) as caught:
            attempts.wait_after(ConnectionLost())
        self.assertTrue(caught.exception.outcome_unknown)

    def test_what_was_not_executed_is_sent_again_even_without_an_id(self) -> None:
        command = Command(Extend(new_id()), principal=1, issued_at=0)
        for error in (ShuttingDown(), NotSent()):
            self.assertEqual(self.attempts(command).wait_after(error), 0)

    def test_busy_is_sent_again_after_its_hint(self) -> None:
        self.assertEqual(self.attempts().wait_after(Busy(250)), 0.25)

    def test_too_many_in_flight_is_sent_again_after_a_backoff(self) -> None:
        self.assertLessEqual(self.attempts().wait_after(TooManyInFlight(4)), 0.05)

    def test_a_hint_beyond_the_deadline_is_not_waited_for(self) -> None:
        attempts = self.attempts(retry_for=1.0)
        with self.assertRaises(Busy):
            attempts.wait_after(Busy(1_001))

    def test_nothing_is_sent_again_after_the_deadline(self) -> None:
        attempts = self.attempts(retry_for=1.0)
        self.clock.now += 1.5
        with self.assertRaises(ConnectionLost):
            attempts.wait_after(ConnectionLost())

    def test_other_errors_are_raised_with_the_command(self) -> None:
        command = requests.command(Extend(new_id()))
        for error in (TimeLimitPassed(), StorageFailed("disk")):
            with self.assertRaises(type(error)) as caught:
                self.attempts(command).wait_after(error)
            self.assertEqual(caught.exception.command, command)
            self.assertEqual(caught.exception.outcome_unknown, isinstance(error, StorageFailed))

    def test_an_outcome_stays_unknown_whatever_a_later_sending_got(self) -> None:
        attempts = self.attempts()
        attempts.wait_after(ConnectionLost())
        with self.assertRaises(TimeLimitPassed) as caught:
            attempts.wait_after(TimeLimitPassed())
        self.assertTrue(caught.exception.outcome_unknown)

    def test_a_sending_says_what_is_left_of_the_time_limit(self) -> None:
        attempts = self.attempts(time_limit=0.5)
        self.assertEqual(attempts.extras().time_limit_milliseconds, 500)
        self.clock.now += 0.2
        self.assertEqual(attempts.extras().time_limit_milliseconds, 300)
        self.clock.now += 9
        self.assertEqual(attempts.extras().time_limit_milliseconds, 0)

    def test_without_options_a_sending_says_nothing_besides(self) -> None:
        extras = self.attempts().extras()
        self.assertIsNone(extras.time_limit_milliseconds)
        self.assertIsNone(extras.least_sequence)


class Keepalives(unittest.TestCase):
    def test_a_ping_is_due_a_third_of_the_idle_time_after_something_was_sent(self) -> None:
        keepalive = Keepalive(idle_seconds=300, answer_seconds=30, now=0)
        keepalive.sent(50)
        self.assertEqual(keepalive.seconds_left(60), 90)
        self.assertFalse(keepalive.ping_due(149))
        self.assertTrue(keepalive.ping_due(150))
        self.assertFalse(keepalive.ping_due(151))

    def test_what_comes_is_no_reason_not_to_ping(self) -> None:
        keepalive = Keepalive(idle_seconds=300, answer_seconds=30, now=0)
        keepalive.received()
        self.assertTrue(keepalive.ping_due(100))

    def test_an_unanswered_ping_gives_the_connection_up(self) -> None:
        keepalive = Keepalive(idle_seconds=300, answer_seconds=30, now=0)
        self.assertTrue(keepalive.ping_due(100))
        self.assertEqual(keepalive.seconds_left(100), 30)
        self.assertFalse(keepalive.is_dead(129))
        self.assertTrue(keepalive.is_dead(130))
        keepalive.received()
        self.assertFalse(keepalive.is_dead(130))


class FeedCursors(unittest.TestCase):
    def cursor(self, credit: int = 4) -> FeedCursor:
        cursor = FeedCursor(FeedPosition(), credit, retry_for=1.0)
        cursor.begin(credit_max=1_000)
        return cursor

    def test_the_position_is_behind_the_last_event_that_was_taken(self) -> None:
        cursor = self.cursor()
        cursor.accept(events(1, 2, 3))
        self.assertEqual(cursor.position, FeedPosition())
        cursor.take()
        cursor.take()
        self.assertEqual(cursor.position, FeedPosition(9, 2))

    def test_a_frame_without_events_tells_the_incarnation(self) -> None:
        cursor = self.cursor()
        cursor.accept(Events(0, FeedPosition(9, 0), ()))
        self.assertEqual(cursor.position, FeedPosition(9, 0))

    def test_events_that_were_not_taken_are_asked_for_again(self) -> None:
        cursor = self.cursor()
        cursor.accept(events(1, 2, 3))
        cursor.take()
        self.assertEqual(cursor.begin(1_000).position, FeedPosition(9, 1))
        self.assertIsNone(cursor.take())
        cursor.accept(events(2, 3))

    def test_a_gap_is_an_error(self) -> None:
        for sequences in ((2,), (1, 3), (1, 1)):
            with self.subTest(sequences), self.assertRaises(ProtocolError):
                self.cursor().accept(events(*sequences))

    def test_credit_is_given_back_in_halves_of_the_window(self) -> None:
        cursor = self.cursor(credit=4)
        cursor.accept(events(1, 2, 3, 4))
        due = []
        for _ in range(4):
            cursor.take()
            due.append(cursor.credit_due())
        self.assertEqual(due, [0, 2, 0, 2])

    def test_a_credit_of_one_is_given_back_event_by_event(self) -> None:
        cursor = self.cursor(credit=1)
        cursor.accept(events(1))
        cursor.take()
        self.assertEqual(cursor.credit_due(), 1)

    def test_credit_is_no_more_than_the_connection_allows(self) -> None:
        self.assertEqual(self.cursor().begin(credit_max=3).credit, 3)

    def test_without_credit_there_is_no_feed(self) -> None:
        with self.assertRaises(ValueError):
            self.cursor(credit=0)


def events(*sequences: int) -> Events:
    """A frame with empty events of these sequences, of incarnation 9."""
    last = sequences[-1]
    return Events(
        sequence=last,
        next=FeedPosition(9, last),
        events=tuple(FeedEvent(sequence, 0, 1, (), ()) for sequence in sequences),
    )


if __name__ == "__main__":
    unittest.main()
