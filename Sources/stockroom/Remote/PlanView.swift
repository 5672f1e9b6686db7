import StockModel

/// What a reservation promises, as it is shown.
struct PlanView: Encodable {
    struct Allocation: Encodable {
        var line: UInt16
        var component: UInt64?
        var location: UInt32
        var quantity: Int64
        var backordered: Bool
    }

    var reservation: String
    var deadline: String
    var allocations: [Allocation]

    init(_ id: ReservationID, _ plan: ReservationPlan) {
        reservation = id.text
        deadline = plan.deadline.text
        allocations = plan.allocations.map { part in
            Allocation(
                line: part.line, component: part.component?.rawValue, location: part.location.rawValue,
                quantity: part.quantity, backordered: part.isBackordered)
        }
    }

    /// The units, line by line.
    var lines: String {
        allocations.map { part in
            let what = part.component.map { "component \($0), " } ?? ""
            let place = part.backordered ? "wait for stock" : "from location \(part.location)"
            return "  line \(part.line): \(what)\(NumberText.grouped(part.quantity)) \(place)"
        }.joined(separator: "\n")
    }
}
