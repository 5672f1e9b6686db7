"""Bytes of statistics."""

from __future__ import annotations

from types import MappingProxyType

from ..model.numbers import ArchiveState
from ..model.statistics import Archive, DurationCounts, Recovery, StoreStatistics
from .reader import Reader
from .writer import Writer


def read_statistics(r: Reader) -> StoreStatistics:
    return StoreStatistics(
        sequence=r.u64(),
        checkpoint_sequence=r.u64(),
        incarnation=r.u64(),
        time=r.i64(),
        batches=r.u64(),
        commands_accepted=r.u64(),
        commands_refused=r.u64(),
        holds_expired=r.u64(),
        journal_bytes_written=r.u64(),
        checkpoints=r.u64(),
        checkpoint_milliseconds_last=r.u64(),
        checkpoint_rows_last=r.u64(),
        dirty_rows=r.u64(),
        dirty_bytes=r.u64(),
        levels_waiting=r.u64(),
        store_bytes=r.u64(),
        file_bytes=r.u64(),
        reader_checkpoints_behind=r.u64(),
        archive=Archive(
            state=_read_archive_state(r),
            sequence=r.u64(),
            segments=r.u64(),
            segments_waiting=r.u64(),
            bytes_waiting=r.u64(),
            segments_let_go=r.u64(),
            failures=r.u64(),
        ),
        recovery=Recovery(commands_replayed=r.u64(), milliseconds=r.u64(), bytes_dropped=r.u64()),
        flush_times=_read_flush_times(r),
        rows=MappingProxyType(dict(r.items(_read_table_size))),
    )


def _read_archive_state(r: Reader) -> ArchiveState:
    number = r.u64()
    if number not in ArchiveState.__members__.values():
        raise r.impossible("state of the archive", size=8)
    return ArchiveState(number)


def write_statistics(w: Writer, value: StoreStatistics) -> None:
    w.u64(value.sequence)
    w.u64(value.checkpoint_sequence)
    w.u64(value.incarnation)
    w.i64(value.time)
    w.u64(value.batches)
    w.u64(value.commands_accepted)
    w.u64(value.commands_refused)
    w.u64(value.holds_expired)
    w.u64(value.journal_bytes_written)
    w.u64(value.checkpoints)
    w.u64(value.checkpoint_milliseconds_last)
    w.u64(value.checkpoint_rows_last)
    w.u64(value.dirty_rows)
    w.u64(value.dirty_bytes)
    w.u64(value.levels_waiting)
    w.u64(value.store_bytes)
    w.u64(value.file_bytes)
    w.u64(value.reader_checkpoints_behind)
    w.u64(value.archive.state)
    w.u64(value.archive.sequence)
    w.u64(value.archive.segments)
    w.u64(value.archive.segments_waiting)
    w.u64(value.archive.bytes_waiting)
    w.u64(value.archive.segments_let_go)
    w.u64(value.archive.failures)
    w.u64(value.recovery.commands_replayed)
    w.u64(value.recovery.milliseconds)
    w.u64(value.recovery.bytes_dropped)
    w.u16(len(value.flush_times.counts))
    for count in value.flush_times.counts:
        w.u64(count)
    w.items(sorted(value.rows.items()), _write_table_size)


def _read_flush_times(r: Reader) -> DurationCounts:
    start = r.offset
    counts = tuple(r.u64() for _ in range(r.u16()))
    if len(counts) > 192 or (counts and counts[-1] == 0):
        raise r.impossible("list of flush times", size=r.offset - start)
    return DurationCounts(counts)


def _read_table_size(r: Reader) -> tuple[str, int]:
    return r.text(), r.u64()


def _write_table_size(w: Writer, value: tuple[str, int]) -> None:
    table, rows = value
    w.text(table)
    w.u64(rows)
