import RetailReplay

/// The figures of an Online Retail replay, for a screen of 80 columns.
enum OnlineRetailText {
    static func lines(of figures: OnlineRetailFigures) -> String {
        var sides = TextTable()
        sides.add("", "documents", "lines", "units", "value")
        sides.add(row("sales", figures.sales) + ["\(figures.salesValue)"])
        sides.add(row("returns", figures.returns) + ["\(figures.returnsValue)"])
        sides.add(row("adjustments down", figures.adjustmentsDown))
        sides.add(row("adjustments up", figures.adjustmentsUp))
        sides.add("charges", "", "", "", "\(figures.chargesValue)")
        var returned = TextTable()
        returned.add("return lines matched in full", NumberText.grouped(figures.returnLinesMatchedInFull))
        returned.add("  matched in part", NumberText.grouped(figures.returnLinesMatchedInPart))
        returned.add("  orphans without customer", NumberText.grouped(figures.orphanLinesNoCustomer))
        returned.add("  orphans without earlier sale", NumberText.grouped(figures.orphanLinesNoEarlierSale))
        returned.add("  orphans, all returned before", NumberText.grouped(figures.orphanLinesUsedUp))
        returned.add("units back in stock", NumberText.grouped(figures.matchedUnits))
        returned.add("units to quarantine", NumberText.grouped(figures.orphanUnits))
        var stock = TextTable()
        stock.add("opening units", NumberText.grouped(figures.openingUnits))
        stock.add("left in stock", NumberText.grouped(figures.stockLeft))
        stock.add("left in quarantine", NumberText.grouped(figures.quarantineLeft))
        let heading =
            "  \(NumberText.grouped(figures.rows)) rows (\(NumberText.grouped(figures.malformedRows)) malformed), "
            + "\(NumberText.grouped(figures.documents)) documents, \(NumberText.grouped(figures.goodsCodes)) goods codes"
        return [heading, sides.text(), returned.text(), stock.text()].joined(separator: "\n\n")
    }

    private static func row(_ name: String, _ side: OnlineRetailFigures.Side) -> [String] {
        [
            name, NumberText.grouped(side.documents), NumberText.grouped(side.lines), NumberText.grouped(side.units),
        ]
    }
}
