import RetailReplay

/// The figures of a Complete Journey replay, for a screen of 80 columns.
enum CompleteJourneyText {
    /// As many stores are named.
    static let storesShown = 5

    static func lines(of figures: CompleteJourneyFigures) -> String {
        var rows = TextTable()
        rows.add(
            "rows read", NumberText.grouped(figures.rows), "skipped", NumberText.grouped(figures.skipped), "malformed",
            NumberText.grouped(figures.malformedRows))
        rows.add(
            "baskets", NumberText.grouped(figures.baskets), "levels", NumberText.grouped(figures.levels),
            "opening units", NumberText.grouped(figures.openingUnits))
        var sales = TextTable()
        sales.add("", "sold", "units", "refused", "units")
        sales.add(
            "till lines", NumberText.grouped(figures.tillLines), NumberText.grouped(figures.tillUnits),
            NumberText.grouped(figures.tillLinesRefused), NumberText.grouped(figures.tillUnitsRefused))
        sales.add(
            "web orders", NumberText.grouped(figures.webOrders), NumberText.grouped(figures.webUnits),
            NumberText.grouped(figures.webRefused), NumberText.grouped(figures.webUnitsRefused))
        sales.add("left in the stores", "", NumberText.grouped(figures.unitsLeft))
        return rows.text() + "\n\n" + sales.text()
    }

    /// The stores where most was asked for in vain.
    static func shortages(of figures: CompleteJourneyFigures) -> String {
        var table = TextTable()
        table.add("shortages, top \(storesShown)", "units", "till lines", "web orders")
        for shortage in figures.shortagesByStore.prefix(storesShown) {
            table.add(
                "store \(shortage.store)", NumberText.grouped(shortage.units), NumberText.grouped(shortage.lines),
                NumberText.grouped(shortage.orders))
        }
        return table.text()
    }
}
