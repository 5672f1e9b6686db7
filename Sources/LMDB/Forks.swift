import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// How often this process descends, by `fork`, from one that used an environment.
///
/// A child shares its parent's map and lock file, so that whatever it did there would be done to the
/// parent: release its reader slots, write in its transaction. Counting in a handler of `fork` makes the
/// check a load from memory; asking for the process id would cost a system call each time (0.1 to 0.3 µs).
enum Forks {
    private static let counter = Atomic<UInt32>(0)

    /// Where nobody could have been told of a fork, none is noticed: so this comes before any count.
    private static let isWatching: Bool = pthread_atfork(nil, nil, { Forks.increase() }) == 0

    /// The count, from now on kept up to date.
    static func startCounting() throws(StorageError) -> UInt32 {
        guard isWatching else { throw StorageError(.memoryFull, in: .open) }
        return count
    }

    static var count: UInt32 { counter.load(ordering: .relaxed) }

    private static func increase() { counter.add(1, ordering: .relaxed) }
}
