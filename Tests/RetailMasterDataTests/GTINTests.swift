import RetailMasterData
import Testing

@Suite("GTINs have the check digit of GS1")
struct GTINTests {
    /// 629104150021 with 3 is the example of GS1's page on check digits; the others are on goods.
    @Test(arguments: ["6291041500213", "4006381333931", "036000291452", "96385074", "10614141000415", "00000000"])
    func `what is printed on goods is read`(text: String) throws {
        #expect(try GTIN(text).digits == text)
    }

    @Test(arguments: [
        "", "1", "400638133393", "40063813339311", "4006381333931 ", "40063813３9931", "400638133393a", "123456789",
    ])
    func `other lengths and other characters are none`(text: String) {
        // Twelve digits are a length, and have a check digit of their own.
        #expect(throws: GTIN.Fault.self) { try GTIN(text) }
    }

    @Test func `each wrong check digit is named with the right one`() throws {
        for digit in 0...9 where digit != 1 {
            #expect(throws: GTIN.Fault.checkDigit(1)) { try GTIN("400638133393\(digit)") }
        }
    }

    @Test func `one digit that is mistaken for another is always found`() throws {
        let right = Array("6291041500213")
        for place in right.indices {
            for digit in "0123456789" where digit != right[place] {
                var wrong = right
                wrong[place] = digit
                #expect(throws: GTIN.Fault.self) { try GTIN(String(wrong)) }
            }
        }
    }
}
