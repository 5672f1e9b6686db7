import StockBytes
import StockModel
import Testing

/// The bytes of one command of each operation, written down by hand from the layouts: a change of any of them would
/// make journals unreadable and clients misunderstood.
@Suite struct GoldenCommandTests {
    @Test func `each operation has exactly the bytes that were written down for it`() throws {
        for golden in GoldenCommand.all {
            let bytes = try #require(GoldenCommand.bytes(golden.hex), "\(golden.name)")
            #expect(golden.command.encoded == bytes, "\(golden.name)")
            #expect(Command.decoded(bytes) == .success(golden.command), "\(golden.name)")
        }
    }

    @Test func `every operation has its bytes written down`() {
        let codes = GoldenCommand.all.map(\.command.operation.code)
        #expect(Set(codes) == Set(StockModel.Operation.Code.allCases))
    }
}

struct GoldenCommand {
    let name: String
    let command: Command
    let hex: String

    /// A command by principal 0x01020304, issued at 0x0102030405060708.
    init(_ name: String, _ operation: StockModel.Operation, marked: Bool = false, _ hex: String) {
        self.name = name
        command = Command(
            request: marked ? 0x0011_2233_4455_6677_8899_AABB_CCDD_EEFF : nil,
            issuedAt: Instant(millisecondsSinceEpoch: 0x0102_0304_0506_0708), principal: 0x0102_0304,
            device: marked ? DeviceMark(device: 7, counter: 9) : nil, operation: operation)
        self.hex = hex
    }

    static func bytes(_ hex: String) -> [UInt8]? {
        let digits = hex.filter { !$0.isWhitespace }.map { $0.hexDigitValue }
        guard digits.count % 2 == 0, !digits.contains(nil) else { return nil }
        let values = digits.compactMap { $0 }
        return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] * 16 + values[$0 + 1]) }
    }

    static let all = promises + ledger + papers
}

private let context = MovementContext(
    occurredAt: Instant(millisecondsSinceEpoch: 1), businessDate: 20_407, document: "p1", channel: 1,
    fulfilmentMethod: 3)
/// Present: all three; method; channel; occurred at; business date; document.
private let contextBytes = "07 0300 01000000 0100000000000000 b74f0000 0200 7031"
/// Nothing present.
private let noContext = "00 0000 00000000"
private let attributes = LineAttributes(documentLine: 1, promotion: 2, category: 3, brand: 4, unitCost: -5)
private let attributeBytes = "01 01000000 02000000 03000000 04000000 fbffffffffffffff"
private let header = "0000 04030201 0807060504030201"
private let one = "0100000000000000 0000000000000000"

extension GoldenCommand {
    fileprivate static let promises = [
        GoldenCommand(
            "reserve",
            .reserve(
                Reserve(
                    0x0011_2233_4455_6677_8899_AABB_CCDD_EEFF, channel: 2, owner: 1,
                    lines: [ReserveLine(4, quantity: 5), ReserveLine(6, quantity: 7, at: 8)], mode: .partial,
                    sourcing: .site(9), holdMilliseconds: 60_000)),
            """
            02 00 \(header) ffeeddccbbaa9988 7766554433221100 \(one) 02000000 02 09000000 60ea000000000000
            0200 0400000000000000 0500000000000000 00000000 0600000000000000 0700000000000000 08000000
            """),
        GoldenCommand(
            "extend, with request id and device mark", .extend(Extend(1)), marked: true,
            """
            03 03 \(header) ffeeddccbbaa9988 7766554433221100 07000000 0900000000000000
            \(one) ffffffffffffffff
            """),
        GoldenCommand(
            "reSource", .reSource(ReSource(1, line: 3, to: 5, quantity: 4)),
            "10 00 \(header) \(one) 0300 05000000 01 0400000000000000"),
        GoldenCommand(
            "allocate", .allocate(Allocate(1, line: 3, quantity: 4, from: 5)),
            "11 00 \(header) \(one) 0300 05000000 01 0400000000000000"),
        GoldenCommand(
            "commit", .commit(Commit(1, quantities: [LineQuantity(line: 3, quantity: 4)], remainder: .release)),
            "04 00 \(header) \(one) 02 01 0100 0300 0400000000000000"),
        GoldenCommand("release", .release(Release(1)), "05 00 \(header) \(one) 00"),
        GoldenCommand(
            "fulfil",
            .fulfil(
                Fulfil(
                    1, lines: [FulfilLine(line: 0, quantity: 2, attributes: attributes)], to: 92, context: context)),
            "06 00 \(header) \(one) 5c000000 \(contextBytes) 01 0100 0000 0200000000000000 \(attributeBytes)"),
        GoldenCommand(
            "return", .return(ReturnGoods(1, lines: [FulfilLine(line: 1, quantity: 2)], from: 92, to: 14)),
            "07 00 \(header) \(one) 5c000000 0e000000 \(noContext) 0100 0100 0200000000000000 00"),
        GoldenCommand(
            "sell",
            .sell(
                Sell(1, channel: 2, owner: 1, lines: [SellLine(4, quantity: 5, at: 11, attributes: attributes)], to: 92)
            ),
            """
            08 00 \(header) \(one) \(one) 02000000 5c000000 \(noContext)
            0100 0400000000000000 0500000000000000 0b000000 \(attributeBytes)
            """),
        GoldenCommand(
            "sell, as a fact",
            .sell(
                Sell(
                    1, channel: 2, owner: 1, lines: [SellLine(4, quantity: 5, at: 11)], to: 92,
                    fact: Fact(reason: 258, loss: 93))),
            """
            12 00 \(header) 0201 5d000000 \(one) \(one) 02000000 5c000000 \(noContext)
            0100 0400000000000000 0500000000000000 0b000000 00
            """),
    ]

