import CSockets
import Foundation
import Glibc

/// The sockets of one loop, on its thread.
final class SocketTable {
    /// One that takes part in a loop.
    protocol Member: AnyObject {
        /// Nil once it is closed.
        var descriptor: Descriptor? { get }
        func handle(_ event: Poller.Event)
        /// Closes at once.
        func cut()
    }

    private struct Slot {
        var member: (any Member)?
        /// Grows with each member: an event of the one before is of no use.
        var generation: UInt32 = 0
    }

    private static let key = "stockroom.sockets"
    private static let wakeToken = UInt64.max

    /// That of the loop whose thread this is.
    static var ofThisThread: SocketTable? {
        get { Thread.current.threadDictionary[key] as? SocketTable }
        set { Thread.current.threadDictionary[key] = newValue }
    }

    private var poller: Poller
    private let wake: Descriptor
    private var slots: [Slot] = []
    private var free: [Int] = []
    private var ready = 0
    private var work: [() -> Void] = []
    /// For what comes on any of them: nobody keeps it.
    var input = [UInt8](repeating: 0, count: 64 << 10)

    init(wake: Descriptor) throws(SocketFailure) {
        poller = try Poller()
        self.wake = wake
        try poller.add(wake, .input, token: Self.wakeToken)
    }

    func add(_ member: any Member, _ interest: Poller.Interest) throws(SocketFailure) -> UInt64 {
        let place = free.popLast() ?? slots.count
        if place == slots.count { slots.append(Slot()) }
        slots[place].member = member
        slots[place].generation &+= 1
        let token = UInt64(slots[place].generation) << 32 | UInt64(place)
        do throws(SocketFailure) {
            guard let descriptor = member.descriptor else { throw SocketFailure("epoll_ctl", cause: EBADF) }
            try poller.add(descriptor, interest, token: token)
        } catch {
            remove(token)
            throw error
        }
        return token
    }

    func change(_ member: any Member, _ interest: Poller.Interest, _ token: UInt64) {
        if let descriptor = member.descriptor { try? poller.change(descriptor, interest, token: token) }
    }

    func remove(_ token: UInt64) {
        let place = Int(token & 0xFFFF_FFFF)
        guard place < slots.count, slots[place].generation == UInt32(token >> 32), let member = slots[place].member
        else { return }
        if let descriptor = member.descriptor { poller.remove(descriptor) }
        slots[place].member = nil
        free.append(place)
    }

    func wait(milliseconds: Int32) { ready = poller.wait(milliseconds: milliseconds) }

    func handleEvents() {
        for index in 0..<ready {
            let event = poller[index]
            guard event.token != Self.wakeToken else {
                var count: UInt64 = 0
                _ = unsafe read(wake.number, &count, 8)
                continue
            }
            let place = Int(event.token & 0xFFFF_FFFF)
            guard slots[place].generation == UInt32(event.token >> 32) else { continue }
            let member = slots[place].member
            member?.handle(event)
        }
        ready = 0
    }

    /// Does it at the end of this turn.
    func later(_ work: @escaping () -> Void) { self.work.append(work) }

    /// False: nothing waited.
    func doWhatWaits() -> Bool {
        guard !work.isEmpty else { return false }
        var waiting: [() -> Void] = []
        swap(&waiting, &work)
        for one in waiting { one() }
        return true
    }

    /// The loop ends.
    func cutAll() {
        for slot in slots { slot.member?.cut() }
        while doWhatWaits() {}
    }
}
