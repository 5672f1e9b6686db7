import Glibc

/// A growing run of plain values in memory of its own: no objects, no reference counts, no copies when it is big.
///
/// Large blocks grow by remapping their pages (`realloc`), so growth does not stall whoever appends, and memory that
/// was never touched costs nothing. Every access is checked against the count.
/// Not for values that own something: use an array.
@safe public struct FlatBuffer<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    // Unchecked, because the compiler cannot see that the memory has this value as its only owner.
    @usableFromInline var memory: UnsafeMutablePointer<Element>
    @usableFromInline var capacity: Int
    @usableFromInline var used: Int

    /// Made of its parts.
    public init(minimumCapacity: Int = 16) {
        capacity = max(minimumCapacity, 16)
        used = 0
        unsafe memory = Self.allocate(capacity)
    }

    deinit { unsafe free(memory) }

    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
        // Out of memory has no answer: the process ends here, as it would in the standard library.
        guard let block = unsafe calloc(capacity, MemoryLayout<Element>.stride) else {
            preconditionFailure("out of memory")
        }
        return unsafe block.bindMemory(to: Element.self, capacity: capacity)
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

    @usableFromInline @inline(never)
    mutating func grow() {
        let larger = capacity * 2
        guard let block = unsafe realloc(memory, larger * MemoryLayout<Element>.stride) else {
            preconditionFailure("out of memory")
        }
        unsafe memory = block.bindMemory(to: Element.self, capacity: larger)
        capacity = larger
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

    /// Made of its parts.
    public init(count: Int) {
        self.count = max(count, 1)
        guard let block = unsafe calloc(self.count, MemoryLayout<Element>.stride) else {
            preconditionFailure("out of memory")
        }
        unsafe memory = block.bindMemory(to: Element.self, capacity: self.count)
    }

    deinit { unsafe free(memory) }

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
