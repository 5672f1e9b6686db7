import RetailDocuments
import StockAPI
import StockModel
import StockTesting
import Testing

@Suite("Numbers and money")
struct NumberTests {
    /// Once in this process and once over the wire.
    private func everywhere(_ body: (any StockService) async throws -> Void) async throws {
        try await withTemporaryStock { stock, _ in try await body(stock) }
        try await withTemporaryServer { client, _ in try await body(client) }
    }

    @Test func `many who ask at once get different numbers, from one on without a gap`() async throws {
        try await everywhere { stock in
            let numbers = try await withThrowingTaskGroup(of: [UInt64].self) { group in
                for person in UInt32(1)...8 {
                    group.addTask {
                        let place = Workplace(stock, principal: PrincipalID(rawValue: person))
                        var taken: [UInt64] = []
                        for _ in 0..<10 { taken.append(try await place.nextNumber(of: "po")) }
                        return taken
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(numbers.sorted() == Array(1...80))
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("1", 10_000), ("-1", -10_000), ("12.34", 123_400), ("12.3456", 123_456), ("-0.0001", -1),
            ("922337203685477.5807", Int64.max),
        ] as [(String, Int64)])
    func `money is read exactly`(text: String, tenThousandths: Int64) {
        #expect(Money(text)?.tenThousandths == tenThousandths)
        #expect(Money(text).flatMap { Money($0.description) } == Money(tenThousandths: tenThousandths))
    }

    @Test(arguments: [
        "", "-", ".", "1.", ".5", "1.23456", "1,5", " 1", "+1", "1e3", "922337203685477.5808", "--1", "1.-5",
    ])
    func `what is no amount is not read`(text: String) {
        #expect(Money(text) == nil)
    }

    @Test func `a sum or product beyond the range is nil, and none wraps around`() {
        let most = Money(tenThousandths: .max)
        #expect(most.adding(Money(tenThousandths: 1)) == nil)
        #expect(most.times(2) == nil)
        #expect(Money(tenThousandths: .min).subtracting(Money(tenThousandths: 1)) == nil)
        #expect(Money(tenThousandths: .min).description == "-922337203685477.5808")
        #expect(Money("50.26")?.times(4) == Money("201.04"))
    }
}
