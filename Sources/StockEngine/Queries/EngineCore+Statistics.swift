import LMDB
import StockAPI
import StockBytes
import StockJournal
import StockModel

extension EngineCore {
    func statistics() throws(StockFailure) -> Statistics {
        var statistics = Statistics()
        statistics.sequence = machine.sequence
        statistics.checkpointSequence = checkpointed.facts.sequence
        statistics.incarnation = incarnation
        statistics.time = machine.now
        machine.base.count(into: &statistics)
        statistics.batches = machine.statistics.batches
        statistics.commandsAccepted = machine.statistics.accepted
        statistics.commandsRefused = machine.statistics.refused
        statistics.holdsExpired = machine.statistics.expired
        statistics.journalBytesWritten = journal.statistics.writtenBytes
        statistics.flushTimes = flushTimes
        statistics.checkpoints = checkpointCount
        statistics.checkpointMillisecondsLast = checkpointMilliseconds
        statistics.checkpointRowsLast = checkpointed.rows
        statistics.dirtyRows = UInt64(clamping: machine.active.rowCount)
        statistics.dirtyBytes = UInt64(clamping: machine.active.byteCount)
        statistics.levelsWaiting = UInt64(clamping: machine.base.unmerged.count)
        if let status = try? environment.status() {
            statistics.fileBytes = UInt64(clamping: status.usedBytes)
            statistics.readerCheckpointsBehind = UInt64(clamping: status.commitsBehind)
        }
        if let archiver { statistics.archive = archiver.statistics }
        statistics.recovery = recovery
        return statistics
    }
}

extension LMDBRows {
    /// How many rows each table has, and how much room all take.
    borrowing func count(into statistics: inout Statistics) {
        for table in StoreTable.allCases {
            let found = try? snapshot.statistics(of: databases[table])
            statistics.rows[table.name] = UInt64(clamping: found?.entries ?? 0)
            let pages = (found?.branchPages ?? 0) + (found?.leafPages ?? 0) + (found?.overflowPages ?? 0)
            statistics.storeBytes += UInt64(clamping: pages) * 4_096
        }
    }
}
