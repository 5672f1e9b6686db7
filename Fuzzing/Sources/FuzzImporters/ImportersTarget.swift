import FuzzSupport
import RetailDocuments
import RetailRecords
import RetailReplay
import StockBytes

/// The tables that `stockroom replay` and `stockroom demo` read.
///
/// No row is lost or counted twice, whatever is in it; a table read in pieces is the table read at once.
public enum ImportersTarget: FuzzTarget {
    /// What tools/fuzz calls it.
    public static let name = "importers"

    private enum Kind: Int, CaseIterable { case records, onlineRetail, completeJourney, values }

    /// A byte says what is read, the next one in pieces of how many bytes; what follows is the table without its header.
    public static func check(_ input: RawSpan) {
        var choices = Choices(input)
        let kind = Kind(rawValue: Int(choices.byte()) % Kind.allCases.count) ?? .records
        let pieceBytes = Int(choices.byte()) + 1
        let count = choices.reader.remaining
        guard let text = try? choices.reader.readBytes(count) else { return }
        switch kind {
        case .records: checkRecords(text, pieceBytes: pieceBytes)
        case .onlineRetail: checkOnlineRetail(table(OnlineRetailFile.columns, text), pieceBytes: pieceBytes)
        case .completeJourney: checkCompleteJourney(table(CompleteJourneySlice.columns, text), pieceBytes: pieceBytes)
        case .values: checkValues(text)
        }
    }

    private static func table(_ columns: [String], _ text: [UInt8]) -> [UInt8] {
        Array(columns.joined(separator: ",").utf8) + [0x0A] + text
    }

    /// A reader that is given so many bytes at a time.
    private static func pieces(_ bytes: [UInt8], _ pieceBytes: Int) -> CSVReader {
        var place = 0
        return CSVReader { () throws(InputError) -> [UInt8]? in
            guard place < bytes.count else { return nil }
            let piece = Array(bytes[place..<min(bytes.count, place + pieceBytes)])
            place += piece.count
            return piece
        }
    }

    private static func checkRecords(_ text: [UInt8], pieceBytes: Int) {
        var whole = CSVReader(bytes: text)
        var inPieces = pieces(text, pieceBytes)
        var steps = 0
        while true {
            guard let step = try? whole.next() else {
                require((try? inPieces.next()) == nil, "both readings end together")
                break
            }
            require(step == (try? inPieces.next()), "both readings find the same")
            require(whole.record == inPieces.record, "and the same record")
            require(whole.endsWithoutLineBreak == inPieces.endsWithoutLineBreak, "and the same end")
            steps += 1
            require(steps <= text.count + 1, "each record takes at least a byte")
        }
        let breaks = text.count { $0 == 0x0A }
        require(steps <= breaks + 1, "there are no more records than lines")
    }

    private static func checkOnlineRetail(_ text: [UInt8], pieceBytes: Int) {
        guard let file = try? OnlineRetailFile(reading: pieces(text, pieceBytes)),
            let whole = try? OnlineRetailFile(reading: CSVReader(bytes: text))
        else { fatalError("does not hold: a table with its header is read") }
        require(file.documents == whole.documents && file.problems == whole.problems, "both readings find the same")
        let kept = file.documents.reduce(0) { $0 + $1.rows.count }
        require(kept + file.rowsLeftOut <= file.rows, "no row counts twice")
        require(kept + file.rowsLeftOut + file.problems.count >= file.rows, "no row is lost")
        var value: Int64 = 0
        for document in file.documents {
            require(
                !document.rows.isEmpty && document.rows.count == document.fileLines.count, "a document has its rows")
            for row in document.rows {
                value += row.valueTenThousandths
                if let sku = row.item.sku {
                    require(ItemCode.code(ofSKU: sku) == row.item.text, "\(row.item.text) comes back from \(sku)")
                }
                _ = CivilTime(milliseconds: row.occurredAtMilliseconds).textInUTC
            }
        }
    }

