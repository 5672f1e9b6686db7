import Dispatch

/// What an engine takes from the process that it runs in; a simulation puts its own in place.
///
/// With these, a clock and a file system of the simulation's own, two runs of an engine are the same to the last byte.
package struct Surroundings: Sendable {
    /// Makes a queue for work that goes on beside the engine.
    package var makeQueue: @Sendable (_ label: String) -> any WorkQueue = { DispatchWorkQueue(label: $0) }
    /// Whether LMDB's file is flushed again and again while a commit writes to it.
    package var flushesDuringCommits = true
    /// Names stores and their incarnations.
    package var randomNumber: @Sendable () -> UInt64 = { .random(in: 1 ... .max) }

    package init() {}
}

/// Runs one piece of work after the other.
package protocol WorkQueue: Sendable {
    /// Runs the work later, after what was asked for before.
    func run(_ work: @escaping @Sendable () -> Void)
    /// Returns when all that was asked for has been done.
    func drain()
}

/// A queue of the system's, on threads of its own.
struct DispatchWorkQueue: WorkQueue {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func run(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }

    func drain() { queue.sync {} }
}
