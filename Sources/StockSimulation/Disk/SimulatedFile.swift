import StockBytes
import StockFiles

/// An open file of a simulated disk.
///
/// Its calls move fewer bytes than they are asked to, as those of a system may.
final class SimulatedFile: File, PartialFile, @unchecked Sendable {
    // Unchecked, because a simulation runs on one thread.
    let path: String
    private let disk: SimulatedDisk
    private let node: Int
    private let life: Int

    init(_ disk: SimulatedDisk, path: String, node: Int) {
        self.disk = disk
        self.path = path
        self.node = node
        life = disk.life
    }

    func write(_ bytes: RawSpan, at offset: Int) throws(FilesError) { try writeAll(bytes, at: offset) }

    func writeDurably(_ bytes: RawSpan, at offset: Int) throws(FilesError) {
        try writeAll(bytes, at: offset)
        try synchronizeData()
    }

    func writeSome(_ bytes: RawSpan, at offset: Int) throws(FilesError) -> Int {
        try perform(.write) { () throws(FilesError) in
            let room = room(upTo: offset + bytes.byteCount) - offset
            guard room > 0 || bytes.byteCount == 0 else {
                throw FilesError(operation: .write, path: path, code: .full)
            }
            let asked = min(bytes.byteCount, room)
            let count = disk.random.chance(5) ? disk.random.within(1...max(asked, 1)) : asked
            var reader = ByteReader(bytes)
            let written = (try? reader.readBytes(min(count, asked))) ?? []
            disk.state.nodes[node]?.current.put(written[...], at: offset)
            disk.state.nodes[node]?.pending.append(.write(offset: offset, bytes: written))
            return written.count
        }
    }

    func read(into bytes: inout MutableRawSpan, at offset: Int) throws(FilesError) -> Int {
        try readAll(into: &bytes, at: offset)
    }

    func readSome(
        into bytes: inout MutableRawSpan, from filled: Int, at offset: Int
    ) throws(FilesError) -> Int {
        try perform(.read) { () throws(FilesError) in
            let content = disk.state.nodes[node]?.current ?? []
            let asked = min(bytes.byteCount - filled, max(0, content.count - offset))
            let count = disk.random.chance(5) ? disk.random.within(min(1, asked)...asked) : asked
            for index in 0..<count {
                bytes.storeBytes(of: content[offset + index], toByteOffset: filled + index, as: UInt8.self)
            }
            return count
        }
    }

    func synchronizeData() throws(FilesError) { try flush(.synchronizeData) }

    func synchronize() throws(FilesError) { try flush(.synchronize) }

    private func flush(_ operation: FileOperation) throws(FilesError) {
        do throws(FilesError) {
            try perform(operation) { () throws(FilesError) in
                disk.flushes()
                if disk.flushesAreTrue { disk.state.nodes[node]?.flush() }
            }
        } catch {
            // As Linux does: what could not be written counts as written from here on, and another flush says nothing of it.
            disk.state.nodes[node]?.pending = []
            throw error
        }
    }

    func preallocate(byteCount: Int) throws(FilesError) {
        try perform(.preallocate) { () throws(FilesError) in
            guard room(upTo: byteCount) >= byteCount else {
                throw FilesError(operation: .preallocate, path: path, code: .full)
            }
            if try length() < byteCount { resize(to: byteCount) }
        }
    }

    func size() throws(FilesError) -> Int { try perform(.size) { () throws(FilesError) in try length() } }

    func truncate(to byteCount: Int) throws(FilesError) {
        try perform(.truncate) { () throws(FilesError) in resize(to: byteCount) }
    }

    private func resize(to byteCount: Int) {
        disk.state.nodes[node]?.current.resize(to: byteCount)
        disk.state.nodes[node]?.pending.append(.resize(to: byteCount))
    }

    private func length() throws(FilesError) -> Int { disk.state.nodes[node]?.current.count ?? 0 }

    /// How large the file can become, up to a size.
    private func room(upTo byteCount: Int) -> Int {
        let size = disk.state.nodes[node]?.current.count ?? 0
        guard byteCount > size, disk.state.bytesMax < .max else { return byteCount }
        return min(byteCount, size + max(0, disk.state.bytesMax - disk.usedBytes))
    }

    private func perform<Value>(
        _ operation: FileOperation, _ action: () throws(FilesError) -> Value
    ) throws(FilesError) -> Value {
        guard life == disk.life else { throw FilesError(operation: operation, path: path, systemError: Faults.ioError) }
        return try disk.perform(operation, path, action)
    }
}

/// A lock that goes with its machine.
final class SimulatedLock: FileLock, @unchecked Sendable {
    // Unchecked, because a simulation runs on one thread.
    let path: String
    private let disk: SimulatedDisk
    private let life: Int

    init(_ disk: SimulatedDisk, path: String, life: Int) {
        self.disk = disk
        self.path = path
        self.life = life
    }

    deinit { disk.unlock(path, life: life) }
}
