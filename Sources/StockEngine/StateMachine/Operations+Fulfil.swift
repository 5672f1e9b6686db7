import StockAPI
import StockBytes
import StockModel

/// Fulfil, return, sell: promised units move, or come back.
extension StateMachine where Base: ~Copyable {
    mutating func fulfil(_ fulfil: Fulfil, principal: PrincipalID) throws(Stop) {
        let index = try knownReservation(fulfil.reservation)
        let destination = try location(fulfil.to)
        let reason: Reason = destination.kind == .transit ? .transferOut : .issue
        try checkEnds(reason, from: .stock, to: destination.kind)
        let row = active.reservations[index]
        if row.committed == 0 {
            guard row.isLive(at: now) || row.isQueued else {
                throw .refused(.alreadyResolved(as: row.resolution(at: now)))
            }
            throw .refused(.exceedsCommitted(line: 0, committed: 0))
        }
        var context = fulfil.context
        if context.channel == nil { context.channel = ChannelID(rawValue: row.channel) }
        try countingKits(of: index) { machine throws(Stop) in
            try machine.ship(fulfil, index, reason: reason, context: context, principal: principal)
        }
    }

    private mutating func ship(
        _ fulfil: Fulfil, _ index: Int, reason: Reason, context: MovementContext, principal: PrincipalID
    ) throws(Stop) {
        if let lines = fulfil.lines {
            try check(lines.map { ($0.line, $0.quantity) }, of: index, { $0.committed }) { line, committed in
                .exceedsCommitted(line: line, committed: committed)
            }
            for line in lines {
                try forEachAllocation(of: line, reservation: index, { $0.committed }) {
                    machine, allocation, units throws(Stop) in
                    try machine.ship(
                        units, allocation: allocation, reservation: index, to: fulfil.to, reason: reason,
                        attributes: line.attributes, context: context, principal: principal)
                }
            }
        } else {
            for allocation in active.reservations[index].allocations {
                let units = active.allocations[allocation].committed
                guard units > 0 else { continue }
                try ship(
                    units, allocation: allocation, reservation: index, to: fulfil.to, reason: reason,
                    attributes: .none, context: context, principal: principal)
            }
        }
    }

    private mutating func ship(
        _ units: Quantity, allocation: Int, reservation index: Int, to destination: LocationID, reason: Reason,
        attributes: LineAttributes, context: MovementContext, principal: PrincipalID
    ) throws(Stop) {
        try shift(units, allocation: allocation, reservation: index, as: .fulfilled)
        let row = active.allocations[allocation]
        try book(
            MovementDraft(
                sku: SKU(rawValue: row.sku), from: LocationID(rawValue: row.location), to: destination,
                quantity: units, reason: reason, attributes: attributes,
                reservation: ReservationID(rawValue: active.reservations[index].id)),
            context: context, principal: principal)
    }

    mutating func takeBack(_ returned: ReturnGoods, principal: PrincipalID) throws(Stop) {
        let index = try knownReservation(returned.reservation)
        try check(lineCount: returned.lines.count, max: CommandLimits.linesMax)
        let from = try location(returned.from)
        let to = try location(returned.to)
        try checkEnds(.returnIn, from: from.kind, to: to.kind)
        try check(returned.lines.map { ($0.line, $0.quantity) }, of: index, { $0.fulfilled &- $0.returned }) {
            line, returnable in
            .exceedsReturnable(line: line, returnable: returnable)
        }
        var context = returned.context
        if context.channel == nil { context.channel = ChannelID(rawValue: active.reservations[index].channel) }
        for line in returned.lines {
            try forEachAllocation(of: line, reservation: index, { $0.fulfilled &- $0.returned }) {
                machine, allocation, units throws(Stop) in
                try machine.shift(units, allocation: allocation, reservation: index, as: .returned)
                try machine.book(
                    MovementDraft(
                        sku: SKU(rawValue: machine.active.allocations[allocation].sku), from: returned.from,
                        to: returned.to, quantity: units, reason: .returnIn, attributes: line.attributes,
                        reservation: returned.reservation),
                    context: context, principal: principal)
            }
        }
    }

    /// Takes the line's quantity from its allocations in their order.
    private mutating func forEachAllocation(
        of line: FulfilLine, reservation index: Int, _ quantity: (AllocationRow) -> Quantity,
        _ body: (inout StateMachine, Int, Quantity) throws(Stop) -> Void
    ) throws(Stop) {
        for part in spread(line.quantity, ofLine: line.line, reservation: index, quantity) {
            try body(&self, part.allocation, part.units)
        }
    }

