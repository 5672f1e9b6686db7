import Glibc
import Synchronization

/// Ctrl-C and SIGTERM: the run ends, and what it has started with it.
enum Interruption {
    private static let signal = Atomic<Int32>(0)

    static func watch() {
        _ = isWanted
        for number in [SIGINT, SIGTERM] { Glibc.signal(number) { Interruption.signal.store($0, ordering: .relaxed) } }
    }

    static var isWanted: Bool { number != 0 }

    /// Which it was; 0: none.
    static var number: Int32 { signal.load(ordering: .relaxed) }
}
