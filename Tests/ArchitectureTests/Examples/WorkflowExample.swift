import RetailDocuments
import StockAPI
import StockModel
import StockTesting
import Testing

// example: workflow document
struct DamageReport: WorkflowDocument {
    // A workflow takes a number of its own in DocumentKind.
    static let kind = DocumentKind.attachment
    enum State: String, Codable, CaseIterable { case reported, settled }

    var number: UInt64
    var sku: UInt64
    var quantity: Int64
    var dueMilliseconds: Int64
    var state = State.reported

    var key: DocumentKey { Self.key(of: number) }
    static func key(of number: UInt64) -> DocumentKey { DocumentKey("damage/\(number.keyText)") }

    var terms: [IndexTerm] {
        let due = Instant(millisecondsSinceEpoch: dueMilliseconds)
        return state == .reported
            ? [WaitingTask(owner: "stock-control", due: due, reason: "damage.settle").term] : []
    }
}
// end of example

// example: workflow state machine
enum DamageRule: Rule {
    case notFound(UInt64)
    case isSettled(UInt64)

    var name: String {
        switch self {
        case .notFound: "damage.not-found"
        case .isSettled: "damage.settled"
        }
    }
    var description: String {
        switch self {
        case .notFound(let number): "there is no damage report \(number)"
        case .isSettled(let number): "damage report \(number) is settled already"
        }
    }
    var remedy: String { "stockroom tasks shows the reports that wait" }
}

extension DamageReport {
    enum Event: CaseIterable { case settle }

    func after(_ event: Event) throws(DamageRule) -> DamageReport {
        guard state == .reported else { throw .isSettled(number) }
        var next = self
        next.state = .settled
        return next
    }
}
// end of example

// example: workflow steps
extension Workplace {
    func reportDamage(
        _ quantity: Int64, of sku: SKU, from shelf: LocationID, to damaged: LocationID
    ) async throws(WorkflowFailure) -> UInt64 {
        let number = try await nextNumber(of: "damage")
        try await perform { step throws(WorkflowFailure) in
            let report = DamageReport(
                number: number, sku: sku.rawValue, quantity: quantity,
                dueMilliseconds: step.now.advanced(byMilliseconds: 86_400_000).millisecondsSinceEpoch)
            step.write(report)
            step.move(
                .disposition, [MoveLine(sku, quantity: quantity, from: shelf, to: damaged)],
                context: MovementContext(document: report.key))
        }
        return number
    }

    func settleDamage(_ number: UInt64) async throws(WorkflowFailure) {
        try await perform { step throws(WorkflowFailure) in
            let report = try await step.require(
                DamageReport.self, at: DamageReport.key(of: number), else: DamageRule.notFound(number)
            ).content
            step.write(try decided { () throws(DamageRule) in try report.after(.settle) })
        }
    }
}
// end of example

struct WorkflowExample {
    @Test func `the page's workflow runs, and two who do the same step do not both succeed`() async throws {
        try await withTemporaryServer { client, session in
            _ = try await session.define([
                .site(SiteDefinition(1, code: "north")),
                .location(LocationDefinition(10, kind: .stock, site: 1, code: "shelf")),
                .location(LocationDefinition(11, kind: .damaged, site: 1, code: "damaged")),
                .location(LocationDefinition(90, kind: .supplier, code: "suppliers")),
                .sku(SKUDefinition(4711, code: "MUG")),
            ])
            _ = try await session.move(
                Move(.receive, lines: [MoveLine(4711, quantity: 5, from: 90, to: 10)]))
            let place = Workplace(client, principal: 1)
            let number = try await place.reportDamage(2, of: 4711, from: 10, to: 11)
            let tasks = try await place.tasks(of: "stock-control")
            #expect(tasks.map(\.document) == [DamageReport.key(of: number)])
            let levels = try await client.levels(of: 4711)
            #expect(levels.first { $0.location == 11 }?.onHand == 2)

            let settled = await withTaskGroup(of: Bool.self) { group in
                for person in [2, 3] as [PrincipalID] {
                    group.addTask {
                        do throws(WorkflowFailure) {
                            try await place.of(person).settleDamage(number)
                            return true
                        } catch { return error.rule(as: DamageRule.self) != .isSettled(number) }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(settled == 1)
            let left = try await place.tasks(of: "stock-control")
            #expect(left.isEmpty)
        }
    }
}
