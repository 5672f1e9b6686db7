"""What either client does when a connection ends, or when the server does not take a request."""

from __future__ import annotations

import time
import unittest

from both_clients import ClientTest, connect_asyncio, connect_threads
from fake_server import FakeServer, Peer

from stockroom import (
    Busy,
    CannotEncode,
    Command,
    ConnectionFailed,
    ConnectionLost,
    Extend,
    LineQuantity,
    MalformedFrame,
    ProtocolError,
    ReserveLine,
    ShuttingDown,
    StorageFailed,
    TimeLimitPassed,
    TooManyConnections,
    TooManyInFlight,
    Unauthenticated,
    UnsupportedVersion,
    new_id,
    outcomes,
    refusals,
    results,
)
from stockroom.model.frames import (
    Answer,
    Error,
    Frame,
    Goodbye,
    Hello,
    Opcode,
    Ping,
    Pong,
    Result,
    Welcome,
)
from stockroom.model.numbers import GoodbyeReason
from stockroom.model.queries import Levels
from stockroom.wire.frames import HEADER_BYTES, encode_frame, frame_bytes

PLAN = outcomes.Plan(deadline=5, allocations=(outcomes.PlannedAllocation(0, None, 101, 2),))
RESERVED = outcomes.Reserved(PLAN)


def accepts(peer: Peer) -> None:
    """Accepts everything."""
    peer.welcome()
    peer.answer_all()


def reserves(peer: Peer) -> None:
    """Accepts reserves."""
    peer.welcome()
    while True:
        peer.send(peer.receive(), Answer(1, RESERVED))


def cuts(peer: Peer) -> None:
    """Reads a request and closes without an answer."""
    peer.welcome()
    peer.receive()


