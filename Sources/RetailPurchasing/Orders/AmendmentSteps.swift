public import RetailDocuments
import RetailMasterData
public import StockModel

/// What somebody wants to be different in an order.
public struct AmendmentDraft: Hashable, Sendable {
    /// What is to be different in a line; nil: nothing.
    public struct Change: Hashable, Sendable {
        /// The number of the line.
        public var line: UInt32
        /// Base units to be ordered in all.
        public var ordered: Int64?
        /// Of a base unit.
        public var unitCost: Money?
        /// When it is to come.
        public var dueDay: CalendarDay?

        /// Made of its parts.
        public init(line: UInt32, ordered: Int64? = nil, unitCost: Money? = nil, dueDay: CalendarDay? = nil) {
            self.line = line
            self.ordered = ordered
            self.unitCost = unitCost
            self.dueDay = dueDay
        }
    }

    /// What is to be different.
    public var changes: [Change]
    /// What is to be ordered besides, at the prices of the day of the order.
    public var additions: [PurchaseOrderDraft.Line]
    /// Why.
    public var reason: String

    /// Made of its parts.
    public init(changes: [Change] = [], additions: [PurchaseOrderDraft.Line] = [], reason: String) {
        self.changes = changes
        self.additions = additions
        self.reason = reason
    }
}

extension Workplace {
    /// Changes lines of an order, or adds some, and keeps what was different before.
    ///
    /// An amendment of what is approved already, which changes what is to be paid, waits for an approval where the new value
    /// needs one. It is given back as it stands then.
    ///
    /// - Throws: a `PurchaseOrderRule`; `ApprovalRule.nobodyElse`.
    @discardableResult public func amendPurchaseOrder(
        _ number: UInt64, _ draft: AmendmentDraft, due: Instant? = nil
    ) async throws(WorkflowFailure) -> PurchaseOrderAmendment {
        guard !draft.reason.isEmpty else { throw .rule(PurchaseOrderRule.needsReason) }
        return try await perform { step throws(WorkflowFailure) in
            var order = try await step.order(number)
            order = try decided { () throws(PurchaseOrderRule) in try order.after(.amend) }
            var lines = try await step.lines(of: order)
            var amendment = PurchaseOrderAmendment(
                order: number, number: order.amendments + 1, state: .applied, changes: [], reason: draft.reason,
                maker: step.principal.rawValue, madeMilliseconds: step.now.millisecondsSinceEpoch)
            for change in draft.changes {
                guard let line = lines.first(where: { $0.line == change.line }) else {
                    throw .rule(PurchaseOrderRule.noLine(number, change.line))
                }
                guard !amendment.changes.contains(where: { $0.line == change.line }) else {
                    throw .rule(PurchaseOrderRule.lineTwice(number, change.line))
                }
                if let change = PurchaseOrderAmendment.Change(change, of: line) { amendment.changes.append(change) }
            }
            if !draft.additions.isEmpty {
                let count = lines.count + draft.additions.count
                guard count <= PurchaseOrder.linesMax else { throw .rule(PurchaseOrderRule.lineCount(count)) }
                let supplier = try await step.activeSupplier(order.supplier)
                for wanted in draft.additions {
                    let place = order.lineCount + UInt32(amendment.changes.count { $0.sku != nil }) + 1
                    let line = try await step.line(
                        wanted, order: number, line: place, supplier: supplier, on: order.orderedDay)
                    amendment.changes.append(PurchaseOrderAmendment.Change(adding: line))
                }
            }
            guard !amendment.changes.isEmpty else { throw .rule(PurchaseOrderRule.changesNothing(number)) }
            lines = try decided { () throws(PurchaseOrderRule) in try amendment.applied(to: lines, of: order) }
            let value = try decided { () throws(PurchaseOrderRule) in try order.value(of: lines) }
            order.amendments = amendment.number
            var needed: NeededApproval?
            if order.state != .draft, amendment.changes.contains(where: \.changesValue) {
                needed = try await step.neededApproval(by: PurchaseOrder.policy, of: value, party: order.supplier)
            }
            if let needed {
                amendment.state = .waiting
                order.waitingAmendment = amendment.number
                try step.requestApproval(
                    of: amendment.key, number: 1,
                    what: "amendment \(amendment.number) of purchase order \(number), to \(value) \(order.currency)",
                    authors: amendment.authors(of: order), needed: needed,
                    due: due ?? step.now.advanced(byMilliseconds: PurchaseOrder.approvalMilliseconds))
                step.write(order)
            } else {
                step.apply(amendment, to: order, lines)
            }
            step.write(amendment)
            return amendment
        }
    }
}

