/// Whose journal it is: the store, and which of its lives.
///
/// Every segment and every record carries it, so that a file of another store, or one from before a
/// restore, is never taken for part of this journal.
public struct JournalIdentity: Hashable, Sendable {
    /// The store's id, its first 8 and last 8 bytes read as little-endian numbers.
    public let storeLow: UInt64
    public let storeHigh: UInt64

    /// New at every restore.
    public let incarnation: UInt64

    public init(storeLow: UInt64, storeHigh: UInt64, incarnation: UInt64) {
        self.storeLow = storeLow
        self.storeHigh = storeHigh
        self.incarnation = incarnation
    }
}
