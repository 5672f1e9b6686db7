public import RetailDocuments

extension PurchaseOrder {
    /// What can happen to an order.
    public enum Event: Hashable, Sendable {
        /// It is complete; whether somebody has to approve it is what the policy says.
        case submit(needsApproval: Bool)
        /// Somebody else has approved it.
        case approve
        /// Somebody else has declined it.
        case decline
        /// Who asked for the approval takes that back.
        case withdraw
        /// The supplier gets it.
        case send(on: CalendarDay)
        /// The supplier has said what comes, and when; may be said again.
        case confirm
        /// Lines are changed or added.
        case amend
        /// Goods have come.
        case receive
        /// What is open is not expected any more.
        case close
        /// It is given up before anything was received.
        case cancel(hasReceived: Bool)

        /// What it is called.
        public var name: String {
            switch self {
            case .submit: "submit"
            case .approve: "approve"
            case .decline: "decline"
            case .withdraw: "withdraw"
            case .send: "send"
            case .confirm: "confirm"
            case .amend: "amend"
            case .receive: "receive"
            case .close: "close"
            case .cancel: "cancel"
            }
        }
    }

    /// What it is after something has happened.
    ///
    /// - Throws: the rule that does not allow it.
    public func after(_ event: Event) throws(PurchaseOrderRule) -> PurchaseOrder {
        var next = self
        switch (event, state) {
        case (.submit(let needsApproval), .draft): next.state = needsApproval ? .waiting : .approved
        case (.approve, .waiting): next.state = .approved
        case (.decline, .waiting), (.withdraw, .waiting): next.state = .draft
        case (.send(let day), .approved):
            try requireNoWaitingAmendment()
            next.state = .sent
            next.sentDay = day
        case (.confirm, .sent), (.confirm, .confirmed): next.state = .confirmed
        case (.amend, .draft), (.amend, .approved), (.amend, .sent), (.amend, .confirmed):
            try requireNoWaitingAmendment()
        case (.receive, .sent), (.receive, .confirmed): break
        case (.close, .sent), (.close, .confirmed):
            try requireNoWaitingAmendment()
            next.state = .closed
        case (.cancel(let hasReceived), .draft), (.cancel(let hasReceived), .approved),
            (.cancel(let hasReceived), .sent), (.cancel(let hasReceived), .confirmed):
            try requireNoWaitingAmendment()
            guard !hasReceived else { throw .hasReceived(number) }
            next.state = .cancelled
        default: throw .notInState(number, event.name, state)
        }
        return next
    }

    private func requireNoWaitingAmendment() throws(PurchaseOrderRule) {
        if let waitingAmendment { throw .amendmentWaits(number, waitingAmendment) }
    }
}