    mutating func sell(_ sell: Sell, payloadHash: UInt64, principal: PrincipalID) throws(Stop) -> Outcome {
        let plan = try plan(of: sell.channel)
        if let fact = sell.fact { try begin(fact) }
        try check(lineCount: sell.lines.count, max: CommandLimits.linesMax)
        for line in sell.lines {
            guard line.quantity > 0 else { throw .invalid(.quantityNotPositive) }
            if sell.fact == nil { try checkActive(line.sku) } else { try checkKnown(line.sku) }
            let place = try location(line.location)
            if sell.fact != nil { try checkEnds(.issue, from: place.kind, to: try location(sell.to).kind) }
        }
        try checkEnds(.issue, from: .stock, to: try location(sell.to).kind)
        let lines = try requestLines(
            sell.lines.map { ReserveLine($0.sku, quantity: $0.quantity, at: $0.location) },
            alsoInactive: sell.fact != nil)
        if sell.fact == nil {
            try checkCaps(lines, of: sell.channel)
            try checkStock(for: lines, plan: plan)
        }
        let allocationCount = lines.reduce(0) { $0 + $1.parts.count }
        guard allocationCount <= CommandLimits.allocationsMax else {
            throw .refused(.limit(max: Int64(CommandLimits.allocationsMax)))
        }

        var row = ReservationRow(sell.reservation)
        row.owner = sell.owner.rawValue
        row.channel = sell.channel.rawValue
        row.deadline = now.millisecondsSinceEpoch
        row.deadlineGranted = row.deadline
        row.firstHeld = row.deadline
        row.closedAt = row.deadline
        row.sequence = currentSequence
        row.payloadHash = payloadHash
        row.isSale = true
        for line in lines {
            for part in line.parts {
                row.fulfilled = try checkedSum(row.fulfilled, try checkedProduct(line.quantity, part.quantity))
            }
        }
        let kits = lines.compactMap(\.kitLine)
        row.allocationCount = UInt16(truncatingIfNeeded: allocationCount)
        var context = sell.context
        if context.channel == nil { context.channel = sell.channel }
        var allocations: [PlannedAllocation] = []
        var soldAllocations: [AllocationRow] = []
        var displaced: [DisplacedPromise] = []
        allocations.reserveCapacity(allocationCount)
        for line in lines {
            let sold = sell.lines[Int(line.number)]
            for part in line.parts {
                let units = line.quantity * part.quantity
                var allocation = AllocationRow(
                    line: line.number, sku: part.sku, location: sold.location, requested: units)
                allocation.fulfilled = units
                soldAllocations.append(allocation)
                allocations.append(
                    PlannedAllocation(
                        line: line.number, component: line.kit == nil ? nil : part.sku, location: sold.location,
                        quantity: units))
                EventBytes.append(
                    .sold, of: units, reservation: row.id, allocation: allocation, to: &active.eventBytes)
                let draft = MovementDraft(
                    sku: part.sku, from: sold.location, to: sell.to, quantity: units, reason: .issue,
                    attributes: sold.attributes, reservation: sell.reservation)
                if let fact = sell.fact {
                    try bookFact(
                        draft, from: try location(sold.location), loss: fact.loss, context: context,
                        principal: principal, &displaced)
                } else {
                    try book(draft, context: context, principal: principal)
                }
            }
        }
        // Promises that lose units may get other allocations meanwhile: those of the sale lie together behind them.
        row.firstAllocation = UInt32(truncatingIfNeeded: active.allocations.count)
        for allocation in soldAllocations { active.allocations.append(allocation) }
        if hasPolicies { try countSold(lines, sell) }
        row.hasKits = !kits.isEmpty
        row.isFact = sell.fact != nil
        if row.hasDetails {
            active.reservationDetails.set(row.id, to: ReservationDetails(kits: kits, displaced: displaced))
        }
        insertReservation(row)
        let granted = ReservationPlan(deadline: now, allocations: allocations)
        return sell.fact == nil ? .sold(granted) : .soldAsFact(granted, displaced: displaced)
    }

    private mutating func countSold(_ lines: [RequestLine], _ sell: Sell) throws(Stop) {
        do throws(StockFailure) {
            for line in lines {
                let site = line.location.flatMap { masterData.site(of: $0) }
                for part in line.parts {
                    try count(UseChange(sold: line.quantity * part.quantity), part.sku, sell.channel, at: site)
                }
                if let kit = line.kit {
                    try count(UseChange(sold: line.quantity), kit, sell.channel, at: nil)
                }
            }
        } catch { throw .failed(error) }
    }

    private mutating func checkStock(for lines: [RequestLine], plan: ChannelPlan) throws(Stop) {
        var demand = try Demand(lines)
        try findLocated(&demand, plan: plan)
        let short = demand.shortages(offers: [], onlyShort: true)
        guard short.isEmpty else { throw .refused(.insufficientStock(short)) }
    }
}
