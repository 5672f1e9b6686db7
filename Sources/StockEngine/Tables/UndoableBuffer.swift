import StockBytes

/// A flat buffer whose changes since a savepoint can be taken back.
struct UndoableBuffer<Element: BitwiseCopyable & Sendable>: ~Copyable, Sendable {
    private var elements: FlatBuffer<Element>
    private var overwritten: [(index: Int, element: Element)] = []
    private var countAtSavepoint: Int?

    init(minimumCapacity: Int) { elements = FlatBuffer(minimumCapacity: minimumCapacity) }

    var count: Int { @inline(__always) get { elements.count } }

    subscript(index: Int) -> Element {
        @inline(__always) get { elements[index] }
        @inline(__always) set {
            if let countAtSavepoint, index < countAtSavepoint { overwritten.append((index, elements[index])) }
            elements[index] = newValue
        }
    }

    @inline(__always) mutating func append(_ element: Element) { elements.append(element) }

    /// Forgets all, and keeps the memory.
    mutating func removeAll() {
        forgetSavepoint()
        elements.truncate(to: 0)
    }

    mutating func touchCapacity() { elements.touchCapacity() }

    var capacityBytes: Int { elements.capacityBytes }

    var hasSavepoint: Bool { countAtSavepoint != nil }

    mutating func setSavepoint() {
        overwritten.removeAll(keepingCapacity: true)
        countAtSavepoint = elements.count
    }

    mutating func forgetSavepoint() {
        overwritten.removeAll(keepingCapacity: true)
        countAtSavepoint = nil
    }

    /// Restores overwritten elements and drops appended ones.
    ///
    /// Returns how many remain.
    @discardableResult
    mutating func rollBack() -> Int {
        guard let count = countAtSavepoint else { return elements.count }
        elements.truncate(to: count)
        for (index, element) in overwritten.reversed() { elements[index] = element }
        forgetSavepoint()
        return count
    }
}
