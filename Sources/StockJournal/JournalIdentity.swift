/// Whose journal it is: the store, and which of its lives.
///
/// Every segment and every record carries it, so that a file of another store, or one from before a
/// restore, is never taken for part of this journal.
public struct JournalIdentity: Hashable, Sendable {
    /// The first 8 bytes of the store's id, as a little-endian number.
    public let storeLow: UInt64

    /// Its last 8 bytes, likewise.
    public let storeHigh: UInt64

    /// New at every restore.
    public let incarnation: UInt64

    /// The identity of one life of one store.
    public init(storeLow: UInt64, storeHigh: UInt64, incarnation: UInt64) {
        self.storeLow = storeLow
        self.storeHigh = storeHigh
        self.incarnation = incarnation
    }
}
