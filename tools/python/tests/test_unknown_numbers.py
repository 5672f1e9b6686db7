"""What a newer server says is kept, skipped or refused, as the protocol lays down."""

from __future__ import annotations

import unittest

from stockroom import (
    Answer,
    Command,
    LocationKind,
    Reason,
    ReservationState,
    Reserve,
    UnknownLayout,
    UnknownServerError,
    UnreadableAnswer,
    new_id,
    outcomes,
    refusals,
)
from stockroom.model import frames
from stockroom.model.frames import Frame, Opcode
from stockroom.wire.frames import decode_frame, encode_frame, frame_bytes

SEQUENCE = (7).to_bytes(8, "little")


class UnknownNumbers(unittest.TestCase):
    def test_an_unknown_error_is_kept_with_its_number(self) -> None:
        body = decoded(Opcode.ERROR, SEQUENCE + bytes((200, 1, 2)))
        assert isinstance(body, frames.Error)
        assert isinstance(body.error, UnknownServerError)
        self.assertEqual((body.error.code, body.error.data), (200, b"\1\2"))

    def test_an_unknown_refusal_is_a_refusal(self) -> None:
        body = decoded(Opcode.ANSWER, SEQUENCE + bytes((255, 200, 1, 2)))
        assert isinstance(body, frames.Answer)
        self.assertEqual(body.outcome, outcomes.Refused(refusals.UnknownRefusal(200, b"\1\2")))

    def test_an_unknown_outcome_is_accepted_and_cannot_be_required(self) -> None:
        body = decoded(Opcode.ANSWER, SEQUENCE + bytes((200, 1, 2)))
        assert isinstance(body, frames.Answer)
        assert isinstance(body.outcome, outcomes.UnknownOutcome)
        command = Command(Reserve(new_id(), 1, ()), principal=1, issued_at=0)
        answer: Answer[outcomes.Reserved] = Answer(7, command, body.outcome)
        self.assertTrue(answer.accepted)
        with self.assertRaises(UnreadableAnswer):
            answer.require()

    def test_an_unknown_outcome_in_a_transaction_hides_those_behind_it(self) -> None:
        body = decoded(Opcode.ANSWER, SEQUENCE + bytes((5, 3, 0, 0, 200, 1, 2)))
        assert isinstance(body, frames.Answer)
        expected = outcomes.Transacted((outcomes.Done(), outcomes.UnknownOutcome(200, b"\1\2")))
        self.assertEqual(body.outcome, expected)

    def test_what_is_unknown_is_encoded_as_it_came(self) -> None:
        for opcode, body in (
            (Opcode.ERROR, SEQUENCE + bytes((200, 1, 2))),
            (Opcode.ANSWER, SEQUENCE + bytes((255, 200, 1, 2))),
            (Opcode.ANSWER, SEQUENCE + bytes((200, 1, 2))),
        ):
            data = frame_bytes(3, opcode, body)
            self.assertEqual(encode_frame(decode_frame(data)), data)

    def test_an_unknown_kind_or_state_keeps_its_number(self) -> None:
        kind = LocationKind(77)
        self.assertEqual((kind, kind.value, kind.name), (77, 77, "UNKNOWN_77"))
        self.assertEqual(kind, LocationKind(77))
        self.assertEqual(Reason(63).name, "UNKNOWN_63")
        self.assertIsInstance(ReservationState(9), ReservationState)
        with self.assertRaises(ValueError):
            LocationKind(256)

    def test_an_unknown_goodbye_is_a_goodbye(self) -> None:
        body = decoded(Opcode.GOODBYE, SEQUENCE + bytes((99,)))
        assert isinstance(body, frames.Goodbye)
        self.assertEqual(body.reason, 99)

    def test_a_number_that_decides_the_layout_is_an_error(self) -> None:
        event = SEQUENCE + bytes(8 + 4) + bytes((1, 0, 0, 0))
        for opcode, body in (
            (Opcode.RESULT, SEQUENCE + bytes((200,))),
            (Opcode.EVENTS, SEQUENCE + bytes(16) + bytes((1, 0, 0, 0)) + event + bytes((6,))),
            (Opcode.ANSWER, SEQUENCE + bytes((255, 30, 1, 2))),
        ):
            with self.subTest(opcode), self.assertRaises(UnknownLayout):
                decoded(opcode, body)


def decoded(opcode: Opcode, body: bytes) -> frames.Body:
    """The body of a frame from its bytes."""
    frame: Frame = decode_frame(frame_bytes(3, opcode, body))
    return frame.body


if __name__ == "__main__":
    unittest.main()
