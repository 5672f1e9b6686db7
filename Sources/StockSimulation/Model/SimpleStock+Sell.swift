import StockModel

extension SimpleStock {
    mutating func sell(_ sell: Sell) throws(Refused) -> Outcome {
        guard let channel = channels[sell.channel] else { throw Refused(.unknownChannel(sell.channel)) }
        if let fact = sell.fact { try begin(fact) }
        try requireLines(sell.lines.count, atMost: CommandLimits.linesMax)
        for line in sell.lines {
            if sell.fact == nil {
                try checkLine(line.sku, quantity: line.quantity, location: line.location)
                continue
            }
            try require(line.quantity > 0, .quantityNotPositive)
            try require(skus[line.sku] != nil, else: .unknownSKU(line.sku))
            guard let place = locations[line.location] else { throw Refused(.unknownLocation(line.location)) }
            guard let to = locations[sell.to] else { throw Refused(.unknownLocation(sell.to)) }
            try requireAllowed(.issue, from: place.kind, to: to.kind)
        }
        guard let destination = locations[sell.to] else { throw Refused(.unknownLocation(sell.to)) }
        try requireAllowed(.issue, from: .stock, to: destination.kind)

        let lines = try takenApart(
            sell.lines.map { ($0.sku, $0.location, $0.quantity) }, alsoInactive: sell.fact != nil)
        if sell.fact == nil {
            try requireWithinCaps(lines, sell.channel)
            let demand = try Demand(lines)
            let short = locatedSums(of: demand, for: channel).filter { $0.availableToSell < $0.requested }
            try require(short.isEmpty, else: .insufficientStock(short))
        }
        for line in lines {
            for part in line.parts {
                try require(!line.quantity.multipliedReportingOverflow(by: part.quantity).overflow, else: .overflow)
            }
        }
        let plan = lines.flatMap { line in
            line.parts.map { part in
                PlannedAllocation(
                    line: line.number, component: line.kit == nil ? nil : part.sku,
                    location: sell.lines[Int(line.number)].location, quantity: line.quantity * part.quantity)
            }
        }
        _ = try checkedSum(plan.map(\.quantity))

        reservations[sell.reservation] = SimpleReservation(
            id: sell.reservation, channel: sell.channel, owner: sell.owner, sequence: ownSequence, firstHeld: now,
            deadline: now, kits: lines.compactMap(\.kit),
            allocations: plan.map { planned in
                Reservation.Allocation(
                    line: planned.line, sku: planned.component ?? sell.lines[Int(planned.line)].sku,
                    location: planned.location, requested: planned.quantity, fulfilled: planned.quantity)
            },
            closedAt: now)
        for line in lines { if let kit = line.kit { countSold(line.quantity, of: kit.kit, through: sell.channel) } }
        var displaced: [DisplacedPromise] = []
        for (index, planned) in plan.enumerated() {
            let line = sell.lines[Int(planned.line)]
            transfer(planned.quantity, .sold, of: sell.reservation, allocation: index)
            let transfer = Transfer(
                sku: planned.component ?? line.sku, quantity: planned.quantity, from: line.location, to: sell.to,
                reason: .issue, attributes: line.attributes, context: sell.context.naming(sell.channel),
                reservation: sell.reservation)
            if let fact = sell.fact { displaced += try bookFact(transfer, loss: fact.loss) } else { try book(transfer) }
        }
        let granted = ReservationPlan(deadline: now, allocations: plan)
        return sell.fact == nil ? .sold(granted) : .soldAsFact(granted, displaced: displaced)
    }
}
