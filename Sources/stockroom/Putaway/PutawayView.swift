import RetailDocuments
import RetailReceiving
import StockModel

/// What a putaway came to, as it is shown.
struct PutawayView: TextView {
    struct Assignment: Encodable {
        var location: UInt32
        var units: Int64
    }

    struct Served: Encodable {
        var reservation: String
        var line: UInt16
        var units: Int64
    }

    var sku: UInt64
    var assignments: [Assignment]
    var unassigned: Int64
    var served: [Served]
    /// Base units that belong to inspections that are not released.
    var claimed: Int64
    /// These, by reference.
    var claimedBy: [String]

    enum CodingKeys: String, CodingKey {
        case sku, assignments, unassigned, served, claimed
        case claimedBy = "claimed_by"
    }

    init(_ result: PutawayResult) {
        sku = result.sku.rawValue
        assignments = result.assignments.map { Assignment(location: $0.place.rawValue, units: $0.units) }
        unassigned = result.unassigned
        (claimed, claimedBy) = (result.claimed, result.claimedBy)
        served = result.served.map { Served(reservation: $0.reservation.text, line: $0.line, units: $0.quantity) }
    }

    var text: String {
        var lines = assignments.map { "SKU \(sku): \(NumberText.grouped($0.units)) to location \($0.location)" }
        if unassigned > 0 {
            lines.append(
                assignments.count < PutawayPlan.placesMax
                    ? "SKU \(sku): no room for \(NumberText.grouped(unassigned)), which stay where they are"
                    : "SKU \(sku): \(NumberText.grouped(unassigned)) stay where they are: once more for more than "
                        + "\(PutawayPlan.placesMax) places")
        }
        if claimed > 0 {
            let which = claimedBy.isEmpty ? "" : " (\(claimedBy.joined(separator: ", ")))"
            lines.append(
                "SKU \(sku): \(NumberText.grouped(claimed)) are left: they belong to inspections that are not released"
                    + which)
        }
        lines += served.map {
            "  served: \(NumberText.grouped($0.units)) for reservation \($0.reservation), line \($0.line)"
        }
        return lines.isEmpty ? "SKU \(sku): nothing to put away" : lines.joined(separator: "\n")
    }
}

/// A place, and what lies there, as it is shown.
struct PutawayPlaceView: Encodable {
    var location: UInt32
    var site: UInt32
    var priority: Int32
    var capacity: Int64?
    var takesAnything: Bool

    enum CodingKeys: String, CodingKey {
        case location, site, priority, capacity
        case takesAnything = "takes_anything"
    }

    init(_ place: PutawayPlace) {
        location = place.location
        site = place.site
        priority = place.priority
        capacity = place.capacity
        takesAnything = place.takesAnything
    }
}

/// Where a SKU goes, as it is shown.
struct PutawayRuleView: Encodable {
    var sku: UInt64
    var site: UInt32
    var location: UInt32
    var priority: Int32
    var capacity: Int64

    init(_ rule: PutawayRule) {
        sku = rule.sku
        site = rule.site
        location = rule.location
        priority = rule.priority
        capacity = rule.capacity
    }
}

/// All that says where goods go, as it is shown.
struct PutawayRulesView: TextView {
    var places: [PutawayPlaceView]
    var rules: [PutawayRuleView]

    var text: String {
        guard !places.isEmpty || !rules.isEmpty else { return "no places are defined: stockroom putaway place --help" }
        var table = TextTable()
        table.add("location", "site", "for", "priority", "capacity")
        for place in places {
            table.add(
                "\(place.location)", "\(place.site)", place.takesAnything ? "anything" : "SKUs with a rule",
                "\(place.priority)", place.capacity.map { NumberText.grouped($0) } ?? "any")
        }
        for rule in rules {
            table.add(
                "\(rule.location)", "\(rule.site)", "SKU \(rule.sku)", "\(rule.priority)",
                NumberText.grouped(rule.capacity))
        }
        return table.text()
    }
}
