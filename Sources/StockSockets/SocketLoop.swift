import CSockets
import Dispatch
import Foundation
import Glibc
import Synchronization

/// A thread that reads what comes on many sockets, then does what it was asked to, and then waits.
///
/// One turn: the events of all sockets, timers that are due, and all work, also what that work asks for. So what a turn has
/// brought can be handled together at its end.
public final class SocketLoop: Sendable {
    /// What other threads, or the loop itself, want done.
    private struct Inbox {
        var work: [@Sendable () -> Void] = []
        var timers: [(due: UInt64, work: @Sendable () -> Void)] = []
        /// The loop waits, or is about to, and has to be woken.
        var isAsleep = false
        var isStopped = false
        /// Nothing is done any more.
        var isOver = false
    }

    private let inbox = Mutex(Inbox())
    private let wake: Descriptor
    private let threadID = Atomic<UInt>(0)

    /// Starts the thread.
    ///
    /// - Throws: `SocketFailure` where there are no descriptors left.
    public init(name: String = "stockroom sockets") throws(SocketFailure) {
        wake = try Descriptor(eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC)), "eventfd")
        let sockets = try SocketTable(wake: wake)
        let box = Handover(sockets)
        let thread = Thread { [self] in
            guard let sockets = box.take() else { return }
            threadID.store(Self.currentThread, ordering: .relaxed)
            SocketTable.ofThisThread = sockets
            run(sockets)
            SocketTable.ofThisThread = nil
        }
        thread.name = name
        thread.start()
    }

    private static var currentThread: UInt { UInt(pthread_self()) }

    /// Whether the caller is on the loop's thread.
    public var isCurrent: Bool { threadID.load(ordering: .relaxed) == Self.currentThread }

    /// Does it soon, in this turn when called on the loop's thread; false: the loop has ended.
    @discardableResult
    public func execute(_ work: @escaping @Sendable () -> Void) -> Bool {
        let (isTaken, wakes) = inbox.withLock { inbox in
            guard !inbox.isOver else { return (false, false) }
            inbox.work.append(work)
            defer { inbox.isAsleep = false }
            return (true, inbox.isAsleep)
        }
        if wakes { ring() }
        return isTaken
    }

    /// Does it after a while, unless the loop ends before.
    public func execute(afterMilliseconds milliseconds: Int, _ work: @escaping @Sendable () -> Void) {
        let due = DispatchTime.now().uptimeNanoseconds + UInt64(max(0, milliseconds)) * 1_000_000
        let wakes = inbox.withLock { inbox in
            guard !inbox.isOver else { return false }
            let place = inbox.timers.firstIndex { $0.due > due } ?? inbox.timers.count
            inbox.timers.insert((due, work), at: place)
            defer { inbox.isAsleep = false }
            return inbox.isAsleep
        }
        if wakes { ring() }
    }

    /// Does it on the loop's thread, and gives what it came to.
    ///
    /// - Throws: what `work` throws; `SocketFailure` where the loop has ended.
    public func submit<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let isTaken = execute { continuation.resume(with: Result { try work() }) }
            if !isTaken { continuation.resume(throwing: SocketFailure("a loop that has ended", cause: ECANCELED)) }
        }
    }

    /// Ends the thread after this turn; sockets that are still open are closed.
    public func stop() {
        inbox.withLock { $0.isStopped = true }
        ring()
    }

    private func ring() {
        var one: UInt64 = 1
        _ = unsafe write(wake.number, &one, 8)
    }

    private func run(_ sockets: SocketTable) {
        while let milliseconds = millisecondsToWait() {
            sockets.wait(milliseconds: milliseconds)
            inbox.withLock { $0.isAsleep = false }
            sockets.handleEvents()
            var isIdle = true
            // What a piece of work has asked of a socket is done before work that comes after it.
            repeat {
                isIdle = !doSomeOfWhatWaits()
                if sockets.doWhatWaits() { isIdle = false }
            } while !isIdle
        }
        sockets.cutAll()
        forgetWhatWaits()
    }

    /// It may hold on to this loop; outside of the lock, since letting go may ask for something.
    private func forgetWhatWaits() {
        var forgotten = Inbox()
        inbox.withLock { inbox in
            swap(&forgotten.work, &inbox.work)
            swap(&forgotten.timers, &inbox.timers)
        }
    }

    /// -1: until something happens; nil: the loop is to end.
    private func millisecondsToWait() -> Int32? {
        inbox.withLock { inbox in
            guard inbox.work.isEmpty else { return 0 }
            guard !inbox.isStopped else {
                inbox.isOver = true
                return nil
            }
            inbox.isAsleep = true
            guard let due = inbox.timers.first?.due else { return -1 }
            let now = DispatchTime.now().uptimeNanoseconds
            // Rounded up, so that it is due when the loop wakes.
            return due <= now ? 0 : Int32(clamping: (due - now + 999_999) / 1_000_000)
        }
    }

    /// False: nothing waited.
    private func doSomeOfWhatWaits() -> Bool {
        let work: [@Sendable () -> Void] = inbox.withLock { inbox in
            var work: [@Sendable () -> Void] = []
            swap(&work, &inbox.work)
            if let first = inbox.timers.first, case let now = DispatchTime.now().uptimeNanoseconds, first.due <= now {
                let count = inbox.timers.firstIndex { $0.due > now } ?? inbox.timers.count
                work += inbox.timers.prefix(count).map(\.work)
                inbox.timers.removeFirst(count)
            }
            return work
        }
        for one in work { one() }
        return !work.isEmpty
    }
}

/// Gives a value to one other thread.
///
/// Unchecked, because who gives it does not look at it again.
private final class Handover: @unchecked Sendable {
    private var value: SocketTable?
    init(_ value: SocketTable) { self.value = value }
    func take() -> SocketTable? {
        defer { value = nil }
        return value
    }
}
