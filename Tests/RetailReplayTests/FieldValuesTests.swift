import RetailRecords
import RetailReplay
import Testing

struct FieldValuesTests {
    @Test(
        arguments: [
            ("2.55", 25_500), ("0.001", 10), ("-11062.06", -110_620_600), ("17", 170_000), ("1.50000", 15_000),
            ("+0.1", 1_000), ("922337203685477.5807", Int64.max), ("00.0001", 1),
        ] as [(String, Int64)])
    func `a decimal is exact in ten-thousandths`(text: String, value: Int64) {
        #expect(FieldValues.tenThousandths(Array(text.utf8)) == value)
    }

    @Test(arguments: [
        "", "-", ".", ".5", "5.", "1.00001", "1e-5", "1,5", " 1", "1 ", "--1", "1.2.3", "922337203685477.5808", "0x1",
        "NaN",
    ])
    func `what is no exact decimal is nothing`(text: String) {
        #expect(FieldValues.tenThousandths(Array(text.utf8)) == nil)
    }

    @Test func `a whole number has no point and fits 64 bits`() {
        #expect(FieldValues.integer(Array("-80995".utf8)) == -80_995)
        #expect(FieldValues.integer(Array("9223372036854775807".utf8)) == Int64.max)
        for text in ["1.0", "9223372036854775808", "", "+", "1 000"] {
            #expect(FieldValues.integer(Array(text.utf8)) == nil)
        }
    }

    @Test(
        arguments: [
            ("1970-01-01 00:00:00", 0), ("2010-12-01 08:26:00", 1_291_191_960_000),
            ("2017-11-15T00:01:15", 1_510_704_075_000),
            ("2000-02-29 23:59:59", 951_868_799_000), ("1969-12-31 23:59:59", -1_000),
        ] as [(String, Int64)])
    func `a local time counts milliseconds as if it were UTC`(text: String, value: Int64) {
        #expect(FieldValues.milliseconds(Array(text.utf8)) == value)
    }

    @Test(arguments: [
        "", "2011-02-29 00:00:00", "1900-02-29 00:00:00", "2011-13-01 00:00:00", "2011-04-31 00:00:00",
        "2011-01-00 00:00:00",
        "2011-01-01 24:00:00", "2011-01-01 00:60:00", "2011-01-01 00:00:60", "2011-01-01", "2011/01/01 00:00:00",
        "2011-01-01 00:00:0x",
    ])
    func `what is no day or time of the calendar is nothing`(text: String) {
        #expect(FieldValues.milliseconds(Array(text.utf8)) == nil)
    }
}
