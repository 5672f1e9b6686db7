import RetailReplay

/// The second act, for a screen of 80 columns.
enum PromisesScreen {
    static func text(of report: PromisesAct.Report) -> String {
        let figures = report.figures
        return [orders(figures), sources(figures), promises(figures), verdict(report)].joined(separator: "\n\n")
    }

    private static func orders(_ figures: OmnichannelFigures) -> String {
        var table = TextTable()
        table.add("orders", "accepted", "refused", "")
        table.add("web", grouped(figures.web.orders), grouped(figures.web.refused), "")
        table.add(
            "pickup", grouped(figures.pickup.orders), grouped(figures.pickup.refused),
            "\(grouped(figures.pickup.collected)) fetched, \(grouped(figures.pickup.givenBack)) given back")
        table.add(
            "marketplace", grouped(figures.marketplace.orders),
            grouped(figures.marketplace.refusedByCap + figures.marketplace.refusedShort),
            "\(grouped(figures.marketplace.refusedByCap)) of them by a cap")
        return table.text()
    }

    private static func sources(_ figures: OmnichannelFigures) -> String {
        var table = TextTable()
        table.add("web orders from", "1 store", "2", "3", "4", "none yet")
        table.add(["orders"] + (figures.web.bySplits + [figures.web.waitingWhole]).map { grouped($0) })
        return table.text()
    }

    private static func promises(_ figures: OmnichannelFigures) -> String {
        let (kits, waiting, offline) = (figures.kits, figures.backorders, figures.offline)
        var table = TextTable()
        table.add(
            "kits sold, of \(grouped(kits.cap)) in the promotion", grouped(kits.sold),
            "\(grouped(kits.beyondCap)) orders came too late")
        table.add(
            "units backordered", grouped(waiting.units),
            "\(grouped(waiting.served)) served, \(grouped(waiting.waiting)) waiting")
        table.add(
            "units sold by the offline till", grouped(offline.units),
            "\(grouped(offline.unitsFound)) the book did not have")
        table.add(
            "promises displaced by it", grouped(offline.displaced),
            "\(grouped(offline.reSourced)) units re-sourced, \(grouped(offline.short)) short")
        table.add("units short, and served since", grouped(offline.shortServed), "")
        table.add(
            "best sellers ran low", grouped(figures.ranLow),
            "\(grouped(figures.ranOut)) ran out, \(grouped(figures.cameBack)) came back")
        return table.text()
    }

    private static func verdict(_ report: PromisesAct.Report) -> String {
        "  verify: \(NumberText.counted(report.verifyDifferences, "difference", "differences")) "
            + "(\(NumberText.grouped(report.rowsChecked)) rows)"
    }

    private static func grouped(_ number: some BinaryInteger) -> String { NumberText.grouped(number) }
}