    fileprivate static let ledger = [
        GoldenCommand(
            "move", .move(Move(.receive, lines: [MoveLine(1, quantity: 2, from: 91, to: 11)], context: context)),
            "09 00 \(header) 01 \(contextBytes) 0100 0100000000000000 0200000000000000 5b000000 0b000000 00"),
        GoldenCommand(
            "move, as a fact that serves backorders",
            .move(
                Move(
                    .receive, lines: [MoveLine(1, quantity: 2, from: 91, to: 11)], servesBackorders: true,
                    fact: Fact(reason: 1, loss: 93))),
            "09 00 \(header) c1 0100 5d000000 \(noContext) 0100 0100000000000000 0200000000000000 5b000000 0b000000 00"),
        GoldenCommand(
            "adjust", .adjust(Adjust(1, at: 11, by: -3, loss: 93, attributes: attributes)),
            "0a 00 \(header) 0100000000000000 0b000000 fdffffffffffffff 5d000000 \(attributeBytes) \(noContext)"),
        GoldenCommand(
            "count", .count(Count(at: 11, anchor: 300, lines: [CountLine(1, counted: 2)], loss: 93)),
            "0b 00 \(header) 0b000000 2c01000000000000 5d000000 \(noContext) 0100 0100000000000000 0200000000000000 00"),
        GoldenCommand(
            "reverse", .reverse(Reverse(MovementID(sequence: 300, line: 2))),
            "0c 00 \(header) 2c01000000000000 0200 \(noContext)"),
    ]

    fileprivate static let papers = [
        GoldenCommand(
            "define",
            .define([
                .sku(SKUDefinition(1, code: "A", isActive: false)),
                .site(
                    SiteDefinition(
                        2, code: "B", utcOffsetMinutes: -300, dayCutMinutes: 240, foundWithoutApprovalMax: 6)),
                .location(LocationDefinition(3, kind: .transit, site: 2, code: "C")),
                .location(LocationDefinition(4, kind: .supplier, code: "é")),
                .channel(
                    ChannelDefinition(
                        5, code: "D", sites: [ChannelSite(2, buffer: 3)], defaultHoldMilliseconds: 1_000,
                        longestHoldMilliseconds: 60_000)),
                .threshold(StockThreshold(1, .site(2), low: 7)),
                .threshold(StockThreshold(1, .channel(5), low: nil)),
            ]),
            """
            01 00 \(header) 0700
            01 0100000000000000 00 0100 41
            07 02000000 d4fe f000 0100 42 0600000000000000
            03 03000000 07 02000000 0100 43
            03 04000000 20 00000000 0200 c3a9
            05 05000000 e803000000000000 60ea000000000000 0100 44 0100 02000000 0300000000000000 00
            08 0100000000000000 01 02000000 01 0700000000000000
            08 0100000000000000 02 05000000 00
            """),
        GoldenCommand(
            "putDocument", .putDocument(DocumentWrite("p1", type: 258, body: [1, 2, 3], terms: ["t", "u"])),
            "0d 00 \(header) 0200 7031 0201 03000000 010203 0200 0100 74 0100 75"),
        GoldenCommand("deleteDocument", .deleteDocument("p1"), "0e 00 \(header) 0200 7031"),
        GoldenCommand(
            "transaction",
            .transaction(
                Transaction(
                    preconditions: [.absent("p1"), .document("p2", at: 5)],
                    operations: [.deleteDocument("p2"), .release(Release(1))])),
            "0f 00 \(header) 0200 00 0200 7031 01 0200 7032 0500000000000000 0200 0e 0200 7032 05 \(one) 00"),
    ]
}
