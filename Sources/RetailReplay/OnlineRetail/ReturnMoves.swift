import StockModel

/// What a return does: customer → returns, and from there matched units to the shelf, orphans to quarantine.
struct ReturnMoves {
    /// As many returns of sold lines as leave room in a transaction for everything else.
    private static let returnsMax = 200

    private(set) var operations: [Operation] = []

    /// `soldLine` gives the reservation and line on which matched units were sold; nil when it is not known.
    init(
        _ decision: DocumentDecision, context: MovementContext,
        soldLine: (SaleMatch) -> (ReservationID, UInt16)?
    ) {
        var returns: [ReturnGoods] = []
        var unnamed: [MoveLine] = []
        var onward: [MoveLine] = []
        for (index, effect) in decision.effects.enumerated() {
            guard case .returned(let matches, let orphans, _) = effect else { continue }
            for match in matches {
                if let (sale, line) = soldLine(match) {
                    let back = FulfilLine(
                        line: line, quantity: match.units, attributes: LineAttributes(documentLine: UInt32(index + 1)))
                    if Self.add(back, of: sale, to: &returns, context: context) { continue }
                }
                unnamed += InvoiceCommands.line(
                    decision, index, match.units, RetailNumbers.customer, RetailNumbers.webShopReturns)
            }
            unnamed += InvoiceCommands.line(
                decision, index, orphans, RetailNumbers.customer, RetailNumbers.webShopReturns)
            onward += InvoiceCommands.line(
                decision, index, matches.reduce(0) { $0 + $1.units }, RetailNumbers.webShopReturns,
                RetailNumbers.webShopStock)
            onward += InvoiceCommands.line(
                decision, index, orphans, RetailNumbers.webShopReturns, RetailNumbers.webShopQuarantine)
        }
        operations = returns.map(Operation.return)
        operations += InvoiceCommands.moves(.returnIn, unnamed, context: context)
        operations += InvoiceCommands.moves(.disposition, onward, context: context)
    }

    /// A line of a sale stands once in a return: a second row that goes back to it makes a return of its own.
    private static func add(
        _ line: FulfilLine, of sale: ReservationID, to returns: inout [ReturnGoods], context: MovementContext
    ) -> Bool {
        if let place = returns.firstIndex(where: { candidate in
            candidate.reservation == sale && candidate.lines.count < CommandLimits.linesMax
                && !candidate.lines.contains { $0.line == line.line }
        }) {
            returns[place].lines.append(line)
            return true
        }
        guard returns.count < returnsMax else { return false }
        returns.append(
            ReturnGoods(
                sale, lines: [line], from: RetailNumbers.customer, to: RetailNumbers.webShopReturns, context: context))
        return true
    }
}

extension Array {
    static func += (elements: inout [Element], element: Element?) {
        if let element { elements.append(element) }
    }
}
