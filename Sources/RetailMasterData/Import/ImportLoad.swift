import RetailDocuments
import StockAPI
import StockModel

/// What comes into force by the last transaction of an import, besides the rows: definitions and opening stock.
struct ImportLoad {
    private(set) var definitions: [Definition] = []
    private(set) var moves: [MoveLine] = []
    /// The plans by which SKUs were found to need an inspection.
    private(set) var plans = SamplingPlans()
    /// Some of the opening stock reaches a shelf only with the record of an inspection.
    private(set) var opensWithInspection = false

    /// Bytes of what is sent in one frame to a server, with room for what stands around it.
    private static let bytesMax = (2 << 20) - 16_384
    /// What a move takes at most is lines of a move and movements of a command.
    private static let movementsMax = 65_536

    init(_ check: ImportCheck, _ workplace: Workplace) async throws(WorkflowFailure) {
        let (set, engine) = (check.set, check.engine)
        for row in set.sites.rows where engine.sites[row.content.number] != row.content.definition {
            definitions.append(.site(row.content.definition))
        }
        for row in set.locations.rows {
            guard let definition = row.content.definition, engine.locations[row.content.number] != definition else {
                continue
            }
            definitions.append(.location(definition))
        }
        try await addSKUs(of: set, workplace)
        for row in set.channels.rows where engine.channels[row.content.number] != row.content.definition {
            definitions.append(.channel(row.content.definition))
        }
        addMoves(check)
        try checkSize()
    }

    /// SKUs first, then kits, each after those that it contains.
    private mutating func addSKUs(of set: MasterDataSet, _ workplace: Workplace) async throws(WorkflowFailure) {
        let named = Set(set.skus.rows.map(\.content.number) + set.kits.rows.map(\.content.sku))
        let opened = Set(set.openingStock.rows.map(\.content.sku))
        var place = workplace
        plans = try await place.samplingPlansInForce()
        let need = InspectionNeed(plans, set)
        // A plan may be about any SKU by its category, its brand or a supplier, of which the folder may say something new.
        let numbers = plans.plans.isEmpty ? named.union(opened) : Set(set.skus.merged.values.map(\.number))
        var kits: [UInt64: SKUDefinition] = [:]
        var emptied: [Definition] = []
        for number in numbers.sorted() {
            let name = StockKeepingUnit.name(of: SKU(rawValue: number))
            guard let sku = set.skus.merged[name] else { continue }
            let defined = try await workplace.ask { stock throws(StockFailure) in
                try await stock.definition(of: SKU(rawValue: number))
            }
            // A file says nothing of it, so what somebody has said by hand stays.
            let needsInspection = need.holds(for: sku) || defined?.needsInspection == true
            if needsInspection, opened.contains(number) { opensWithInspection = true }
            let components = set.kits.merged[name]?.components.map {
                KitComponent(SKU(rawValue: $0.sku), quantity: $0.quantity)
            }
            let known = named.contains(number) ? nil : defined
            var definition =
                known
                ?? SKUDefinition(
                    sku.sku, code: sku.code, isActive: sku.isActive, components: components ?? defined?.components ?? []
                )
            // Of a kit it would say nothing.
            definition.needsInspection = needsInspection && definition.components.isEmpty
            guard definition != defined else { continue }
            guard !definition.components.isEmpty else {
                definitions.append(.sku(definition))
                continue
            }
            kits[number] = definition
            // What has been in it may contain it now: it is nothing until it is defined anew.
            if defined?.components.isEmpty == false {
                emptied.append(.sku(SKUDefinition(sku.sku, code: sku.code, isActive: sku.isActive)))
            }
        }
        definitions += emptied
        var isDone: Set<UInt64> = []
        for number in kits.keys.sorted() { addKit(number, of: kits, &isDone) }
    }

    private mutating func addKit(_ number: UInt64, of kits: [UInt64: SKUDefinition], _ isDone: inout Set<UInt64>) {
        guard let kit = kits[number], isDone.insert(number).inserted else { return }
        // Not deeper than kits are nested, which has been checked.
        for component in kit.components { addKit(component.sku.rawValue, of: kits, &isDone) }
        definitions.append(.sku(kit))
    }

    private mutating func addMoves(_ check: ImportCheck) {
        let set = check.set
        guard let supplier = check.supplierLocation else { return }
        for row in set.openingStock.rows where row.content.quantity > 0 {
            let opening = row.content
            guard set.openingStock.stored[opening.name] == nil else { continue }
            let sku = StockKeepingUnit.name(of: SKU(rawValue: opening.sku))
            let product = set.skus.merged[sku]?.product.flatMap { set.products.merged[$0] }
            moves.append(
                MoveLine(
                    SKU(rawValue: opening.sku), quantity: opening.quantity, from: supplier,
                    to: LocationID(rawValue: opening.location),
                    attributes: LineAttributes(
                        documentLine: UInt32(clamping: row.line),
                        category: product?.category.flatMap { set.categories.merged[$0]?.number } ?? 0,
                        brand: product?.brand.flatMap { set.brands.merged[$0]?.number } ?? 0,
                        unitCost: opening.unitCost.tenThousandths)))
        }
    }

    /// In pieces that one operation takes.
    var operations: [Operation] {
        let defines = stride(from: 0, to: definitions.count, by: CommandLimits.definitionsMax).map { start in
            Operation.define(Array(definitions[start..<min(start + CommandLimits.definitionsMax, definitions.count)]))
        }
        let context = MovementContext(document: OpeningStock.movementDocument)
        let receipts = stride(from: 0, to: moves.count, by: CommandLimits.moveLinesMax).map { start in
            Operation.move(
                Move(
                    .receive, lines: Array(moves[start..<min(start + CommandLimits.moveLinesMax, moves.count)]),
                    context: context))
        }
        return defines + receipts
    }

    private func checkSize() throws(WorkflowFailure) {
        guard moves.count <= Self.movementsMax else {
            throw .rule(
                ImportRunRule.tooLarge(what: "rows of opening stock", count: moves.count, max: Self.movementsMax))
        }
        let operations = operations
        // Two more: the run, and what says that none is under way.
        let operationsMax = CommandLimits.operationsMax - 2
        guard operations.count <= operationsMax else {
            throw .rule(
                ImportRunRule.tooLarge(
                    what: "definitions", count: definitions.count, max: operationsMax * CommandLimits.definitionsMax))
        }
        let bytes = operations.reduce(0) { $0 + $1.encoded.count }
        guard bytes <= Self.bytesMax else {
            throw .rule(
                ImportRunRule.tooLarge(
                    what: "bytes of definitions and opening stock", count: bytes, max: Self.bytesMax))
        }
    }
}
