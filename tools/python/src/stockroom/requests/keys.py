"""Keys and terms of documents."""

from __future__ import annotations

from typing import TypeAlias

Key: TypeAlias = bytes | str
"""The key or a term of a document: bytes, or text that stands for its bytes in UTF-8."""


def key_bytes(key: Key) -> bytes:
    """The bytes of a key."""
    return key.encode("utf-8") if isinstance(key, str) else key
