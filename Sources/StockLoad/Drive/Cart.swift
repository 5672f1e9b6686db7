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
    init(number: Int, _ plan: ReservationPlan, skus: [SKU]) {
        self.number = number
        units = plan.allocations.compactMap { allocation in
            let line = Int(allocation.line)
            guard let sku = allocation.component ?? (skus.indices.contains(line) ? skus[line] : nil) else { return nil }
            return Units(
                line: allocation.line, sku: sku, location: allocation.location, quantity: allocation.quantity)
        }
    }

    /// What an answer about all of it says.
    func statements(_ transition: PromiseChange.Transition, at sequence: SequenceNumber) -> [Statement] {
        units.map {
            Statement(
                transition: transition.rawValue, line: $0.line, sku: $0.sku, location: $0.location,
                quantity: $0.quantity, sequence: sequence)
        }
    }
}
