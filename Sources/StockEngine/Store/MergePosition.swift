import StockModel

/// How far a pass of the merge has come through the levels.
///
/// A pass goes through all keys once, some with each checkpoint. What stood in runs when it began stands in `levels` when
/// it ends, so the runs of the pass before go then, all at once.
struct MergePosition: Equatable, Sendable {
    var pass: UInt32 = 0
    /// The first key of the rest of the pass.
    var next = LevelKey.first
}
