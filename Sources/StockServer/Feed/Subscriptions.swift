import StockModel

/// The feeds that clients have subscribed to: how far each has been sent, and how much it may still be sent.
struct Subscriptions {
    struct Subscription {
        let session: SessionID
        let requestID: UInt64
        var position: FeedPosition
        /// Events that it may still be sent.
        var credit: Int
        /// The engine has been asked for its next page.
        var isAsking = false
        /// The engine had too much to do for its last question: it is asked again with the next second.
        var isPutOff = false
        /// Something was sent: the client knows that it is subscribed.
        var isConfirmed = false
        /// Events that are asked for at once, at most: fewer after a page that was too long for a frame.
        var pageEventsMax = 256

        /// A page could be sent to it, once the store has reached a sequence.
        func isHungry(at sequence: SequenceNumber) -> Bool {
            !isAsking && !isPutOff && (!isConfirmed || (credit > 0 && position.sequence < sequence))
        }

        mutating func growPage() { pageEventsMax = min(256, pageEventsMax * 2) }
    }

    /// The number of a subscription, in the server.
    typealias Token = UInt64

    private var byToken: [Token: Subscription] = [:]
    private var tokens: [SessionID: [UInt64: Token]] = [:]
    private var next: Token = 1

    subscript(token: Token) -> Subscription? {
        get { byToken[token] }
        set { byToken[token] = newValue }
    }

    func token(_ session: SessionID, _ requestID: UInt64) -> Token? { tokens[session]?[requestID] }

    func count(of session: SessionID) -> Int { tokens[session]?.count ?? 0 }

    /// Those that a page could be sent to, once the store has reached a sequence.
    func hungry(at sequence: SequenceNumber) -> [Token] {
        byToken.filter { _, subscription in subscription.isHungry(at: sequence) }.map(\.key).sorted()
    }

    mutating func insert(_ subscription: Subscription) -> Token {
        let token = next
        byToken[token] = subscription
        tokens[subscription.session, default: [:]][subscription.requestID] = token
        next += 1
        return token
    }

    mutating func remove(_ token: Token) {
        guard let subscription = byToken.removeValue(forKey: token) else { return }
        tokens[subscription.session]?[subscription.requestID] = nil
        if tokens[subscription.session]?.isEmpty == true { tokens[subscription.session] = nil }
    }

    mutating func removeAll(of session: SessionID) {
        for token in (tokens[session] ?? [:]).values { remove(token) }
    }

    /// Those that were put off have their turn again.
    mutating func resumeAll() {
        for token in byToken.keys where byToken[token]?.isPutOff == true { byToken[token]?.isPutOff = false }
    }

    var isEmpty: Bool { byToken.isEmpty }
}
