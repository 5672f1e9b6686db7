import StockModel

/// Reservation ids that depend on nothing but the document, so that a second run names what the first one made.
///
/// Layout of UUID version 7: the document's own time, 12 bits part number, and 62 bits of hash. Documents of a file
/// come in the order of their times, so that the ids grow and are cheap to store.
enum StableID {
    /// At most so many reservations stand on one document.
    static let partsMax = 4_096

    static func reservation(of document: DocumentKey, at milliseconds: Int64, part: Int) -> ReservationID {
        var hash = Fingerprint()
        hash.add(document.bytes)
        let time = UInt64(clamping: milliseconds) & 0xFFFF_FFFF_FFFF
        let upper = time << 16 | 0x7000 | UInt64(part & (partsMax - 1))
        let lower = 0x8000_0000_0000_0000 | (mixed(hash.value) >> 2)
        return ReservationID(rawValue: UInt128(upper) << 64 | UInt128(lower))
    }

    /// The last step of SplitMix64, which spreads FNV's weak high bits.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
