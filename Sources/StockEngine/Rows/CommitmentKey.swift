import StockAPI
import StockBytes
import StockModel

/// Keys of `reservationCommitments`: the reservation (16, big-endian), then a level where it has units committed (12).
///
/// In the order of the reservations, so that the commitments of a minute lie side by side, however many levels there are.
enum CommitmentKey {
    static func encode(_ reservation: UInt128, _ level: LevelKey, into writer: inout ByteWriter) {
        writer.appendBigEndian(reservation)
        level.encode(into: &writer)
    }

    static func decode(_ key: RawSpan) throws(StockFailure) -> Commitment {
        var reader = ByteReader(key)
        guard let reservation = try? reader.readBigEndian(UInt128.self), let level = try? LevelKey(from: &reader)
        else { throw .damaged("a key of `reservationCommitments` cannot be read") }
        return Commitment(level: level, reservation: reservation)
    }
}

/// A reservation has units of a level committed.
struct Commitment: Comparable {
    var level: LevelKey
    var reservation: UInt128

    static func < (left: Commitment, right: Commitment) -> Bool {
        (left.level, left.reservation) < (right.level, right.reservation)
    }
}
