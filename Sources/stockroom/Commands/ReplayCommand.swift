import ArgumentParser
import Foundation
import RetailReplay
import StockEngine

/// Replays a file of real retail records.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Replay a file of real retail records, document by document.",
        discussion: """
            Each document (a basket, an invoice) is one transaction: its paper and its \
            movements together, or nothing. The same file again changes nothing; an \
            interrupted replay continues where it was. Another document under a number \
            that is stored is reported as IDEMPOTENCY_CONFLICT and changes nothing. A \
            malformed row is reported with its line and reason, and its document is left \
            out whole. Every figure is read back from the store, and the store is verified \
            at the end.

            Formats:
              complete-journey  till lines of The Complete Journey; opening stock is
                                0.9 × what sells, and baskets whose number is divisible
                                by three are web orders for pickup
              online-retail     invoices of Online Retail: sales, returns matched to
                                sales, adjustments, charges
              adventureworks    a folder of AdventureWorks: products, vendors, prices and
                                locations through the importer, then purchase orders,
                                receipts, inspections and putaway, in time order

            Examples:
              stockroom replay --format complete-journey lines.csv.xz
              stockroom replay --format online-retail invoices.csv --data shop
              stockroom replay --format adventureworks folder --data shop

            Exit codes:
              0  done; malformed rows are reported and left out
              1  conflicts, refused documents, or differences
              4  the file cannot be read
            """)

    /// The shapes of files that can be replayed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case completeJourney = "complete-journey"
        case onlineRetail = "online-retail"
        case adventureWorks = "adventureworks"
    }

    @Option(help: "The shape: complete-journey, online-retail or adventureworks.") var format: Format
    @Argument(help: ArgumentHelp("The file or folder; what ends in .xz is decompressed.", valueName: "file")) var path:
        String
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "The folder of the store, made where there is none. Without it: a temporary one.", valueName: "dir"))
    var folder: String?
    @Flag(inversion: .prefixedNo, help: "Verify the store afterwards.") var verify = true
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        do {
            let place = try folder ?? StoreFolder.temporary(named: "stockroom-replay")
            defer { if folder == nil { StoreFolder.remove(place) } }
            switch format {
            case .completeJourney: try await replayBaskets(in: place)
            case .onlineRetail: try await replayInvoices(in: place)
            case .adventureWorks: try await replayOrders(in: place)
            }
        } catch { throw CommandFailure(describing: error) }
    }

    private func replayBaskets(in place: String) async throws {
        let progress = ProgressLine()
        let file = try InputFile(path: path)
        progress.show("reading \(path)")
        let slice = try CompleteJourneySlice(reading: file.records())
        let verifies = verify
        let result = try await StoreFolder.use(place) { stock in
            let replay = CompleteJourneyReplay(slice, from: file.source, into: stock)
            let report = try await replay.run { progress.show($0, of: "baskets") }
            let figures = try await replay.figures { progress.show($0, of: "baskets") }
            progress.finish()
            return ReplayResult(
                format: format.rawValue, figures: figures, report: report, problems: slice.problems,
                verification: verifies ? try await Verification.run(on: stock) : nil)
        }
        try put(result) { CompleteJourneyText.lines(of: result.figures) }
    }

    private func replayInvoices(in place: String) async throws {
        let progress = ProgressLine()
        let input = try InputFile(path: path)
        progress.show("reading \(path)")
        let file = try OnlineRetailFile(reading: input.records())
        let verifies = verify
        let result = try await StoreFolder.use(place) { stock in
            let replay = OnlineRetailReplay(file, from: input.source, into: stock)
            let report = try await replay.run { progress.show($0, of: "invoices") }
            let figures = try await replay.figures { progress.show($0, of: "invoices") }
            progress.finish()
            return ReplayResult(
                format: format.rawValue, figures: figures, report: report, problems: file.problems,
                verification: verifies ? try await Verification.run(on: stock) : nil)
        }
        try put(result) { OnlineRetailText.lines(of: result.figures) }
    }

    private func put<Figures>(_ result: ReplayResult<Figures>, text: () -> String) throws {
        for line in result.complaints { Terminal.complain(line) }
        try json.put(result) { text() + "\n" + result.text }
        if result.differs { throw CommandFailure(.differs) }
    }
}
