import StockModel

/// One command as its client saw it.
struct HistoryEntry {
    let command: Command
    /// When it was sent first, in the order of everything that happened.
    let sent: Int
    /// How often the network has brought it to the engine.
    var timesArrived = 0
    /// When the answer came, or nil: it never did.
    var answered: Int?
    var answer: Answer?
    /// The engine's time at which it was judged: it orders what is refused.
    var judgedAt: Instant?

    /// A command with a name happens once however often it is sent.
    var timesItMayHaveHappenedUnseen: Int {
        let most = command.names.isEmpty ? timesArrived : min(1, timesArrived)
        // Refused at its only sending, it has not happened.
        guard let answer else { return most }
        if answer.isAccepted { return max(0, most - 1) }
        return timesArrived > 1 ? most : 0
    }
}
