import RetailDocuments
import StockModel

/// Units of one SKU that a location has to have received before anything is sold.
struct OpeningUnits {
    let sku: SKU
    let units: Quantity
}

/// Receives opening stock from the supplier, as far as it has not been received yet.
///
/// What was received before is read from the movements on the location's opening paper. So a second run receives
/// nothing, and a file that brings further documents receives the difference.
struct OpeningReceipts {
    let store: ReplayStore
    let occurredAt: Instant

    /// Lines received in one transaction: a thousand per move.
    private static let linesMax = 10 * CommandLimits.moveLinesMax

    /// The paper on which the opening stock of a location stands.
    private struct Paper: Codable {
        var location: UInt32
        var levels: Int
        var units: Int64
    }

    func receive(_ wanted: [OpeningUnits], at location: LocationID, on key: DocumentKey) async throws(ReplayFailure) {
        var version = try await store.document(key)?.version
        var received: [SKU: Quantity] = [:]
        if version != nil {
            try await store.eachMovement(on: key) { movement in received[movement.sku, default: 0] += movement.quantity
            }
        }
        var lines = wanted.compactMap { opening -> MoveLine? in
            let missing = opening.units - (received[opening.sku] ?? 0)
            guard missing > 0 else { return nil }
            received[opening.sku, default: 0] += missing
            return MoveLine(opening.sku, quantity: missing, from: RetailNumbers.supplier, to: location)
        }[...]
        while !lines.isEmpty {
            let some = lines.prefix(Self.linesMax)
            lines = lines.dropFirst(Self.linesMax)
            let paper = Paper(
                location: location.rawValue, levels: received.count, units: received.values.reduce(0, +))
            version = try await receive(Array(some), paper: paper, on: key, at: version)
        }
    }

    private func receive(
        _ lines: [MoveLine], paper: Paper, on key: DocumentKey, at version: SequenceNumber?
    ) async throws(ReplayFailure) -> SequenceNumber {
        let date = CalendarDay(of: occurredAt).number
        let context = MovementContext(occurredAt: occurredAt, businessDate: date, document: key)
        var operations: [Operation] = [
            .putDocument(
                DocumentWrite(
                    key, type: PaperType.opening.rawValue, body: PaperBody.bytes(of: paper),
                    terms: [IndexTerm("opening.location/\(paper.location.padded(to: 10))")]))
        ]
        var rest = lines[...]
        while !rest.isEmpty {
            let some = rest.prefix(CommandLimits.moveLinesMax)
            rest = rest.dropFirst(CommandLimits.moveLinesMax)
            operations.append(.move(Move(.receive, lines: Array(some), context: context)))
        }
        let unchanged: Precondition = version.map { .document(key, at: $0) } ?? .absent(key)
        let answer = try await store.demand(
            .transaction(Transaction(preconditions: [unchanged], operations: operations)),
            for: "the opening stock of location \(paper.location)")
        return answer.sequence
    }
}
