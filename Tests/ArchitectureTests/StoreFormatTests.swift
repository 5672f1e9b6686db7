import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

/// A store's rows, as LMDB's own tool shows them, against the tables of docs/store-format.md.
struct StoreFormatTests {
    private static let time: Int64 = 1_700_000_000_000

    @Test func `the rows of a store are those of the tables`() async throws {
        try await withTemporaryFolder { folder in
            try await Self.fill(folder)
            try Self.checkStock(folder)
            try Self.checkPromises(folder)
            try Self.checkPapers(folder)
        }
    }

    @Test func `a level that waits stands in a run under the sequence of its checkpoint`() async throws {
        try await withTemporaryFolder { folder in
            try await Self.fill(folder, levelsWait: true)
            #expect(try StoredRow.all("levels", in: folder).isEmpty)
            #expect(try StoredRow.all("levelRunsOdd", in: folder).isEmpty)
            let runs = try StoredRow.all("levelRunsEven", in: folder)
            #expect(runs.map { $0.key[0..<8].last } == [8, 8, 8, 8] && runs.map { $0.key[19] } == [0, 10, 90, 91])
            #expect(runs.map { $0.key[15] } == [0, 7, 7, 7] && runs.map(\.bytes.count) == [17, 39, 39, 39])
            #expect(runs[0].bytes[1..<13].allSatisfy { $0 == 0 })
            #expect(Array(runs[1].bytes[1..<9]) == [9, 0, 0, 0, 0, 0, 0, 0])
            #expect(try StoredRow.only("meta", in: folder)["merge: pass"] == 0)
        }
    }

    @Test func `what waits, what was a fact, and thresholds stand as the tables say`() async throws {
        try await withTemporaryFolder { folder in
            try await Self.fillWithWaiting(folder)
            let waiting = try StoredRow.only("backorders", in: folder)
            let reservations = try StoredRow.all("reservations", in: folder)
            #expect(waiting.key.prefix(16) == [0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 2])
            #expect(waiting.key.suffix(16) == reservations[0].key[...] && waiting.bytes.count == 5)
            #expect(try StoredRow.all("deadlines", in: folder).isEmpty)
            // Flags 16 and 64: with the plan granted at first, and committed; its one place waits.
            #expect(try reservations[0]["flags"] == 80 && reservations[0]["closed at"] == 0)
            #expect(reservations[0].bytes[73] == 1 << 7 && reservations[0].bytes[72 + 22] == 64)
            // A place of one quantity, and a list of one; a sale that was a fact, and has displaced nobody.
            let place = 23 + 8
            let sizes = [72 + place + (2 + 14) + 4, 72 + place + 2 + 4]
            #expect(reservations.map(\.bytes.count) == sizes)
            #expect(try reservations[1]["flags"] == 33)

            let threshold = try StoredRow.only("thresholds", in: folder)
            #expect(threshold.key == [0, 0, 0, 0, 0, 0, 0, 7] && threshold.bytes.count == 28)
            #expect(threshold.bytes[9] == 1 && threshold.bytes[15] == 2 && threshold.bytes[23] == 3)
            let site = try StoredRow.only("sites", in: folder)
            #expect(site.bytes.count == 24 && site.bytes[12] == 5)
            let channel = try StoredRow.only("channels", in: folder)
            #expect(channel.bytes.count == 45 && channel.bytes[40] == 2)
            let recount = "engine/recount/000000000000000a/0000000000000007"
            #expect(try StoredRow.only("documents", in: folder).key == Array(recount.utf8))
            // Why nobody was asked, right after the head of the event.
            let fact = try StoredRow.all("events", in: folder)[3]
            #expect(Array(fact.bytes[13..<16]) == [9, 3, 0])
        }
    }

    private static func checkStock(_ folder: String) throws {
        let meta = try StoredRow.only("meta", in: folder)
        #expect(meta.bytes.count == 148 && meta.key == Array("store".utf8))
        #expect(try meta["format"] == 6 && meta["sequence"] == 8 && meta["time"] == time)
        // Opened on a simulated clock (1), and a journal was begun (2).
        #expect(try meta["flags"] == 3 && meta["apply version"] == 5)

        let sku = try StoredRow.only("skus", in: folder)
        #expect(sku.bytes.count == 10 + 2 + 3 + 4 && sku.key == [0, 0, 0, 0, 0, 0, 0, 7])
        #expect(try sku["SKU"] == 7 && sku["active"] == 1)
        #expect(try StoredRow.only("sites", in: folder)["day cut"] == 240)
        #expect(try StoredRow.all("locations", in: folder).map { try $0["kind"] } == [1, 32, 33])
        let channel = try StoredRow.only("channels", in: folder)
        #expect(try channel["default hold"] == 900_000 && channel["longest hold"] == 3_600_000)
        #expect(channel.bytes.count == 25 + 3 + 12 + 1 + 4)

        let level = try #require(
            StoredRow.all("levels", in: folder).first { $0.key == [0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 10] })
        #expect(level.bytes.count == 39)
        #expect(try level["on hand"] == 9 && level["held"] == 2 && level["committed"] == 0)
        #expect(try level["newest movement: sequence"] == 7 && level["newest movement: line"] == 0)

