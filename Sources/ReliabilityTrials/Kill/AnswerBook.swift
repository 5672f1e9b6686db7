import StockModel

/// What the answers of a round add up to: units received and gone, and one fate for each reservation.
struct AnswerBook {
    /// What became of a reservation, as its client was told.
    struct Fate {
        enum State {
            case held
            case committed
            case fulfilled
            case released
        }

        var state = State.held
        var deadline: Instant
        /// When its client asked for something last that happened.
        var changed: Instant
        let lines: [ReserveLine]

        /// As a store tells it at a time.
        func expected(at now: Instant) -> Reservation.State {
            switch state {
            case .held: now >= deadline ? .expired : .held
            case .committed: .committed
            case .fulfilled: .fulfilled
            case .released: .released
            }
        }
    }

    private(set) var fates: [ReservationID: Fate] = [:]
    /// Accepted requests with their answers, for asking again.
    private(set) var accepted: [(command: Command, answer: Answer)] = []
    private(set) var answers = 0
    /// Units on the shelf by the answers alone.
    private var onShelf: [SKU: Quantity] = [:]
    /// What reservations of earlier rounds still have.
    private var committedBefore: [SKU: Quantity] = [:]
    private var heldBefore: [SKU: Quantity] = [:]

    mutating func note(_ command: Command, _ answer: Answer) {
        answers += 1
        guard answer.isAccepted else { return }
        accepted.append((command, answer))
        note(command.operation, answer.outcome, at: command.issuedAt)
    }

    private mutating func note(_ operation: StockModel.Operation, _ outcome: Outcome, at time: Instant) {
        switch operation {
        case .move(let move): for line in move.lines { onShelf[line.sku, default: 0] += line.quantity }
        case .sell(let sell): for line in sell.lines { onShelf[line.sku, default: 0] -= line.quantity }
        case .transaction(let transaction): for each in transaction.operations { note(each, outcome, at: time) }
        case .reserve(let reserve):
            guard case .reserved(let plan) = outcome else { return }
            fates[reserve.reservation] = Fate(deadline: plan.deadline, changed: time, lines: reserve.lines)
        case .extend(let extend):
            guard case .extended(let deadline) = outcome else { return }
            fates[extend.reservation]?.deadline = deadline
        case .commit(let commit): change(commit.reservation, to: .committed, at: time)
        case .release(let release): change(release.reservation, to: .released, at: time)
        case .fulfil(let fulfil):
            change(fulfil.reservation, to: .fulfilled, at: time)
            for line in fates[fulfil.reservation]?.lines ?? [] { onShelf[line.sku, default: 0] -= line.quantity }
        default: break
        }
    }

    private mutating func change(_ id: ReservationID, to state: Fate.State, at time: Instant) {
        fates[id]?.state = state
        fates[id]?.changed = time
    }

    /// How many units of a SKU were granted, whatever became of them.
    func granted(_ sku: SKU) -> Quantity {
        fates.values.reduce(0) { sum, fate in sum + fate.lines.reduce(0) { $0 + ($1.sku == sku ? $1.quantity : 0) } }
    }

    /// What a level of the shelf has to say at a time.
    func expectedUnits(_ sku: SKU, at now: Instant) -> LevelSums.Units {
        var units = LevelSums.Units(
            onHand: onShelf[sku] ?? 0, held: heldBefore[sku] ?? 0, committed: committedBefore[sku] ?? 0)
        for fate in fates.values {
            let quantity = fate.lines.reduce(0) { $0 + ($1.sku == sku ? $1.quantity : 0) }
            switch fate.expected(at: now) {
            case .held: units.held += quantity
            case .committed: units.committed += quantity
            default: break
            }
        }
        return units
    }

    /// Keeps what still counts, and forgets the rest.
    mutating func endRound(at now: Instant) {
        for fate in fates.values {
            for line in fate.lines {
                switch fate.expected(at: now) {
                case .held: heldBefore[line.sku, default: 0] += line.quantity
                case .committed: committedBefore[line.sku, default: 0] += line.quantity
                default: break
                }
            }
        }
        fates = [:]
        accepted = []
    }
}