class Retries(ClientTest):
    """The tests, run for each client."""

    def test_a_reserve_is_sent_again_byte_for_byte_after_a_cut(self) -> None:
        with FakeServer(cuts, reserves) as server, self.connect(server) as client:
            answer = client.reserve([ReserveLine(4711, 2)], channel=1)
            first, second = server.frames(Command)
            self.assertEqual(answer.require(), RESERVED)
            self.assertTrue(answer.was_resent)
            self.assertTrue(answer.is_final)
            self.assertEqual(first.body, second.body)
            commands = [d[HEADER_BYTES:] for d in server.received if d[5] == Opcode.COMMAND]
            self.assertEqual(commands[0], commands[1])

    def test_a_refusal_after_a_cut_is_not_final(self) -> None:
        def refuses(peer: Peer) -> None:
            peer.welcome()
            refused = outcomes.Refused(refusals.InsufficientStock(()))
            peer.send(peer.receive(), Answer(1, refused))

        with FakeServer(cuts, refuses) as server, self.connect(server) as client:
            answer = client.reserve([ReserveLine(4711, 2)], channel=1)
            self.assertFalse(answer.accepted)
            self.assertFalse(answer.is_final)

    def test_a_command_without_an_id_is_sent_once(self) -> None:
        with FakeServer(cuts, accepts) as server, self.connect(server) as client:
            command = Command(Extend(new_id()), principal=1, issued_at=0)
            with self.assertRaises(ConnectionLost) as caught:
                client.submit(command)
            self.assertTrue(caught.exception.outcome_unknown)
            self.assertEqual(caught.exception.command, command)
            self.assertEqual(len(server.frames(Command)), 1)

    def test_a_query_is_asked_again_after_a_cut(self) -> None:
        def tells(peer: Peer) -> None:
            peer.welcome()
            peer.send(peer.receive(), Result(9, results.Levels(())))

        with FakeServer(cuts, cuts, tells) as server, self.connect(server) as client:
            self.assertEqual(client.levels(4711).sequence, 9)
            self.assertEqual(len(server.frames(Levels)), 3)

    def test_a_batch_is_sent_again_whole(self) -> None:
        with FakeServer(cuts, cuts) as server, self.connect(server, retry_for=0.3) as client:
            safe = client.command(Extend(new_id()))
            with self.assertRaises(ConnectionFailed) as caught:
                client.submit_batch([safe, safe])
            self.assertTrue(caught.exception.outcome_unknown)
            bodies = {d[HEADER_BYTES:] for d in server.received if d[5] == Opcode.BATCH}
            self.assertEqual(len(bodies), 1)

    def test_busy_is_waited_for_and_sent_again(self) -> None:
        def is_busy_once(peer: Peer) -> None:
            peer.welcome()
            peer.send_error(peer.receive(), Busy(80))
            peer.answer_all()

        with FakeServer(is_busy_once) as server, self.connect(server) as client:
            began = time.monotonic()
            self.assertTrue(client.commit(new_id()).accepted)
            self.assertGreaterEqual(time.monotonic() - began, 0.08)
            first, second = server.frames(Command)
            self.assertEqual(first.body, second.body)
            self.assertEqual(server.connections, 1)

    def test_busy_for_longer_than_the_client_tries_is_raised(self) -> None:
        def is_busy(peer: Peer) -> None:
            peer.welcome()
            peer.send_error(peer.receive(), Busy(5_000), sequence=12)

        with FakeServer(is_busy) as server, self.connect(server, retry_for=1.0) as client:
            with self.assertRaises(Busy) as caught:
                client.commit(new_id())
            self.assertEqual(caught.exception.retry_after_milliseconds, 5_000)
            self.assertEqual(caught.exception.sequence, 12)
            self.assertFalse(caught.exception.outcome_unknown)
            self.assertIn("5000 ms", str(caught.exception))

    def test_too_many_in_flight_is_sent_again(self) -> None:
        def is_full_once(peer: Peer) -> None:
            peer.welcome()
            peer.send_error(peer.receive(), TooManyInFlight(1))
            peer.answer_all()

        with FakeServer(is_full_once) as server, self.connect(server) as client:
            self.assertTrue(client.commit(new_id()).accepted)

    def test_what_a_stopping_server_does_not_take_goes_to_the_next_one(self) -> None:
        def stops(peer: Peer) -> None:
            peer.welcome()
            peer.send_error(peer.receive(), ShuttingDown())
            peer.receive()

        with FakeServer(stops, accepts) as server, self.connect(server) as client:
            command = Command(Extend(new_id()), principal=1, issued_at=0)
            self.assertTrue(client.submit(command).accepted)
            self.assertEqual(server.connections, 2)

    def test_after_a_goodbye_a_request_goes_to_a_new_connection(self) -> None:
        def leaves(peer: Peer) -> None:
            peer.welcome()
            goodbye = Goodbye(0, GoodbyeReason.SHUTTING_DOWN)
            peer.send_bytes(encode_frame(Frame(0, goodbye)))

        with FakeServer(leaves, accepts) as server, self.connect(server) as client:
            self.assertTrue(client.commit(new_id()).accepted)

    def test_a_goodbye_right_behind_the_welcome_is_seen(self) -> None:
        def is_about_to_leave(peer: Peer) -> None:
            hello = peer.receive()
            welcome = Frame(hello.request_id, Welcome(sequence=0, incarnation=1, time=0))
            goodbye = Frame(0, Goodbye(0, GoodbyeReason.SHUTTING_DOWN))
            peer.send_bytes(encode_frame(welcome) + encode_frame(goodbye))
            peer.receive()

        with FakeServer(is_about_to_leave, accepts) as server, self.connect(server) as client:
            command = Command(Extend(new_id()), principal=1, issued_at=0)
            time.sleep(0.05)
            self.assertTrue(client.submit(command).accepted)
            self.assertEqual(len(server.frames(Command)), 1)

    def test_who_waits_is_told_why_the_server_closed(self) -> None:
        def complains(peer: Peer) -> None:
            peer.welcome()
            peer.receive()
            peer.send_bytes(encode_frame(Frame(0, Error(0, MalformedFrame(at=3)))))

        with (
            FakeServer(complains) as server,
            self.connect(server, retry_for=0) as client,
            self.assertRaisesRegex(ConnectionLost, "byte 3"),
        ):
            client.commit(new_id())

    def test_what_a_server_took_before_its_goodbye_is_answered(self) -> None:
        def leaves(peer: Peer) -> None:
            peer.welcome()
            command = peer.receive()
            goodbye = Goodbye(0, GoodbyeReason.SHUTTING_DOWN)
            peer.send_bytes(encode_frame(Frame(0, goodbye)))
            time.sleep(0.05)
            peer.send(command, Answer(8, outcomes.Done()))

        with FakeServer(leaves) as server, self.connect(server) as client:
            answer = client.commit(new_id())
            self.assertEqual((answer.sequence, answer.was_resent), (8, False))

    def test_other_errors_are_raised_at_once(self) -> None:
        def fails(peer: Peer) -> None:
            peer.welcome()
            peer.send_error(peer.receive(), TimeLimitPassed())
            peer.send_error(peer.receive(), StorageFailed("disk gone"))
            peer.receive()

        with FakeServer(fails) as server, self.connect(server) as client:
            with self.assertRaises(TimeLimitPassed) as late:
                client.commit(new_id())
            with self.assertRaisesRegex(StorageFailed, "disk gone") as failed:
                client.commit(new_id())
            self.assertFalse(late.exception.outcome_unknown)
            self.assertTrue(failed.exception.outcome_unknown)
            self.assertEqual(len(server.frames(Command)), 2)

    def test_a_command_that_failed_can_be_submitted_again(self) -> None:
        with FakeServer(cuts, accepts) as server, self.connect(server, retry_for=0) as client:
            with self.assertRaises(ConnectionLost) as caught:
                client.commit(new_id(), quantities=[LineQuantity(0, 1)])
            answer = client.retrying_for(5).submit(caught.exception.command)
            self.assertTrue(answer.accepted)
            first, second = server.frames(Command)
            self.assertEqual(first.body, second.body)

    def test_without_an_answer_in_time_the_connection_is_given_up(self) -> None:
        def is_silent(peer: Peer) -> None:
            peer.welcome()
            peer.receive()
            peer.receive()

        with (
            FakeServer(is_silent, accepts) as server,
            self.connect(server, answer_timeout=0.1) as client,
        ):
            answer = client.commit(new_id())
            self.assertTrue(answer.was_resent)
            self.assertEqual(server.connections, 2)

    def test_nonsense_ends_the_connection_but_not_the_client(self) -> None:
        def babbles(peer: Peer) -> None:
            peer.welcome()
            frame = peer.receive()
            peer.send_bytes(frame_bytes(frame.request_id, Opcode.ANSWER, b"\0"))
            peer.receive()

        with FakeServer(babbles, accepts) as server, self.connect(server) as client:
            with self.assertRaises(ProtocolError) as caught:
                client.commit(new_id())
            self.assertTrue(caught.exception.outcome_unknown)
            self.assertTrue(client.commit(new_id()).accepted)

    def test_a_result_of_an_unknown_layout_concerns_nobody_else(self) -> None:
        def is_newer(peer: Peer) -> None:
            peer.welcome()
            asked = peer.receive()
            peer.send_bytes(frame_bytes(asked.request_id, Opcode.RESULT, bytes(8) + b"\xc8"))
            peer.answer_all()

        with FakeServer(is_newer) as server, self.connect(server) as client:
            with self.assertRaises(ProtocolError):
                client.levels(4711)
            self.assertTrue(client.commit(new_id()).accepted)
            self.assertEqual(server.connections, 1)

    def test_an_answer_to_something_else_is_an_error(self) -> None:
        with FakeServer(reserves) as server, self.connect(server) as client:
            with self.assertRaises(ProtocolError):
                client.commit(new_id())
            with self.assertRaises(ProtocolError):
                client.levels(4711)


