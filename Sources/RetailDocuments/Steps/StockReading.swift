import StockAPI
import StockModel

/// What can be read of a stock, with its failures as those of a workflow.
struct StockReading: Sendable {
    let stock: any StockService

    func ask<Value>(
        _ question: (any StockService) async throws(StockFailure) -> Value
    ) async throws(WorkflowFailure) -> Value {
        do throws(StockFailure) { return try await question(stock) } catch { throw WorkflowFailure(error) }
    }

    /// The documents whose keys begin like this, by key.
    func all(under prefix: String) async throws(WorkflowFailure) -> [Document] {
        var list: [Document] = []
        var cursor: [UInt8]?
        repeat {
            let scan = Scan(prefix: Array(prefix.utf8), limit: Scan.limitMax, cursor: cursor)
            let page = try await ask { stock throws(StockFailure) in try await stock.documents(scan) }
            list += page.elements
            cursor = page.cursor
        } while cursor != nil
        return list
    }

    /// The documents of a kind whose keys begin like this, by key.
    func stored<Content: WorkflowDocument>(under prefix: String) async throws(WorkflowFailure) -> [Stored<Content>] {
        var list: [Stored<Content>] = []
        for document in try await all(under: prefix) where document.type == Content.kind.rawValue {
            list.append(try Stored(document))
        }
        return list
    }

    /// The keys of the documents with a term that begins like this, by term.
    func matches(under prefix: String) async throws(WorkflowFailure) -> [TermMatch] {
        var list: [TermMatch] = []
        var cursor: [UInt8]?
        repeat {
            let scan = Scan(prefix: Array(prefix.utf8), limit: Scan.limitMax, cursor: cursor)
            let page = try await ask { stock throws(StockFailure) in try await stock.documents(byTerm: scan) }
            list += page.elements
            cursor = page.cursor
        } while cursor != nil
        return list
    }
}

extension WorkflowFailure {
    init(_ failure: StockFailure) {
        switch failure {
        case .refused(let refusal): self = .refused(refusal)
        case .cancelled: self = .cancelled
        default: self = .stock(failure)
        }
    }
}
