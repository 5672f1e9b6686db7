/// The elements of a collection, of which some are worked on at once.
struct Each<Element: Sendable> {
    private let elements: [Element]
    private let atOnce: Int

    init(_ elements: some Sequence<Element>, atOnce: Int = 64) {
        self.elements = Array(elements)
        self.atOnce = atOnce
    }

    /// In any order.
    func map<Value: Sendable>(_ body: @escaping @Sendable (Element) async throws -> Value) async throws -> [Value] {
        try await withThrowingTaskGroup(of: Value.self) { group in
            var values: [Value] = []
            for (index, element) in elements.enumerated() {
                if index >= atOnce, let value = try await group.next() { values.append(value) }
                group.addTask { try await body(element) }
            }
            for try await value in group { values.append(value) }
            return values
        }
    }
}
