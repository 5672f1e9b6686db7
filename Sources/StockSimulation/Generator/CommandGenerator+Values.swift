import StockModel

// The small values that commands are made of; one in some forty is wrong.
extension CommandGenerator {
    mutating func sku() -> SKU {
        switch random.below(60) {
        case 0: CornerShops.noSKU
        case 1: CornerShops.discontinued
        case 2...4: random.pick(CornerShops.kits)
        // The first SKUs are wanted more, so that they run short.
        default: CornerShops.skus[min(random.below(5), random.below(5))]
        }
    }

    mutating func quantity(_ usual: ClosedRange<Int> = 1...4) -> Quantity {
        switch random.below(80) {
        case 0: 0
        case 1: random.pick([-1, .min])
        case 2: random.pick([.max, 1 << 62])
        default: Quantity(random.within(usual))
        }
    }

    mutating func location(_ kinds: [LocationKind]) -> LocationID {
        if random.chance(3) { return random.chance(50) ? CornerShops.noLocation : random.pick(CornerShops.locations) }
        let fitting =
            CornerShops.physical.filter { kinds.contains($0.1) }.map(\.0)
            + CornerShops.virtual.filter { kinds.contains($0.1) }.map(\.0)
        return random.pickAny(fitting) ?? CornerShops.townFloor
    }

    mutating func stockLocation() -> LocationID { location([.stock]) }

    mutating func channel() -> ChannelID {
        random.chance(2) ? CornerShops.noChannel : random.pick([CornerShops.web, CornerShops.web, CornerShops.tills])
    }

    mutating func owner() -> OwnerID { OwnerID(rawValue: UInt128(random.below(4))) }

    mutating func holdMilliseconds() -> Int64? {
        switch random.below(20) {
        case 0: random.pick([0, -7])
        case 1: .max
        case 2...6: nil
        default: Int64(random.within(1...10)) * 1_000
        }
    }

    mutating func context() -> MovementContext {
        guard random.chance(50) else { return MovementContext() }
        return MovementContext(
            occurredAt: random.chance(40)
                ? CornerShops.opening.advanced(byMilliseconds: Int64(random.within(-200_000_000...200_000_000))) : nil,
            businessDate: random.chance(30) ? Int32(random.within(20_000...20_500)) : nil,
            document: random.chance(60) ? documentOfMovements() : nil,
            channel: random.chance(30) ? CornerShops.web : nil, fulfilmentMethod: UInt16(random.below(3)))
    }

    private mutating func documentOfMovements() -> DocumentKey {
        random.chance(4) ? DocumentKey(bytes: [0x70, 0]) : random.pick(["po/1", "po/2", "basket/7"])
    }

    mutating func attributes() -> LineAttributes {
        guard random.chance(40) else { return .none }
        return LineAttributes(
            documentLine: UInt32(random.below(9)), promotion: UInt32(random.below(2)),
            category: UInt32(random.below(3)),
            brand: UInt32(random.below(3)), unitCost: Int64(random.within(-5...90_000)))
    }

    /// Some lines; now and then none, or more than are taken.
    mutating func lines<Line>(max: Int = 4, limit: Int, _ make: (inout CommandGenerator) -> Line) -> [Line] {
        switch random.below(100) {
        case 0: return []
        case 1: return Array(repeating: make(&self), count: limit + 1)
        default: return (0..<random.within(1...max)).map { _ in make(&self) }
        }
    }

    /// A reservation that fits, if there is one; now and then any other, or none at all.
    mutating func reservation(in stock: SimpleStock, _ fits: (SimpleReservation) -> Bool) -> SimpleReservation? {
        if random.chance(3) { return nil }
        let all = stock.reservations.values.sorted { $0.id < $1.id }
        return random.pickAny(random.chance(85) ? all.filter(fits) : all)
    }

    mutating func lineQuantities(of reservation: SimpleReservation?, _ part: (Reservation.Allocation) -> Quantity)
        -> [LineQuantity]
    {
        lines(limit: CommandLimits.linesMax) { generator in
            guard let allocation = generator.random.pickAny(reservation?.allocations ?? []), !generator.random.chance(3)
            else { return LineQuantity(line: UInt16(generator.random.below(6)), quantity: generator.quantity()) }
            let there = Int(clamping: part(allocation))
            return LineQuantity(
                line: allocation.line,
                quantity: generator.random.chance(8)
                    ? generator.quantity() : Quantity(generator.random.within(1...Swift.max(there, 1))))
        }
    }

    mutating func fulfilLines(of reservation: SimpleReservation?, _ part: (Reservation.Allocation) -> Quantity)
        -> [FulfilLine]
    {
        lineQuantities(of: reservation, part).map { line in
            FulfilLine(line: line.line, quantity: line.quantity, attributes: attributes())
        }
    }
}