    private static func checkCompleteJourney(_ text: [UInt8], pieceBytes: Int) {
        guard let slice = try? CompleteJourneySlice(reading: pieces(text, pieceBytes)),
            let whole = try? CompleteJourneySlice(reading: CSVReader(bytes: text))
        else { fatalError("does not hold: a table with its header is read") }
        require(slice.baskets == whole.baskets && slice.problems == whole.problems, "both readings find the same")
        let kept = slice.baskets.reduce(0) { $0 + $1.lines.count }
        require(
            slice.rows == slice.skipped + kept + slice.linesLeftOut + slice.problems.count,
            "rows: \(slice.rows) are \(slice.skipped), \(kept), \(slice.linesLeftOut), \(slice.problems.count)")
        for basket in slice.baskets {
            require(
                basket.lines.allSatisfy { (1...CompleteJourneySlice.quantityMax).contains($0.quantity) },
                "within limits")
            _ = basket.units
        }
    }

    /// A number that is read is written as itself, where it is written plainly; a time of 19 characters likewise.
    private static func checkValues(_ text: [UInt8]) {
        if let number = FieldValues.integer(text) {
            require(FieldValues.integer(Array("\(number)".utf8)) == number, "\(number) is read again")
            require(Int64(String(decoding: text, as: UTF8.self)) == number, "\(number) is what the library reads")
        }
        if let amount = FieldValues.tenThousandths(text), amount.magnitude < 1_000_000_000_000_000 {
            let fraction = String(amount.magnitude % 10_000)
            let written =
                (amount < 0 ? "-" : "") + "\(amount.magnitude / 10_000)."
                + String(repeating: "0", count: 4 - fraction.count) + fraction
            require(FieldValues.tenThousandths(Array(written.utf8)) == amount, "\(written) is read again")
        }
        if let time = FieldValues.milliseconds(text) {
            let written = CivilTime(milliseconds: time).text
            let plain = String(decoding: text, as: UTF8.self).replacing("T", with: " ")
            require(written == plain, "\(plain) is written as \(written)")
        }
        if let code = ItemCode(String(decoding: text, as: UTF8.self)), let sku = code.sku {
            require(ItemCode.code(ofSKU: sku) == code.text, "\(code.text) comes back from \(sku)")
        }
    }

    // MARK: Seeds

    /// See `FuzzTarget`.
    public static func seeds(_ root: String) throws -> [[UInt8]] {
        let invoices = #"""
            536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
            536365,71053,"WHITE METAL LANTERN, ""large""",6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom
            C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527.0,United Kingdom
            C536391,22556,PLASTERS IN TIN,-12,2010-12-01 10:24:00,1.65,17548.0,United Kingdom
            A563185,B,Adjust bad debt,1,2011-08-12 14:50:00,11062.06,,United Kingdom
            536589,21777,,-10,2010-12-01 16:50:00,0.0,,United Kingdom
            536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom

            """#
        let tills = #"""
            2017-11-15T08:03:00Z,367,40532075400,1228,13008753,1,0.73,0.0,0.0,0.0
            2017-11-15 08:03:00,367,40532075400,1228,1012352,2,2.99,0.5,0.0,0.0
            2017-11-15 08:10:00,406,40532078787,13,6534178,9920,25.99,0.0,0.0,0.0
            2017-11-15 08:10:00,31,3,13,1022027,1,"1.5",0.0,0.0,0.0

            """#
        let records = ["a,b,c\r\n\"d\"\"e\",\"f\ng\",h\n", "\u{FEFF}x\n\n\ny,\"z", "a\"b,c\nd\n"]
        let values = [
            "-9223372036854775808", "9223372036854775807", "2.55", "-0.0001000", "2010-12-01 08:26:00",
            "0001-01-01T00:00:00",
            "85123A", "00000", "71053", "9999-12-31 23:59:59",
        ]
        func input(_ kind: Kind, _ text: String) -> [UInt8] { [UInt8(kind.rawValue), 6] + text.utf8 }
        return [input(.onlineRetail, invoices), input(.completeJourney, tills)] + records.map { input(.records, $0) }
            + values.map { input(.values, $0) }
    }
}
