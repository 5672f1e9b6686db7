import RetailReplay
import Testing

struct OnlineRetailRuleTests {
    private func row(
        _ number: String, _ code: String, _ quantity: Int, price: String = "2.55", customer: String = "17850.0",
        time: String = "2010-12-01 08:26:00"
    ) -> String {
        "\(number),\(code),THING,\(quantity),\(time),\(price),\(customer),United Kingdom"
    }

    @Test func `the number's letter, the sign and a lone free row make a document's kind`() throws {
        let file = try RetailFiles.invoices(
            row("1", "10001", 5), row("C2", "10001", -5), row("A3", "B", 1, price: "-11062.06"),
            row("4", "10001", -5, price: "0", customer: ""), row("5", "10001", 5, price: "0", customer: ""),
            row("6", "10001", 5, price: "0"), row("7", "10001", 5, price: "0", customer: ""),
            row("7", "10002", 5, price: "0", customer: ""), row("8", "M", -1, price: "0", customer: ""),
            row("c9", "D", -1))
        #expect(
            file.documents.map(\.kind) == [
                .sale, .customerReturn, .charge, .adjustmentDown, .adjustmentUp, .sale, .sale, .adjustmentDown,
                .customerReturn,
            ])
        #expect(file.documents.last?.number == "C9")
    }

    @Test func `goods move by the kind of their document and charges move nothing`() throws {
        let decisions = try RetailFiles.decisions(
            row("1", "10001", 5), row("1", "POST", 1), row("2", "10001", -3, price: "0", customer: ""),
            row("3", "10001", 2, price: "0", customer: ""), row("A4", "10001", 2), row("5", "10001", 0),
            row("C6", "M", -1))
        #expect(
            decisions.map(\.effects) == [
                [.sold(units: 5), .none], [.lost(units: 3)], [.found(units: 2)], [.none], [.none], [.none],
            ])
        #expect(decisions.flatMap(\.effects).map(\.stockChange) == [-5, 0, -3, 2, 0, 0, 0])
    }

    @Test func `a return goes to the sales at its price first, the highest row first, then to the others`() throws {
        let decisions = try RetailFiles.decisions(
            row("1", "10001", 2, price: "1.00"), row("2", "10001", 2, price: "2.00"),
            row("2", "10001", 3, price: "1.00"),
            row("3", "10001", 4, price: "2.00"), row("C4", "10001", -10, price: "1.00"))
        #expect(
            decisions.last?.effects == [
                .returned(
                    matches: [
                        SaleMatch(document: "2", ordinal: 2, units: 3), SaleMatch(document: "1", ordinal: 1, units: 2),
                        SaleMatch(document: "3", ordinal: 1, units: 4), SaleMatch(document: "2", ordinal: 1, units: 1),
                    ], orphanUnits: 0, orphanReason: nil)
            ])
    }

    @Test func `what has been returned once cannot be returned again`() throws {
        let decisions = try RetailFiles.decisions(
            row("1", "10001", 5), row("C2", "10001", -4), row("C3", "10001", -4), row("C4", "10001", -1))
        #expect(
            decisions.dropFirst().flatMap(\.effects) == [
                .returned(matches: [SaleMatch(document: "1", ordinal: 1, units: 4)], orphanUnits: 0, orphanReason: nil),
                .returned(
                    matches: [SaleMatch(document: "1", ordinal: 1, units: 1)], orphanUnits: 3, orphanReason: .usedUp),
                .returned(matches: [], orphanUnits: 1, orphanReason: .usedUp),
            ])
    }

    @Test func `a return of another customer, another code, a later sale or nobody is an orphan with its reason`()
        throws
    {
        let decisions = try RetailFiles.decisions(
            row("1", "10001", 5), row("C2", "10001", -1, customer: "1.0"), row("C2", "10002", -1),
            row("C2", "10001", -1, customer: ""), row("3", "10002", 1), row("1", "10003", 1))
        #expect(decisions.map(\.document.number) == ["1", "C2", "3"])
        #expect(
            decisions[1].effects == [
                .returned(matches: [], orphanUnits: 1, orphanReason: .noEarlierSale),
                .returned(matches: [], orphanUnits: 1, orphanReason: .noEarlierSale),
                .returned(matches: [], orphanUnits: 1, orphanReason: .noCustomer),
            ])
        #expect(decisions[1].effects.allSatisfy { $0.stockChange == 0 })
    }

    @Test
    func `an interrupted document is processed whole where its first row stands, its late rows still the highest`()
        throws
    {
        let decisions = try RetailFiles.decisions(
            row("1", "10001", 1, time: "2010-12-01 08:26:00"), row("2", "10001", 1),
            row("1", "10001", 1, time: "2010-12-02 09:00:00"), row("C3", "10001", -2))
        #expect(decisions.map(\.document.rows.count) == [2, 1, 1])
        #expect(decisions[0].document.fileLines == [2, 4])
        #expect(decisions[0].document.occurredAtMilliseconds == 1_291_191_960_000)
        #expect(
            decisions[2].effects == [
                .returned(
                    matches: [
                        SaleMatch(document: "1", ordinal: 2, units: 1), SaleMatch(document: "2", ordinal: 1, units: 1),
                    ],
                    orphanUnits: 0, orphanReason: nil)
            ])
    }

    @Test func `opening stock is just enough for the lowest point of each code`() throws {
        let file = try RetailFiles.invoices(
            row("1", "10001", 5), row("C2", "10001", -5), row("3", "10001", 3), row("4", "10001", 4),
            row("5", "10002", 2, price: "0", customer: ""),
            row("6", "10002", 1), row("7", "POST", 9), row("C8", "10003", -4))
        let opening = OnlineRetailOpening(of: file)
        #expect(opening.levels.map(\.code) == ["10001", "10002", "10003"])
        #expect(opening.levels.map(\.units) == [7, 0, 0])
        #expect(opening.units == 7)
    }
}
