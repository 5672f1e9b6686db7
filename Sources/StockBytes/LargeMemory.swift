import Glibc

/// Memory of tables that may become large.
///
/// Below `leastBytes` it is `malloc`'s. Above, a range of addresses is reserved at once and its pages come as they are
/// touched, so growth copies nothing and stalls nobody; the kernel is asked for pages of 2 MiB, since a table that is
/// read at random places otherwise waits for page tables as often as for its rows.
enum LargeMemory {
    /// From this size on, in bytes, a block has a range of its own.
    static let leastBytes = 1 << 20
    /// How far a block may grow in its range: addresses, not memory.
    private static let reservedBytes = 1 << 34

    /// A range of zeros that at least `byteCount` bytes fit into; nil where the system has none to give.
    static func reserve(_ byteCount: Int) -> (start: UnsafeMutableRawPointer, byteCount: Int)? {
        let ample = max(byteCount, reservedBytes)
        if let start = unsafe reserve(exactly: ample) { return unsafe (start, ample) }
        return unsafe reserve(exactly: byteCount).map { start in unsafe (start, byteCount) }
    }

    /// A range of `byteCount` zeros; nil where the system has none to give.
    static func reserve(exactly byteCount: Int) -> UnsafeMutableRawPointer? {
        let found = unsafe mmap(
            nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let start = unsafe found, unsafe start != MAP_FAILED else { return nil }
        // Where the kernel has no large pages the small ones do.
        unsafe madvise(start, byteCount, MADV_HUGEPAGE)
        return unsafe start
    }

    static func release(_ start: UnsafeMutableRawPointer, byteCount: Int) { unsafe munmap(start, byteCount) }
}
