import StockBytes
import DequeModule
import StockModel

/// Decides what each request does, and remembers the carts that are open.
struct RequestPlanner: Sendable {
    let scenario: LoadScenario
    private(set) var answers: AnswerRecord
    private let popularity: PopularityDraw
    private var random: SplitMix64
    private var requests: UInt64 = 0
    private var toCommit: Deque<Cart> = []
    private var toRelease: Deque<Cart> = []
    /// Where promised units may come from.
    private let places: Set<LocationID>

    init(_ scenario: LoadScenario, idHigh: UInt64) {
        self.scenario = scenario
        answers = AnswerRecord(idHigh: idHigh)
        popularity = PopularityDraw(scenario.popularity, count: scenario.stock.skus.count)
        random = SplitMix64(seed: scenario.seed)
        places = Set(scenario.stock.locations.map { LocationID(rawValue: $0) })
    }

    mutating func next() -> PlannedRequest {
        let action = scenario.mix.action(&random)
        switch action {
        case .browse:
            return PlannedRequest(action: .browse, content: .question(skus(), channel(at: channelPlace())))
        case .reserve, .abandon: return reserve(action)
        case .commit:
            // Before the first cart there is nothing to pay for.
            guard let cart = toCommit.popFirst() else { return reserve(.reserve) }
            let commit = Commit(answers.id(of: cart.number))
            return PlannedRequest(action: .commit, content: .command(.commit(commit), requestID(), .commits(cart)))
        case .release:
            guard let cart = toRelease.popFirst() else { return reserve(.reserve) }
            let release = Release(answers.id(of: cart.number))
            return PlannedRequest(action: .release, content: .command(.release(release), requestID(), .releases(cart)))
        case .sell: return sell()
        case .receive: return receive()
        }
    }

    private mutating func reserve(_ action: LoadAction) -> PlannedRequest {
        let channel = channelPlace()
        let wanted = wanted()
        let lines = wanted.map { ReserveLine($0.sku, quantity: $0.quantity) }
        let number = answers.ask(channel: channel)
        let reserve = Reserve(
            answers.id(of: number), channel: self.channel(at: channel), lines: lines,
            holdMilliseconds: scenario.holdMilliseconds)
        let fate = action == .abandon ? .abandoned : scenario.mix.fate(&random)
        return PlannedRequest(
            action: action, content: .command(.reserve(reserve), nil, .holds(number: number, wanted, fate)))
    }

    private mutating func sell() -> PlannedRequest {
        let channel = channelPlace()
        let wanted = wanted()
        let location = location()
        let lines = wanted.map { SellLine($0.sku, quantity: $0.quantity, at: location) }
        let number = answers.ask(channel: channel)
        let sell = Sell(
            answers.id(of: number), channel: self.channel(at: channel), lines: lines,
            to: LocationID(rawValue: scenario.stock.customer ?? 0))
        return PlannedRequest(action: .sell, content: .command(.sell(sell), nil, .sells(number: number, wanted)))
    }

    private mutating func receive() -> PlannedRequest {
        let location = location()
        let from = LocationID(rawValue: scenario.stock.supplier ?? 0)
        let lines = wanted().map { MoveLine($0.sku, quantity: $0.quantity, from: from, to: location) }
        let number = answers.ask(.receipt)
        let paper = ReceiptPaper.key(idHigh: answers.idHigh, number: number)
        let move = Move(.receive, lines: lines, context: MovementContext(document: paper))
        return PlannedRequest(
            action: .receive, content: .command(.move(move), requestID(), .receives(number: number, lines)))
    }

    private mutating func wanted() -> [Wanted] { skus().map { Wanted(sku: $0, quantity: quantity()) } }

    /// The SKUs of a cart, each once.
    private mutating func skus() -> [SKU] {
        let wanted = min(scenario.linesPerCart.drawn(&random), scenario.stock.skus.count)
        var places: [Int] = []
        // Somebody who draws what is in the cart already draws again, not for ever.
        for _ in 0..<wanted * 8 where places.count < wanted {
            let place = popularity.place(&random)
            if !places.contains(place) { places.append(place) }
        }
        return places.map { scenario.stock.sku(at: $0) }
    }

    private mutating func quantity() -> Quantity { scenario.unitsPerLine.drawn(&random) }
    private mutating func channelPlace() -> Int { Int(random.next() % UInt64(max(1, scenario.stock.channels.count))) }
    private func channel(at place: Int) -> ChannelID { ChannelID(rawValue: scenario.stock.channels[place]) }

    private mutating func location() -> LocationID {
        let places = scenario.stock.locations
        return LocationID(rawValue: places.isEmpty ? 0 : places[Int(random.next() % UInt64(places.count))])
    }

    private mutating func requestID() -> RequestID {
        requests += 1
        return RequestID(high: answers.idHigh, low: AnswerRecord.idLowMarker | requests)
    }
}

extension RequestPlanner {
    /// Takes in what a command came to.
    mutating func learn(_ answer: Answer, _ meaning: PlannedRequest.Meaning) {
        let sequence = answer.sequence
        switch (meaning, answer.outcome) {
        case (.holds(let number, let wanted, let fate), .reserved(let plan)):
            let cart = grant(number, plan, wanted)
            answers.promise(number, until: plan.deadline)
            acknowledge(cart.statements(.promise(.held), at: sequence), of: number)
            switch fate {
            case .committed: toCommit.append(cart)
            case .released: toRelease.append(cart)
            case .abandoned: break
            }
        case (.sells(let number, let wanted), .sold(let plan)):
            let cart = grant(number, plan, wanted)
            acknowledge(cart.statements(.promise(.sold), at: sequence) + cart.issues(at: sequence), of: number)
        case (.commits(let cart), .done):
            acknowledge(cart.statements(.promise(.committed), at: sequence), of: cart.number)
        case (.releases(let cart), .done):
            acknowledge(cart.statements(.promise(.releasedHeld), at: sequence), of: cart.number)
        case (.receives(let number, let lines), .done), (.receives(let number, let lines), .moved):
            answers.mark(number, .granted)
            acknowledge(
                lines.enumerated().map { Statement(receiptOf: $1, at: $0, sequence) }, of: number)
        default: break
        }
    }

    /// The command was sent, and what became of it is not known.
    mutating func lose(_ meaning: PlannedRequest.Meaning) {
        switch meaning {
        case .holds(let number, _, _), .sells(let number, _), .receives(let number, _):
            answers.mark(number, .uncertain)
        case .commits(let cart), .releases(let cart): answers.mark(cart.number, .uncertain)
        }
    }

    private mutating func grant(_ number: Int, _ plan: ReservationPlan, _ wanted: [Wanted]) -> Cart {
        answers.mark(number, plan.grants(wanted, from: places) ? .granted : [.granted, .wrong])
        return Cart(number: number, plan, wanted: wanted)
    }

    private mutating func acknowledge(_ statements: [Statement], of number: Int) {
        for statement in statements { answers.acknowledged(statement, of: number) }
    }
}

extension ClosedRange where Bound: FixedWidthInteger {
    fileprivate func drawn(_ random: inout SplitMix64) -> Bound {
        lowerBound == upperBound ? lowerBound : Bound.random(in: self, using: &random)
    }
}
