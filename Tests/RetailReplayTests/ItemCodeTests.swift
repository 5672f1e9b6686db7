import RetailReplay
import Testing

struct ItemCodeTests {
    @Test func `a code is stripped and folded, so that two spellings are one item`() {
        #expect(ItemCode("\t 85123a ") == ItemCode("85123A"))
        #expect(ItemCode("gift_0001_20")?.text == "GIFT_0001_20")
    }

    @Test func `five digits at the start make goods, everything else is a charge`() {
        for code in ["71053", "85123A", "79323GR"] { #expect(ItemCode(code)?.isGoods == true) }
        for code in ["POST", "D", "C2", "BANK CHARGES", "1234", "1234A5", "DCGS0076", "-12345", "+12345"] {
            #expect(ItemCode(code)?.isGoods == false)
        }
    }

    @Test(
        arguments: [("71053", 71_053), ("85123A", 3_385_123), ("79323GR", 395_079_323), ("00012", 12)]
            as [(String, UInt64)])
    func `a SKU depends on nothing but its code, and the code can be read from it`(code: String, sku: UInt64) {
        #expect(ItemCode(code)?.sku == sku)
        #expect(ItemCode.code(ofSKU: sku) == code)
    }

    @Test func `the code whose SKU would be zero is none, since zero is no SKU`() {
        #expect(ItemCode("00000") == nil)
        #expect(ItemCode("00000A")?.sku == 3_300_000)
    }

    @Test func `no two codes share a SKU`() {
        var codes: [UInt64: String] = [:]
        let suffixes = ["", "A", "B", "AA", "AB", "1", "01", "10", "A A", "~~~~~~", "!", "!!", "ABCDEF"]
        for digits in ["00001", "00033", "33000", "99999"] {
            for suffix in suffixes {
                let code = digits + suffix
                guard let sku = ItemCode(code)?.sku else {
                    Issue.record("\(code) has no SKU")
                    continue
                }
                #expect(codes.updateValue(code, forKey: sku) == nil)
                #expect(ItemCode.code(ofSKU: sku) == code)
            }
        }
    }

    @Test func `what cannot be encoded is refused, never shortened`() {
        for code in ["", "   ", "12345ABCDEFG", "85123Ä", "12345678901234567"] { #expect(ItemCode(code) == nil) }
        #expect(ItemCode.code(ofSKU: 9_600_000) == nil)
        #expect(ItemCode.code(ofSKU: .max) == nil)
    }
}
