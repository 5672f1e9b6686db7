@testable import StockSimulation
import StockAPI
import StockModel

extension Questions {
    func movements() async throws -> String? {
        let all = try await walk { last in try await stock.movements(after: last?.id ?? .none, limit: 7) }
        if let found = difference("movements", all, model.movements) { return found }
        for sku in CornerShops.skus {
            for location in CornerShops.locations {
                let chain = try await walk { last in
                    try await stock.movements(of: sku, at: location, before: last?.id, limit: 5)
                }
                let expected = Array(model.movements(of: sku, at: location).reversed())
                if let found = difference("movements of \(sku) at \(location)", chain, expected) { return found }
            }
        }
        for document in ["po/1", "po/2", "basket/7", "none"] as [DocumentKey] {
            let paper = try await walk { last in
                try await stock.movements(on: document, after: last?.id ?? .none, limit: 3)
            }
            if let found = difference("movements on \(document)", paper, model.movements(on: document)) { return found }
        }
        return nil
    }

    /// A handful of past sequences, at every place where something is sold.
    func books() async throws -> String? {
        let last = model.sequence
        for sku in CornerShops.skus {
            for location in [CornerShops.townFloor, CornerShops.harbourLoft, CornerShops.supplier] {
                for sequence in [0, 1, last / 3, last / 2, last - min(last, 1), last] {
                    let book = try await stock.book(of: sku, at: location, asOf: sequence)
                    let expected = model.onHand(sku, at: location, asOf: sequence)
                    let question = "book of \(sku) at \(location) as of \(sequence)"
                    if let found = difference(question, book, expected) { return found }
                }
            }
        }
        return nil
    }

    func documents() async throws -> String? {
        for key in model.documents.keys.sorted() + ["nowhere"] {
            let document = try await stock.document(key)
            if let found = difference("document \(key)", document, model.documents[key]) { return found }
        }
        for scan in Self.scans(["", "po/", "po/1", "count/", "x"], ["po/1", "po/10", "count/2"]) {
            let found = try await pages(of: scan) { scan in try await stock.documents(scan) }
            if let found = difference("documents in \(scan)", found, model.documents(scan)) { return found }
        }
        return nil
    }

    func terms() async throws -> String? {
        for scan in Self.scans(["", "due/", "due/1", "open", "x"], ["due/10", "due/2", "open"]) {
            let found = try await pages(of: scan) { scan in try await stock.documents(byTerm: scan) }
            if let found = difference("terms in \(scan)", found, model.documents(byTerm: scan)) { return found }
        }
        return nil
    }

    /// Every prefix alone, and every pair of bounds, forwards and backwards, in small pages.
    private static func scans(_ prefixes: [String], _ bounds: [String]) -> [Scan] {
        var scans = prefixes.map { Scan(prefix: Array($0.utf8)) }
        for from in bounds.map({ Array($0.utf8) }) {
            scans += [Scan(from: from), Scan(to: from), Scan(prefix: from.dropLast(), from: from)]
            scans += bounds.map { Scan(from: from, to: Array($0.utf8)) }
        }
        return scans.flatMap { scan in
            [false, true].map { isReversed in
                var scan = scan
                scan.isReversed = isReversed
                scan.limit = 2
                return scan
            }
        }
    }

    private func pages<Element>(of scan: Scan, _ page: (Scan) async throws -> Page<Element>) async throws -> [Element] {
        var scan = scan
        var all: [Element] = []
        repeat {
            let next = try await page(scan)
            all += next.elements
            scan.cursor = next.cursor
        } while scan.cursor != nil
        return all
    }

    func feed() async throws -> String? {
        let incarnation = try await stock.statistics().incarnation
        var position = FeedPosition(incarnation: incarnation, sequence: 0)
        var all: [FeedEvent] = []
        while true {
            let page = try await stock.feed(after: position, limit: 9)
            guard case .events(let events, let next) = page else { return "feed after \(position): \(page)" }
            guard let last = events.last else { break }
            guard next.sequence == last.sequence, next.incarnation == incarnation else {
                return "feed after \(position): next is \(next), the last event \(last.sequence)"
            }
            all += events
            position = next
        }
        return difference("feed", all.map(\.withChangesInOrder), model.events.map(\.withChangesInOrder))
    }
}

extension FeedEvent {
    /// The order of the changes within one event is nobody's promise.
    var withChangesInOrder: FeedEvent {
        var event = self
        let named = changes.map { (name: "\($0)", change: $0) }
        event.changes = named.sorted { $0.name < $1.name }.map(\.change)
        return event
    }
}
