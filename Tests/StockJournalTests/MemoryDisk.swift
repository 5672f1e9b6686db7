import StockBytes
import Glibc
import StockFiles
import Synchronization

/// A disk in memory that forgets what was not flushed.
///
/// A power cut keeps of each unflushed write any subset of its sectors, and of the folder's changes any
/// beginning. A flush that fails leaves its bytes readable and clean: they are never written any more.
final class MemoryDisk: FileSystem {
    static let sectorBytes = 512

    struct Node {
        var durable: [UInt8] = []
        var current: [UInt8] = []
        var pending: [(offset: Int, bytes: [UInt8])] = []
        var isLocked = false
    }

    enum Change {
        case link(String, Int)
        case unlink(String)
        case rename(String, String)
    }

    struct State {
        var nodes: [Int: Node] = [:]
        var names: [String: Int] = [:]
        var durableNames: [String: Int] = [:]
        var changes: [Change] = []
        var nextNode = 0
        /// Handles of an earlier start are dead.
        var start = 0
        /// Operations until everything fails; nothing fails below 0.
        var operationsLeft = -1
    }

    let state = Mutex(State())

    /// Everything fails after so many more operations.
    func stop(after operations: Int) { state.withLock { state in state.operationsLeft = operations } }

    var isStopped: Bool { state.withLock { state in state.operationsLeft == 0 } }

    /// The process ends; the page cache lives on.
    func restart() {
        state.withLock { state in
            state.start += 1
            state.operationsLeft = -1
            for node in state.nodes.keys { state.nodes[node]?.isLocked = false }
        }
    }

    func cutPower(_ random: inout some RandomNumberGenerator) {
        restart()
        let kept = state.withLock { state in Int.random(in: 0...state.changes.count, using: &random) }
        let seed = UInt64.random(in: .min ... .max, using: &random)
        state.withLock { state in
            var random = SplitMix64(seed: seed)
            for change in state.changes.prefix(kept) { Self.apply(change, to: &state.durableNames) }
            state.changes = []
            state.names = state.durableNames
            for (number, node) in state.nodes.sorted(by: { left, right in left.key < right.key }) {
                var bytes = node.durable
                for write in node.pending {
                    var offset = 0
                    while offset < write.bytes.count {
                        let position = write.offset + offset
                        let count = min(
                            Self.sectorBytes - position % Self.sectorBytes, write.bytes.count - offset)
                        if Bool.random(using: &random) {
                            Self.put(Array(write.bytes[offset..<offset + count]), at: position, in: &bytes)
                        }
                        offset += count
                    }
                }
                state.nodes[number] = Node(durable: bytes, current: bytes)
            }
        }
    }

    static func apply(_ change: Change, to names: inout [String: Int]) {
        switch change {
        case .link(let name, let node): names[name] = node
        case .unlink(let name): names[name] = nil
        case .rename(let old, let new):
            names[new] = names[old]
            names[old] = nil
        }
    }

    static func put(_ bytes: [UInt8], at offset: Int, in file: inout [UInt8]) {
        let end = offset + bytes.count
        if file.count < end { file += [UInt8](repeating: 0, count: end - file.count) }
        file.replaceSubrange(offset..<end, with: bytes)
    }

    func perform<Result: Sendable>(
        _ operation: FileOperation, _ path: String, start: Int? = nil,
        _ body: (inout State) throws(FilesError) -> Result
    ) throws(FilesError) -> Result {
        try state.withLock { (state: inout State) throws(FilesError) -> Result in
            if let start, start != state.start {
                throw FilesError(operation: operation, path: path, systemError: EBADF)
            }
            if state.operationsLeft == 0 {
                throw FilesError(operation: operation, path: path, systemError: EIO)
            }
            if state.operationsLeft > 0 { state.operationsLeft -= 1 }
            return try body(&state)
        }
    }

    func open(_ path: String, _ mode: OpenMode) throws(FilesError) -> any File {
        let (node, start) = try perform(.open, path) { state throws(FilesError) in
            if let node = state.names[path] { return (node, state.start) }
            guard mode == .create || mode == .openOrCreate else {
                throw FilesError(operation: .open, path: path, systemError: ENOENT)
            }
            state.nextNode += 1
            state.nodes[state.nextNode] = Node()
            state.names[path] = state.nextNode
            state.changes.append(.link(path, state.nextNode))
            return (state.nextNode, state.start)
        }
        return MemoryFile(disk: self, path: path, node: node, start: start)
    }

    func lock(_ path: String) throws(FilesError) -> any FileLock {
        let file = try open(path, .openOrCreate)
        guard let file = file as? MemoryFile else {
            throw FilesError(operation: .lock, path: path, code: .failed)
        }
        try perform(.lock, path) { state throws(FilesError) in
            if state.nodes[file.node]?.isLocked == true {
                throw FilesError(operation: .lock, path: path, systemError: EWOULDBLOCK)
            }
            state.nodes[file.node]?.isLocked = true
        }
        return MemoryLock(file: file)
    }

