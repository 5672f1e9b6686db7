"""Many requests share one connection, and each gets its own answer."""

from __future__ import annotations

import asyncio
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from both_clients import ClientTest, connect_asyncio, connect_threads
from fake_server import WAIT_SECONDS, FakeServer, Peer

import stockroom
from stockroom import (
    BatchTooLong,
    ClientClosed,
    Command,
    Extend,
    FrameTooLong,
    NotInABatch,
    StockroomError,
    new_id,
    outcomes,
    queries,
    refusals,
    results,
)
from stockroom.model.frames import Answer, Answers, Batch, Error, Limits, Ping, Pong, Result

LIMITS = Limits(request_bytes_max=1_000, batch_max=3, idle_milliseconds=150)


class Requests(ClientTest):
    """The tests, run for each client."""

    def test_answers_find_their_requests_in_whatever_order_they_come(self) -> None:
        def answers_backwards(peer: Peer) -> None:
            peer.welcome()
            frames = [peer.receive() for _ in range(20)]
            for frame in reversed(frames):
                assert isinstance(frame.body, queries.Levels)
                peer.send(frame, Result(frame.body.of, results.Levels(())))
            peer.receive()

        with FakeServer(answers_backwards) as server, self.connect(server) as client:
            with ThreadPoolExecutor(20) as pool:
                got = list(pool.map(lambda sku: client.levels(sku).sequence, range(1, 21)))
            self.assertEqual(got, list(range(1, 21)))
            self.assertEqual(server.connections, 1)

    def test_a_batch_is_answered_entry_by_entry(self) -> None:
        def answers(peer: Peer) -> None:
            peer.welcome()
            refused = outcomes.Refused(refusals.NotFound())
            entries = (Answer(4, refused), Result(4, results.Levels(())), Error(5, NotInABatch()))
            peer.send(peer.receive(), Answers(5, entries))
            peer.receive()

        with FakeServer(answers) as server, self.connect(server) as client:
            extend = client.command(Extend(new_id()))
            batch = client.submit_batch([extend, queries.Levels(1), queries.Holds(1)])
            answer, result, error = batch.value
            self.assertEqual(batch.sequence, 5)
            self.assertEqual((answer.refusal, answer.command), (refusals.NotFound(), extend))
            self.assertEqual(result, stockroom.Result(4, results.Levels(())))
            self.assertIsInstance(error, NotInABatch)
            self.assertEqual(error.sequence, 5)
            (sent,) = server.bodies(Batch)
            self.assertEqual(sent.entries, (extend, queries.Levels(1), queries.Holds(1)))

    def test_what_the_server_would_not_take_is_not_sent(self) -> None:
        def is_small(peer: Peer) -> None:
            peer.welcome(LIMITS)
            while True:
                ping = peer.receive()
                peer.send(ping, Pong(0, 0))

        with FakeServer(is_small) as server, self.connect(server) as client:
            extend = client.command(Extend(new_id()))
            with self.assertRaises(BatchTooLong) as too_many:
                client.submit_batch([extend] * 4)
            with self.assertRaises(FrameTooLong) as too_long:
                client.put_document("key", type=100, body=bytes(1_000))
            self.assertEqual((too_many.exception.max, too_long.exception.max), (3, 1_000))
            self.assertFalse(server.frames(Command) or server.frames(Batch))

    def test_requests_say_their_time_limit_and_least_sequence(self) -> None:
        def tells(peer: Peer) -> None:
            peer.welcome()
            while True:
                peer.send(peer.receive(), Result(9, results.Levels(())))

        with FakeServer(tells) as server, self.connect(server) as client:
            client.levels(1)
            client.within(0.25).at_least(8).levels(1)
            client.within(0.25).within(None).levels(1)
            plain, limited, again = (f.extras for f in server.frames(queries.Levels))
            self.assertEqual((plain.time_limit_milliseconds, plain.least_sequence), (None, None))
            self.assertLessEqual(limited.time_limit_milliseconds or 0, 250)
            self.assertGreater(limited.time_limit_milliseconds or 0, 100)
            self.assertEqual(limited.least_sequence, 8)
            self.assertIsNone(again.time_limit_milliseconds)

    def test_a_client_that_says_nothing_pings(self) -> None:
        def pongs(peer: Peer) -> None:
            peer.welcome(LIMITS)
            while True:
                peer.send(peer.receive(), Pong(0, 0))

        with FakeServer(pongs) as server, self.connect(server):
            server.wait_for(Ping, 3)
            self.assertEqual(server.connections, 1)

    def test_a_connection_that_answers_no_ping_is_given_up(self) -> None:
        gone = threading.Event()

        def is_deaf(peer: Peer) -> None:
            peer.welcome(LIMITS)
            try:
                while True:
                    peer.receive()
            except EOFError:
                gone.set()

        with FakeServer(is_deaf) as server, self.connect(server, answer_timeout=0.1):
            self.assertTrue(gone.wait(WAIT_SECONDS))

    def test_closing_ends_the_wait_for_an_answer(self) -> None:
        def is_silent(peer: Peer) -> None:
            peer.welcome()
            peer.receive()
            peer.receive()

        with FakeServer(is_silent) as server, self.connect(server) as client:
            errors: list[StockroomError] = []

            def commit() -> None:
                try:
                    client.commit(new_id())
                except StockroomError as error:
                    errors.append(error)

            waiting = threading.Thread(target=commit)
            waiting.start()
            server.wait_for(Command, 1)
            client.close()
            waiting.join(WAIT_SECONDS)
            (error,) = errors
            self.assertIsInstance(error, ClientClosed)
            self.assertTrue(error.outcome_unknown)
            with self.assertRaises(ClientClosed):
                client.commit(new_id())


class RequestsOfThreads(Requests):
    connect_to = staticmethod(connect_threads)


class RequestsOfAsyncio(Requests):
    connect_to = staticmethod(connect_asyncio)


del Requests  # So that it is not run without a client.


class Cancelled(unittest.TestCase):
    def test_a_task_that_no_longer_waits_disturbs_nobody(self) -> None:
        def answers_late(peer: Peer) -> None:
            peer.welcome()
            first = peer.receive()
            second = peer.receive()
            peer.send(first, Result(1, results.Levels(())))
            peer.send(second, Result(2, results.Levels(())))
            peer.receive()

        async def cancel_and_ask_again(port: int) -> int:
            async with stockroom.aio.connect(port=port) as client:
                with self.assertRaises(asyncio.TimeoutError):
                    await asyncio.wait_for(client.levels(1), 0.05)
                return (await client.levels(2)).sequence

        with FakeServer(answers_late) as server:
            self.assertEqual(asyncio.run(cancel_and_ask_again(server.port)), 2)
            self.assertEqual(server.connections, 1)

    def test_tasks_that_want_a_connection_share_one(self) -> None:
        def tells_late(peer: Peer) -> None:
            time.sleep(0.05)
            peer.welcome()
            while True:
                peer.send(peer.receive(), Result(1, results.Levels(())))

        async def ask_at_once(port: int) -> None:
            client = stockroom.aio.connect(port=port)
            async with client as connected:
                await asyncio.gather(*(connected.levels(sku) for sku in range(50)))

        with FakeServer(lambda peer: peer.welcome(), tells_late) as server:
            asyncio.run(ask_at_once(server.port))
            self.assertLessEqual(server.connections, 2)


if __name__ == "__main__":
    unittest.main()
