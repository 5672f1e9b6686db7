import LMDB
import StockAPI
import StockBytes
import StockModel

/// Indexes that a store of an older format lacks, made of rows that it has.
extension StoreFolder {
    /// Format 1 had no `levelsAtLocation`.
    mutating func indexLevelsByLocation() throws(StockFailure) {
        try makeIndex(.levelsAtLocation, from: .levels) { key, _, part throws(StockFailure) in
            var reader = ByteReader(key)
            guard let level = try? LevelKey(from: &reader) else { throw .damaged("a key of `levels` cannot be read") }
            part.add { key in
                LocationLevelKey.encode(LocationID(rawValue: level.location), SKU(rawValue: level.sku), into: &key)
            }
        }
    }

    /// Up to format 3 no index named commitments.
    mutating func indexCommitmentsOfReservations() throws(StockFailure) {
        try makeIndex(.reservationCommitments, from: .reservations) { key, value, part throws(StockFailure) in
            var reader = ByteReader(key)
            guard let id = try? reader.readBigEndian(UInt128.self) else {
                throw .damaged("a key of `reservations` cannot be read")
            }
            var allocations: [AllocationRow] = []
            _ = try RowBytes.open(value, key: key, in: .reservations) { reader throws(BytesError) in
                try ReservationRow(ReservationID(rawValue: id), from: &reader, allocations: &allocations)
            }
            for level in Set(allocations.filter { $0.committed > 0 }.map(\.levelKey)) {
                part.add { key in CommitmentKey.encode(id, level, into: &key) }
            }
        }
    }

    /// Formats 4 and 5 had the commitments in the order of the levels; these rows go.
    mutating func indexCommitmentsOfLevels() throws(StockFailure) {
        try makeIndex(.reservationCommitments, from: .commitments) { key, value, part throws(StockFailure) in
            var reader = ByteReader(key)
            guard let level = try? LevelKey(from: &reader), let id = try? reader.readBigEndian(UInt128.self) else {
                throw .damaged("a key of `commitments` cannot be read")
            }
            part.removedHash &+= StoreFacts.weight(RowBytes.hash(ofRow: value, key: key, in: .commitments))
            part.add { key in CommitmentKey.encode(id, level, into: &key) }
        }
    }
}
