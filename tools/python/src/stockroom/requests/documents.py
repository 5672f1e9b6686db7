"""Requests about master data, documents and transactions."""

from __future__ import annotations

from collections.abc import Iterable

from ..answers import Answer
from ..model.commands import (
    Define,
    DeleteDocument,
    Precondition,
    PutDocument,
    Step,
    Transaction,
)
from ..model.definitions import Definition
from ..model.outcomes import Done, Transacted
from .keys import Key, key_bytes
from .request import Request
from .submitting import Submitting


class DocumentRequests(Submitting):
    """Requests about master data, documents and transactions."""

    def define(self, definitions: Iterable[Definition]) -> Request[Answer[Done]]:
        """Defines master data, one by one, each seeing the ones before; all or none."""
        return self._do(Define(tuple(definitions)), Done)

    def put_document(
        self, key: Key, *, type: int, body: bytes = b"", terms: Iterable[Key] = ()
    ) -> Request[Answer[Done]]:
        """Writes a document and replaces all of its terms. Text is taken as UTF-8.

        - `key`: 1 to 200 bytes without a zero byte
        - `type`: see `DocumentType`
        - `body`: at most 65,536 bytes
        - `terms`: at most 64, each 1 to 250 bytes without a zero byte, none twice
        """
        terms_bytes = tuple(key_bytes(term) for term in terms)
        return self._do(PutDocument(key_bytes(key), type, body, terms_bytes), Done)

    def delete_document(self, key: Key) -> Request[Answer[Done]]:
        """Deletes a document."""
        return self._do(DeleteDocument(key_bytes(key)), Done)

    def transact(
        self, operations: Iterable[Step], *, preconditions: Iterable[Precondition] = ()
    ) -> Request[Answer[Transacted]]:
        """Has operations happen together, each seeing the ones before, if the preconditions hold.

        Refused, it has the first refusal, and nothing has happened.
        """
        return self._do(Transaction(tuple(preconditions), tuple(operations)), Transacted)
