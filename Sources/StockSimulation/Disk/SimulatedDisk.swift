import StockBytes
import StockFiles

/// A disk in memory whose power can be cut, and on which any operation can fail.
///
/// What was written and not flushed is kept apart from what is durable. A power cut keeps, of each write that was not
/// flushed, any of its sectors, and of the names changed in a folder since its last flush the first few: what POSIX and a
/// journaling file system allow, at their worst. LMDB's own files lie on the real disk: it opens them itself.
final class SimulatedDisk: FileSystem, @unchecked Sendable {
    // Unchecked, because a simulation runs on one thread.
    static let sectorBytes = 512

    struct Content {
        var durable: [UInt8] = []
        var current: [UInt8] = []
        var pending: [Change] = []
    }

    enum Change {
        case write(offset: Int, bytes: [UInt8])
        case resize(to: Int)
    }

    enum NameChange {
        case put(path: String, node: Int)
        case rename(from: String, to: String, node: Int)
        case remove(path: String)
    }

    /// All that a disk holds.
    struct State {
        var nodes: [Int: Content] = [:]
        var nextNode = 1
        var names: [String: Int] = [:]
        var durableNames: [String: Int] = [:]
        /// By folder, in order.
        var pendingNames: [String: [NameChange]] = [:]
        var folders: Set<String> = []
        var bytesMax = Int.max
    }

    /// What becomes of an operation.
    enum Decision {
        case proceed
        /// It does not happen, with this system error number.
        case fail(Int32)
        /// It happens, and then reports this failure.
        case failAfterwards(Int32)
        /// The power is cut before it happens.
        case die
    }

    var state = State()
    var random: SplitMix64
    /// Which life of the machine; files opened in an earlier one write nowhere.
    private(set) var life = 0
    /// No operation happens any more until the machine starts again.
    private(set) var isDead = false
    /// Set for the rest of a life in which nothing is to fail.
    var decide: (FileOperation, String) -> Decision = { _, _ in .proceed }
    /// Told when the power is cut.
    var died: () -> Void = {}
    /// Told that a flush takes its time.
    var flushes: () -> Void = {}
    /// False for a disk that says it has flushed, and has not.
    var flushesAreTrue = true
    private var locked: Set<String> = []

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    // MARK: Power

    func die() {
        guard !isDead else { return }
        isDead = true
        died()
    }

    /// What is left of what was not durable.
    enum Loss: CaseIterable {
        /// The process died, and the operating system did not.
        case nothing
        /// Everything that was not flushed.
        case everything
        /// Some sectors of some writes, in any order.
        case some
    }

    /// The machine starts again, with what the power cut left.
    func start(after loss: Loss) {
        if loss != .nothing { lose(all: loss == .everything) }
        locked = []
        life += 1
        isDead = false
    }

    private func lose(all: Bool) {
        state.names = state.durableNames
        // In the order of folders and files, so that a seed says all.
        for folder in state.pendingNames.keys.sorted() {
            let changes = state.pendingNames[folder] ?? []
            for change in changes.prefix(all ? 0 : random.within(0...changes.count)) {
                change.apply(to: &state.names)
            }
        }
        state.durableNames = state.names
        state.pendingNames = [:]
        for node in state.nodes.keys.sorted() {
            guard var content = state.nodes[node] else { continue }
            if !all { for change in content.pending { content.keepSome(of: change, &random) } }
            content.current = content.durable
            content.pending = []
            state.nodes[node] = content
        }
    }

    // MARK: What is done to it

    func perform<Value>(
        _ operation: FileOperation, _ path: String, _ action: () throws(FilesError) -> Value
    ) throws(FilesError) -> Value {
        guard !isDead else { throw FilesError(operation: operation, path: path, systemError: Faults.ioError) }
        switch decide(operation, path) {
        case .proceed: return try action()
        case .fail(let cause): throw FilesError(operation: operation, path: path, systemError: cause)
        case .failAfterwards(let cause):
            _ = try action()
            throw FilesError(operation: operation, path: path, systemError: cause)
        case .die:
            die()
            throw FilesError(operation: operation, path: path, systemError: Faults.ioError)
        }
    }

    /// Bytes of all files that have a name.
    var usedBytes: Int { state.names.values.reduce(0) { $0 + (state.nodes[$1]?.current.count ?? 0) } }

