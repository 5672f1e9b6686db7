"""Limits, cut connections, the feed and the examples on a live server."""

from __future__ import annotations

import contextlib
import io
import re
import time
import unittest
from itertools import islice
from pathlib import Path

from both_clients import connect_asyncio, connect_threads
from cutting_proxy import CuttingProxy
from live_store import (
    ADDRESS,
    CHANNEL,
    PRINCIPAL,
    QUARANTINE,
    SHELF,
    SKIP_REASON,
    LiveTest,
    host_and_port,
    new_key,
)

from stockroom import (
    LIMIT_MAX,
    FeedPosition,
    MoveLine,
    OtherIncarnation,
    Reason,
    Reserve,
    ReserveLine,
    SequenceNotReached,
    TimeLimitPassed,
    Transition,
    changes,
    feed,
    new_id,
)


class Limits(LiveTest):
    def test_within_its_time_limit_a_request_is_executed(self) -> None:
        answer = self.client.within(20).put_document(new_key(), type=100)
        self.assertTrue(answer.accepted)

    def test_without_any_time_a_request_is_executed_at_once_or_not_at_all(self) -> None:
        for _ in range(50):
            key = new_key()
            try:
                self.client.within(0).put_document(key, type=100).require()
                executed = True
            except TimeLimitPassed:
                executed = False
            self.assertEqual(self.client.document(key).value is not None, executed)

    def test_an_answer_is_not_older_than_the_sequence_asked_for(self) -> None:
        put = self.client.put_document(new_key(), type=100)
        self.assertGreaterEqual(self.client.at_least(put.sequence).sites().sequence, put.sequence)
        with self.assertRaises(SequenceNotReached) as caught:
            self.client.at_least(put.sequence + 1_000_000).sites()
        self.assertGreaterEqual(caught.exception.sequence, put.sequence)

    def test_a_command_beyond_the_least_sequence_does_nothing(self) -> None:
        key = new_key()
        with self.assertRaises(SequenceNotReached):
            self.client.at_least(1 << 60).put_document(key, type=100)
        self.assertIsNone(self.client.document(key).value)

    def test_statistics_tell_how_the_store_is_doing(self) -> None:
        before = self.client.statistics()
        self.client.put_document(new_key(), type=100).require()
        after = self.client.statistics()
        self.assertEqual(after.sequence, after.value.sequence)
        self.assertGreater(after.value.commands_accepted, before.value.commands_accepted)
        self.assertIn("levels", after.value.rows)
        self.assertGreaterEqual(self.client.ping(), after.sequence)


class Cuts(LiveTest):
    def test_after_a_cut_a_reserve_has_one_effect(self) -> None:
        sku = self.new_sku(quantity=5)
        with (
            CuttingProxy(*host_and_port(), cuts=2) as proxy,
            self.connect(host="127.0.0.1", port=proxy.port) as client,
        ):
            answer = client.reserve([ReserveLine(sku, 2)], channel=CHANNEL)
            self.assertEqual(proxy.cuts_left, 0)
        self.assertTrue(answer.was_resent)
        self.assertEqual(self.client.availability(sku, channel=CHANNEL).value.available_to_sell, 3)
        found = self.client.reservation(answer.reservation).value
        self.assertEqual(found.sequence, answer.sequence)

    def test_after_a_cut_a_move_has_one_effect(self) -> None:
        sku = self.new_sku(quantity=5)
        with (
            CuttingProxy(*host_and_port(), cuts=1) as proxy,
            self.connect(host="127.0.0.1", port=proxy.port) as client,
        ):
            line = MoveLine(sku, 2, SHELF, QUARANTINE)
            client.move([line], reason=Reason.DISPOSITION).require()
            self.assertEqual(proxy.cuts_left, 0)
        self.assertEqual(self.on_hand(sku, QUARANTINE), 2)

    def test_after_a_cut_a_batch_has_one_effect(self) -> None:
        sku = self.new_sku(quantity=5)
        with (
            CuttingProxy(*host_and_port(), cuts=1) as proxy,
            self.connect(host="127.0.0.1", port=proxy.port) as client,
        ):
            lines = (ReserveLine(sku, 1),)
            commands = [client.command(Reserve(new_id(), CHANNEL, lines)) for _ in range(2)]
            answers = client.submit_batch(commands).value
            self.assertEqual(proxy.cuts_left, 0)
        self.assertTrue(all(answer.accepted and answer.was_resent for answer in answers))
        self.assertEqual(self.client.availability(sku, channel=CHANNEL).value.available_to_sell, 3)


