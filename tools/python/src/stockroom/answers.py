"""What the methods of a client return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar
from uuid import UUID

from .errors import UnreadableAnswer
from .model.commands import Command
from .model.outcomes import Outcome, Refused, UnknownOutcome
from .model.promises import Reserve, Sell
from .model.refusals import Refusal
from .model.results import QueryResult
from .server_errors import Refused as RefusedError
from .server_errors import ServerError

OutcomeT = TypeVar("OutcomeT")
T = TypeVar("T")


@dataclass(frozen=True)
class Answer(Generic[OutcomeT]):
    """What the engine decided about a command. An accepted one is durable.

    - `sequence`: accepted: of the command itself; refused: the last one before it
    - `command`: what was asked; submitted again, unchanged, it has no further effect
    - `was_resent`: an earlier sending got lost on the way, or its answer did
    """

    sequence: int
    command: Command
    outcome: OutcomeT | Refused | UnknownOutcome
    was_resent: bool = False

    @property
    def accepted(self) -> bool:
        """Whether it was done."""
        return not isinstance(self.outcome, Refused)

    @property
    def refusal(self) -> Refusal | None:
        """Why nothing was changed; None: it was accepted."""
        return self.outcome.refusal if isinstance(self.outcome, Refused) else None

    @property
    def is_final(self) -> bool:
        """Whether the refusal, if it is one, is the last word.

        A sending that got lost may be executed after another one was refused. Where that matters,
        ask what became of it, such as by `reservation`.
        """
        return self.accepted or not self.was_resent

    def require(self) -> OutcomeT:
        """The outcome.

        Raises `Refused` if the command was refused, and `UnreadableAnswer` if it was accepted in a
        way that this client cannot read.
        """
        outcome = self.outcome
        if isinstance(outcome, Refused):
            refused = RefusedError(outcome.refusal)
            refused.sequence = self.sequence
            refused.command = self.command
            raise refused
        if isinstance(outcome, UnknownOutcome):
            unreadable = UnreadableAnswer(
                f"the command was accepted, with outcome {outcome.number}, which is not known here:"
                " use a newer client, or ask what became of it"
            )
            unreadable.command = self.command
            raise unreadable
        return outcome


@dataclass(frozen=True)
class PromiseAnswer(Answer[OutcomeT]):
    """The answer to a reserve or a sell."""

    @property
    def reservation(self) -> UUID:
        """The id of the reservation or the sale."""
        operation = self.command.operation
        assert isinstance(operation, Reserve | Sell)
        return operation.reservation


@dataclass(frozen=True)
class Result(Generic[T]):
    """The answer to a query. `sequence`: at which the value is true."""

    sequence: int
    value: T


Entry: TypeAlias = Answer[Outcome] | Result[QueryResult] | ServerError
"""The answer to one entry of a batch; an error is not raised but stands there."""