class Opening(ClientTest):
    """How a connection is opened, run for each client."""

    def test_the_client_says_who_asks_and_which_version_it_speaks(self) -> None:
        with FakeServer(accepts) as server, self.connect(server, principal=7) as client:
            client.commit(new_id())
            (hello,) = server.bodies(Hello)
            self.assertEqual((hello.principal, hello.credential_kind), (7, 0))
            self.assertEqual((hello.oldest_version, hello.newest_version), (1, 1))
            self.assertTrue(hello.client_name.startswith("stockroom-python/"))
            (command,) = server.bodies(Command)
            self.assertEqual(command.principal, 7)

    def test_nobody_asks_as_the_engine(self) -> None:
        with FakeServer(accepts) as server, self.assertRaises(CannotEncode):
            self.connect(server, principal=0)

    def test_a_full_server_is_asked_again(self) -> None:
        def is_full(peer: Peer) -> None:
            peer.receive()
            error = Error(0, TooManyConnections(1))
            peer.send_bytes(encode_frame(Frame(0, error)))

        with FakeServer(is_full, is_full, accepts) as server, self.connect(server) as client:
            self.assertTrue(client.commit(new_id()).accepted)
            self.assertEqual(server.connections, 3)

    def test_a_server_that_does_not_know_the_client_is_not_asked_again(self) -> None:
        def rejects(peer: Peer) -> None:
            peer.send_error(peer.receive(), Unauthenticated())

        with FakeServer(rejects) as server:
            with self.assertRaises(Unauthenticated):
                self.connect(server)
            self.assertEqual(server.connections, 1)

    def test_a_server_of_other_versions_says_which(self) -> None:
        def is_newer(peer: Peer) -> None:
            hello = peer.receive()
            error = Error(0, UnsupportedVersion(oldest=3, newest=4))
            peer.send_bytes(encode_frame(Frame(hello.request_id, error, version=4)))

        with FakeServer(is_newer) as server, self.assertRaisesRegex(UnsupportedVersion, "3 to 4"):
            self.connect(server)

    def test_what_does_not_speak_the_protocol_is_not_asked_again(self) -> None:
        with FakeServer(
            lambda peer: peer.send_bytes(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        ) as server:
            with self.assertRaises(ProtocolError):
                self.connect(server)
            self.assertEqual(server.connections, 1)

    def test_where_nobody_is_the_client_gives_up_in_time(self) -> None:
        server = FakeServer()
        with server:
            pass
        began = time.monotonic()
        with self.assertRaisesRegex(ConnectionFailed, f"127.0.0.1:{server.port}"):
            self.connect(server, retry_for=0.3)
        self.assertLess(time.monotonic() - began, 2)

    def test_a_server_that_does_not_say_welcome_is_given_up_in_time(self) -> None:
        def is_silent(peer: Peer) -> None:
            peer.receive()
            peer.receive()

        with FakeServer(is_silent) as server:
            began = time.monotonic()
            with self.assertRaises(ConnectionFailed):
                self.connect(server, retry_for=0.2)
            self.assertLess(time.monotonic() - began, 3)

    def test_a_ping_carries_nothing_besides(self) -> None:
        def pongs(peer: Peer) -> None:
            peer.welcome()
            ping = peer.receive()
            peer.send(ping, Pong(5, 0))

        with FakeServer(pongs) as server, self.connect(server) as client:
            self.assertEqual(client.within(1).at_least(3).ping(), 5)
            (ping,) = server.frames(Ping)
            self.assertIsNone(ping.extras.least_sequence)


class RetriesOfThreads(Retries):
    connect_to = staticmethod(connect_threads)


class RetriesOfAsyncio(Retries):
    connect_to = staticmethod(connect_asyncio)


class OpeningOfThreads(Opening):
    connect_to = staticmethod(connect_threads)


class OpeningOfAsyncio(Opening):
    connect_to = staticmethod(connect_asyncio)


del Retries, Opening  # So that they are not run without a client.


if __name__ == "__main__":
    unittest.main()
