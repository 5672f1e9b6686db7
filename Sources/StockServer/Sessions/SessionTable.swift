/// The sessions of open connections, by place.
struct SessionTable {
    private var slots: [Session?] = []
    private var generations: [UInt32] = []
    private var free: [Int] = []
    private(set) var count = 0

    /// A session that is still there, or nil.
    subscript(id: SessionID) -> Session? {
        guard slots.indices.contains(Int(id.slot)), generations[Int(id.slot)] == id.generation else { return nil }
        return slots[Int(id.slot)]
    }

    var all: [Session] { slots.compactMap { $0 } }

    mutating func insert(_ make: (SessionID) -> Session) -> Session {
        let slot: Int
        if let last = free.popLast() {
            slot = last
        } else {
            slot = slots.count
            slots.append(nil)
            generations.append(0)
        }
        let session = make(SessionID(slot: Int32(truncatingIfNeeded: slot), generation: generations[slot]))
        slots[slot] = session
        count += 1
        return session
    }

    mutating func remove(_ id: SessionID) {
        guard self[id] != nil else { return }
        let slot = Int(id.slot)
        slots[slot] = nil
        generations[slot] &+= 1
        free.append(slot)
        count -= 1
    }
}
