import CSockets
import Glibc

/// What the kernel has to say of many descriptors at once (`epoll`).
@safe struct Poller: ~Copyable {
    struct Interest: OptionSet {
        let rawValue: UInt32
        static let input = Interest(rawValue: EPOLLIN.rawValue)
        static let output = Interest(rawValue: EPOLLOUT.rawValue)
    }

    struct Event {
        /// As it was given to `add`.
        let token: UInt64
        /// There is something to be read, or the peer is gone, which reading says.
        let isReadable: Bool
        let isWritable: Bool
        /// Nobody is there any more.
        let isHungUp: Bool
    }

    private let descriptor: Descriptor
    private var events: [epoll_event]

    init(eventsMax: Int = 1_024) throws(SocketFailure) {
        descriptor = try Descriptor(epoll_create1(Int32(EPOLL_CLOEXEC)), "epoll_create1")
        unsafe events = [epoll_event](repeating: epoll_event(), count: eventsMax)
    }

    func add(_ other: Descriptor, _ interest: Interest, token: UInt64) throws(SocketFailure) {
        try control(EPOLL_CTL_ADD, other, interest, token)
    }

    func change(_ other: Descriptor, _ interest: Interest, token: UInt64) throws(SocketFailure) {
        try control(EPOLL_CTL_MOD, other, interest, token)
    }

    func remove(_ other: Descriptor) {
        var event = unsafe epoll_event()
        _ = unsafe epoll_ctl(descriptor.number, EPOLL_CTL_DEL, other.number, &event)
    }

    private func control(
        _ operation: Int32, _ other: Descriptor, _ interest: Interest, _ token: UInt64
    ) throws(SocketFailure) {
        var event = unsafe epoll_event()
        unsafe event.events = interest.rawValue
        unsafe event.data.u64 = token
        guard unsafe epoll_ctl(descriptor.number, operation, other.number, &event) == 0 else {
            throw SocketFailure("epoll_ctl")
        }
    }

    /// Waits until something happens, at most so long; gives how many events there are.
    mutating func wait(milliseconds: Int32) -> Int {
        let descriptor = descriptor.number
        let count = unsafe events.withUnsafeMutableBufferPointer { buffer in
            unsafe epoll_wait(descriptor, buffer.baseAddress, Int32(buffer.count), milliseconds)
        }
        return Int(max(0, count))
    }

    subscript(index: Int) -> Event {
        let event = unsafe events[index]
        let bits = unsafe event.events
        let isHungUp = bits & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0
        return Event(
            token: unsafe event.data.u64, isReadable: bits & EPOLLIN.rawValue != 0,
            isWritable: bits & EPOLLOUT.rawValue != 0, isHungUp: isHungUp)
    }
}
