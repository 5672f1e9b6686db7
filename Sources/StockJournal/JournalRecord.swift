/// What the journal knows about a batch: everything but the meaning of its command bytes.
public struct JournalRecord: Sendable, Equatable {
    /// The first sequence that the batch takes; the others follow without a gap.
    public let firstSequence: UInt64

    /// How many sequences it takes, at least 1.
    public let count: UInt32

    /// The batch's one time, milliseconds since 1970.
    public let batchTimeMilliseconds: Int64

    /// The version of the rules it was applied by.
    public let applyVersion: UInt16

    /// A digest of what applying it changed; replay has to come to the same.
    public let effectsDigest: UInt64

    /// A batch that takes `count` sequences from `firstSequence` on.
    public init(
        firstSequence: UInt64, count: UInt32, batchTimeMilliseconds: Int64, applyVersion: UInt16,
        effectsDigest: UInt64
    ) {
        self.firstSequence = firstSequence
        self.count = count
        self.batchTimeMilliseconds = batchTimeMilliseconds
        self.applyVersion = applyVersion
        self.effectsDigest = effectsDigest
    }

    /// The last sequence that the batch takes.
    public var lastSequence: UInt64 { firstSequence &+ UInt64(count) &- 1 }
}
