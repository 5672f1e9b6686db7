import StockModel

/// Performs baskets in chunks: decides them from what is on the shelves, sends them together, and reads the answers.
struct BasketPerforming {
    let store: ReplayStore
    let commands: BasketCommands
    var report: ReplayReport
    private var shelves = Shelves()

    /// How often a basket is decided anew when the store has changed under it.
    private static let attemptsMax = 3

    init(store: ReplayStore, commands: BasketCommands, report: ReplayReport) {
        self.store = store
        self.commands = commands
        self.report = report
    }

    /// `baskets` in their order, none of which is stored yet.
    mutating func perform(_ baskets: [Basket]) async throws(ReplayFailure) {
        var pending = baskets
        for attempt in 1...Self.attemptsMax where !pending.isEmpty {
            for line in pending.lazy.flatMap(\.lines) where !shelves.knows(line.product) {
                shelves.put(try await store.levels(of: SKU(rawValue: line.product)), of: line.product)
            }
            let planned = pending.map { plan($0) }
            let answers = try await store.submit(planned.map { store.settings.command($0.operation) })
            pending = []
            var unmet: [Plan] = []
            for (plan, answer) in zip(planned, answers) {
                switch verdict(on: plan, answer) {
                case .done: report.performed += 1
                case .unmet(let shortages):
                    unmet.append(Plan(plan.basket, commands.unmetOrder(plan.basket, shortages: shortages)))
                case .stored: try await compareWithStored(plan.basket)
                case .again where attempt < Self.attemptsMax: pending.append(plan.basket)
                case .again: refuse(plan.basket, answer)
                case .refused: refuse(plan.basket, answer)
                }
            }
            try await record(unmet)
        }
    }

    private struct Plan {
        let basket: Basket
        let operation: Operation
        /// Whether the stock was expected to allow it.
        let isExpected: Bool

        init(_ basket: Basket, _ operation: Operation, isExpected: Bool = true) {
            self.basket = basket
            self.operation = operation
            self.isExpected = isExpected
        }
    }

    private enum Verdict { case done, unmet([Shortage]), stored, again, refused }

    private mutating func plan(_ basket: Basket) -> Plan {
        switch basket.fulfilment {
        case .pickup:
            let fits = shelves.fulfil(basket)
            return Plan(basket, commands.order(of: basket), isExpected: fits)
        case .till:
            let (sold, refused) = shelves.sell(basket)
            return Plan(basket, commands.sale(of: basket, sold: sold, refused: refused))
        }
    }

    /// What the store's answer means; where it is not what the shelves said, they are read again.
    private mutating func verdict(on plan: Plan, _ answer: Answer) -> Verdict {
        guard case .refused(let refusal) = answer.outcome else {
            if !plan.isExpected { shelves.forget(plan.basket) }
            return .done
        }
        if plan.isExpected { shelves.forget(plan.basket) }
        switch refusal {
        case .insufficientStock(let shortages), .insufficientSingleLocation(let shortages):
            return plan.basket.fulfilment == .pickup ? .unmet(shortages) : .again
        case .versionMismatch: return .stored
        default:
            shelves.forget(plan.basket)
            return .refused
        }
    }

    /// Stores the refused orders' papers; nothing moves, so that their order among the baskets does not matter.
    private mutating func record(_ unmet: [Plan]) async throws(ReplayFailure) {
        let answers = try await store.submit(unmet.map { store.settings.command($0.operation) })
        for (plan, answer) in zip(unmet, answers) {
            switch answer.outcome {
            case .refused(.versionMismatch): try await compareWithStored(plan.basket)
            case .refused: refuse(plan.basket, answer)
            default: report.performed += 1
            }
        }
    }

    /// Somebody has stored a basket of this number since the replay began.
    private mutating func compareWithStored(_ basket: Basket) async throws(ReplayFailure) {
        guard let document = try await store.document(BasketPaper.key(of: basket.id)) else { return }
        let isIdentical = try BasketPaper(reading: document) == BasketPaper(basket)
        report.found(isIdentical, "\(basket.id)", line: basket.fileLine)
    }

    private mutating func refuse(_ basket: Basket, _ answer: Answer) {
        guard case .refused(let refusal) = answer.outcome else { return }
        report.notTaken.append(
            ReplayReport.NotTaken(document: "\(basket.id)", fileLine: basket.fileLine, refusal: refusal))
    }
}
