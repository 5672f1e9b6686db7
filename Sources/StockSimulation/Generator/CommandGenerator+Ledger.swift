import StockModel

extension CommandGenerator {
    /// One reason, and the kinds of place that it goes between; mostly deliveries, since everything else takes away.
    private mutating func route() -> (Reason, [LocationKind], [LocationKind]) {
        random.pick([
            (.receive, [.supplier], [.stock]), (.receive, [.supplier], [.stock]),
            (.receive, [.supplier], [.receiving, .quarantine]),
            (.putaway, [.receiving], [.stock, .damaged]), (.putaway, [.receiving], [.stock]),
            (.issue, [.stock], [.customer]), (.transferOut, [.stock], [.transit]), (.transferIn, [.transit], [.stock]),
            (.returnIn, [.customer], [.returns]), (.disposition, [.returns, .quarantine], [.stock, .scrap, .damaged]),
            (.disposition, [.stock], [.damaged, .quarantine]), (.scrap, [.damaged, .stock], [.scrap]),
            (.supplierReturn, [.damaged, .stock], [.supplier]), (.repairOut, [.damaged, .returns], [.repair]),
            (.repairIn, [.repair], [.stock]), (.assemble, [.stock], [.transform]),
            (.disassemble, [.transform], [.stock]), (.relabel, [.stock], [.transform]),
            (.adjust, [.stock], [.quarantine]), (.count, [.loss], [.stock]),
        ])
    }

    mutating func move(in stock: SimpleStock) -> Move {
        var (reason, from, to) = route()
        if random.chance(3) { reason = random.pick(Reason.allCases) }
        if random.chance(2) { swap(&from, &to) }
        let amount = from == [.supplier] ? 1...6 : 1...3
        return Move(
            reason,
            lines: lines(limit: CommandLimits.moveLinesMax) { generator in
                var quantity = generator.quantity(amount)
                let start = generator.location(from)
                // Virtual places give without end: one line would fill a level up to the last unit that can be counted.
                if CornerShops.virtual.contains(where: { $0.0 == start }) { quantity = min(quantity, 9) }
                return MoveLine(
                    generator.sku(), quantity: quantity, from: start,
                    to: generator.random.chance(2) ? start : generator.location(to),
                    attributes: generator.attributes())
            },
            context: context(), servesBackorders: random.chance(40), fact: random.chance(12) ? fact() : nil)
    }

    mutating func adjust(in stock: SimpleStock) -> Adjust {
        Adjust(
            sku(), at: physicalLocation(), by: random.pick([-3, -2, -1, -1, 0, 1, 2, .min]), loss: location([.loss]),
            attributes: attributes(), context: context())
    }

    private mutating func physicalLocation() -> LocationID {
        random.chance(80) ? stockLocation() : location([.receiving, .returns, .quarantine, .damaged, .transit, .scrap])
    }

    /// Of what was there when the count began, give or take one.
    mutating func count(in stock: SimpleStock) -> Count {
        let place = physicalLocation()
        let past = Int(clamping: stock.sequence)
        let anchor = SequenceNumber(
            random.chance(4) ? past + random.within(1...2) : random.within(max(0, past - 30)...past))
        let some = random.chance(90) ? CornerShops.skus.filter { _ in random.chance(50) } : [sku(), sku()]
        let lines = some.map { sku in
            let book = stock.onHand(sku, at: place, asOf: anchor)
            let counted = saturatingSum([book, random.pick([-1, 0, 0, 0, 1])])
            return CountLine(sku, counted: counted, attributes: attributes())
        }
        return Count(at: place, anchor: anchor, lines: lines, loss: location([.loss]), context: context())
    }

    mutating func reverse(in stock: SimpleStock) -> Reverse {
        let candidates = stock.movements.filter { random.chance(10) || $0.reservation == nil && $0.corrects == nil }
        let movement = random.pickAny(Array(candidates.suffix(20)))?.id
        return Reverse(random.chance(95) ? movement ?? .none : MovementID(sequence: 1, line: 77), context: context())
    }
}
