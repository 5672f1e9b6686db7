import StockBytes
import StockJournal
public import StockModel

/// Which store it is, which of its lives, and how far it has come.
public struct StoreIdentity: Hashable, Sendable {
    /// 32 hexadecimal digits, made with the store.
    public internal(set) var store: String
    /// New at every restore.
    public internal(set) var incarnation: UInt64 = 0
    /// The last sequence in the rows.
    public internal(set) var sequence: SequenceNumber = 0
    /// Engine time at that sequence.
    public internal(set) var time: Instant = .epoch
    /// 32 hexadecimal digits, kept by the checkpoint.
    public internal(set) var stateHash = ""
    /// Format of the rows.
    public internal(set) var format: UInt32 = 0
    /// The rules by which the last commands were applied.
    public internal(set) var applyVersion: UInt16 = 0

    init(store: String) { self.store = store }

    init(_ facts: StoreFacts) {
        store = (UInt128(facts.storeHigh) << 64 | UInt128(facts.storeLow)).hexadecimalDigits
        incarnation = facts.incarnation
        sequence = facts.sequence
        time = facts.time
        stateHash = facts.stateHash.hexadecimalDigits
        format = facts.format
        applyVersion = facts.appliedBy
    }

    var journalIdentity: JournalIdentity {
        let id = UInt128(store, radix: 16) ?? 0
        return JournalIdentity(
            storeLow: UInt64(truncatingIfNeeded: id), storeHigh: UInt64(truncatingIfNeeded: id >> 64),
            incarnation: incarnation)
    }
}
