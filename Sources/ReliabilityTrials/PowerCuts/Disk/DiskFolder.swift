/// The names in a folder as the disk has them, and what happened to them since without having been made durable.
final class DiskFolder {
    enum Entry {
        case file(DiskFile)
        case folder(DiskFolder)
    }

    enum Change {
        case add(String, Entry)
        case remove(String)
        /// The one name takes the place of the other, in a moment.
        case rename(String, to: String)
    }

    private(set) var durable: [String: Entry] = [:]
    /// As every program sees it.
    private(set) var cached: [String: Entry] = [:]
    private(set) var pending: [Change] = []

    init(durable: [String: Entry] = [:]) {
        self.durable = durable
        cached = durable
    }

    func change(_ change: Change) {
        cached.apply(change)
        pending.append(change)
    }

    func makeDurable(first count: Int) {
        for change in pending.prefix(count) { durable.apply(change) }
        pending.removeFirst(min(count, pending.count))
    }

    /// What the disk has when only the first of the pending changes have reached it.
    func entries(afterFirst count: Int) -> [String: Entry] {
        var entries = durable
        for change in pending.prefix(count) { entries.apply(change) }
        return entries
    }
}

extension [String: DiskFolder.Entry] {
    fileprivate mutating func apply(_ change: DiskFolder.Change) {
        switch change {
        case .add(let name, let entry): self[name] = entry
        case .remove(let name): self[name] = nil
        case .rename(let name, let other):
            self[other] = self[name]
            self[name] = nil
        }
    }
}
