import StockBytes
import StockFiles

/// The bytes of a file, by pages; pages that are not there are zeros.
struct FileContent: Sendable {
    static let pageBytes = 4_096

    private(set) var pages: [Int: [UInt8]] = [:]
    private(set) var size = 0

    private static let zeros = [UInt8](repeating: 0, count: pageBytes)

    /// The bytes of a file as they are now.
    init(bytes: [UInt8] = []) {
        write(bytes, count: bytes.count, at: 0)
    }

    /// Writes bytes, or zeros where there are none; the file grows as far as they reach.
    mutating func write(_ bytes: [UInt8], count: Int, at offset: Int) {
        write(bytes, 0..<count, at: offset)
        size = max(size, offset + count)
    }

    /// Writes a part of some bytes, where they stand, without growing: what lies beyond the end counts once it does.
    mutating func write(_ bytes: [UInt8], _ part: Range<Int>, at offset: Int) {
        var index = part.lowerBound
        while index < part.upperBound {
            let place = offset + index
            let inPage = place % Self.pageBytes
            let count = min(Self.pageBytes - inPage, part.upperBound - index)
            let page = place / Self.pageBytes
            if bytes.isEmpty {
                if count == Self.pageBytes {
                    pages[page] = nil
                } else if pages[page] != nil {
                    pages[page, default: Self.zeros].replaceSubrange(
                        inPage..<inPage + count, with: Self.zeros[..<count])
                }
            } else if count == Self.pageBytes {
                pages[page] = Array(bytes[index..<index + count])
            } else {
                pages[page, default: Self.zeros]
                    .replaceSubrange(inPage..<inPage + count, with: bytes[index..<index + count])
            }
            index += count
        }
    }

    /// Makes the file larger, by zeros, or smaller.
    mutating func resize(to newSize: Int) {
        if newSize < size { forget(from: newSize) }
        size = newSize
    }

    /// The file ends here, and what was written beyond was never part of it.
    mutating func end(at newSize: Int) {
        size = newSize
        forget(from: newSize)
    }

    private mutating func forget(from newSize: Int) {
        let last = newSize / Self.pageBytes
        for page in pages.keys where page > last || (page == last && newSize % Self.pageBytes == 0) {
            pages[page] = nil
        }
        let inPage = newSize % Self.pageBytes
        if inPage > 0, pages[last] != nil {
            pages[last, default: Self.zeros].replaceSubrange(inPage..., with: Self.zeros[inPage...])
        }
    }

    /// Writes it down as a file that is not there yet.
    func put(_ path: String, files: SystemFiles) throws {
        let file = try files.open(path, .create)
        try file.truncate(to: size)
        for (page, bytes) in pages where page * Self.pageBytes < size {
            let count = min(Self.pageBytes, size - page * Self.pageBytes)
            try file.write(bytes.span.rawBytes.extracting(0..<count), at: page * Self.pageBytes)
        }
    }

    /// Where it differs from a file that is there, or nil.
    func difference(from path: String, files: SystemFiles) throws -> String? {
        let file = try files.open(path, .read)
        let there = try file.size()
        guard there == size else { return "\(size) bytes were recorded, and \(there) are there" }
        for start in stride(from: 0, to: size, by: Self.pageBytes) {
            let count = min(Self.pageBytes, size - start)
            let bytes = try file.readBytes(count, at: start)
            if bytes[...] != (pages[start / Self.pageBytes] ?? Self.zeros)[..<count] {
                return "other bytes are there than were recorded, in the page at \(start)"
            }
        }
        return nil
    }
}
