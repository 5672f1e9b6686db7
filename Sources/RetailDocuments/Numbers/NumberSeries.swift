public import StockModel

/// The numbers of documents that people speak of.
///
/// A number is taken before the document is written: where that fails, the number is left out, and never given again.
public struct NumberSeries: WorkflowDocument {
    /// What it is.
    public static let kind = DocumentKind.numberSeries
    /// What is numbered, such as `po`.
    public var name: String
    /// The number given last; 0: none.
    public var last: UInt64

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: name) }

    static func key(of name: String) -> DocumentKey { DocumentKey("series/\(name)") }
}

extension Workplace {
    /// How many at once ask for a number, at most; one in the middle of such a crowd asks again.
    private static let contendersMax = 100

    /// The next number of a series, from 1 on.
    ///
    /// - Throws: `changedMeanwhile` where a hundred others were faster, one after the other.
    public func nextNumber(of series: String) async throws(WorkflowFailure) -> UInt64 {
        for _ in 1..<Self.contendersMax {
            do throws(WorkflowFailure) { return try await take(series) } catch {
                guard case .changedMeanwhile = error else { throw error }
            }
        }
        return try await take(series)
    }

    private func take(_ series: String) async throws(WorkflowFailure) -> UInt64 {
        try await perform { step throws(WorkflowFailure) in try await step.nextNumber(of: series) }
    }
}

extension Step {
    /// The next number of a series, from 1 on, given by this step: where it does not happen, none is left out.
    ///
    /// Whoever takes one at the same time decides again; for many at once there is `Workplace.nextNumber`.
    public mutating func nextNumber(of series: String) async throws(WorkflowFailure) -> UInt64 {
        var numbers =
            try await read(NumberSeries.self, at: NumberSeries.key(of: series))?.content
            ?? NumberSeries(name: series, last: 0)
        let (next, overflow) = numbers.last.addingReportingOverflow(1)
        guard !overflow else { throw .refused(.overflow) }
        numbers.last = next
        write(numbers)
        return next
    }
}
