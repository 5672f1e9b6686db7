"""The feed: what every sequence has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from .changes import Change
from .pieces import FeedPosition
from .stock import Movement


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """All that one sequence has changed.

    - `time`: engine time, in milliseconds since 1970
    - `principal`: who asked; 0: the engine itself, when holds ended or time crossed thresholds
    """

    sequence: int
    time: int
    principal: int
    changes: tuple[Change, ...]
    movements: tuple[Movement, ...]


@dataclass(frozen=True, slots=True)
class FeedEvents:
    """Events after the position that was asked for. `next` is the position for the next query."""

    events: tuple[FeedEvent, ...]
    next: FeedPosition


@dataclass(frozen=True, slots=True)
class FeedTrimmed:
    """Events after the position are kept no longer; `oldest` is the oldest that is kept."""

    oldest: int


@dataclass(frozen=True, slots=True)
class FeedOfOtherIncarnation:
    """The store was restored; positions of the old incarnation mean nothing any more."""

    current: int


FeedPage: TypeAlias = FeedEvents | FeedTrimmed | FeedOfOtherIncarnation