extension Step {
    /// Writes the lines that an amendment is about, and the head of the order.
    mutating func apply(_ amendment: PurchaseOrderAmendment, to order: PurchaseOrder, _ lines: [PurchaseOrderLine]) {
        var next = order
        next.lineCount = UInt32(lines.count)
        next.waitingAmendment = nil
        next.addAuthor(PrincipalID(rawValue: amendment.maker))
        write(next)
        for line in lines where amendment.changes.contains(where: { $0.line == line.line }) { write(line) }
    }
}

extension PurchaseOrder {
    /// What the decision about an order, or about an amendment of one, changes in it.
    public static let approvalConsequence = ApprovalConsequence(
        of: { subject in Self.number(inKey: subject) != nil },
        follow: { step, approval, event throws(WorkflowFailure) in
            let subject = DocumentKey(approval.subject)
            guard let number = Self.number(inKey: subject) else { return }
            var order = try await step.order(number)
            if subject == order.key {
                order = try decided { () throws(PurchaseOrderRule) in try order.after(Event(event)) }
                if event == .approve {
                    order.approvedMilliseconds = step.now.millisecondsSinceEpoch
                    order.approvedValue = approval.question?.value
                }
                return step.write(order)
            }
            let found = try await step.read(PurchaseOrderAmendment.self, at: subject)
            guard let amendment = found?.content, order.waitingAmendment == amendment.number else {
                throw .rule(PurchaseOrderRule.noAmendment(number, found?.content.number ?? 0))
            }
            step.write(try decided { () throws(PurchaseOrderRule) in try amendment.after(event) })
            guard event == .approve else {
                order.waitingAmendment = nil
                return step.write(order)
            }
            let lines = try await step.lines(of: order)
            let amended = try decided { () throws(PurchaseOrderRule) in
                try amendment.applied(to: lines, of: order)
            }
            if let approved = approval.question?.value {
                try decided { () throws(PurchaseOrderRule) in
                    try amendment.require(try order.value(of: amended), within: approved)
                }
                order.approvedValue = approved
            }
            step.apply(amendment, to: order, amended)
        })

    /// The number of the order that a key is of, or of a part of it; nil: of none.
    static func number(inKey key: DocumentKey) -> UInt64? {
        let parts = key.description.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "po" else { return nil }
        return UInt64(parts[1])
    }
}

extension PurchaseOrder.Event {
    fileprivate init(_ event: Approval.Event) {
        self =
            switch event {
            case .approve: .approve
            case .decline: .decline
            case .withdraw: .withdraw
            }
    }
}

extension PurchaseOrderAmendment {
    /// Who has written what an approval of it is about: the order as it would be then, all of it.
    func authors(of order: PurchaseOrder) -> [PrincipalID] {
        let maker = PrincipalID(rawValue: maker)
        return order.authors.contains(maker) ? order.authors : order.authors + [maker]
    }

    /// - Throws: `amendmentOutgrown` where the order comes to more by now than was asked to be approved, since more of it
    ///   was accepted than was ordered.
    fileprivate func require(_ value: Money, within approved: Money) throws(PurchaseOrderRule) {
        guard value <= approved else { throw .amendmentOutgrown(order, number, value: value, asked: approved) }
    }

    /// All lines of the order as the amendment makes them, with those that it adds.
    ///
    /// - Throws: what `applied(to:)` of a line throws.
    func applied(
        to lines: [PurchaseOrderLine], of order: PurchaseOrder
    ) throws(PurchaseOrderRule) -> [PurchaseOrderLine] {
        var next: [PurchaseOrderLine] = []
        for line in lines { next.append(try applied(to: line)) }
        for change in changes {
            guard let sku = change.sku, let ordered = change.ordered, let cost = change.unitCost,
                let due = change.dueDay
            else { continue }
            next.append(
                PurchaseOrderLine(
                    order: self.order, line: change.line, externalKey: change.externalKey, supplier: order.supplier,
                    sku: SKU(rawValue: sku), ordered: ordered, unitCost: cost, dueDay: due))
        }
        return next
    }
}

extension PurchaseOrderAmendment.Change {
    /// What differs from the line as it is; nil: nothing.
    fileprivate init?(_ wanted: AmendmentDraft.Change, of current: PurchaseOrderLine) {
        self.init(line: wanted.line)
        if let quantity = wanted.ordered, quantity != current.ordered {
            orderedBefore = current.ordered
            ordered = quantity
        }
        if let cost = wanted.unitCost, cost != current.unitCost {
            unitCostBefore = current.unitCost
            unitCost = cost
        }
        if let day = wanted.dueDay, day != current.dueDay {
            dueDayBefore = current.dueDay
            dueDay = day
        }
        if ordered == nil, unitCost == nil, dueDay == nil { return nil }
    }

    fileprivate init(adding new: PurchaseOrderLine) {
        self.init(line: new.line)
        sku = new.sku
        externalKey = new.externalKey
        ordered = new.ordered
        unitCost = new.unitCost
        dueDay = new.dueDay
    }
}
