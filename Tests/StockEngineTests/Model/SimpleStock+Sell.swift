import StockModel

extension SimpleStock {
    mutating func sell(_ sell: Sell) throws(Refused) -> Outcome {
        guard let channel = channels[sell.channel] else { throw Refused(.unknownChannel(sell.channel)) }
        try requireLines(sell.lines.count, atMost: CommandLimits.linesMax)
        for line in sell.lines { try checkLine(line.sku, quantity: line.quantity, location: line.location) }
        guard let destination = locations[sell.to] else { throw Refused(.unknownLocation(sell.to)) }
        try requireAllowed(.issue, from: .stock, to: destination.kind)

        let demand = try Demand(sell.lines.map { ($0.sku, $0.location, $0.quantity) })
        let short = locatedSums(of: demand, for: channel).filter { $0.availableToSell < $0.requested }
        try require(short.isEmpty, else: .insufficientStock(short))
        _ = try checkedSum(sell.lines.map(\.quantity))

        reservations[sell.reservation] = SimpleReservation(
            id: sell.reservation, channel: sell.channel, owner: sell.owner, sequence: ownSequence, firstHeld: now,
            deadline: now,
            allocations: sell.lines.enumerated().map { index, line in
                Reservation.Allocation(
                    line: UInt16(index), sku: line.sku, location: line.location, requested: line.quantity,
                    fulfilled: line.quantity)
            },
            closedAt: now)
        for (index, line) in sell.lines.enumerated() {
            transfer(line.quantity, .sold, of: sell.reservation, allocation: index)
            try book(
                Transfer(
                    sku: line.sku, quantity: line.quantity, from: line.location, to: sell.to, reason: .issue,
                    attributes: line.attributes, context: sell.context.naming(sell.channel),
                    reservation: sell.reservation))
        }
        let plan = sell.lines.enumerated().map { index, line in
            PlannedAllocation(line: UInt16(index), location: line.location, quantity: line.quantity)
        }
        return .sold(ReservationPlan(deadline: now, allocations: plan))
    }
}
