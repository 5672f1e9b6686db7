import RetailDocuments
import RetailRecords
import StockModel
import Testing

@testable import RetailReplay

struct PaperTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (4_107_542_399_123, "2100-02-28T23:59:59.123Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
    ])
    func `a time is written as its calendar day and clock`(milliseconds: Int64, text: String) {
        #expect(CivilTime(milliseconds: milliseconds).textInUTC == text)
    }

    @Test func `a time that is written is read as the same time, over two thousand years`() {
        for milliseconds in stride(
            from: -62_135_596_800_000, to: 253_402_300_799_000, by: 9_876_543_211_000 / 7_000 * 1_000)
        {
            let text = CivilTime(milliseconds: Int64(milliseconds)).text
            #expect(FieldValues.milliseconds(Array(text.utf8)) == Int64(milliseconds))
        }
    }

    @Test(arguments: [0, 1, 10, 25_500, 10_000, -110_620_600, 999_999, 1_000_000_000_000])
    func `an exact decimal is read as what was written`(value: Int64) {
        #expect(FieldValues.tenThousandths(Array(PagedText.decimal(value).utf8)) == value)
    }

    @Test func `an invoice is read from its papers as it was written`() throws {
        let file = try RetailFiles.invoices(
            "1, 22041 ,\"RECORD \"\"7\"\", BIG\n\",48,2010-12-01 12:27:00,0.001,16210.0,EIRE",
            "1,post,,-1,2010-12-01 12:28:00,2.1,,\" IL \"", "c2,22041,\u{FFFD},-2,2010-12-01 12:28:00,2,,UK")
        for document in file.documents {
            var reader = RetailRowReader()
            var rows: [PlacedRow] = []
            for write in InvoicePaper.writes(of: document) {
                let stored = Document(
                    key: write.key, type: write.type, version: 1, principal: 1, time: .epoch, body: write.body,
                    terms: write.terms)
                rows += try InvoicePaper.rows(on: stored, reader: &reader).rows
            }
            let read = try #require(RetailDocument(number: document.number, placed: rows))
            #expect(read == document)
        }
        #expect(file.documents.count == 2)
    }

    @Test func `a paper that is none of ours is refused by name`() {
        let stored = Document(
            key: "basket/1", type: 1, version: 1, principal: 1, time: .epoch, body: Array("{}".utf8), terms: [])
        #expect(throws: ReplayFailure.unreadablePaper("basket/1")) { _ = try BasketPaper(reading: stored) }
        var reader = RetailRowReader()
        #expect(throws: ReplayFailure.unreadablePaper("basket/1")) {
            _ = try InvoicePaper.rows(on: stored, reader: &reader)
        }
    }

    @Test func `reservation ids differ by document and part, and grow with the document's time`() {
        let ids = (0..<100).flatMap { number in
            (0..<3).map { part in
                StableID.reservation(of: DocumentKey("invoice/\(number)"), at: Int64(1_000 + number), part: part)
            }
        }
        #expect(Set(ids).count == 300 && ids == ids.sorted())
        #expect(ids[7] == StableID.reservation(of: "invoice/2", at: 1_002, part: 1))
    }
}
