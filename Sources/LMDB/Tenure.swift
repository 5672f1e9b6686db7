import Synchronization

/// Whether a transaction still stands at the state in which its cursors were opened.
///
/// The compiler refuses a cursor that outlives its transaction, with one gap: in Swift 6.3 a variable that
/// is *assigned* a non-copyable, non-escaping value forgets what that value depends on, so
/// `var kept: Cursor?` outside of a closure can be given a cursor inside. Such a cursor must fail and not
/// read freed memory, so each use compares two numbers (below 1 ns).
final class Tenure: Sendable {
    private let number = Atomic<UInt>(0)

    /// The present term; a cursor notes the one it was opened in.
    var term: UInt { number.load(ordering: .relaxed) }

    /// Ends the present term: the transaction ends, or is renewed.
    func end() { number.add(1, ordering: .relaxed) }
}
