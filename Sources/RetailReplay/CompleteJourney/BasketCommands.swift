import RetailDocuments
import StockModel

/// A basket as one transaction: its paper, which must not be there yet, and what it does to the stock.
struct BasketCommands {
    let channels: StoreChannels

    /// How long a web order is held before it is committed.
    static let holdMilliseconds: Int64 = 15 * 60_000

    /// Till: the lines that fit are sold, the others are unmet demand.
    func sale(of basket: Basket, sold: [Int], refused: [Shelves.RefusedLine]) -> Operation {
        var operations: [Operation] = []
        for (part, indexes) in sold.chunked(CommandLimits.linesMax).enumerated() {
            let lines = indexes.map { index in
                let line = basket.lines[index]
                return SellLine(
                    SKU(rawValue: line.product), quantity: line.quantity, at: LocationID(rawValue: basket.store),
                    attributes: LineAttributes(documentLine: UInt32(index + 1)))
            }
            operations.append(
                .sell(
                    Sell(
                        reservation(of: basket, part: part), channel: channels.till(at: basket.store),
                        owner: owner(of: basket), lines: lines, to: RetailNumbers.customer,
                        context: context(
                            of: basket, channel: channels.till(at: basket.store), method: RetailNumbers.carriedOut))))
        }
        if !refused.isEmpty {
            operations.append(
                .putDocument(
                    UnmetPaper(refusedLines: refused, of: basket).write(
                        occurredAt: basket.occurredAtMilliseconds)))
        }
        return paper(of: basket, with: operations)
    }

    /// Web order: all lines are reserved at the store, committed and handed over, or nothing is.
    func order(of basket: Basket) -> Operation {
        let parts = Array(basket.lines.indices).chunked(CommandLimits.linesMax)
        var operations: [Operation] = []
        for (part, indexes) in parts.enumerated() {
            let lines = indexes.map { index in
                ReserveLine(SKU(rawValue: basket.lines[index].product), quantity: basket.lines[index].quantity)
            }
            operations.append(
                .reserve(
                    Reserve(
                        reservation(of: basket, part: part), channel: channels.pickup(at: basket.store),
                        owner: owner(of: basket), lines: lines, mode: .allOrNothing,
                        sourcing: .site(SiteID(rawValue: basket.store)), holdMilliseconds: Self.holdMilliseconds)))
        }
        let context = context(of: basket, channel: channels.pickup(at: basket.store), method: RetailNumbers.pickedUp)
        for (part, indexes) in parts.enumerated() {
            let id = reservation(of: basket, part: part)
            let lines = indexes.enumerated().map { place, index in
                FulfilLine(
                    line: UInt16(place), quantity: basket.lines[index].quantity,
                    attributes: LineAttributes(documentLine: UInt32(index + 1)))
            }
            operations.append(.commit(Commit(id)))
            operations.append(.fulfil(Fulfil(id, lines: lines, to: RetailNumbers.customer, context: context)))
        }
        return paper(of: basket, with: operations)
    }

    /// A web order that was refused is unmet demand as a whole.
    func unmetOrder(_ basket: Basket, shortages: [Shortage]) -> Operation {
        let unmet = UnmetPaper(refusedOrder: basket, shortages: shortages)
        return paper(of: basket, with: [.putDocument(unmet.write(occurredAt: basket.occurredAtMilliseconds))])
    }

    private func paper(of basket: Basket, with operations: [Operation]) -> Operation {
        .transaction(
            Transaction(
                preconditions: [.absent(BasketPaper.key(of: basket.id))],
                operations: [.putDocument(BasketPaper(basket).write)] + operations))
    }

    private func reservation(of basket: Basket, part: Int) -> ReservationID {
        StableID.reservation(of: BasketPaper.key(of: basket.id), at: basket.occurredAtMilliseconds, part: part)
    }

    private func owner(of basket: Basket) -> OwnerID { OwnerID(rawValue: UInt128(basket.household)) }

    private func context(of basket: Basket, channel: ChannelID, method: UInt16) -> MovementContext {
        MovementContext(
            occurredAt: Instant(millisecondsSinceEpoch: basket.occurredAtMilliseconds),
            businessDate: CivilTime(milliseconds: basket.occurredAtMilliseconds).day.number,
            document: BasketPaper.key(of: basket.id), channel: channel, fulfilmentMethod: method)
    }
}

extension Array {
    /// Its elements in their order, at most `size` together.
    func chunked(_ size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { start in self[start..<Swift.min(start + size, count)] }
    }
}
