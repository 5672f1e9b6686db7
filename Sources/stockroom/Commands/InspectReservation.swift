import ArgumentParser
import StockAPI
import StockEngine
import StockModel

/// One reservation or sale.
struct InspectReservation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reservation", abstract: "A reservation or sale: its state, deadline, and quantities by line.",
        discussion: "Example: stockroom inspect reservation 015fbc4e-8f60-7000-8a3c-1d5e7f902b46 --data shop")

    @Argument(help: "The id: 32 hexadecimal digits, with or without dashes.", transform: Identifier.reservation)
    var id: ReservationID
    @OptionGroup var store: StoreOptions
    @OptionGroup var json: JSONOutput

    private struct Line: Encodable {
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

    private struct Found: Encodable {
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
    }

    mutating func run() async throws {
        let id = id
        guard let there = try await store.use({ stock in try await stock.reservation(id) }) else {
            throw CommandFailure(
                .differs, "there is no reservation \(id.text), or it was closed longer ago than it is kept")
        }
        let found = Found(
            reservation: there.reservation.text, state: "\(there.state)", channel: there.channel.rawValue,
            owner: Identifier.text(there.owner.rawValue), firstHeld: there.firstHeld.text,
            deadline: there.deadline.text, sequence: there.sequence, generation: there.generation,
            supersededBy: there.supersededBy?.text,
            lines: there.allocations.map { line in
                Line(
                    line: line.line, sku: line.sku.rawValue, location: line.location.rawValue,
                    requested: line.requested, held: line.held, committed: line.committed, fulfilled: line.fulfilled,
                    returned: line.returned, released: line.released, expired: line.expired)
            })
        try json.put(found) { Self.text(found) }
    }

    private static func text(_ found: Found) -> String {
        var table = TextTable()
        table.add("line, SKU @ location", "asked", "held", "committed", "fulfilled", "returned", "released", "expired")
        for line in found.lines {
            let quantities = [
                line.requested, line.held, line.committed, line.fulfilled, line.returned, line.released, line.expired,
            ]
            table.add(["\(line.line), \(line.sku) @ \(line.location)"] + quantities.map { NumberText.grouped($0) })
        }
        let successor = found.supersededBy.map { ", superseded by \($0)" } ?? ""
        let generation = found.generation > 1 ? ", generation \(found.generation)" : ""
        return """
            reservation \(found.reservation): \(found.state)\(successor)\(generation)
              channel \(found.channel), owner \(found.owner), sequence \(NumberText.grouped(found.sequence))
              first held \(found.firstHeld), deadline \(found.deadline)

            \(table.text())
            """
    }
}
