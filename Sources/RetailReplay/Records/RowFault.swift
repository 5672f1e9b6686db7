/// What is wrong with a well-formed record, as the kind of row that it should be.
struct RowFault: Error, Equatable {
    let reason: RowProblem.Reason
}

/// What is wrong with a document whose rows are each well-formed.
struct DocumentFault: Error, Equatable {
    /// Where its first row stands.
    let line: Int
    let reason: RowProblem.Reason
}
