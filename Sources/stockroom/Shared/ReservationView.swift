import StockAPI
import StockModel

/// A reservation or sale as it is shown.
struct ReservationView: Encodable {
    struct Line: Encodable {
        var line: UInt16
        var sku: UInt64
        var location: UInt32
        var requested: Int64
        var held: Int64
        var committed: Int64
        var fulfilled: Int64
        var returned: Int64
        var released: Int64
        var expired: Int64
    }

    var reservation: String
    var state: String
    var channel: UInt32
    var owner: String
    var firstHeld: String
    var deadline: String
    var sequence: UInt64
    var generation: UInt16
    var supersededBy: String?
    var lines: [Line]

    enum CodingKeys: String, CodingKey {
        case reservation, state, channel, owner, deadline, sequence, generation, lines
        case firstHeld = "first_held"
        case supersededBy = "superseded_by"
    }

    /// Fails where there is none, or none any more.
    static func find(_ id: ReservationID, in stock: any StockService) async throws -> ReservationView {
        guard let there = try await stock.reservation(id) else {
            throw CommandFailure(
                .differs, "there is no reservation \(id.text), or it was closed longer ago than it is kept")
        }
        return ReservationView(there)
    }

    init(_ there: Reservation) {
        reservation = there.reservation.text
        state = "\(there.state)"
        channel = there.channel.rawValue
        owner = Identifier.text(there.owner.rawValue)
        firstHeld = there.firstHeld.text
        deadline = there.deadline.text
        sequence = there.sequence
        generation = there.generation
        supersededBy = there.supersededBy?.text
        lines = there.allocations.map { line in
            Line(
                line: line.line, sku: line.sku.rawValue, location: line.location.rawValue,
                requested: line.requested, held: line.held, committed: line.committed, fulfilled: line.fulfilled,
                returned: line.returned, released: line.released, expired: line.expired)
        }
    }

    var text: String {
        var table = TextTable()
        table.add("line, SKU @ location", "asked", "held", "committed", "fulfilled", "returned", "released", "expired")
        for line in lines {
            let quantities = [
                line.requested, line.held, line.committed, line.fulfilled, line.returned, line.released, line.expired,
            ]
            table.add(["\(line.line), \(line.sku) @ \(line.location)"] + quantities.map { NumberText.grouped($0) })
        }
        let successor = supersededBy.map { ", superseded by \($0)" } ?? ""
        let generation = generation > 1 ? ", generation \(generation)" : ""
        return """
            reservation \(reservation): \(state)\(successor)\(generation)
              channel \(channel), owner \(owner), sequence \(NumberText.grouped(sequence))
              first held \(firstHeld), deadline \(deadline)

            \(table.text())
            """
    }
}
