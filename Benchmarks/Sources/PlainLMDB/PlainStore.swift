import LMDB
import LoadLoop

/// What one would write without an engine: one synced LMDB transaction per group of reservations.
///
/// For each of them the level is checked and changed, and a row of the reservation and one of its deadline are added.
public final class PlainStore {
    private let environment: Environment
    private var writer: Writer
    private let levels: Database
    private let reservations: Database
    private let deadlines: Database
    /// A row for each reservation in the order in which they came; nil where nobody keeps one.
    private let ledger: Database?
    private var sequence: UInt64 = 0
    /// Ids and deadlines grow: what is greater than all before is added at the right edge of its tree, without a search.
    private var newestID: (UInt64, UInt64) = (0, 0)
    private var latestDue: (UInt64, UInt64, UInt64) = (0, 0, 0)

    /// - Parameter folder: exists.
    public init(at folder: String, keepsLedger: Bool = false) throws {
        environment = try Environment.open(at: folder, options: EnvironmentOptions(mapSizeBytes: 1 << 38))
        writer = try environment.takeWriter()
        let tables = try writer.openDatabases(["levels", "reservations", "deadlines", "ledger"])
        (levels, reservations, deadlines) = (tables[0], tables[1], tables[2])
        ledger = keepsLedger ? tables[3] : nil
    }

    /// Puts units at every level of a new store.
    public func fill(_ assortment: Assortment) throws {
        for first in stride(from: 1, through: assortment.skus, by: 10_000) {
            try writer.write { [levels] transaction throws(StorageError) in
                for sku in first...min(assortment.skus, first + 9_999) {
                    for number in 0..<assortment.locations {
                        let key = Self.key(sku, UInt64(Assortment.firstLocation + number))
                        let row: InlineArray<2, UInt64> = [UInt64(Assortment.unitsPerLevel), 0]
                        try transaction.append(row.span.bytes, for: key.span.bytes, in: levels)
                    }
                }
            }
        }
    }

    /// Reserves one unit for each, where it is there, and gives which were granted, durably.
    public func reserve(_ group: [Reservation]) throws -> [Bool] {
        var granted: [Bool] = []
        granted.reserveCapacity(group.count)
        try writer.write { transaction throws(StorageError) in
            for reservation in group { granted.append(try reserve(reservation, &transaction)) }
        }
        return granted
    }

    private func reserve(_ reservation: Reservation, _ transaction: inout WriteTransaction) throws(StorageError) -> Bool
    {
        let level = Self.key(reservation.level.sku, UInt64(reservation.level.location))
        var onHand: UInt64 = 0
        var held: UInt64 = 0
        if let value = try transaction.value(for: level.span.bytes, in: levels), value.byteCount == 16 {
            onHand = value.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)
            held = value.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self)
        }
        guard onHand > held else { return false }
        let (high, low) = (reservation.id.high, reservation.id.low)
        let deadline = UInt64(bitPattern: reservation.deadlineMilliseconds)
        let id = Self.key(high, low)
        let row: InlineArray<4, UInt64> = [reservation.level.sku, UInt64(reservation.level.location), 1, deadline]
        if (high, low) > newestID {
            newestID = (high, low)
            try transaction.append(row.span.bytes, for: id.span.bytes, in: reservations)
        } else {
            // Of another connection, and overtaken on the way; or used twice.
            guard try transaction.insert(row.span.bytes, for: id.span.bytes, in: reservations) else { return false }
        }
        let changed: InlineArray<2, UInt64> = [onHand, held + 1]
        try transaction.put(changed.span.bytes, for: level.span.bytes, in: levels)
        let due: InlineArray<3, UInt64> = [deadline.bigEndian, id[0], id[1]]
        let nothing: InlineArray<1, UInt8> = [0]
        if (deadline, high, low) > latestDue {
            latestDue = (deadline, high, low)
            try transaction.append(nothing.span.bytes, for: due.span.bytes, in: deadlines)
        } else {
            try transaction.put(nothing.span.bytes, for: due.span.bytes, in: deadlines)
        }
        if let ledger {
            sequence += 1
            try transaction.append(row.span.bytes, for: Self.key(0, sequence).span.bytes, in: ledger)
        }
        return true
    }

    public func holdings() throws -> Holdings {
        try environment.read { transaction throws(StorageError) in
            var held: UInt64 = 0
            var cursor = try transaction.cursor(in: levels)
            var isThere = try cursor.first()
            while isThere {
                held += cursor.value.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self)
                isThere = try cursor.next()
            }
            return Holdings(
                held: Int(held), reservations: try transaction.statistics(of: reservations).entries,
                deadlines: try transaction.statistics(of: deadlines).entries)
        }
    }

    private static func key(_ first: UInt64, _ second: UInt64) -> InlineArray<2, UInt64> {
        [first.bigEndian, second.bigEndian]
    }
}
