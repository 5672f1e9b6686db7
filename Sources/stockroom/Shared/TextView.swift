import RetailDocuments

/// What a command shows: JSON for a script, and a text for a person.
protocol TextView: Encodable {
    var text: String { get }
}

extension WorkplaceOptions {
    /// Reads something, and shows it.
    func show<Shown: TextView>(_ json: JSONOutput, _ read: (Workplace) async throws -> Shown) async throws {
        let view = try await use(json, read)
        try json.put(view) { view.text }
    }

    /// Does a step, and shows what it has come to.
    func step<Shown: TextView>(_ json: JSONOutput, _ step: (Workplace) async throws -> Shown) async throws {
        let view = try await use(json, step)
        try json.put(StepView(view)) { view.text }
    }
}
