import FuzzSupport
import StockBytes
import StockFiles

@testable import StockJournal
@testable import StockSimulation

/// A journal that the writer has written, changed as the input says, and read again.
///
/// A reading ends with records, a dropped tail or a typed error. As long as no checksum is made to fit what was changed,
/// it gives nothing that was not written: its records are the first ones of those. And what a recovery has given, another
/// gives again after it.
public enum JournalTarget: FuzzTarget {
    /// What tools/fuzz calls it.
    public static let name = "journal"

    private static let folder = "/journal"
    private static let identity = JournalIdentity(storeLow: 1, storeHigh: 2, incarnation: 3)
    private static let settings = JournalSettings(segmentBytes: 16_384, sparesReady: 1)

    private struct Written {
        var state: SimulatedDisk.State
        var records: [Record]
    }

    /// A record and its commands.
    private struct Record: Equatable {
        var record: JournalRecord
        var commands: [UInt8]
    }

    // MARK: The journals that are changed

    /// Nothing; three records; sealed; several segments; opened twice, so that a record was carried over; recycled.
    private static let written: [Written] = (0..<6).map { kind in
        let disk = SimulatedDisk(seed: 1)
        var records: [Record] = []
        do throws(JournalError) {
            try write(
                batches: [0, 3, 3, 12, 4, 12][kind], to: disk, &records, recycling: kind == 5, sealing: kind == 2)
            if kind == 4 {
                disk.start(after: .nothing)
                try write(batches: 2, to: disk, &records, recycling: false, sealing: false)
            }
        } catch { fatalError("does not hold: a journal is written: \(error)") }
        disk.start(after: .nothing)
        return Written(state: disk.state, records: records)
    }

    private static func write(
        batches: Int, to disk: SimulatedDisk, _ records: inout [Record], recycling: Bool, sealing: Bool
    ) throws(JournalError) {
        var recovery = try JournalRecovery(
            folder: folder, files: disk, identity: identity, after: 0, settings: settings)
        while try recovery.next() != nil {}
        var writer = try recovery.begin()
        for _ in 0..<batches {
            let number = UInt64(records.count)
            let commands = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 100 + Int(number % 3) * 1_900)
            let record = JournalRecord(
                firstSequence: writer.nextSequence, count: UInt32(1 + number % 4), batchTimeMilliseconds: Int64(number),
                applyVersion: 1, effectsDigest: number)
            var bytes = ByteWriter()
            bytes.append(bytes: commands)
            try writer.append(record, commands: bytes.span)
            records.append(Record(record: record, commands: commands))
        }
        if recycling, records.count > 4 { try writer.recycle(through: records[4].record.lastSequence) }
        if sealing { try writer.seal() }
    }

    // MARK: One input

    /// A byte says which journal, one after how many of its records the checkpoint is; the rest are changes.
    public static func check(_ input: RawSpan) {
        var choices = Choices(input)
        let journal = written[Int(choices.byte()) % written.count]
        let known = Int(choices.byte()) % (journal.records.count + 1)
        // Some checkpoints of the recycled one are too old; that has to be found out too.
        let checkpoint = known == 0 ? 0 : journal.records[known - 1].record.lastSequence
        let disk = SimulatedDisk(seed: 2)
        disk.state = journal.state
        var damage = JournalDamage(disk: disk, folder: folder)
        var changes = 0
        while !choices.isAtEnd, changes < 24 {
            damage.change(&choices)
            changes += 1
        }
        check(disk, journal, known: known, after: checkpoint, isTrue: !damage.hasFitted)
    }

    private static func check(
        _ disk: SimulatedDisk, _ journal: Written, known: Int, after checkpoint: UInt64, isTrue: Bool
    ) {
        var read: [Record] = []
        do throws(JournalError) {
            read = try records(of: disk, after: checkpoint)
        } catch {
            require(isExpected(error), "\(error) is what a damaged journal is refused with")
            return
        }
        if isTrue {
            let known = journal.records.dropFirst(known)
            require(read == Array(known.prefix(read.count)), "what is read was written")
        }
        var number: UInt64 = 0
        do throws(JournalError) {
            var recovery = try JournalRecovery(
                folder: folder, files: disk, identity: identity, after: checkpoint, settings: settings)
            while try recovery.next() != nil { number += 1 }
            require(Int(number) == read.count, "a recovery reads what a reader reads")
            var writer = try recovery.begin()
            let record = JournalRecord(
                firstSequence: writer.nextSequence, count: 1, batchTimeMilliseconds: 9, applyVersion: 1,
                effectsDigest: 9)
            var bytes = ByteWriter()
            bytes.append(UInt64(9))
            try writer.append(record, commands: bytes.span)
            read.append(Record(record: record, commands: bytes.array))
        } catch {
            // Sequences at the end of the numbers have none behind them.
            require(!isTrue, "a journal that is read is gone on with: \(error)")
            return
        }
        disk.start(after: .everything)
        do throws(JournalError) {
            let again = try records(of: disk, after: checkpoint)
            require(again == read, "what was recovered is there after the next start: \(again.count) of \(read.count)")
        } catch { fatalError("does not hold: what a recovery leaves can be read: \(error)") }
    }

    /// All of them, read without an end: each takes bytes of its own.
    private static func records(of disk: SimulatedDisk, after checkpoint: UInt64) throws(JournalError) -> [Record] {
        var records: [Record] = []
        var reader = try JournalReader(folder: folder, files: disk, identity: identity, after: checkpoint)
        let most = disk.usedBytes / RecordHeader.emptyRecordBytes + 1
        while let record = try reader.next() {
            var bytes = ByteWriter()
            bytes.append(bytes: reader.commands)
            require(
                record.count > 0 && record.lastSequence > checkpoint, "a record is of the time after the checkpoint")
            if let last = records.last {
                require(record.firstSequence == last.record.lastSequence + 1, "records follow one another")
            }
            records.append(Record(record: record, commands: bytes.array))
            require(records.count <= most, "reading comes to an end")
        }
        require(reader.report != nil, "a reading that has ended says what it came to")
        return records
    }

    private static func isExpected(_ error: JournalError) -> Bool {
        switch error {
        case .damaged, .foreign, .newerFormat: true
        default: false
        }
    }

    // MARK: Seeds

    /// Each journal, unchanged and with a change of each kind.
    public static func seeds(_ root: String) throws -> [[UInt8]] {
        var seeds: [[UInt8]] = []
        for journal in 0..<UInt8(6) {
            seeds.append([journal, 0])
            for kind in 0..<UInt8(JournalDamage.Kind.allCases.count) {
                seeds.append([journal, 1, kind, 0, 0, 1, 0, 3, 0, 7, 0, 0, 0, 0, 0, 0, 0, 255, 1, 0])
            }
        }
        return seeds
    }
}
