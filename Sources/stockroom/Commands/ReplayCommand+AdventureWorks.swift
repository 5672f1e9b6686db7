import RetailDocuments
import RetailMasterData
import RetailReplay
import StockEngine

/// What a replay of AdventureWorks says at its end.
struct AdventureWorksResult: Encodable {
    let figures: AdventureWorksFigures
    let problems: ProblemLog
    let ordersLeftOut: Int
    let linesLeftOut: Int
    let verification: Verification?

    private enum CodingKeys: String, CodingKey {
        case format, problems
        case malformedRows = "malformed_rows"
        case ordersLeftOut = "orders_left_out"
        case linesLeftOut = "lines_left_out"
        case verifyDifferences = "verify_differences"
        case stateHash = "state_hash"
    }

    /// The figures stand beside the rest, without a level of their own.
    func encode(to encoder: any Encoder) throws {
        try figures.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ReplayCommand.Format.adventureWorks.rawValue, forKey: .format)
        try container.encode(problems.count, forKey: .malformedRows)
        try container.encode(ordersLeftOut, forKey: .ordersLeftOut)
        try container.encode(linesLeftOut, forKey: .linesLeftOut)
        try container.encode(problems.kept.map(\.description), forKey: .problems)
        try container.encodeIfPresent(verification?.differences, forKey: .verifyDifferences)
        try container.encodeIfPresent(verification?.stateHash, forKey: .stateHash)
    }

    /// The rows that could not be taken, as they are named on the screen.
    var complaints: [String] { problems.shown }

    /// Whether the store says something else than what could be taken from the files; malformed rows are no failure.
    var differs: Bool { figures.linesThatDiffer > 0 || (verification?.differences ?? 0) > 0 }

    var text: String {
        var table = TextTable()
        table.add("orders", NumberText.grouped(figures.orders))
        table.add("  lines", NumberText.grouped(figures.lines))
        table.add("  receipts", NumberText.grouped(figures.receipts))
        table.add("units ordered", NumberText.grouped(figures.ordered))
        table.add("  received", NumberText.grouped(figures.received))
        table.add("  rejected", NumberText.grouped(figures.rejected))
        table.add("  stocked", NumberText.grouped(figures.stocked))
        table.add("  cancelled", NumberText.grouped(figures.cancelled))
        table.add("short lines", NumberText.grouped(figures.shortLines))
        table.add("lines that differ", NumberText.grouped(figures.linesThatDiffer))
        table.add("malformed rows", NumberText.grouped(problems.count))
        table.add("  orders left out", NumberText.grouped(ordersLeftOut))
        table.add("    other lines", NumberText.grouped(linesLeftOut))
        table.add("value ordered", figures.orderedValue)
        table.add("value stocked", figures.stockedValue)
        return [table.text(), verification?.text].compactMap(\.self).joined(separator: "\n")
    }
}

extension ReplayCommand {
    /// Imports the master data, places all orders and takes all deliveries in, and reads the figures back.
    func replayOrders(in place: String) async throws {
        let progress = ProgressLine()
        progress.show("reading \(path)")
        let folder = try AdventureWorksFolder(path: path)
        let verifies = verify
        let result = try await StoreFolder.use(place) { stock in
            let replay = AdventureWorksReplay(folder, into: stock)
            progress.show("importing products, vendors, prices and locations")
            let problems = try await replay.importMasterData()
            guard problems.isEmpty else {
                let lines = problems.map(\.description).joined(separator: "\n")
                throw CommandFailure(.differs, "\(lines)\nnothing was imported")
            }
            try await replay.run { progress.show("replaying orders and receipts", $0, of: $1) }
            progress.show("reading the figures back")
            let figures = try await replay.figures()
            progress.finish()
            return AdventureWorksResult(
                figures: figures, problems: folder.problems, ordersLeftOut: folder.ordersLeftOut,
                linesLeftOut: folder.linesLeftOut, verification: verifies ? try await Verification.run(on: stock) : nil)
        }
        for line in result.complaints { Terminal.complain(line) }
        try json.put(result) { result.text }
        if result.differs { throw CommandFailure(.differs) }
    }
}
