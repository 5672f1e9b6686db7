import RetailDocuments
import RetailMasterData
import StockAPI
import StockModel
import Testing

@Suite("An import lets definitions say which SKUs need an inspection")
struct InspectionNeedTests {
    private static func plan(_ scope: SamplingPlan.Scope, _ place: Workplace) async throws {
        try await place.perform { step throws(WorkflowFailure) in
            step.write(SamplingPlans([SamplingPlan("plan", for: scope, sample: .basisPoints(1_000))]))
        }
    }

    private static func guarded(_ stock: any StockQueries) async throws -> [UInt64] {
        var list: [UInt64] = []
        for number in UInt64(1)...20
        where try await stock.definition(of: SKU(rawValue: number))?.needsInspection == true { list.append(number) }
        return list
    }

    @Test func `by category, brand and supplier, and never of a kit`() async throws {
        let cases: [(SamplingPlan.Scope, [UInt64])] = [
            (.category("ALL"), [1, 2]), (.brand("OWN"), [1, 2]), (.privateLabel, [1, 2]), (.brand("ACME"), []),
            (.supplier("SHED"), [3]), (.supplier("MILL"), [1]),
        ]
        for (scope, skus) in cases {
            try await everywhere { stock in
                let place = Workplace(stock, principal: 7)
                try await Self.plan(scope, place)
                #expect(try await place.importMasterData(from: Shop.folder).problems == [])
                #expect(try await Self.guarded(stock) == skus, "\(scope)")
                #expect(try await place.applySamplingPlans() == 0)
            }
        }
    }

    @Test func `opening stock under a plan is booked with a record that says so`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 7)
            try await Self.plan(.privateLabel, place)
            let report = try await place.importMasterData(from: Shop.folder)
            #expect(report.openingStock?.agrees == true && report.number == 1)
            let record = try await stock.document("opening-inspection/0000000001")
            #expect(record?.type == DocumentType.inspection && record?.principal == 7)
            let sequence = try await stock.statistics().sequence
            #expect(try await place.importMasterData(from: Shop.folder).changesNothing)
            #expect(try await stock.statistics().sequence == sequence)
        }
        try await everywhere { stock in
            _ = try await Workplace(stock, principal: 7).importMasterData(from: Shop.folder)
            #expect(try await stock.document("opening-inspection/0000000001") == nil)
        }
    }

    @Test func `a file that moves products into a category under a plan, or out of it, changes their SKUs`()
        async throws
    {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 7)
            func products(_ category: String) -> ImportFolder {
                Shop.folder(["products.csv": Shop.products(in: category)])
            }
            try await Self.plan(.category("SHIRTS"), place)
            _ = try await place.importMasterData(from: Shop.folder(with: ["products.csv": Shop.products(in: "ALL")]))
            #expect(try await Self.guarded(stock) == [])
            _ = try await place.importMasterData(from: products("SHIRTS"))
            #expect(try await Self.guarded(stock) == [1, 2])
            _ = try await place.importMasterData(from: products("ALL"))
            #expect(try await Self.guarded(stock) == [1, 2])
            #expect(try await place.applySamplingPlans(lowering: .all) == 2)
            #expect(try await Self.guarded(stock) == [])
        }
    }

    @Test func `without a plan an import leaves alone what somebody has defined`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 7)
            _ = try await place.importMasterData(from: Shop.folder)
            let marked = SKUDefinition(2, code: "TEE-M-RED", needsInspection: true)
            _ = try await StockSession(stock, principal: 1).define([.sku(marked)])
            _ = try await place.importMasterData(
                from: Shop.folder(["skus.csv": "number,code,base_unit\n2,TEE-M-BLUE,EA\n"]))
            #expect(try await stock.definition(of: 2)?.needsInspection == true)
            #expect(try await stock.definition(of: 2)?.code == "TEE-M-BLUE")
        }
    }

    @Test func `plans that change while an import is checked make it decide again`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 7)
            let meddler = MeddlingStock(stock) { try await Self.plan(.privateLabel, place) }
            let refused = await #expect(throws: WorkflowFailure.self) {
                try await Workplace(meddler, principal: 7).importMasterData(from: Shop.folder)
            }
            guard case .changedMeanwhile("sampling-plans") = refused else {
                Issue.record("\(String(describing: refused))")
                return
            }
            #expect(try await Self.guarded(stock) == [])
            _ = try await place.importMasterData(from: Shop.folder)
            #expect(try await Self.guarded(stock) == [1, 2])
        }
    }
}

/// A stock on which somebody does something just before the first change that others make.
private final class MeddlingStock: StockQueries {
    private let stock: any StockQueries
    private let meddle: @Sendable () async throws -> Void
    private let turn = MortalStock.Counter(1)

    init(_ stock: any StockQueries, meddle: @escaping @Sendable () async throws -> Void) {
        self.stock = stock
        self.meddle = meddle
    }

    func submit(_ command: Command) async throws(StockFailure) -> Answer {
        if await turn.next() == 0 { do { try await meddle() } catch { throw .closed } }
        return try await stock.submit(command)
    }

    func submit(_ commands: [Command]) async throws(StockFailure) -> [Answer] {
        var answers: [Answer] = []
        for command in commands { answers.append(try await submit(command)) }
        return answers
    }

    func result(of query: Query) async throws(StockFailure) -> QueryResult { try await stock.result(of: query) }
}

extension Shop {
    /// The products' file with its product in a category.
    fileprivate static func products(in category: String) -> String {
        "code,description,category,brand\nTEE,T-shirt,\(category),OWN\n"
    }
}
