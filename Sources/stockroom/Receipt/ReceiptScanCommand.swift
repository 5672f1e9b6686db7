import ArgumentParser
import RetailDocuments
import RetailPurchasing
import RetailReceiving
import StockModel

struct ReceiptScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Count a delivery by scanning barcodes.",
        discussion: """
            From standard input, a line each: a barcode, or a barcode and a number of packs \
            (below zero takes back); with "damaged" before it where the goods are. A barcode \
            counts the units that it \
            stands for. At the end each SKU becomes a line of the receipt, numbered in the \
            order in which they were scanned first.

            On a terminal you are guided: you see what is open, unless the receipt is blind, \
            and what has been counted; an empty line ends it.

            Examples:
              stockroom receipt scan RC-7
              stockroom receipt scan RC-7 --first-line 5 < scans.txt
            """)

    @Argument(help: "What the receipt is called.") var reference: String
    @Option(help: "The number of the first line (on a terminal: the next one).") var firstLine: UInt32?
    @OptionGroup var confirmation: QuantityConfirmation
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let (reference, given, isConfirmed) = (reference, firstLine, confirmation.confirmQuantity)
        try await work.changeReceipt(json, reference) { place in
            let file = try await place.receipt(reference)
            let isGuided = Terminal.canAsk
            if isGuided { try await Self.showOrder(of: file, place) }
            let count = try await Self.count(place, isGuided: isGuided)
            let next = isGuided ? (file.lines.last?.content.line ?? 0) + 1 : 1
            for (offset, line) in count.lines.enumerated() where line.good + line.damaged > 0 {
                try await place.receive(
                    Arrival(line.sku, good: line.good, damaged: line.damaged),
                    as: (given ?? next) &+ UInt32(clamping: offset), of: reference, isConfirmed: isConfirmed)
            }
        }
    }

    /// Counts until the input ends; on a terminal until an empty line.
    private static func count(_ place: Workplace, isGuided: Bool) async throws -> ScanCount {
        var count = ScanCount()
        var number = 0
        while true {
            if isGuided { Terminal.complain("barcode, or an empty line at the end:") }
            guard let text = readLine(), !(isGuided && text.isEmpty) else { return count }
            number += 1
            guard let scan = Scan(text) else {
                if text.isEmpty { continue }
                try report("line \(number): \"\(text)\" is no barcode with a number of packs", isGuided)
                continue
            }
            do throws(WorkflowFailure) {
                guard scan.packs != 0 else { throw .rule(ReceivingRule.quantityNotPositive(0)) }
                let pack = try await place.scan(scan.barcode)
                do throws(ReceivingRule) { try count.add(scan.packs, of: pack, damaged: scan.isDamaged) } catch {
                    throw WorkflowFailure.rule(error)
                }
                if isGuided, let line = count.lines.first(where: { $0.sku == pack.sku }) {
                    Terminal.complain(
                        "  SKU \(pack.sku.rawValue): \(NumberText.grouped(line.good)) good, "
                            + "\(NumberText.grouped(line.damaged)) damaged")
                }
            } catch {
                // A person scans it again; what a file says is taken whole or not at all.
                guard case .rule(let rule) = error else { throw error }
                guard isGuided else { throw WorkflowFailure.rule(RuleOfScan(rule, line: number)) }
                Terminal.complain("  \(error)")
            }
        }
    }

    private static func report(_ text: String, _ isGuided: Bool) throws {
        guard isGuided else { throw CommandFailure(.input, "\(text); nothing was booked") }
        Terminal.complain("  \(text)")
    }

    /// What is open of the order, for whoever is allowed to see it.
    private static func showOrder(of file: ReceiptFile, _ place: Workplace) async throws {
        let receipt = file.receipt.content
        guard !receipt.isBlind, let order = receipt.order else { return }
        var table = TextTable()
        table.add("line", "SKU", "open")
        for line in try await place.purchaseOrder(order).lines where line.open > 0 {
            table.add("\(line.line)", "\(line.sku)", NumberText.grouped(line.open))
        }
        Terminal.complain("order \(order), still expected:\n\(table.text())")
    }

    /// One line of the input: `[damaged] BARCODE [PACKS]`.
    struct Scan: Equatable {
        var barcode: String
        var packs: Int64
        var isDamaged: Bool

        init?(_ text: String) {
            var words = text.split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
            isDamaged = words.first?.lowercased() == "damaged"
            if isDamaged { words.removeFirst() }
            guard (1...2).contains(words.count), words[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            barcode = words[0]
            guard words.count == 2 else {
                packs = 1
                return
            }
            guard let number = Int64(words[1]) else { return nil }
            packs = number
        }
    }
}

/// A rule that a line of the input breaks.
private struct RuleOfScan: Rule {
    let name: String
    let description: String
    let remedy: String

    init(_ rule: any Rule, line: Int) {
        name = rule.name
        description = "line \(line): \(rule.description)"
        remedy = "\(rule.remedy); nothing was booked"
    }
}
