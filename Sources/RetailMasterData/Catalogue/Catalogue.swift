public import RetailDocuments
public import StockModel

/// The master data that is in force, as steps and screens read it.
public protocol MasterDataReading {
    /// A document as it stands.
    mutating func read<Content: WorkflowDocument>(
        _ kind: Content.Type, at key: DocumentKey
    ) async throws(WorkflowFailure) -> Stored<Content>?
}

extension Step: MasterDataReading {}
extension Workplace: MasterDataReading {}

extension MasterDataReading {
    /// What is in force under a name; nil: nothing.
    ///
    /// In a step it is a precondition: the step happens only if the same is in force then.
    public mutating func master<Content: MasterData>(
        _ kind: Content.Type = Content.self, _ name: String
    ) async throws(WorkflowFailure) -> Content? {
        guard let record = try await read(MasterRecord<Content>.self, at: Content.key(of: name))?.content else {
            return nil
        }
        return try await inForce(record)
    }

    /// What of a record is in force.
    public mutating func inForce<Content: MasterData>(
        _ record: MasterRecord<Content>
    ) async throws(WorkflowFailure) -> Content? {
        guard let staged = record.staged else { return record.current }
        let run = try await read(ImportRun.self, at: ImportRun.key(of: staged.importNumber))
        return run?.content.state == .loaded ? staged.content : record.current
    }
}
