"""The golden frames: what each says about itself, and how that maps onto a `Frame`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from golden_json import JSON, camel, from_json, to_json

from stockroom.model.commands import Command
from stockroom.model.frames import (
    Answer,
    Answers,
    BackedUp,
    Backup,
    Batch,
    Body,
    Chunk,
    Credit,
    Ended,
    Error,
    Events,
    Extras,
    Frame,
    Goodbye,
    Hello,
    Opcode,
    Ping,
    Pong,
    Result,
    Subscribe,
    Unsubscribe,
    Welcome,
)
from stockroom.model.queries import Query
from stockroom.wire.bodies import opcode_of

PATH = Path(__file__).parents[3] / "protocol" / "golden-frames.json"

_HINTS: Mapping[str, Any] = {
    "answer": Answer,
    "answers": Answers,
    "backedUp": BackedUp,
    "backup": Backup,
    "batch": Batch,
    "chunk": Chunk,
    "command": Command,
    "credit": Credit,
    "ended": Ended,
    "error": Error,
    "events": Events,
    "goodbye": Goodbye,
    "hello": Hello,
    "ping": Ping,
    "pong": Pong,
    "query": Query,
    "result": Result,
    "subscribe": Subscribe,
    "unsubscribe": Unsubscribe,
    "welcome": Welcome,
}

_NAMED = {"answer", "command", "hello", "query", "welcome"}
"""Bodies that stand under the name of their opcode."""


@dataclass(frozen=True)
class GoldenFrame:
    """One of the golden frames."""

    name: str
    data: bytes
    says: JSON

    def frame(self) -> Frame:
        """The frame, built from what the file says about it."""
        return Frame(
            request_id=self.says["requestID"],
            body=_body_from_json(self.says["opcode"], self.says["body"]),
            extras=Extras(
                time_limit_milliseconds=self.says.get("timeLimitMilliseconds"),
                least_sequence=self.says.get("leastSequence"),
            ),
        )


def golden_frames() -> list[GoldenFrame]:
    """All of them."""
    entries: list[JSON] = json.loads(PATH.read_text(encoding="utf-8"))
    return [
        GoldenFrame(
            entry["name"],
            bytes.fromhex(entry["hex"]),
            {key: value for key, value in entry.items() if key not in ("name", "hex")},
        )
        for entry in entries
    ]


def frame_json(frame: Frame) -> JSON:
    """What the file would say about a frame, apart from its name and its bytes."""
    opcode = opcode_of(frame.body)
    extras = to_json(Extras, frame.extras)
    return {
        "from": "client" if opcode in _FROM_CLIENT else "server",
        "opcode": camel(opcode.name.lower()),
        "requestID": frame.request_id,
        **{key: value for key, value in extras.items() if value is not None},
        "body": _body_to_json(frame.body),
    }


_FROM_CLIENT = {
    Opcode.BACKUP,
    Opcode.HELLO,
    Opcode.PING,
    Opcode.COMMAND,
    Opcode.BATCH,
    Opcode.QUERY,
    Opcode.SUBSCRIBE,
    Opcode.CREDIT,
    Opcode.UNSUBSCRIBE,
}


def _body_to_json(body: Body) -> JSON:
    name = camel(opcode_of(body).name.lower())
    match body:
        case Batch(entries):
            # Its entries stand there without the name that they have in a frame of their own.
            return {"entries": [_entry_json(e, to_json(_hint(e), e)) for e in entries]}
        case Answers(sequence, answers):
            entries_json = [_entry_json(e, _body_to_json(e)) for e in answers]
            return {"sequence": sequence, "entries": entries_json}
    value = to_json(_HINTS[name], body)
    return {name: value} if name in _NAMED else value


def _entry_json(body: Body, value: JSON) -> JSON:
    return {"opcode": opcode_of(body).name.lower(), "body": value}


def _hint(body: Body) -> Any:
    return _HINTS[opcode_of(body).name.lower()]


def _body_from_json(opcode: str, value: JSON) -> Any:
    if opcode == "batch":
        entries = tuple(from_json(_HINTS[e["opcode"]], e["body"]) for e in value["entries"])
        return Batch(entries)
    if opcode == "answers":
        answers = tuple(_body_from_json(e["opcode"], e["body"]) for e in value["entries"])
        return Answers(value["sequence"], answers)
    return from_json(_HINTS[opcode], value[opcode] if opcode in _NAMED else value)
