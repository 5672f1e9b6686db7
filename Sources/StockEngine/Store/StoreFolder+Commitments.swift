import LMDB
import StockAPI
import StockBytes
import StockModel

/// The index of commitments of a store that was written before format 6, some thousand rows in each transaction.
///
/// One that was interrupted begins anew, and writes the same: what it is made of stays until the format changes.
extension StoreFolder {
    /// Formats 4 and 5 had the commitments in the order of the levels.
    mutating func indexCommitmentsOfLevels() throws(StockFailure) {
        try indexCommitments(from: .commitments) { key, value, part throws(StockFailure) in
            var reader = ByteReader(key)
            guard let level = try? LevelKey(from: &reader), let id = try? reader.readBigEndian(UInt128.self) else {
                throw .damaged("a key of `commitments` cannot be read")
            }
            let hash = RowBytes.hash(ofRow: value, key: key, in: .commitments)
            part.removedHash &+= StoreFacts.weight(hash)
            part.commitments.append(Commitment(level: level, reservation: id))
        }
    }

    /// Up to format 3 no index named them.
    mutating func indexCommitmentsOfReservations() throws(StockFailure) {
        try indexCommitments(from: .reservations) { key, value, part throws(StockFailure) in
            var reader = ByteReader(key)
            guard let id = try? reader.readBigEndian(UInt128.self) else {
                throw .damaged("a key of `reservations` cannot be read")
            }
            var allocations: [AllocationRow] = []
            _ = try RowBytes.open(value, key: key, in: .reservations) { reader throws(BytesError) in
                try ReservationRow(ReservationID(rawValue: id), from: &reader, allocations: &allocations)
            }
            for level in Set(allocations.filter { $0.committed > 0 }.map(\.levelKey)) {
                part.commitments.append(Commitment(level: level, reservation: id))
            }
        }
    }

    /// Commitments found in some thousand rows.
    private struct Part {
        var commitments: [Commitment] = []
        /// What the rows were in the state hash, where they go.
        var removedHash: UInt128 = 0
        /// The first row that was not read.
        var next: [UInt8]?
    }

    private mutating func indexCommitments(
        from table: StoreTable,
        _ read: (_ key: RawSpan, _ value: RawSpan, inout Part) throws(StockFailure) -> Void
    ) throws(StockFailure) {
        try clearCommitments()
        var hash: UInt128 = 0
        var from: [UInt8]? = []
        while let start = from {
            let part = try commitments(in: table, from: start, read)
            hash &-= part.removedHash
            let sorted = part.commitments.sorted { ($0.reservation, $0.level) < ($1.reservation, $1.level) }
            hash &+= try putIndex(sorted, .reservationCommitments) { commitment, key in
                CommitmentKey.encode(commitment.reservation, commitment.level, into: &key)
            }
            from = part.next
        }
        facts.stateHash &+= hash
    }

    /// After a migration that was interrupted the older program may have ended commitments that it had written.
    private mutating func clearCommitments() throws(StockFailure) {
        let table = TableWrite(databases: databases, stateHash: facts.stateHash)
        try writer.write(failingAs: StockFailure.init) { transaction throws(StockFailure) in
            try table.clear(.reservationCommitments, in: &transaction)
        }
    }

    private func commitments(
        in table: StoreTable, from start: [UInt8],
        _ read: (_ key: RawSpan, _ value: RawSpan, inout Part) throws(StockFailure) -> Void
    ) throws(StockFailure) -> Part {
        let database = databases[table]
        return try environment.read(failingAs: StockFailure.init) { transaction throws(StockFailure) in
            var part = Part()
            var rowsRead = 0
            var first = ByteWriter()
            first.append(bytes: start)
            try transaction.scan(database, from: first.span, reversed: false) { key, value throws(StockFailure) in
                guard rowsRead < Self.migratedTogether else {
                    var next = ByteWriter()
                    next.append(bytes: key)
                    part.next = next.array
                    return false
                }
                rowsRead += 1
                try read(key, value, &part)
                return true
            }
            return part
        }
    }
}