class Feed(LiveTest):
    def test_the_feed_tells_what_each_sequence_has_changed(self) -> None:
        sku, position = self.new_sku(), self.client.feed_end().value
        moved = self.receive(sku, 5)
        hold = self.client.reserve([ReserveLine(sku, 2)], channel=CHANNEL)
        subscription = self.client.subscribe(position)
        of_move, of_hold = islice(subscription, 2)
        self.assertEqual((of_move.sequence, of_hold.sequence), (moved.sequence, hold.sequence))
        self.assertEqual([movement.quantity for movement in of_move.movements], [5])
        expected = changes.Promise(Transition.HELD, hold.reservation, 0, sku, SHELF, 2)
        self.assertEqual(of_hold.changes, (expected,))
        self.assertEqual(of_hold.principal, PRINCIPAL)
        self.assertEqual(subscription.position, FeedPosition(position.incarnation, hold.sequence))
        subscription.close()

    def test_a_subscription_gives_what_happens_later_and_can_be_resumed(self) -> None:
        keys = [new_key() for _ in range(6)]
        subscription = self.client.subscribe(self.client.feed_end().value, credit=2)
        for key in keys[:4]:
            self.client.put_document(key, type=100).require()
        written = [event.changes[0].key for event in islice(subscription, 3)]
        subscription.close()
        for key in keys[4:]:
            self.client.put_document(key, type=100).require()
        with self.connect() as other:
            resumed = other.subscribe(subscription.position)
            written += [event.changes[0].key for event in islice(resumed, 3)]
        self.assertEqual(written, keys)

    def test_all_events_come_once_and_in_order_whatever_is_cut(self) -> None:
        last = self.client.put_document(new_key(), type=100).sequence
        with (
            CuttingProxy(*host_and_port(), cuts=1) as proxy,
            self.connect(host="127.0.0.1", port=proxy.port) as client,
        ):
            subscription = client.subscribe(credit=3)
            got = [event.sequence for event in islice(subscription, last)]
            client.put_document(new_key(), type=100).require()
            got += [event.sequence for event in islice(subscription, 1)]
            self.assertEqual(proxy.cuts_left, 0)
        self.assertEqual(got, list(range(1, last + 2)))

    def test_the_feed_can_be_read_by_asking(self) -> None:
        position = self.client.feed_end().value
        self.client.put_document(key := new_key(), type=100).require()
        page = self.client.feed(position, limit=LIMIT_MAX).value
        assert isinstance(page, feed.FeedEvents)
        self.assertEqual(page.events[0].changes, (changes.DocumentWritten(key),))
        nothing = self.client.feed(page.next).value
        assert isinstance(nothing, feed.FeedEvents)
        self.assertEqual((nothing.events, nothing.next), ((), page.next))

    def test_a_position_of_another_incarnation_is_refused(self) -> None:
        here = self.client.feed_end().value
        other = FeedPosition(here.incarnation ^ 1, 1)
        with self.assertRaises(OtherIncarnation) as caught:
            next(self.client.subscribe(other))
        self.assertEqual(caught.exception.current, here.incarnation)
        page = self.client.feed(other).value
        self.assertEqual(page, feed.FeedOfOtherIncarnation(here.incarnation))

    def test_a_hold_that_ends_by_itself_is_told(self) -> None:
        sku, position = self.new_sku(quantity=1), self.client.feed_end().value
        self.client.reserve([ReserveLine(sku, 1)], channel=CHANNEL, hold_milliseconds=30)
        time.sleep(0.1)
        self.client.put_document(new_key(), type=100).require()
        events = islice(self.client.subscribe(position), 3)
        told = [change.transition for e in events for change in e.changes if is_of(change, sku)]
        self.assertEqual(told, [Transition.HELD, Transition.EXPIRED])


@unittest.skipUnless(ADDRESS, SKIP_REASON)
class Readme(unittest.TestCase):
    def test_its_examples_run(self) -> None:
        host, port = host_and_port()
        text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
        examples = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
        self.assertGreaterEqual(len(examples), 2)
        for example in examples:
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                exec(example.replace("connect()", f"connect({host!r}, {port})"), {})
            self.assertIn("units left", printed.getvalue())


def is_of(change: changes.Change, sku: int) -> bool:
    """Whether it is a change of a promise of the SKU."""
    return isinstance(change, changes.Promise) and change.sku == sku


class LimitsOfThreads(Limits):
    connect_to = staticmethod(connect_threads)


class LimitsOfAsyncio(Limits):
    connect_to = staticmethod(connect_asyncio)


class CutsOfThreads(Cuts):
    connect_to = staticmethod(connect_threads)


class CutsOfAsyncio(Cuts):
    connect_to = staticmethod(connect_asyncio)


class FeedOfThreads(Feed):
    connect_to = staticmethod(connect_threads)


class FeedOfAsyncio(Feed):
    connect_to = staticmethod(connect_asyncio)


# So that they are not run without a client.
del Limits, Cuts, Feed, LiveTest


if __name__ == "__main__":
    unittest.main()
