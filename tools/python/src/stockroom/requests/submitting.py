"""Requests with commands, whatever their operations."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from ..answers import Answer, Entry, PromiseAnswer, Result
from ..errors import ProtocolError
from ..ids import new_id
from ..model import frames
from ..model.commands import Command, Operation
from ..model.frames import Body, Opcode
from ..model.outcomes import Outcome, Refused, UnknownOutcome
from ..model.pieces import DeviceMark
from ..model.promises import Reserve, Sell
from ..model.queries import Query
from ..wire.bodies import body_bytes
from .request import Request, unexpected

OutcomeT = TypeVar("OutcomeT")


class Submitting:
    """Requests with commands of one principal."""

    def __init__(self, principal: int) -> None:
        self.principal = principal

    def command(
        self,
        operation: Operation,
        *,
        request: UUID | None = None,
        device: DeviceMark | None = None,
    ) -> Command:
        """A command that can be submitted, now or later, once or several times.

        - `request`: a new id unless stated; a lone reserve or sell does without
        - `device`: only for tills that work offline
        """
        if request is None and not isinstance(operation, Reserve | Sell):
            request = new_id()
        issued_at = time.time_ns() // 1_000_000
        return Command(operation, self.principal, issued_at, request, device)

    def submit(self, command: Command) -> Request[Answer[Outcome]]:
        """Has a command executed. Submitted again, unchanged, it gets the first answer again.

        A command that is not `is_repeatable` is executed at every submit.
        """

        def accept(body: Body, was_resent: bool) -> Answer[Outcome]:
            if not isinstance(body, frames.Answer):
                raise unexpected(body, "a command")
            return Answer(body.sequence, command, body.outcome, was_resent)

        return Request(
            Opcode.COMMAND, body_bytes(command), accept, command.is_repeatable, command=command
        )

    def submit_batch(
        self, entries: Iterable[Command | Query]
    ) -> Request[Result[tuple[Entry, ...]]]:
        """Has commands and queries executed one after the other, with one frame each way.

        It is no transaction: each entry succeeds or fails on its own, and an error of one stands
        in its place. Raises `BatchTooLong` for more entries than the connection allows.
        """
        batch = frames.Batch(tuple(entries))

        def accept(body: Body, was_resent: bool) -> Result[tuple[Entry, ...]]:
            if not isinstance(body, frames.Answers) or len(body.entries) != len(batch.entries):
                raise unexpected(body, f"a batch of {len(batch.entries)}")
            pairs = zip(batch.entries, body.entries, strict=True)
            return Result(
                body.sequence, tuple(_entry(asked, got, was_resent) for asked, got in pairs)
            )

        commands = [entry for entry in batch.entries if isinstance(entry, Command)]
        return Request(
            Opcode.BATCH,
            body_bytes(batch),
            accept,
            is_repeatable=all(command.is_repeatable for command in commands),
            entries=len(batch.entries),
        )

    def _do(self, operation: Operation, *kinds: type[OutcomeT]) -> Request[Answer[OutcomeT]]:
        """A request whose outcome, if it is accepted, is of one of these kinds."""
        command = self.command(operation)

        def accept(body: Body, was_resent: bool) -> Answer[OutcomeT]:
            sequence, outcome = _decision(body, kinds)
            return Answer(sequence, command, outcome, was_resent)

        return Request(
            Opcode.COMMAND, body_bytes(command), accept, command.is_repeatable, command=command
        )

    def _promise(
        self, operation: Reserve | Sell, *kinds: type[OutcomeT]
    ) -> Request[PromiseAnswer[OutcomeT]]:
        """Likewise, of a reservation or a sale."""
        command = self.command(operation)

        def accept(body: Body, was_resent: bool) -> PromiseAnswer[OutcomeT]:
            sequence, outcome = _decision(body, kinds)
            return PromiseAnswer(sequence, command, outcome, was_resent)

        return Request(Opcode.COMMAND, body_bytes(command), accept, command=command)


def _decision(
    body: Body, kinds: tuple[type[OutcomeT], ...]
) -> tuple[int, OutcomeT | Refused | UnknownOutcome]:
    """The sequence and the outcome of an answer, where only these kinds can be."""
    if not isinstance(body, frames.Answer):
        raise unexpected(body, "a command")
    outcome = body.outcome
    if isinstance(outcome, Refused | UnknownOutcome):
        return body.sequence, outcome
    if isinstance(outcome, kinds):
        return body.sequence, outcome
    raise ProtocolError(f"an outcome {type(outcome).__name__} of another operation", 24)


def _entry(
    asked: Command | Query, got: frames.Answer | frames.Result | frames.Error, was_resent: bool
) -> Entry:
    """What an entry of a batch comes to."""
    match got:
        case frames.Answer(sequence, outcome) if isinstance(asked, Command):
            return Answer(sequence, asked, outcome, was_resent)
        case frames.Result(sequence, result) if not isinstance(asked, Command):
            return Result(sequence, result)
        case frames.Error(sequence, error):
            error.sequence = sequence
            error.command = asked if isinstance(asked, Command) else None
            error.outcome_unknown = error.outcome_unknown or was_resent
            return error
    raise unexpected(got, "its entry of a batch")
