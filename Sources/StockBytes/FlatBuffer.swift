import Glibc

/// A growing run of plain values in memory of its own: no objects, no reference counts, no copies when it is big.
///
/// Large ones grow in a range of addresses of their own, so growth does not stall whoever appends, and memory that was
/// never touched costs nothing. Every access is checked against the count.
/// Not for values that own something: use an array.
@safe public struct FlatBuffer<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    // Unchecked, because the compiler cannot see that the memory has this value as its only owner.
    @usableFromInline var memory: UnsafeMutablePointer<Element>
    @usableFromInline var capacity: Int
    @usableFromInline var used: Int
    /// Bytes of the range of addresses that the memory lies in, or zero when it is `malloc`'s.
    private var reservedBytes = 0

    /// Made of its parts.
    public init(minimumCapacity: Int = 16) {
        capacity = max(minimumCapacity, 16)
        used = 0
        let byteCount = capacity * MemoryLayout<Element>.stride
        if byteCount >= LargeMemory.leastBytes, let range = unsafe LargeMemory.reserve(byteCount) {
            unsafe memory = unsafe range.start.bindMemory(to: Element.self, capacity: capacity)
            reservedBytes = unsafe range.byteCount
        } else {
            unsafe memory = unsafe Self.bound(malloc(byteCount), capacity)
        }
    }

    deinit { unsafe Self.release(memory, reservedBytes) }

    private static func release(_ memory: UnsafeMutablePointer<Element>, _ reservedBytes: Int) {
        if reservedBytes > 0 {
            unsafe LargeMemory.release(UnsafeMutableRawPointer(memory), byteCount: reservedBytes)
        } else {
            unsafe free(memory)
        }
    }

    private static func bound(_ block: UnsafeMutableRawPointer?, _ capacity: Int) -> UnsafeMutablePointer<Element> {
        // Out of memory has no answer: the process ends here, as it would in the standard library.
        guard let block = unsafe block else { preconditionFailure("out of memory") }
        return unsafe block.bindMemory(to: Element.self, capacity: capacity)
    }

    /// Bytes that it can hold before it grows.
    public var capacityBytes: Int { capacity * MemoryLayout<Element>.stride }

    /// Has the system give the memory of all that it can hold before it grows, so that nobody who appends waits for it.
    ///
    /// Cost: writes to what is not used yet.
    public mutating func touchCapacity() {
        unsafe memory.advanced(by: used).withMemoryRebound(to: UInt8.self, capacity: capacityBytes) { bytes in
            unsafe bytes.update(repeating: 0, count: capacityBytes - used * MemoryLayout<Element>.stride)
        }
    }

    /// How many there are.
    @inlinable public var count: Int { used }

    /// Whether there is none.
    @inlinable public var isEmpty: Bool { used == 0 }

    /// Checked against the count.
    @inlinable
    public subscript(index: Int) -> Element {
        @inline(__always) get {
            precondition(index >= 0 && index < used, "index outside of the buffer")
            return unsafe memory[index]
        }
        @inline(__always) set {
            precondition(index >= 0 && index < used, "index outside of the buffer")
            unsafe memory[index] = newValue
        }
    }

    /// Changes one element in place.
    @inlinable @inline(__always)
    public mutating func update<Failure: Error>(
        _ index: Int, _ change: (inout Element) throws(Failure) -> Void
    ) throws(Failure) {
        precondition(index >= 0 && index < used, "index outside of the buffer")
        try unsafe change(&memory[index])
    }

    /// At the end.
    ///
    /// Cost: O(1), amortised.
    @inlinable @inline(__always)
    public mutating func append(_ element: Element) {
        if used == capacity { grow() }
        unsafe memory.advanced(by: used).initialize(to: element)
        used += 1
    }

    /// So many zeros at the end.
    public mutating func append(zeros extra: Int) where Element: FixedWidthInteger {
        while used + extra > capacity { grow() }
        unsafe memory.advanced(by: used).initialize(repeating: 0, count: extra)
        used += extra
    }

    @usableFromInline @inline(never)
    mutating func grow() {
        let larger = capacity * 2
        let byteCount = larger * MemoryLayout<Element>.stride
        defer { capacity = larger }
        guard byteCount >= LargeMemory.leastBytes else {
            return unsafe memory = unsafe Self.bound(realloc(memory, byteCount), larger)
        }
        if byteCount <= reservedBytes { return }
        guard let range = unsafe LargeMemory.reserve(byteCount) else { preconditionFailure("out of memory") }
        let moved = unsafe range.start.bindMemory(to: Element.self, capacity: larger)
        unsafe moved.moveInitialize(from: memory, count: used)
        unsafe Self.release(memory, reservedBytes)
        unsafe memory = unsafe moved
        reservedBytes = unsafe range.byteCount
    }

    /// Takes back what was appended after the first `count` elements.
    @inlinable
    public mutating func truncate(to count: Int) {
        if count >= 0, count < used { used = count }
    }

    /// Takes the last element away, or returns nil.
    public mutating func removeLast() -> Element? {
        guard used > 0 else { return nil }
        used -= 1
        return unsafe memory[used]
    }
}

/// A fixed number of values that all begin as zero; untouched pages cost nothing.
@safe public struct ZeroedBuffer<Element: FixedWidthInteger & BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    // Unchecked, because the compiler cannot see that the memory has this value as its only owner.
    @usableFromInline let memory: UnsafeMutablePointer<Element>
    /// How many there are.
    public let count: Int
    /// Bytes of the range of addresses that the memory lies in, or zero when it is `malloc`'s.
    private let reservedBytes: Int

    /// Made of its parts.
    public init(count: Int) {
        self.count = max(count, 1)
        let byteCount = self.count * MemoryLayout<Element>.stride
        let block: UnsafeMutableRawPointer
        if byteCount >= LargeMemory.leastBytes, let range = unsafe LargeMemory.reserve(exactly: byteCount) {
            unsafe block = unsafe range
            reservedBytes = byteCount
        } else {
            guard let small = unsafe calloc(self.count, MemoryLayout<Element>.stride) else {
                preconditionFailure("out of memory")
            }
            unsafe block = unsafe small
            reservedBytes = 0
        }
        unsafe memory = block.bindMemory(to: Element.self, capacity: self.count)
    }

    deinit {
        if reservedBytes > 0 {
            unsafe LargeMemory.release(UnsafeMutableRawPointer(memory), byteCount: reservedBytes)
        } else {
            unsafe free(memory)
        }
    }

    /// Makes all of them zero again.
    ///
    /// Cost: a pass over the memory.
    public mutating func zero() { unsafe memory.update(repeating: 0, count: count) }

    /// Checked against the count.
    @inlinable
    public subscript(index: Int) -> Element {
        @inline(__always) get {
            precondition(index >= 0 && index < count, "index outside of the buffer")
            return unsafe memory[index]
        }
        @inline(__always) set {
            precondition(index >= 0 && index < count, "index outside of the buffer")
            unsafe memory[index] = newValue
        }
    }
}
