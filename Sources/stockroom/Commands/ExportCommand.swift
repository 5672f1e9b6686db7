import ArgumentParser
import StockEngine

/// Writes what a store holds, for other programs.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the ledger, or the master data.",
        discussion: """
            Examples:
              stockroom export --ledger --data shop > ledger.jsonl
              stockroom export master masters --data shop
            """,
        subcommands: [ExportLedger.self, ExportMaster.self], defaultSubcommand: ExportLedger.self)
}

/// Writes movements and documents.
struct ExportLedger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Write the ledger, movements and documents, as CSV or JSON lines.",
        discussion: """
            Read and written a page at a time, so that memory does not grow with the store. \
            Movements come by sequence, then documents by key.

            JSON lines: one object per line; "record" says "movement" or "document".
            CSV: one table of both with a column "record"; --only makes a table of one. \
            RFC 4180, with a header. A body that is not UTF-8 stands in base 64 under \
            "body_base64".

            Examples:
              stockroom export --ledger --data shop > ledger.jsonl
              stockroom export --ledger --format csv --output ledger.csv --data shop
              stockroom export --ledger --only movements --after 120000 --data shop
            """)

    /// The form of the output.
    enum Format: String, ExpressibleByArgument, CaseIterable { case jsonl, csv }

    /// One half of the ledger.
    enum Part: String, ExpressibleByArgument, CaseIterable { case movements, documents }

    @Flag(help: "Movements and documents.") var ledger = false
    @Option(help: "jsonl or csv.") var format = Format.jsonl
    @Option(help: "Only movements, or only documents.") var only: Part?
    @Option(help: "Only what was changed after this sequence.") var after: UInt64 = 0
    @Option(help: ArgumentHelp("A file; without it, standard output.", valueName: "file")) var output: String?
    @OptionGroup var store: StoreOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard ledger else { throw ValidationError("Say what to export: --ledger.") }
        if json.replacesText, output == nil {
            throw ValidationError("--json says how much was exported: name a file with --output, or --json FILE.")
        }
    }

    private struct Result: Encodable {
        var movements: Int
        var documents: Int
        var bytes: UInt64
        var sequence: UInt64
    }

    mutating func run() async throws {
        let (format, only, after) = (format, only, after)
        do {
            let sink = try OutputSink(path: output)
            let result = try await store.read { stock, _ -> Result? in
                var export = LedgerExport(from: stock, to: LedgerWriter(format: format, only: only, sink: sink))
                do {
                    let sequence = try await export.run(only: only, after: after)
                    return Result(
                        movements: export.movements, documents: export.documents, bytes: sink.bytesWritten,
                        sequence: sequence)
                } catch is OutputSink.ReaderIsGone { return nil }
            }
            guard let result, output != nil || json.target != nil else { return }
            try json.put(result) {
                "\(NumberText.counted(result.movements, "movement", "movements")) and "
                    + "\(NumberText.counted(result.documents, "document", "documents")), "
                    + "\(NumberText.bytes(result.bytes)), up to sequence \(NumberText.grouped(result.sequence))"
            }
        } catch { throw CommandFailure(describing: error) }
    }
}
