import ArgumentParser
import StockModel

/// Which reservation, and how much of it, for the commands that go on with one.
struct ReservationLines: ParsableArguments {
    @Argument(help: "The reservation's id.", transform: Identifier.reservation) var id: ReservationID
    @Option(help: ArgumentHelp("Only so many of a line, counted from zero.", valueName: "line:quantity"))
    var line: [LineQuantityArgument] = []

    /// Nil: all lines, whole.
    var quantities: [LineQuantity]? { line.isEmpty ? nil : line.map(\.line) }
}

/// Some units of a line of a reservation, counted from zero: `LINE:QUANTITY`.
struct LineQuantityArgument: ExpressibleByArgument {
    var line: LineQuantity

    init?(argument: String) {
        let pair = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard pair.count == 2, let line = UInt16(pair[0]), let quantity = Int64(pair[1]) else { return nil }
        self.line = LineQuantity(line: line, quantity: quantity)
    }
}
