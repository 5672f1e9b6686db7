import RetailReplay

/// The figures of a Complete Journey replay, for a screen of 80 columns.
enum CompleteJourneyText {
    /// As many stores are named.
    static let storesShown = 5

    static func lines(of figures: CompleteJourneyFigures) -> String {
        let malformed = figures.malformedRows > 0 ? ", \(NumberText.grouped(figures.malformedRows)) malformed" : ""
        let rows =
            "  \(NumberText.grouped(figures.rows)) rows, \(NumberText.grouped(figures.skipped)) skipped\(malformed); "
            + "\(NumberText.grouped(figures.baskets)) baskets"
        let opening =
            "  opening stock (derived): \(NumberText.grouped(figures.openingUnits)) units "
            + "at \(NumberText.grouped(figures.levels)) levels"
        var sales = TextTable()
        sales.add("", "sold", "units", "refused", "units")
        sales.add(
            "till lines", NumberText.grouped(figures.tillLines), NumberText.grouped(figures.tillUnits),
            NumberText.grouped(figures.tillLinesRefused), NumberText.grouped(figures.tillUnitsRefused))
        sales.add(
            "web orders", NumberText.grouped(figures.webOrders), NumberText.grouped(figures.webUnits),
            NumberText.grouped(figures.webRefused), NumberText.grouped(figures.webUnitsRefused))
        sales.add("left in the stores", "", NumberText.grouped(figures.unitsLeft))
        return [rows, opening, "", sales.text()].joined(separator: "\n")
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
