public import RetailDocuments
import StockModel

extension Workplace {
    /// All that is in force of a kind, by name.
    public func all<Content: MasterData>(_ kind: Content.Type = Content.self) async throws(WorkflowFailure) -> [Content]
    {
        try await records(kind).map(\.content)
    }

    /// All that is in force of a kind, by name, each with the row that it came in.
    func records<Content: MasterData>(
        _ kind: Content.Type
    ) async throws(WorkflowFailure) -> [(content: Content, row: SourceRow?)] {
        var states: [UInt64: ImportRun.State?] = [:]
        var list: [(content: Content, row: SourceRow?)] = []
        for stored in try await read(MasterRecord<Content>.self, under: Content.prefix) {
            let record = stored.content
            if let staged = record.staged {
                if states[staged.importNumber] == nil {
                    let run = try await read(ImportRun.self, at: ImportRun.key(of: staged.importNumber))
                    states[staged.importNumber] = .some(run?.content.state)
                }
                if states[staged.importNumber] == .some(.loaded) {
                    list.append((staged.content, staged.row))
                    continue
                }
            }
            if let current = record.current { list.append((current, record.currentRow)) }
        }
        return list
    }

    /// What is in force of a kind under terms that begin like this.
    ///
    /// A term may be of what an import has brought that is not loaded: it is of interest only what is in force.
    public func all<Content: MasterData>(
        _ kind: Content.Type = Content.self, under term: String
    ) async throws(WorkflowFailure) -> [Content] {
        var place = self
        var list: [Content] = []
        var seen: Set<DocumentKey> = []
        for match in try await matches(under: term) where seen.insert(match.key).inserted {
            guard let record = try await read(MasterRecord<Content>.self, at: match.key)?.content else { continue }
            guard let content = try await place.inForce(record) else { continue }
            let isUnder = content.terms.contains { $0.bytes.starts(with: term.utf8) }
            if isUnder { list.append(content) }
        }
        return list
    }
}

extension Step {
    /// Changes what is in force, or adds it; what an import is bringing stays as it is.
    ///
    /// The row that it came in is kept, so that it is exported in its place.
    public mutating func write<Content: MasterData>(master content: Content) async throws(WorkflowFailure) {
        var record =
            try await read(MasterRecord<Content>.self, at: Content.key(of: content.name))?.content
            ?? MasterRecord(content)
        if let staged = record.staged {
            let run = try await read(ImportRun.self, at: ImportRun.key(of: staged.importNumber))
            switch run?.content.state {
            case .loaded:
                record.currentRow = staged.row
                record.staged = nil
            case .staging: break
            case .abandoned, nil: record.staged = nil
            }
        }
        record.current = content
        write(record)
    }
}