    func list(_ folder: String) throws(FilesError) -> [String] {
        try perform(.list, folder) { state in
            state.names.keys.filter { name in name.hasPrefix(folder + "/") }
                .map { name in String(name.dropFirst(folder.count + 1)) }.sorted()
        }
    }

    func makeFolder(_ path: String) throws(FilesError) {}

    func synchronizeFolder(_ path: String) throws(FilesError) {
        // There is one folder, and it is always there.
        if path == "/" { return }
        try perform(.synchronizeFolder, path) { state in
            state.durableNames = state.names
            state.changes = []
        }
    }

    func rename(_ path: String, to other: String) throws(FilesError) {
        try perform(.rename, path) { state in
            Self.apply(.rename(path, other), to: &state.names)
            state.changes.append(.rename(path, other))
        }
    }

    func remove(_ path: String) throws(FilesError) {
        try perform(.remove, path) { state throws(FilesError) in
            guard state.names[path] != nil else {
                throw FilesError(operation: .remove, path: path, systemError: ENOENT)
            }
            state.names[path] = nil
            state.changes.append(.unlink(path))
        }
    }

    func exists(_ path: String) throws(FilesError) -> Bool {
        try perform(.exists, path) { state in state.names[path] != nil }
    }

    func volume(of path: String) throws(FilesError) -> Volume {
        Volume(freeBytes: .max, totalBytes: .max, kind: .memory("test"))
    }
}

final class MemoryLock: FileLock {
    let file: MemoryFile
    var path: String { file.path }

    init(file: MemoryFile) { self.file = file }

    deinit {
        file.disk.state.withLock { state in
            if state.start == file.start { state.nodes[file.node]?.isLocked = false }
        }
    }
}

final class MemoryFile: File {
    let disk: MemoryDisk
    let path: String
    let node: Int
    let start: Int

    init(disk: MemoryDisk, path: String, node: Int, start: Int) {
        self.disk = disk
        self.path = path
        self.node = node
        self.start = start
    }

    private func perform<Result: Sendable>(
        _ operation: FileOperation, _ body: (inout MemoryDisk.Node) -> Result
    ) throws(FilesError) -> Result {
        try disk.perform(operation, path, start: start) { state throws(FilesError) in
            var node = state.nodes[self.node, default: MemoryDisk.Node()]
            let result = body(&node)
            state.nodes[self.node] = node
            return result
        }
    }

    func write(_ bytes: RawSpan, at offset: Int) throws(FilesError) {
        let bytes = copy(of: bytes)
        // The write in which everything stops may still reach the page cache.
        try perform(.write) { node in
            MemoryDisk.put(bytes, at: offset, in: &node.current)
            node.pending.append((offset, bytes))
        }
    }

    /// One operation, as on a real disk: the one in which everything stops has reached the disk with any of its sectors.
    func writeDurably(_ bytes: RawSpan, at offset: Int) throws(FilesError) {
        let bytes = copy(of: bytes)
        do {
            try perform(.write) { node in
                MemoryDisk.put(bytes, at: offset, in: &node.current)
                MemoryDisk.put(bytes, at: offset, in: &node.durable)
            }
        } catch {
            disk.state.withLock { state in
                guard state.start == start, var node = state.nodes[self.node] else { return }
                MemoryDisk.put(bytes, at: offset, in: &node.current)
                node.pending.append((offset, bytes))
                state.nodes[self.node] = node
            }
            throw error
        }
    }

    func read(into bytes: inout MutableRawSpan, at offset: Int) throws(FilesError) -> Int {
        let count = bytes.byteCount
        let found = try perform(.read) { node in
            Array(node.current.dropFirst(offset).prefix(count))
        }
        unsafe bytes.withUnsafeMutableBytes { buffer in unsafe buffer.copyBytes(from: found) }
        return found.count
    }

    func synchronizeData() throws(FilesError) {
        do {
            try perform(.synchronizeData) { node in
                for write in node.pending { MemoryDisk.put(write.bytes, at: write.offset, in: &node.durable) }
                node.pending = []
            }
        } catch {
            // A failed flush leaves its bytes in the page cache, clean.
            disk.state.withLock { state in
                if state.start == start { state.nodes[node]?.pending.removeAll() }
            }
            throw error
        }
    }

    func synchronize() throws(FilesError) { try synchronizeData() }

    func preallocate(byteCount: Int) throws(FilesError) {}

    func size() throws(FilesError) -> Int { try perform(.size) { node in node.current.count } }

    func truncate(to byteCount: Int) throws(FilesError) {
        try perform(.truncate) { node in
            if byteCount < node.current.count {
                node.current.removeLast(node.current.count - byteCount)
            } else {
                node.current += [UInt8](repeating: 0, count: byteCount - node.current.count)
            }
            node.durable = node.current
        }
    }
}
