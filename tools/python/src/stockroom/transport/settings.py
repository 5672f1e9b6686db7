"""What both clients are set to."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from ..model.commands import Command, Operation
from ..model.pieces import DeviceMark
from ..requests import Requests
from .retrying import Options

S = TypeVar("S", bound="Settings")


class Settings:
    """Whom a client asks for, and how. What it returns shares its connection."""

    def __init__(self, principal: int, options: Options) -> None:
        self._requests = Requests(principal)
        self._options = options

    @property
    def principal(self) -> int:
        """Who asks."""
        return self._requests.principal

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
        return self._requests.command(operation, request=request, device=device)

    def within(self: S, seconds: float | None) -> S:
        """The same client, whose requests are executed within so long after the call or not at all.

        Later they raise `TimeLimitPassed`. It does not stop what has begun. None: no limit.
        """
        return self._with(replace(self._options, time_limit=seconds))

    def at_least(self: S, sequence: int | None) -> S:
        """The same client, whose answers are not older than a sequence.

        Where the store has not come so far, its requests raise `SequenceNotReached`. None: any.
        """
        return self._with(replace(self._options, least_sequence=sequence))

    def retrying_for(self: S, seconds: float) -> S:
        """The same client, which sends and connects again for so long after each call; 0: never."""
        return self._with(replace(self._options, retry_for=seconds))

    def _with(self: S, options: Options) -> S:
        other = copy.copy(self)
        other._options = options
        return other
