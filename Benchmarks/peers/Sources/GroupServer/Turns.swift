import CEpoll
import Glibc
import LoadLoop

/// One turn: take what has come on all connections, make it durable with one flush, answer.
///
/// While the disk flushes, the next turn collects.
final class Turns {
    private let listener: Listener
    private let keeper: any Keeper
    private let poller: Int32
    private var connections: [Int32: Connection] = [:]
    private var group: [Reservation] = []
    /// Whose request each of the group is, and under which id.
    private var askers: [(connection: Connection, request: UInt64)] = []

    init(_ listener: Listener, keeper: any Keeper) throws {
        self.listener = listener
        self.keeper = keeper
        poller = epoll_create1(0)
        guard poller >= 0 else { throw BenchmarkFailure("no epoll: \(errno)") }
        watch(listener.descriptor)
    }

    /// Until the process ends.
    func run() throws {
        var events = [epoll_event](repeating: epoll_event(), count: 1_024)
        while true {
            let count = epoll_wait(poller, &events, Int32(events.count), -1)
            for event in events.prefix(Int(max(0, count))) {
                if event.data.fd == listener.descriptor {
                    accept()
                } else if let connection = connections[event.data.fd] {
                    try take(from: connection)
                }
            }
            try answer()
        }
    }

    private func watch(_ descriptor: Int32) {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.fd = descriptor
        epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event)
    }

    private func accept() {
        while let descriptor = listener.accept() {
            connections[descriptor] = Connection(descriptor)
            watch(descriptor)
        }
    }

    private func take(from connection: Connection) throws {
        let isOpen = try connection.read { request, reservation in
            group.append(reservation)
            askers.append((connection, request))
        }
        // Closing takes it out of epoll too.
        if !isOpen { connections[connection.descriptor] = nil }
    }

    private func answer() throws {
        guard !group.isEmpty else { return }
        let granted = try keeper.reserve(group)
        for (asker, isGranted) in zip(askers, granted) { asker.connection.answer(asker.request, isGranted) }
        for asker in askers { asker.connection.flush() }
        group.removeAll(keepingCapacity: true)
        askers.removeAll(keepingCapacity: true)
    }
}
