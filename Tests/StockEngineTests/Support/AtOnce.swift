/// Runs the body in so many tasks at the same time, and gives all that they bring back.
func atOnce<Element: Sendable>(
    _ tasks: Int, _ body: @escaping @Sendable (Int) async throws -> [Element]
) async throws -> [Element] {
    try await withThrowingTaskGroup(of: [Element].self) { group in
        for task in 0..<tasks { group.addTask { try await body(task) } }
        var all: [Element] = []
        for try await part in group { all += part }
        return all
    }
}
