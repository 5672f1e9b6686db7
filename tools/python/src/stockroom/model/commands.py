"""Commands: what a client asks to be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from .definitions import Definition
from .ledger import Adjust, Count, Move, Reverse
from .pieces import DeviceMark
from .promises import (
    Allocate,
    Commit,
    Extend,
    Fulfil,
    Release,
    Reserve,
    ReSource,
    Return,
    Sell,
)


@dataclass(frozen=True, slots=True)
class Define:
    """Defines master data, one by one, each seeing the ones before; all or none."""

    definitions: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class PutDocument:
    """Writes a document and replaces all of its terms.

    - `key`: 1 to 200 bytes without a zero byte
    - `type`: see `DocumentType`
    - `body`: at most 65,536 bytes, which only the workflow reads
    - `terms`: at most 64, each 1 to 250 bytes without a zero byte, none twice
    """

    key: bytes
    type: int
    body: bytes = b""
    terms: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class DeleteDocument:
    """Deletes a document."""

    key: bytes


@dataclass(frozen=True, slots=True)
class Absent:
    """Holds when there is no document of that key."""

    key: bytes


@dataclass(frozen=True, slots=True)
class DocumentAt:
    """Holds when the last change of the document was at that sequence."""

    key: bytes
    at: int


@dataclass(frozen=True, slots=True)
class Defined:
    """Holds when exactly this is defined.

    A policy without cap and sites, or a threshold without a bound: when there is none.
    """

    definition: Definition


Precondition: TypeAlias = Absent | DocumentAt | Defined

Step: TypeAlias = (
    Define
    | Reserve
    | Extend
    | Commit
    | Release
    | Fulfil
    | Return
    | Sell
    | Move
    | Adjust
    | Count
    | Reverse
    | PutDocument
    | DeleteDocument
    | ReSource
    | Allocate
)
"""An operation that may stand in a transaction."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """Operations that happen together, each seeing the ones before, if the preconditions hold."""

    preconditions: tuple[Precondition, ...]
    operations: tuple[Step, ...]


Operation: TypeAlias = Step | Transaction


@dataclass(frozen=True, slots=True)
class Command:
    """One operation, and who asks for it when.

    The same command sent again has one effect, if it `is_repeatable`.

    - `principal`: that of the connection
    - `issued_at`: when the command was made, in milliseconds since 1970; a retry repeats it
    - `request`: id under which the answer is remembered
    - `device`: only for tills that work offline
    """

    operation: Operation
    principal: int
    issued_at: int
    request: UUID | None = None
    device: DeviceMark | None = None

    @property
    def is_repeatable(self) -> bool:
        """Whether it may be sent again when nobody knows what became of it.

        A lone reserve or sell is known by its reservation, any other command by its request id.
        """
        return self.request is not None or isinstance(self.operation, Reserve | Sell)
