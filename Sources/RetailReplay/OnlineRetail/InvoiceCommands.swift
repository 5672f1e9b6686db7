import RetailDocuments
import StockModel

/// An invoice as one transaction: its papers, which must not be there yet, and what it does to the stock.
struct InvoiceCommands {
    /// The rows of each sale that moved goods, so that a return names the line it was sold on.
    private var sales: [String: SoldRows] = [:]

    private struct SoldRows {
        let occurredAtMilliseconds: Int64
        let rows: Int
        /// Ordinals of rows that moved nothing, ascending.
        let unmoved: [UInt32]

        /// The place of a row among those that moved goods, from 0.
        func place(of ordinal: UInt32) -> Int { Int(ordinal) - 1 - unmoved.count { $0 < ordinal } }
    }

    /// Remembers a sale, so that later returns find its lines.
    mutating func note(_ decision: DocumentDecision) {
        guard decision.document.kind == .sale else { return }
        let unmoved = decision.effects.indices.filter { decision.effects[$0] == .none }.map { UInt32($0 + 1) }
        sales[decision.document.number] = SoldRows(
            occurredAtMilliseconds: decision.document.occurredAtMilliseconds,
            rows: decision.document.rows.count, unmoved: unmoved)
    }

    /// Under which a sale's lines were sold.
    func reservations(ofSale number: String) -> [ReservationID] {
        guard let sale = sales[number] else { return [] }
        let lines = sale.rows - sale.unmoved.count
        return stride(from: 0, to: lines, by: CommandLimits.linesMax).map { first in
            Self.reservation(
                of: number, at: sale.occurredAtMilliseconds, part: first / CommandLimits.linesMax)
        }
    }

    /// The store remembers the sale no more: what comes back of it names no line.
    mutating func forget(_ sale: String) { sales[sale] = nil }

    /// The invoice of `decision`, standing on the second person's papers as they are in the store.
    func transaction(
        for decision: DocumentDecision, reviews: [(key: DocumentKey, version: SequenceNumber)]
    ) -> Operation {
        let document = decision.document
        let papers = InvoicePaper.writes(of: document).map(Operation.putDocument)
        let preconditions =
            [Precondition.absent(InvoicePaper.key(of: document.number))]
            + reviews.map { Precondition.document($0.key, at: $0.version) }
        return .transaction(
            Transaction(
                preconditions: preconditions,
                operations: papers + moves(of: decision)))
    }

    private func moves(of decision: DocumentDecision) -> [Operation] {
        let context = context(of: decision.document)
        switch decision.document.kind {
        case .charge: return []
        case .sale: return sells(decision, context: context)
        case .customerReturn:
            return ReturnMoves(decision, context: context, soldLine: soldLine).operations
        case .adjustmentDown, .adjustmentUp:
            let lines = decision.effects.enumerated().compactMap { index, effect -> MoveLine? in
                switch effect {
                case .lost(let units): Self.line(decision, index, units, RetailNumbers.webShopStock, RetailNumbers.loss)
                case .found(let units):
                    Self.line(decision, index, units, RetailNumbers.loss, RetailNumbers.webShopStock)
                case .none, .sold, .returned: nil
                }
            }
            return Self.moves(.adjust, lines, context: context)
        }
    }

    private func sells(_ decision: DocumentDecision, context: MovementContext) -> [Operation] {
        let document = decision.document
        let lines = decision.effects.enumerated().compactMap { index, effect -> SellLine? in
            guard case .sold(let units) = effect, let sku = document.rows[index].item.sku else { return nil }
            return SellLine(
                SKU(rawValue: sku), quantity: units, at: RetailNumbers.webShopStock,
                attributes: LineAttributes(documentLine: UInt32(index + 1)))
        }
        let owner = OwnerID(rawValue: UInt128(document.rows.first?.customer ?? 0))
        return lines.chunked(CommandLimits.linesMax).enumerated().map { part, lines in
            .sell(
                Sell(
                    Self.reservation(of: document.number, at: document.occurredAtMilliseconds, part: part),
                    channel: RetailNumbers.webShopChannel, owner: owner, lines: Array(lines),
                    to: RetailNumbers.customer, context: context))
        }
    }

    private func soldLine(of match: SaleMatch) -> (ReservationID, UInt16)? {
        guard let sale = sales[match.document] else { return nil }
        let (part, line) = sale.place(of: match.ordinal).quotientAndRemainder(dividingBy: CommandLimits.linesMax)
        let id = Self.reservation(of: match.document, at: sale.occurredAtMilliseconds, part: part)
        return (id, UInt16(line))
    }

    private static func reservation(of number: String, at milliseconds: Int64, part: Int) -> ReservationID {
        StableID.reservation(of: InvoicePaper.key(of: number), at: milliseconds, part: part)
    }

    private func context(of document: RetailDocument) -> MovementContext {
        MovementContext(
            occurredAt: Instant(millisecondsSinceEpoch: document.occurredAtMilliseconds),
            businessDate: CivilTime(milliseconds: document.occurredAtMilliseconds).day.number,
            document: InvoicePaper.key(of: document.number), channel: RetailNumbers.webShopChannel,
            fulfilmentMethod: document.kind == .sale ? RetailNumbers.shipped : 0)
    }

    static func line(
        _ decision: DocumentDecision, _ index: Int, _ units: Int64, _ from: LocationID, _ to: LocationID
    ) -> MoveLine? {
        guard units > 0, let sku = decision.document.rows[index].item.sku else { return nil }
        return MoveLine(
            SKU(rawValue: sku), quantity: units, from: from, to: to,
            attributes: LineAttributes(documentLine: UInt32(index + 1)))
    }

    static func moves(_ reason: Reason, _ lines: [MoveLine], context: MovementContext) -> [Operation] {
        lines.chunked(CommandLimits.moveLinesMax).map { .move(Move(reason, lines: Array($0), context: context)) }
    }
}
