/// The pages of the map, by which a place in it can be judged without following anything.
///
/// LMDB takes offsets and lengths from a page as they stand there. Where the disk has changed one, the bytes that it hands
/// out may reach beyond the file, and reading those ends the process.
struct MapPages {
    /// Of one page, a power of two.
    let byteCount: Int
    /// The address of page 0; 0 where it is not known.
    let start: UInt

    private static let headBytes = 16
    private static let overflowFlag: UInt16 = 0x04

    /// Whether a value lies on one page, or on pages of its own as many as it needs.
    func hold(_ value: UnsafeRawBufferPointer) -> Bool {
        guard let start = value.baseAddress else { return true }
        let offset = Int(bitPattern: start) & (byteCount - 1)
        if value.count <= byteCount - offset { return true }
        guard offset == Self.headBytes else { return false }
        let page = unsafe start - offset
        let flags = unsafe page.loadUnaligned(fromByteOffset: 10, as: UInt16.self)
        let pages = unsafe Int(page.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        return flags == Self.overflowFlag && value.count <= pages * byteCount - Self.headBytes
    }

    /// Whether the page on which the bytes begin says that it is the one that lies there.
    ///
    /// A disk that writes a page to the place of another leaves one whose checksums are right.
    @inline(__always)
    func areInPlace(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard start != 0, let first = bytes.baseAddress else { return true }
        let page = unsafe first - (Int(bitPattern: first) & (byteCount - 1))
        let number = unsafe page.loadUnaligned(as: UInt.self)
        return UInt(bitPattern: page) &- start == number &* UInt(byteCount)
    }

    /// Whether the value lies on pages of its own; the page of its key is another.
    @inline(__always)
    func isOnOwnPages(_ value: UnsafeRawBufferPointer) -> Bool {
        Int(bitPattern: value.baseAddress) & (byteCount - 1) == Self.headBytes
    }

    /// Where page 0 has to lie for the page of these bytes to be the one that it says it is.
    func start(bySound bytes: UnsafeRawBufferPointer) -> UInt {
        let page = unsafe page(of: bytes)
        guard let first = page.baseAddress else { return 0 }
        return unsafe UInt(bitPattern: first) &- page.loadUnaligned(as: UInt.self) &* UInt(byteCount)
    }

    /// The page on which the bytes begin.
    func page(of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard let start = bytes.baseAddress else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
        let offset = Int(bitPattern: start) & (byteCount - 1)
        return unsafe UnsafeRawBufferPointer(start: start - offset, count: byteCount)
    }
}
