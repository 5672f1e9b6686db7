import StockModel

extension CommandGenerator {
    static let unknownReservation: ReservationID = 0xDEAD_BEEF

    mutating func reserve(in stock: SimpleStock) -> Reserve {
        let place = random.below(100)
        let sourcing: Sourcing =
            switch place {
            case 0...2: .site(CornerShops.noSite)
            case 3...25: .site(random.pick([CornerShops.town, CornerShops.harbour, CornerShops.outlet]))
            case 26...40: .wholeOrderFirst(splitsMax: UInt8(random.pick([0, 1, 2, 63, random.chance(10) ? 64 : 1])))
            case 41...60: .byRank(splitsMax: UInt8(random.pick([0, 1, 1, 2, 63, random.chance(10) ? 255 : 1])))
            default: .bestSingleSite
            }
        let locatedPercent = random.pick([0, 0, 40, 100])
        let replaced = random.chance(9) ? reservation(in: stock) { $0.held > 0 } : nil
        let isTheirs = replaced != nil && !random.chance(10)
        return Reserve(
            reservationID(in: stock), channel: isTheirs ? replaced?.channel ?? channel() : channel(),
            owner: isTheirs ? replaced?.owner ?? owner() : owner(),
            lines: lines(limit: CommandLimits.linesMax) { generator in
                ReserveLine(
                    generator.sku(), quantity: generator.quantity(),
                    at: generator.random.chance(locatedPercent) ? generator.stockLocation() : nil)
            },
            mode: random.pick([.allOrNothing, .allOrNothing, .partial, .backorder]), sourcing: sourcing,
            holdMilliseconds: holdMilliseconds(),
            replaces: replaced?.id ?? (random.chance(1) ? Self.unknownReservation : nil))
    }

    /// Mostly a new one.
    private mutating func reservationID(in stock: SimpleStock) -> ReservationID {
        if random.chance(3), let taken = random.pickAny(stock.reservations.keys.sorted()) { return taken }
        return ReservationID(rawValue: newID())
    }

    mutating func extend(in stock: SimpleStock) -> Extend {
        let reservation = reservation(in: stock) { $0.held > 0 }
        return Extend(reservation?.id ?? Self.unknownReservation, holdMilliseconds: holdMilliseconds())
    }

    mutating func commit(in stock: SimpleStock) -> Commit {
        let isLate = random.chance(15)
        let reservation = reservation(in: stock) { isLate ? $0.expired > 0 : $0.held > 0 }
        return Commit(
            reservation?.id ?? Self.unknownReservation,
            quantities: random.chance(50) ? lineQuantities(of: reservation) { $0.held + $0.expired } : nil,
            remainder: random.chance(60) ? .keep : .release, revives: random.chance(isLate ? 90 : 10))
    }

    mutating func release(in stock: SimpleStock) -> Release {
        let reservation = reservation(in: stock) { $0.closedAt == nil }
        return Release(
            reservation?.id ?? Self.unknownReservation,
            quantities: random.chance(60) ? lineQuantities(of: reservation) { $0.held + $0.committed } : nil)
    }

    mutating func reSource(in stock: SimpleStock) -> ReSource {
        let reservation = reservation(in: stock) { $0.closedAt == nil }
        let allocation = random.pickAny(reservation?.allocations ?? [])
        let isWhole = reservation?.kits.contains { $0.line == allocation?.line } ?? false
        return ReSource(
            reservation?.id ?? Self.unknownReservation,
            line: random.chance(4) ? UInt16(random.below(6)) : allocation?.line ?? 0, to: stockLocation(),
            quantity: random.chance(isWhole ? 10 : 50) ? quantity(1...2) : nil)
    }

    mutating func allocate(in stock: SimpleStock) -> Allocate {
        // Not many wait at any time.
        let queued = stock.reservations.values.filter(\.isQueued).sorted { $0.id < $1.id }
        let reservation = random.pickAny(queued) ?? reservation(in: stock) { $0.waiting > 0 }
        let allocation = random.pickAny(reservation?.allocations.filter { $0.waiting > 0 } ?? [])
        return Allocate(
            reservation?.id ?? Self.unknownReservation,
            line: random.chance(4) ? UInt16(random.below(6)) : allocation?.line ?? 0,
            quantity: random.chance(50) ? quantity(1...2) : nil, from: stockLocation())
    }

    mutating func fulfil(in stock: SimpleStock) -> Fulfil {
        let reservation = reservation(in: stock) { $0.committed > 0 }
        return Fulfil(
            reservation?.id ?? Self.unknownReservation,
            lines: random.chance(50) ? fulfilLines(of: reservation, \.committed) : nil,
            to: location([.customer, .customer, .transit, .supplier]), context: context())
    }

    mutating func takeBack(in stock: SimpleStock) -> ReturnGoods {
        let reservation = reservation(in: stock) { $0.fulfilled > 0 }
        return ReturnGoods(
            reservation?.id ?? Self.unknownReservation,
            lines: fulfilLines(of: reservation) { $0.fulfilled - $0.returned },
            from: location([.customer]), to: location([.returns, .quarantine]), context: context())
    }

    mutating func sell(in stock: SimpleStock) -> Sell {
        Sell(
            reservationID(in: stock), channel: channel(), owner: owner(),
            lines: lines(limit: CommandLimits.linesMax) { generator in
                SellLine(
                    generator.sku(), quantity: generator.quantity(1...2), at: generator.stockLocation(),
                    attributes: generator.attributes())
            },
            to: location([.customer, .customer, .transit]), context: context(),
            fact: random.chance(25) ? fact() : nil)
    }

    mutating func fact() -> Fact {
        Fact(reason: UInt16(random.chance(95) ? random.within(1...3) : 0), loss: location([.loss]))
    }
}
