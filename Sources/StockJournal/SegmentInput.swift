import StockFiles

/// Reads a segment from front to back in large pieces.
struct SegmentInput: ~Copyable {
    /// What is read from the disk at a time, in bytes.
    static let pieceBytes = 4 << 20

    private var file: (any File)?
    /// Where the records end: the size of the segment.
    private(set) var end = 0
    private var buffer = FileBuffer(capacityBytes: 0)
    /// Offset in the file of the buffer's first byte.
    private var start = 0

    /// Goes to another file.
    mutating func open(_ file: any File, end: Int) {
        self.file = file
        self.end = end
        buffer.removeAll()
        // No more than the segment: most journals of a test have small ones.
        buffer.reserve(capacityBytes: min(Self.pieceBytes, end))
        start = 0
    }

    /// Makes sure that `count` bytes from `offset` are in memory; false when the file ends before.
    mutating func load(_ offset: Int, _ count: Int) throws(FilesError) -> Bool {
        guard offset >= 0, count >= 0, count <= end, offset <= end - count else { return false }
        if offset >= start, offset + count <= start + buffer.count { return true }
        guard let file else { return false }
        if offset >= start, offset < start + buffer.count {
            buffer.removeFirst(offset - start)
        } else {
            buffer.removeAll()
        }
        start = offset
        buffer.reserve(capacityBytes: count)
        let wanted = min(buffer.capacityBytes, end - offset) - buffer.count
        _ = try buffer.fill(from: file, at: offset + buffer.count, wanted)
        return buffer.count >= count
    }

    /// Loaded bytes, without a copy.
    @_lifetime(borrow self)
    borrowing func bytes(_ offset: Int, _ count: Int) -> RawSpan {
        buffer.span(offset - start..<offset - start + count)
    }
}
