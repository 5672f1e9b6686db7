import StockModel

/// What somebody holds, as far as it is needed to pay for it or to give it up.
struct Cart: Sendable {
    /// Of its reservation.
    var number: Int
    /// Where each unit comes from.
    var units: [Units]

    struct Units: Sendable {
        var line: UInt16
        var sku: SKU
        var location: LocationID
        var quantity: Quantity
    }

    /// What was granted: of the SKU of each line, or of a part of it.
    init(number: Int, _ plan: ReservationPlan, wanted: [Wanted]) {
        self.number = number
        units = plan.allocations.compactMap { allocation in
            let line = Int(allocation.line)
            guard let sku = allocation.component ?? (wanted.indices.contains(line) ? wanted[line].sku : nil) else {
                return nil
            }
            return Units(
                line: allocation.line, sku: sku, location: allocation.location, quantity: allocation.quantity)
        }
    }

    /// What an answer about all of it says.
    func statements(_ what: Statement.What, at sequence: SequenceNumber) -> [Statement] {
        units.map {
            Statement(
                what: what, line: $0.line, sku: $0.sku, location: $0.location, quantity: $0.quantity,
                sequence: sequence)
        }
    }

    /// That its units left, whatever the order of its lines.
    func issues(at sequence: SequenceNumber) -> [Statement] {
        units.map {
            Statement(
                what: .issued, line: 0, sku: $0.sku, location: $0.location, quantity: $0.quantity, sequence: sequence)
        }
    }
}

/// So many units of a SKU that a line asks for.
struct Wanted: Sendable {
    var sku: SKU
    var quantity: Quantity
}

extension ReservationPlan {
    /// Whether it has what was asked for, at the places where it may come from.
    ///
    /// A line of a kit has parts, in numbers that only the kit says.
    func grants(_ wanted: [Wanted], from places: Set<LocationID>) -> Bool {
        var left = wanted.map(\.quantity)
        for allocation in allocations {
            guard left.indices.contains(Int(allocation.line)), places.contains(allocation.location) else {
                return false
            }
            if allocation.component == nil { left[Int(allocation.line)] -= allocation.quantity }
        }
        let kits = Set(allocations.filter { $0.component != nil }.map { Int($0.line) })
        return left.indices.allSatisfy { kits.contains($0) || left[$0] == 0 }
    }

    /// Units of lines, and of parts of kits.
    var units: Int64 { allocations.reduce(0) { $0 &+ $1.quantity } }
}
