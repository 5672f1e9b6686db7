"""Values to the JSON of the golden frames and back, by the type hints of the values.

A field is a key in camelCase. A choice, that is a union of classes, is `{"case": name, "value":
fields}`. Numbers stay numbers, ids and bytes become hexadecimal, plain enumerations their names.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import IntEnum
from functools import cache
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from golden_names import CASES, UNLABELLED

from stockroom.server_errors import ServerError

JSON: TypeAlias = Any
"""What `json.load` returns: its type is only known when it is looked at."""

T = TypeVar("T")


def to_json(hint: Any, value: Any) -> JSON:
    """The value, which is of the type that the hint says, as JSON."""
    choices = _choices(hint)
    if value is None:
        return None
    if len(choices) > 1:
        return _choice_to_json(value)
    (kind,) = choices
    if get_origin(kind) is tuple:
        return [to_json(get_args(kind)[0], element) for element in value]
    if get_origin(kind) is Mapping:
        return dict(value)
    if issubclass(get_origin(kind) or kind, IntEnum):
        return camel(value.name.lower())
    if is_dataclass(kind) or is_dataclass(get_origin(kind)):
        return {
            label(name): to_json(hint, getattr(value, name))
            for name, hint in field_hints(kind).items()
        }
    if kind is UUID:
        return value.hex
    if kind is bytes:
        return value.hex()
    return value


def from_json(hint: Any, json: JSON) -> Any:
    """The value of the type that the hint says, from JSON."""
    choices = _choices(hint)
    if json is None:
        return None
    if len(choices) > 1:
        return _choice_from_json(choices, json)
    (kind,) = choices
    if get_origin(kind) is tuple:
        return tuple(from_json(get_args(kind)[0], element) for element in json)
    if get_origin(kind) is Mapping:
        return dict(json)
    if issubclass(get_origin(kind) or kind, IntEnum):
        return kind[re.sub("([A-Z])", r"_\1", json).upper()]
    if is_dataclass(kind) or is_dataclass(get_origin(kind)):
        hints = field_hints(kind)
        _expect_keys(kind, json, {label(name) for name in hints})
        members = {name: from_json(hint, json[label(name)]) for name, hint in hints.items()}
        return kind(**members)
    if kind is UUID:
        return UUID(hex=json)
    if kind is bytes:
        return bytes.fromhex(json)
    if type(json) is not kind:
        raise AssertionError(f"{json!r} is no {kind}")
    return json


def _choice_to_json(value: Any) -> JSON:
    """A choice tells its fields under their names, a field without a name as `0`, or alone."""
    kind: Any = type(value)
    hints = field_hints(kind)
    unlabelled = UNLABELLED.get(kind)
    members = {
        "0" if name == unlabelled else label(name): to_json(hint, getattr(value, name))
        for name, hint in hints.items()
    }
    case = {"case": case_name(kind)}
    if not members:
        return case
    return {**case, "value": members["0"] if set(members) == {"0"} else members}


def _choice_from_json(choices: tuple[Any, ...], json: JSON) -> Any:
    kind = next(choice for choice in choices if case_name(choice) == json["case"])
    hints = field_hints(kind)
    unlabelled = UNLABELLED.get(kind)
    if not hints:
        _expect_keys(kind, json, {"case"})
        return kind()
    _expect_keys(kind, json, {"case", "value"})
    members = {"0": json["value"]} if list(hints) == [unlabelled] else json["value"]
    keys = {name: "0" if name == unlabelled else label(name) for name in hints}
    _expect_keys(kind, members, set(keys.values()))
    return kind(**{name: from_json(hint, members[keys[name]]) for name, hint in hints.items()})


def _expect_keys(kind: Any, json: JSON, keys: set[str]) -> None:
    if set(json) != keys:
        raise AssertionError(f"{kind}: {sorted(json)} instead of {sorted(keys)}")


def _choices(hint: Any) -> tuple[Any, ...]:
    """The types that a value of the hint may have, without None."""
    if get_origin(hint) in (Union, types.UnionType):
        return tuple(choice for choice in get_args(hint) if choice is not types.NoneType)
    if hint is ServerError:
        # Exceptions are a choice by their base class.
        return tuple(ServerError.__subclasses__())
    return (hint,)


@cache
def field_hints(kind: Any) -> Mapping[str, Any]:
    """The types of the fields of a dataclass; in one of several types, of that type's."""
    origin = get_origin(kind) or kind
    hints = get_type_hints(origin)
    arguments = dict(zip(getattr(origin, "__parameters__", ()), get_args(kind), strict=True))
    return {field.name: _replaced(hints[field.name], arguments) for field in fields(origin)}


def _replaced(hint: Any, arguments: Mapping[Any, Any]) -> Any:
    """The hint, with the arguments of its generic class instead of the parameters."""
    parameters = getattr(hint, "__parameters__", ())
    return hint[tuple(arguments[p] for p in parameters)] if parameters else hint


def case_name(kind: type) -> str:
    """The name of a choice: that of its class, unless that would not be what the frames say."""
    return CASES.get(kind, kind.__name__[0].lower() + kind.__name__[1:])


def label(name: str) -> str:
    """The key of a field."""
    return camel(name.rstrip("_"))


def camel(name: str) -> str:
    """`snake_case` as `camelCase`."""
    return re.sub("_([a-z])", lambda match: match[1].upper(), name)
