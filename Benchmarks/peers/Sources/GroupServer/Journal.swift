import Glibc
import LoadLoop

/// Counters in memory, and a file to which every turn is appended with one flush.
///
/// No index, no checkpoint, no checksum, nothing to recover with: a ceiling, not a store.
final class Journal: Keeper {
    /// Filled with zeros before, so that a flush never waits for the file system to give room.
    private static let fileBytes = 256 << 20
    private static let block = 4_096

    /// `O_DIRECT`, which the C library declares for GNU programs only; its number on x86-64.
    private static let direct: Int32 = 0x4000
    private static let writtenTogetherMax = 16 << 20

    /// Written past the page cache, each write durable when it returns: as Stockroom does, and faster than a flush.
    private let file: Int32
    /// At the beginning of a page, as such writes want it.
    private let page = UnsafeMutableRawBufferPointer.allocate(byteCount: Journal.writtenTogetherMax, alignment: Journal.block)
    private let assortment: Assortment
    private var available: [Int64]
    private var offset = 0
    private var sequence: UInt64 = 0
    /// The last block that was written, as far as it is full.
    private var bytes: [UInt8] = []

    init(at path: String, _ assortment: Assortment) throws {
        self.assortment = assortment
        available = Array(repeating: Assortment.unitsPerLevel, count: Int(assortment.levels))
        let made = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        guard made >= 0 else { throw BenchmarkFailure("\(path) cannot be made: \(errno)") }
        defer { close(made) }
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        for start in stride(from: 0, to: Self.fileBytes, by: zeros.count) {
            guard pwrite(made, zeros, zeros.count, start) == zeros.count else {
                throw BenchmarkFailure("\(path) cannot be filled: \(errno)")
            }
        }
        guard fsync(made) == 0 else { throw BenchmarkFailure("\(path) cannot be flushed: \(errno)") }
        file = open(path, O_RDWR | Self.direct | O_DSYNC)
        guard file >= 0 else { throw BenchmarkFailure("\(path) cannot be written past the page cache: \(errno)") }
    }

    deinit {
        close(file)
        page.deallocate()
    }

    func reserve(_ group: [Reservation]) throws -> [Bool] {
        var granted: [Bool] = []
        granted.reserveCapacity(group.count)
        for reservation in group {
            let level = reservation.level
            let place = Int(level.sku - 1) * Int(assortment.locations) + Int(level.location - Assortment.firstLocation)
            guard available[place] > 0 else {
                granted.append(false)
                continue
            }
            available[place] -= 1
            granted.append(true)
            append(reservation)
        }
        try flush()
        return granted
    }

    /// 64 bytes, so that none lies across two blocks; the sequence first, by which what was kept is counted afterwards.
    private func append(_ reservation: Reservation) {
        sequence += 1
        let record = (
            sequence, reservation.id.high, reservation.id.low, reservation.level.sku,
            UInt64(reservation.level.location), reservation.deadlineMilliseconds, UInt64(0), UInt64(0)
        )
        withUnsafeBytes(of: record) { bytes += $0 }
    }

    /// Writes whole blocks, the last one again when the next turn has filled more of it.
    private func flush() throws {
        let used = bytes.count
        let blocks = (used + Self.block - 1) / Self.block
        bytes += Array(repeating: 0, count: blocks * Self.block - used)
        if offset + bytes.count > Self.fileBytes { offset = 0 }
        guard bytes.count <= page.count else { throw BenchmarkFailure("more than a turn writes together") }
        page.copyBytes(from: bytes)
        guard pwrite(file, page.baseAddress, bytes.count, offset) == bytes.count else {
            throw BenchmarkFailure("the journal cannot be written: \(errno)")
        }
        let full = used / Self.block * Self.block
        offset += full
        bytes.removeSubrange(used...)
        bytes.removeFirst(full)
    }
}
