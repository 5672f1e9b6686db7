import StockBytes
import StockModel
import StockProtocol

extension ServerCore {
    func subscribe(_ session: Session, _ requestID: UInt64, after position: FeedPosition, credit: UInt32) {
        let limits = limits.connection
        if subscriptions.token(session.id, requestID) != nil || backup?.isOf(session.id, requestID) == true {
            session.send(error: .duplicateSubscription, requestID)
        } else if subscriptions.count(of: session.id) >= Int(limits.subscriptionsMax) {
            session.send(error: .tooManySubscriptions(max: limits.subscriptionsMax), requestID)
        } else if credit > limits.creditMax {
            session.send(error: .tooMuchCredit(max: limits.creditMax), requestID)
        } else {
            pushEvents(
                to: subscriptions.insert(
                    Subscriptions.Subscription(
                        session: session.id, requestID: requestID, position: position, credit: Int(credit))))
        }
    }

    func addCredit(_ session: Session, _ requestID: UInt64, _ credit: UInt32) {
        if addBackupCredit(session, requestID, credit) { return }
        guard let token = subscriptions.token(session.id, requestID), var subscription = subscriptions[token] else {
            return session.send(error: .unknownSubscription, requestID)
        }
        let max = limits.connection.creditMax
        guard subscription.credit + Int(credit) <= Int(max) else {
            return session.send(error: .tooMuchCredit(max: max), requestID)
        }
        subscription.credit += Int(credit)
        subscriptions[token] = subscription
        if subscription.isHungry(at: sequence) { pushEvents(to: token) }
    }

    func unsubscribe(_ session: Session, _ requestID: UInt64) {
        if cancelBackup(session, requestID) { return }
        guard let token = subscriptions.token(session.id, requestID) else {
            return session.send(error: .unknownSubscription, requestID)
        }
        subscriptions.remove(token)
        session.send(.ended, requestID) { writer in writer.append(sequence) }
    }

    func clientTakesAgain(_ session: SessionID) {
        readBackup()
        if subscriptions.count(of: session) > 0 { pushEvents() }
    }

    /// Asks the engine for a page for every subscription that has credit and is behind, and whose client takes what it gets.
    func pushEvents() {
        guard !subscriptions.isEmpty else { return }
        for token in subscriptions.hungry(at: sequence) { pushEvents(to: token) }
    }

    /// Not while clients have too much to take already.
    private func pushEvents(to token: Subscriptions.Token) {
        guard unsentBytes <= limits.unsentBytesMax, let subscription = subscriptions[token],
            let session = sessions[subscription.session], session.holdup.isDisjoint(with: [.stalled, .closing])
        else { return }
        subscriptions[token]?.isAsking = true
        let limit = min(subscription.pageEventsMax, max(1, subscription.credit))
        add(
            .feed(after: subscription.position, limit: limit),
            Ticket(session: subscription.session, requestID: token, kind: .feed, count: 1))
    }

    /// Sends a page to the subscription that asked for it.
    ///
    /// `result` is the sequence and the bytes of a `QueryResult.feed`, passed on as they are.
    func push(_ result: RawSpan, to token: Subscriptions.Token) {
        guard var subscription = subscriptions[token], let session = sessions[subscription.session] else { return }
        subscription.isAsking = false
        do throws(BytesError) {
            var page = try FeedPageBytes(result)
            if let error = page.error { return end(token, error) }
            // Without credit it was only asked where it stands.
            if subscription.credit == 0 { page.keepNone(subscription.position.sequence) }
            guard FrameHeader.byteCount + page.byteCount <= Int(limits.connection.resultBytesMax) else {
                // Asked for again in a smaller page; one event alone cannot be sent.
                guard page.count > 1 else {
                    return end(token, .resultTooLong(max: limits.connection.resultBytesMax))
                }
                subscription.pageEventsMax = page.count / 2
                subscriptions[token] = subscription
                return
            }
            session.send(.events, subscription.requestID) { writer in page.encode(into: &writer) }
            subscription.credit -= page.count
            subscription.position = page.next
            subscription.isConfirmed = true
            subscription.growPage()
            subscriptions[token] = subscription
        } catch { end(token, .damaged("a page of the feed cannot be read at byte \(error.offset)")) }
    }

    /// The subscription is over, for this reason.
    func end(_ token: Subscriptions.Token, _ error: WireError) {
        guard let subscription = subscriptions[token] else { return }
        if case .busy = error {
            subscriptions[token]?.isAsking = false
            subscriptions[token]?.isPutOff = true
            return
        }
        subscriptions.remove(token)
        sessions[subscription.session]?.send(error: error, subscription.requestID)
    }
}
