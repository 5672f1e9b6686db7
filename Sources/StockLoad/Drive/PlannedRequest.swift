import StockModel

/// One request of a rehearsal, and what its answer means to the rehearsal.
struct PlannedRequest: Sendable {
    var action: LoadAction
    var content: Content

    enum Content: Sendable {
        /// What the channel may promise of each SKU.
        case question([SKU], ChannelID)
        /// With the id under which its answer is remembered, where the operation has none of its own.
        case command(Operation, RequestID?, Meaning)
    }

    /// What is known where a command is accepted.
    enum Meaning: Sendable {
        /// A cart of that number is held, with these lines; and what is to become of it.
        case holds(number: Int, [Wanted], ActionMix.Fate)
        case sells(number: Int, [Wanted])
        case commits(Cart)
        case releases(Cart)
        case receives(number: Int, [MoveLine])
    }
}