    func open(_ path: String, _ mode: OpenMode) throws(FilesError) -> any File {
        if path.hasSuffix(".mdb") { return try SystemFiles().open(path, mode) }
        return try perform(.open, path) { () throws(FilesError) in
            let existing = state.names[path]
            if existing != nil, mode == .create { throw FilesError(operation: .open, path: path, code: .exists) }
            if let existing { return SimulatedFile(self, path: path, node: existing) }
            guard mode == .create || mode == .openOrCreate else {
                throw FilesError(operation: .open, path: path, code: .notFound)
            }
            let node = state.nextNode
            state.nextNode += 1
            state.nodes[node] = Content()
            change(.put(path: path, node: node), in: Self.folder(of: path))
            return SimulatedFile(self, path: path, node: node)
        }
    }

    func lock(_ path: String) throws(FilesError) -> any FileLock {
        try perform(.lock, path) { () throws(FilesError) in
            guard locked.insert(path).inserted else { throw FilesError(operation: .lock, path: path, code: .locked) }
            return SimulatedLock(self, path: path, life: life)
        }
    }

    func unlock(_ path: String, life: Int) { if life == self.life { locked.remove(path) } }

    func list(_ folder: String) throws(FilesError) -> [String] {
        try perform(.list, folder) { () throws(FilesError) in
            state.names.keys.filter { Self.folder(of: $0) == folder }.map {
                String($0.dropFirst(folder.utf8.count + 1))
            }
            .sorted()
        }
    }

    func makeFolder(_ path: String) throws(FilesError) {
        try perform(.makeFolder, path) { () throws(FilesError) in _ = state.folders.insert(path) }
    }

    func synchronizeFolder(_ path: String) throws(FilesError) {
        try perform(.synchronizeFolder, path) { () throws(FilesError) in
            flushes()
            guard flushesAreTrue else { return }
            for change in state.pendingNames[path] ?? [] { change.apply(to: &state.durableNames) }
            state.pendingNames[path] = nil
        }
    }

    func rename(_ path: String, to other: String) throws(FilesError) {
        try perform(.rename, path) { () throws(FilesError) in
            guard let node = state.names[path] else {
                throw FilesError(operation: .rename, path: path, code: .notFound)
            }
            change(.rename(from: path, to: other, node: node), in: Self.folder(of: path))
        }
    }

    func remove(_ path: String) throws(FilesError) {
        try perform(.remove, path) { () throws(FilesError) in
            guard state.names[path] != nil else { throw FilesError(operation: .remove, path: path, code: .notFound) }
            change(.remove(path: path), in: Self.folder(of: path))
        }
    }

    func exists(_ path: String) throws(FilesError) -> Bool {
        try perform(.exists, path) { () throws(FilesError) in
            state.names[path] != nil || state.folders.contains(path)
        }
    }

    func volume(of path: String) throws(FilesError) -> Volume {
        try perform(.volume, path) { () throws(FilesError) in
            let free = max(0, state.bytesMax == .max ? 1 << 40 : state.bytesMax - usedBytes)
            return Volume(freeBytes: UInt64(free), totalBytes: 1 << 41, kind: .memory("simulated"))
        }
    }

    private func change(_ change: NameChange, in folder: String) {
        change.apply(to: &state.names)
        state.pendingNames[folder, default: []].append(change)
    }

    private static func folder(of path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }
}

extension SimulatedDisk.NameChange {
    func apply(to names: inout [String: Int]) {
        switch self {
        case .put(let path, let node): names[path] = node
        case .rename(let from, let to, let node):
            names[from] = nil
            names[to] = node
        case .remove(let path): names[path] = nil
        }
    }
}

extension SimulatedDisk.Content {
    /// What was written since the last flush is durable.
    mutating func flush() {
        for change in pending {
            switch change {
            case .resize(let count): durable.resize(to: count)
            case .write(let offset, let bytes): durable.put(bytes[...], at: offset)
            }
        }
        pending = []
    }

    /// Any of the sectors of a write reached the disk, in any order.
    mutating func keepSome(of change: SimulatedDisk.Change, _ random: inout SplitMix64) {
        switch change {
        case .resize(let count): if random.chance(50) { durable.resize(to: count) }
        case .write(let offset, let bytes):
            // Now and then the whole write, or none of it.
            let kind = random.below(4)
            var start = 0
            while start < bytes.count {
                let end = min(
                    bytes.count, start + SimulatedDisk.sectorBytes - (offset + start) % SimulatedDisk.sectorBytes)
                if kind == 0 || (kind > 1 && random.chance(50)) { durable.put(bytes[start..<end], at: offset + start) }
                start = end
            }
        }
    }
}

extension [UInt8] {
    mutating func resize(to count: Int) {
        if count < self.count { removeLast(self.count - count) }
        if count > self.count { self += [UInt8](repeating: 0, count: count - self.count) }
    }

    mutating func put(_ bytes: ArraySlice<UInt8>, at offset: Int) {
        if count < offset + bytes.count { resize(to: offset + bytes.count) }
        replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
}