        let byLocation = try StoredRow.all("levelsAtLocation", in: folder)
        #expect(byLocation.map { $0.key[3] } == [10, 90, 91] && byLocation.allSatisfy { $0.key[11] == 7 })
        #expect(byLocation.allSatisfy { $0.bytes.count == 5 })

        let movements = try StoredRow.all("movements", in: folder)
        #expect(movements.map { $0.key[7] } == [2, 4, 6, 7])
        #expect(movements[0].bytes.count == 77 + 2 + 4 + 4)
        #expect(try movements[0]["which optional parts follow"] == 1 && movements[0]["reason"] == 1)
        #expect(try movements[0]["SKU"] == 7 && movements[0]["from"] == 90 && movements[0]["to"] == 10)
        #expect(try movements[0]["quantity"] == 10 && movements[0]["occurred at"] == time)
        #expect(try movements[1]["previous movement of (SKU, from)"] == 2)
        #expect(try StoredRow.only("documentMovements", in: folder).key == Array("po/1".utf8) + [0] + movements[0].key)
        let reversal = try StoredRow.only("reversals", in: folder)
        #expect(try reversal.key == movements[2].key && reversal["reversal: sequence"] == 7)
        #expect(reversal.bytes.count == 15)
    }

    private static func checkPromises(_ folder: String) throws {
        let reservations = try StoredRow.all("reservations", in: folder)
        let held = try #require(reservations.first)
        #expect(held.key == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2])
        #expect(held.bytes.count == 72 + 23 + 8 + 4)
        #expect(try held["flags"] == 0 && held["owner"] == 77 && held["channel"] == 1)
        #expect(try held["deadline"] == time + 900_000 && held["first held"] == time && held["closed at"] == 0)
        #expect(try held["sequence"] == 3 && held["count of allocations"] == 1)
        #expect(try reservations[1]["flags"] == 1 && reservations[1]["closed at"] == time)

        #expect(try StoredRow.only("deadlines", in: folder).key.suffix(16) == held.key[...])
        #expect(try StoredRow.only("deadlines", in: folder).key.first == 0x80)
        #expect(try StoredRow.only("owners", in: folder).key.suffix(17) == [77] + held.key)
        #expect(try StoredRow.only("sold", in: folder).key.suffix(16) == reservations[1].key[...])
        for index in ["deadlines", "owners", "sold", "terms", "documentMovements"] {
            #expect(try StoredRow.only(index, in: folder).bytes.count == 5)
        }
    }

    private static func checkPapers(_ folder: String) throws {
        let requests = try StoredRow.all("requests", in: folder)
        #expect(requests.count == 6)
        #expect(try requests.map { try $0["answer: sequence"] }.sorted() == [1, 2, 5, 6, 7, 8])
        #expect(try requests.allSatisfy { try $0["answer: outcome"] == 0 && $0["time"] == time })
        #expect(requests.allSatisfy { $0.bytes.count == 26 + 4 })
        let device = try StoredRow.only("devices", in: folder)
        #expect(try device.key == [0, 0, 0, 9] && device["counter"] == 4 && device.bytes.count == 13)

        let document = try StoredRow.only("documents", in: folder)
        #expect(document.key == Array("po/1".utf8))
        #expect(try document["type"] == 5 && document["version of the document"] == 8 && document["principal"] == 1)
        #expect(try document["count of terms"] == 1 && document.bytes.count == 25 + 2 + 4 + 4 + 3 + 4)
        #expect(try StoredRow.only("terms", in: folder).key == Array("open".utf8) + [0] + document.key)

        let events = try StoredRow.all("events", in: folder)
        #expect(events.map { $0.key[7] } == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(try events.allSatisfy { try $0["time"] == time && $0["principal"] == 1 })
        // The third: units of a promise changed their state, from nothing to held.
        #expect(Array(events[2].bytes[13..<15]) == [1, 1] && events[2].bytes.count == 13 + 40 + 4)
    }

    private static func options() -> StockroomOptions {
        var options = StockroomOptions()
        options.clock = SimulatedClock(startingAt: Instant(millisecondsSinceEpoch: time))
        // Checkpoints are the tests' own, however slow the machine is.
        options.checkpointAfterMilliseconds = 3_600_000
        return options
    }

    private static func fillWithWaiting(_ folder: String) async throws {
        let stock = try await Stockroom.open(at: folder, options: options())
        let session = StockSession(stock, principal: 1, now: { Instant(millisecondsSinceEpoch: time) })
        let (basket, sale) = (ReservationID(high: 1, low: 2), ReservationID(high: 1, low: 3))
        let accepted = [
            try await session.define([
                .site(SiteDefinition(1, code: "n", foundWithoutApprovalMax: 5)),
                .location(LocationDefinition(10, kind: .stock, site: 1, code: "shelf")),
                .location(LocationDefinition(91, kind: .customer, code: "customers")),
                .location(LocationDefinition(92, kind: .loss, code: "lost and found")),
                .channel(ChannelDefinition(1, code: "web", sites: [1], acceptsBackorders: true)),
                .sku(SKUDefinition(7, code: "mug")), .threshold(StockThreshold(7, .site(1), low: 2)),
            ]).isAccepted,
            try await session.reserve(
                Reserve(basket, channel: 1, lines: [ReserveLine(7, quantity: 4)], mode: .backorder)
            ).isAccepted,
            try await session.commit(basket).isAccepted,
            try await session.sell(
                Sell(
                    sale, channel: 1, lines: [SellLine(7, quantity: 1, at: 10)], to: 91, fact: Fact(reason: 3, loss: 92)
                )
            ).isAccepted,
        ]
        #expect(!accepted.contains(false))
        try await stock.close()
    }

    private static func fill(_ folder: String, levelsWait: Bool = false) async throws {
        var options = options()
        if levelsWait { options.levelPagesPerCheckpoint = 0 }
        let stock = try await Stockroom.open(at: folder, options: options)
        let session = StockSession(stock, principal: 1, now: { Instant(millisecondsSinceEpoch: time) })
        let write = DocumentWrite("po/1", type: 5, body: Array("abc".utf8), terms: ["open"])
        let accepted = [
            try await session.define([
                .site(SiteDefinition(1, code: "n", dayCutMinutes: 240)),
                .location(LocationDefinition(10, kind: .stock, site: 1, code: "shelf")),
                .location(LocationDefinition(90, kind: .supplier, code: "suppliers")),
                .location(LocationDefinition(91, kind: .customer, code: "customers")),
                .channel(ChannelDefinition(1, code: "web", sites: [1])), .sku(SKUDefinition(7, code: "mug")),
            ]).isAccepted,
            try await session.move(
                Move(
                    .receive, lines: [MoveLine(7, quantity: 10, from: 90, to: 10)],
                    context: MovementContext(document: "po/1"))
            ).isAccepted,
            try await session.reserve(
                2, of: 7, for: 1, owner: OwnerID(high: 0, low: 77), as: ReservationID(high: 1, low: 2)
            ).isAccepted,
            try await session.sell(
                Sell(
                    ReservationID(high: 1, low: 3), channel: 1, lines: [SellLine(7, quantity: 1, at: 10)], to: 91)
            ).isAccepted,
            try await session.put(write).isAccepted,
            try await session.move(Move(.receive, lines: [MoveLine(7, quantity: 1, from: 90, to: 10)])).isAccepted,
            try await session.reverse(MovementID(sequence: 6, line: 0)).isAccepted,
            try await stock.submit(
                session.command(.putDocument(write), device: DeviceMark(device: 9, counter: 4))
            ).outcome == .done,
        ]
        #expect(!accepted.contains(false))
        try await stock.close()
    }
}

