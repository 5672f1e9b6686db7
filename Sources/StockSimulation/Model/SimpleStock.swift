import StockModel

/// docs/operations.md in plain values: what the engine has to answer, written to be read, not to be fast.
///
/// Nothing is counted twice here. What is on hand is summed from the movements and what is promised from the
/// reservations, each time it is asked; a refused command is undone by forgetting the copy that it was tried on.
struct SimpleStock {
    /// How long things are kept, in milliseconds of engine time.
    struct Kept {
        /// How long a request may be sent again.
        ///
        /// Its answer is kept for as long more as its clock may have been ahead.
        var requests: Int64 = 24 * 60 * 60_000
        var ahead: Int64 { min(CommandLimits.issuedAheadMillisecondsMax, requests) }
        var closedReservations: Int64 = .max
        var fulfilledReservations: Int64 = .max
    }

    let kept: Kept

    var now: Instant = .epoch
    /// The sequence of the last accepted command.
    var sequence: SequenceNumber = 0

    var skus: [SKU: SKUDefinition] = [:]
    var sites: [SiteID: SiteDefinition] = [:]
    var locations: [LocationID: LocationDefinition] = [:]
    var channels: [ChannelID: ChannelDefinition] = [:]
    var policies: [PolicyName: ChannelPolicy] = [:]
    /// What was sold within the window of a cap, since that was set.
    var sold: [PolicyName: Quantity] = [:]
    var thresholds: [ThresholdName: ThresholdState] = [:]

    var movements: [Movement] = []
    var reservations: [ReservationID: SimpleReservation] = [:]
    var documents: [DocumentKey: Document] = [:]
    var events: [FeedEvent] = []

    var answers: [RequestName: (command: Command, answer: Answer, time: Instant)] = [:]
    var deviceCounters: [UInt32: UInt64] = [:]

    /// Of the command that is being done.
    var principal: PrincipalID = .system
    var changes: [FeedEvent.Change] = []
    /// The documents that the preconditions of its transaction name.
    var evidence: [Document] = []
    var papersOfCommand = 0
    var foundOfCommand: [LocationID: [SKU: Quantity]] = [:]

    init(kept: Kept = Kept()) { self.kept = kept }

    /// One batch: expires what is due, then does each command.
    mutating func batch(at time: Instant, _ commands: [Command]) -> [Answer] {
        begin(at: time)
        var answers: [Answer] = []
        for command in commands { answers.append(answer(command)) }
        return answers
    }

    /// What every batch begins with, one that only reads too.
    mutating func begin(at time: Instant) {
        now = max(now, time)
        expireWhatIsDue()
    }

    /// The sequence that the command being done will have if it is accepted.
    var ownSequence: SequenceNumber { sequence + 1 }

    /// The command being done has happened: it takes its sequence, and its event stands in the feed.
    mutating func close() {
        noteCrossings()
        sequence += 1
        events.append(
            FeedEvent(
                sequence: sequence, time: now, principal: principal, changes: changes,
                movements: movements.filter { $0.id.sequence == sequence }))
        changes = []
    }

    static let expiredPerBatchMax = 4_096

    private mutating func expireWhatIsDue() {
        let due = reservations.values
            .filter { $0.hasDeadline && $0.deadline <= now }
            .sorted { ($0.deadline, $0.id) < ($1.deadline, $1.id) }
            .prefix(Self.expiredPerBatchMax)
        principal = .system
        guard !due.isEmpty else {
            noteCrossings()
            if !changes.isEmpty { close() }
            return
        }
        for reservation in due { expire(reservation.id) }
        close()
    }

    mutating func expire(_ id: ReservationID) {
        for (index, allocation) in (reservations[id]?.allocations ?? []).enumerated() {
            transfer(allocation.held, .expired, of: id, allocation: index)
            if reservations[id]?.isConfirmed == false {
                transfer(allocation.waiting, .expiredWaiting, of: id, allocation: index)
            }
        }
    }
}

/// Whose policy, and for which SKU or kit.
struct PolicyName: Hashable {
    var sku: SKU
    var channel: ChannelID
}

/// What is measured, and where.
struct ThresholdName: Hashable {
    var sku: SKU
    var scope: StockThreshold.Scope
}

/// The name under which an answer is remembered.
enum RequestName: Hashable {
    case request(RequestID)
    case reservation(ReservationID)
}

/// The command is refused, and nothing of it has happened.
struct Refused: Error {
    let refusal: Refusal

    init(_ refusal: Refusal) { self.refusal = refusal }
    init(_ invalidity: Invalidity) { refusal = .invalid(invalidity) }
}

func require(_ condition: Bool, else refusal: @autoclosure () -> Refusal) throws(Refused) {
    guard condition else { throw Refused(refusal()) }
}

func require(_ condition: Bool, _ invalidity: Invalidity) throws(Refused) {
    guard condition else { throw Refused(invalidity) }
}

func requireLines(_ count: Int, atMost max: Int) throws(Refused) {
    try require(count <= max, else: .limit(max: Int64(max)))
    try require(count > 0, .noLines)
}
