"""Requests with queries, whatever they ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ..answers import Result
from ..model import frames
from ..model.frames import Body, Opcode
from ..model.queries import Query
from ..model.results import QueryResult
from ..wire.bodies import body_bytes
from .request import Request, unexpected

R = TypeVar("R")
T = TypeVar("T")


class Asking:
    """Requests with queries. A query changes nothing, so all of them can be repeated."""

    def ask(self, query: Query) -> Request[Result[QueryResult]]:
        """Asks whatever the query asks."""

        def accept(body: Body, _: bool) -> Result[QueryResult]:
            if not isinstance(body, frames.Result):
                raise unexpected(body, "a query")
            return Result(body.sequence, body.result)

        return Request(Opcode.QUERY, body_bytes(query), accept)

    def _ask(self, query: Query, kind: type[R], value: Callable[[R], T]) -> Request[Result[T]]:
        """A request whose result is of this kind, and what of it the caller gets."""

        def accept(body: Body, _: bool) -> Result[T]:
            if not isinstance(body, frames.Result) or not isinstance(body.result, kind):
                raise unexpected(body, type(query).__name__)
            return Result(body.sequence, value(body.result))

        return Request(Opcode.QUERY, body_bytes(query), accept)