/// One row, whose fields are found by their names in the page.
private struct StoredRow {
    let table: String
    let key: [UInt8]
    let bytes: [UInt8]

    /// The number in a field of at most 8 bytes; of a longer one, its lower 8 bytes.
    subscript(field: String) -> Int64 {
        get throws {
            let (offset, size) = try #require(try Self.place(of: field, in: table), "\(table): \(field)")
            try #require(offset + size <= bytes.count, "\(table): \(field)")
            let number = bytes[offset..<offset + min(size, 8)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return Int64(bitPattern: number)
        }
    }

    /// Where the page says that the field is.
    private static func place(of field: String, in table: String) throws -> (offset: Int, size: Int)? {
        let section = try Project.text(of: "docs/store-format.md").components(separatedBy: "\n## ")
            .first { $0.hasPrefix(table + "\n") }
        for line in section?.components(separatedBy: "\n") ?? [] {
            let cells = line.split(separator: "|").map { String($0).trimmed }
            guard cells.count >= 3, cells[2] == field, let offset = Int(cells[0]) else { continue }
            return (offset, Int(cells[1].components(separatedBy: " ")[0]) ?? 0)
        }
        return nil
    }

    static func only(_ table: String, in folder: String) throws -> StoredRow {
        let rows = try all(table, in: folder)
        try #require(rows.count == 1, "\(table)")
        return rows[0]
    }

    /// All rows of a table, by `mdb_dump` of lmdb-utils.
    static func all(_ table: String, in folder: String) throws -> [StoredRow] {
        let tool = Process()
        tool.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tool.arguments = ["mdb_dump", "-s", table, folder]
        let output = Pipe()
        tool.standardOutput = output
        try tool.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        tool.waitUntilExit()
        try #require(tool.terminationStatus == 0, "mdb_dump -s \(table)")
        let lines = text.components(separatedBy: "\n").filter { $0.hasPrefix(" ") }.map { bytes($0.trimmed) }
        return stride(from: 0, to: lines.count - 1, by: 2).map {
            StoredRow(table: table, key: lines[$0], bytes: lines[$0 + 1])
        }
    }

    private static func bytes(_ digits: String) -> [UInt8] {
        let values = digits.compactMap(\.hexDigitValue)
        return stride(from: 0, to: values.count - 1, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }
}
