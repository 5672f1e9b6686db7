"""A request, whichever way it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..errors import ProtocolError
from ..model.commands import Command
from ..model.frames import Body, Opcode
from ..wire.bodies import opcode_of

T = TypeVar("T")


@dataclass(frozen=True)
class Request(Generic[T]):
    """Bytes to send, and what to make of the answer.

    - `body`: the same at every sending, which is what makes a retry harmless
    - `accept`: what the caller gets for the answer, and whether the request had to be sent again;
      raises `ProtocolError` for an answer to something else
    - `is_repeatable`: it may be sent again when nobody knows what became of it
    - `entries`: how many requests it is; a batch may be several
    - `command`: if it is a single one
    """

    opcode: Opcode
    body: bytes
    accept: Callable[[Body, bool], T]
    is_repeatable: bool = True
    entries: int = 1
    command: Command | None = None


def unexpected(body: Body, asked: str) -> ProtocolError:
    """An error about an answer that does not fit what was asked."""
    return ProtocolError(f"an {opcode_of(body).name} that does not answer {asked}", 5)
