"""How the store is doing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .numbers import ArchiveState


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was done when the store was opened.

    `bytes_dropped`: at the journal's end, never acknowledged.
    """

    commands_replayed: int
    milliseconds: int
    bytes_dropped: int


@dataclass(frozen=True, slots=True)
class Archive:
    """How copying closed segments of the journal into the archive is doing.

    - `state`: whether there is one, and whether the last attempt failed
    - `sequence`: the last one that was archived
    - `segments_waiting`, `bytes_waiting`: what the journal keeps until it is copied
    - `segments_let_go`: those that are not in the archive: its gaps
    """

    state: ArchiveState
    sequence: int
    segments: int
    segments_waiting: int
    bytes_waiting: int
    segments_let_go: int
    failures: int


@dataclass(frozen=True, slots=True)
class DurationCounts:
    """How often something took how long: `counts` by step, as `Time of a step` in protocol/queries.md says."""

    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StoreStatistics:
    """How the store is doing. Counters begin with 0 when the server opens it.

    - `time`: engine time, in milliseconds since 1970
    - `batches`: of requests that were executed
    - `checkpoint_milliseconds_last`, `checkpoint_rows_last`: what the last checkpoint took
    - `dirty_rows`, `dirty_bytes`: changed since then, and about how much memory they take
    - `levels_waiting`: levels of the checkpoint that wait for their pages
    - `store_bytes`, `file_bytes`: pages in use, and all pages of LMDB's file
    - `reader_checkpoints_behind`: how many the oldest reader of another program is behind
    - `flush_times`: of the batches that were written and flushed
    - `rows`: of each table, at the last checkpoint
    """

    sequence: int
    checkpoint_sequence: int
    incarnation: int
    time: int
    batches: int
    commands_accepted: int
    commands_refused: int
    holds_expired: int
    journal_bytes_written: int
    checkpoints: int
    checkpoint_milliseconds_last: int
    checkpoint_rows_last: int
    dirty_rows: int
    dirty_bytes: int
    levels_waiting: int
    store_bytes: int
    file_bytes: int
    reader_checkpoints_behind: int
    archive: Archive
    recovery: Recovery
    flush_times: DurationCounts
    rows: Mapping[str, int]
