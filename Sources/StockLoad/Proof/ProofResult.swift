/// What the comparison of the rehearsal's own record with the store's came to, in numbers.
public struct ProofResult: Codable, Hashable, Sendable {
    /// Events that the store has published since the rehearsal began; all were read.
    public var events = 0
    /// Reservations and sales that the store has acknowledged.
    public var acknowledged = 0
    /// Of these, how many the store does not know.
    public var lost = 0
    /// Reservations and sales that happened more than once.
    public var grantedTwice = 0
    /// Reservations and sales of which request, answers and events say different things: other units, places, sequences,
    /// goods that left, or a hold that ended before its time.
    public var contradicted = 0
    /// Reservations and sales that nobody was told of.
    public var unannounced = 0
    /// Reservations and sales about which a request was sent and never answered.
    public var uncertain = 0
    /// Of these, how many there are.
    public var uncertainGranted = 0
    /// Receipts that were acknowledged; what is lost, contradicted and unannounced counts them, too.
    public var receipts = 0
    /// Events after which more of a level was promised than was there, without a fact that somebody has stated.
    public var oversold = 0
    /// The most units by which it was.
    public var oversoldUnitsMost: Int64 = 0
    /// Caps that were watched.
    public var caps = 0
    /// Events after which a channel had promised more than its cap.
    public var capsExceeded = 0
    /// Levels that were compared with what the events come to.
    public var levels = 0
    /// Of these, how many differ.
    public var levelsDiffering = 0
    /// Reservations that were asked for one by one.
    public var lookedUp = 0
    /// Of these, how many stand otherwise than the events say.
    public var lookedUpDiffering = 0
    /// Why something could not be compared; nil: everything was.
    public var gap: String?

    /// Nothing was compared yet.
    public init() {}

    /// Whether everything was compared, and nothing differs.
    public var holds: Bool {
        gap == nil && lost == 0 && grantedTwice == 0 && contradicted == 0 && unannounced == 0
            && oversold == 0 && capsExceeded == 0 && levelsDiffering == 0 && lookedUpDiffering == 0
    }

    enum CodingKeys: String, CodingKey {
        case events, acknowledged, lost, contradicted, unannounced, uncertain, receipts, oversold, caps, levels, gap
        case grantedTwice = "granted_twice"
        case uncertainGranted = "uncertain_granted"
        case oversoldUnitsMost = "oversold_units_most"
        case capsExceeded = "caps_exceeded"
        case levelsDiffering = "levels_differing"
        case lookedUp = "looked_up"
        case lookedUpDiffering = "looked_up_differing"
    }
}
