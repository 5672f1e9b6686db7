"""A subscription gives each event once, whatever happens to its connections."""

from __future__ import annotations

import threading
import unittest
from itertools import islice

from both_clients import ClientTest, connect_asyncio, connect_threads
from fake_server import WAIT_SECONDS, FakeServer, Peer

from stockroom import (
    ClientClosed,
    ConnectionFailed,
    FeedEvent,
    FeedPosition,
    FeedTrimmed,
    OtherIncarnation,
    ProtocolError,
    ShuttingDown,
)
from stockroom.model.frames import (
    Credit,
    Ended,
    Events,
    Frame,
    Limits,
    Subscribe,
    Unsubscribe,
)

INCARNATION = 9


def events(*sequences: int, last: int = 0) -> Events:
    """A frame of empty events."""
    newest = sequences[-1] if sequences else last
    return Events(
        sequence=newest,
        next=FeedPosition(INCARNATION, newest),
        events=tuple(FeedEvent(sequence, 0, 1, (), ()) for sequence in sequences),
    )


def feed(peer: Peer) -> None:
    """Pushes as many events as there is credit for, from the position on."""
    peer.welcome()
    _push(peer, peer.receive())


def _push(peer: Peer, subscription: Frame) -> None:
    subscribe = subscription.body
    assert isinstance(subscribe, Subscribe)
    sequence = subscribe.position.sequence
    peer.send(subscription, events(last=sequence))
    credit = subscribe.credit
    while True:
        if credit:
            sequences = range(sequence + 1, sequence + 1 + credit)
            peer.send(subscription, events(*sequences))
            sequence += credit
        more = peer.receive()
        if isinstance(more.body, Unsubscribe):
            peer.send(more, Ended(sequence))
            return
        assert isinstance(more.body, Credit)
        assert more.request_id == subscription.request_id
        credit = more.body.credit


class Feed(ClientTest):
    """The tests, run for each client."""

    def test_events_come_in_order_as_credit_is_given_back(self) -> None:
        with FakeServer(feed) as server, self.connect(server) as client:
            subscription = client.subscribe(credit=4)
            got = [event.sequence for event in islice(subscription, 10)]
            self.assertEqual(got, list(range(1, 11)))
            self.assertEqual(subscription.position, FeedPosition(INCARNATION, 10))
            self.assertEqual(server.bodies(Subscribe), [Subscribe(FeedPosition(), 4)])
            server.wait_for(Credit, 5)
            self.assertEqual({credit.credit for credit in server.bodies(Credit)}, {2})

    def test_credit_is_no_more_than_the_server_allows(self) -> None:
        def is_small(peer: Peer) -> None:
            peer.welcome(Limits(credit_max=2))
            _push(peer, peer.receive())

        with FakeServer(is_small) as server, self.connect(server) as client:
            got = [event.sequence for event in islice(client.subscribe(), 4)]
            self.assertEqual(got, [1, 2, 3, 4])
            self.assertEqual(server.bodies(Subscribe), [Subscribe(FeedPosition(), 2)])

    def test_after_a_cut_it_goes_on_behind_the_last_event(self) -> None:
        def cuts(peer: Peer) -> None:
            peer.welcome()
            peer.send(peer.receive(), events(1, 2, 3))

        with FakeServer(cuts, feed) as server, self.connect(server) as client:
            subscription = client.subscribe(credit=4)
            got = [event.sequence for event in islice(subscription, 6)]
            self.assertEqual(got, [1, 2, 3, 4, 5, 6])
            first, second = server.bodies(Subscribe)
            self.assertEqual(first.position, FeedPosition())
            self.assertEqual(second.position, FeedPosition(INCARNATION, 3))

    def test_a_stopping_server_is_left_for_the_next_one(self) -> None:
        def stops(peer: Peer) -> None:
            peer.welcome()
            subscription = peer.receive()
            peer.send(subscription, events(1))
            peer.send_error(subscription, ShuttingDown())
            peer.receive()

        with FakeServer(stops, feed) as server, self.connect(server) as client:
            got = [event.sequence for event in islice(client.subscribe(), 3)]
            self.assertEqual(got, [1, 2, 3])

    def test_another_subscription_resumes_where_one_has_stopped(self) -> None:
        with FakeServer(feed) as server, self.connect(server) as client:
            position = FeedPosition(INCARNATION, 20)
            (event,) = islice(client.subscribe(position), 1)
            self.assertEqual(event.sequence, 21)

    def test_a_position_that_means_nothing_any_more_is_raised(self) -> None:
        def has_been_restored(peer: Peer) -> None:
            peer.welcome()
            peer.send_error(peer.receive(), FeedTrimmed(oldest=7))
            peer.send_error(peer.receive(), OtherIncarnation(current=4))
            peer.receive()

        with FakeServer(has_been_restored) as server, self.connect(server) as client:
            with self.assertRaisesRegex(FeedTrimmed, "before 7") as trimmed:
                next(client.subscribe(FeedPosition(INCARNATION, 1)))
            with self.assertRaises(OtherIncarnation) as other:
                next(client.subscribe(FeedPosition(INCARNATION, 1)))
            self.assertEqual((trimmed.exception.oldest, other.exception.current), (7, 4))

    def test_a_gap_is_raised(self) -> None:
        def skips(peer: Peer) -> None:
            peer.welcome()
            peer.send(peer.receive(), events(1, 2, 4))
            peer.receive()

        with (
            FakeServer(skips) as server,
            self.connect(server) as client,
            self.assertRaises(ProtocolError),
        ):
            list(client.subscribe())

    def test_a_feed_that_is_always_cut_is_given_up(self) -> None:
        def cuts(peer: Peer) -> None:
            peer.welcome()
            peer.receive()

        with FakeServer(cuts) as server, self.connect(server, retry_for=0.3) as client:
            with self.assertRaises(ConnectionFailed):
                list(client.subscribe())
            self.assertGreater(server.connections, 1)

    def test_closing_a_subscription_ends_it(self) -> None:
        with FakeServer(feed) as server, self.connect(server) as client:
            subscription = client.subscribe(credit=4)
            next(subscription)
            subscription.close()
            self.assertEqual(list(subscription), [])
            server.wait_for(Unsubscribe, 1)

    def test_closing_ends_the_wait_of_another_thread(self) -> None:
        def is_quiet(peer: Peer) -> None:
            peer.welcome()
            peer.send(peer.receive(), events(1))
            peer.send(peer.receive(), Ended(1))
            peer.receive()

        with FakeServer(is_quiet) as server, self.connect(server) as client:
            subscription = client.subscribe()
            got: list[FeedEvent] = []
            waiting = threading.Thread(target=lambda: got.extend(subscription))
            waiting.start()
            server.wait_for(Subscribe, 1)
            subscription.close()
            waiting.join(WAIT_SECONDS)
            self.assertFalse(waiting.is_alive())

    def test_closing_the_client_ends_it_too(self) -> None:
        with FakeServer(feed) as server, self.connect(server) as client:
            subscription = client.subscribe(credit=1)
            next(subscription)
            client.close()
            with self.assertRaises(ClientClosed):
                list(subscription)


class FeedOfThreads(Feed):
    connect_to = staticmethod(connect_threads)

    def test_a_poll_waits_no_longer_than_it_was_told(self) -> None:
        def is_quiet(peer: Peer) -> None:
            peer.welcome()
            peer.send(peer.receive(), events(1))
            peer.receive()

        with FakeServer(is_quiet) as server, self.connect(server) as client:
            subscription = client.subscribe()
            self.assertEqual(subscription.poll(WAIT_SECONDS).sequence, 1)
            self.assertIsNone(subscription.poll(0.02))


class FeedOfAsyncio(Feed):
    connect_to = staticmethod(connect_asyncio)


del Feed  # So that it is not run without a client.


if __name__ == "__main__":
    unittest.main()
