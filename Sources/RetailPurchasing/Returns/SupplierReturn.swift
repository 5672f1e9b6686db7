public import RetailDocuments
public import StockModel

/// Goods that go back to a supplier, and what he owes for them.
///
/// ```
///         send            credit notes
///   open ──────▶ sent ↺ ────────────────▶ credited
///     │ cancel                 write off ▲
///     ▼
///   cancelled
/// ```
public struct SupplierReturn: WorkflowDocument {
    /// What it is.
    public static let kind = DocumentKind.supplierReturn

    /// How far it is.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// Being written: the goods are still here.
        case open
        /// The goods have left, and the supplier owes for them.
        case sent
        /// Nothing is owed any more.
        case credited
        /// Given up: the goods have stayed.
        case cancelled
    }

    /// Units of one SKU that go back from one place.
    public struct Line: Codable, Hashable, Sendable {
        /// The number of the SKU.
        public var sku: UInt64
        /// Base units.
        public var quantity: Int64
        /// The location that they leave.
        public var from: UInt32
        /// What the supplier owes for a base unit.
        public var unitCost: Money
        /// The number of the order that they came on.
        public var order: UInt64?
        /// The line of that order.
        public var orderLine: UInt32?
        /// Why they go back.
        public var reason: String

        /// Made of its parts.
        public init(
            _ sku: SKU, quantity: Int64, from: LocationID, unitCost: Money, order: UInt64? = nil,
            orderLine: UInt32? = nil, reason: String = ""
        ) {
            self.sku = sku.rawValue
            self.quantity = quantity
            self.from = from.rawValue
            self.unitCost = unitCost
            self.order = order
            self.orderLine = orderLine
            self.reason = reason
        }
    }

    /// What the supplier has credited.
    public struct CreditNote: Codable, Hashable, Sendable {
        /// The supplier's number.
        public var number: String
        /// How much.
        public var amount: Money
        /// Of which day.
        public var day: CalendarDay
    }

    /// Its number, from 1 on.
    public var number: UInt64
    /// The code of the supplier.
    public var supplier: String
    /// What its amounts are in, ISO 4217.
    public var currency: String
    /// How far it is.
    public var state = State.open
    /// What goes back.
    public var lines: [Line]
    /// Who made it.
    public var maker: UInt32
    /// The buyer of the order that the goods came on; nil: of none.
    public var buyer: UInt32?
    /// When it was written; nil: not known.
    public var madeDay: CalendarDay?
    /// When the goods left.
    public var sentDay: CalendarDay?
    /// What has been credited.
    public var creditNotes: [CreditNote] = []
    /// What is not asked for any more.
    public var writtenOff = Money.zero
    /// Why it is not.
    public var writtenOffReason: String?

    /// One that is being written.
    ///
    /// - Throws: the rule that a line breaks.
    public init(
        number: UInt64, supplier: String, currency: String, lines: [Line], maker: PrincipalID,
        buyer: PrincipalID? = nil, on day: CalendarDay? = nil
    ) throws(SupplierReturnRule) {
        self.number = number
        self.supplier = supplier
        self.currency = currency
        self.lines = lines
        self.maker = maker.rawValue
        self.buyer = buyer?.rawValue
        madeDay = day
        guard (1...Self.linesMax).contains(lines.count) else { throw .lineCount(lines.count) }
        for line in lines {
            guard line.quantity > 0 else { throw .quantityNotPositive }
            guard line.unitCost >= .zero else { throw .amountNotPositive }
        }
        guard Self.sum(lines.map { $0.unitCost.times($0.quantity) }) != nil else { throw .beyondRange }
    }

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: number) }

    /// Where the return of a number is stored.
    public static func key(of number: UInt64) -> DocumentKey { DocumentKey("\(prefix)\(number.keyText)") }

    /// What the keys of all returns begin with.
    static let prefix = "supplier-return/"

    /// The most lines of one.
    public static let linesMax = 120
    /// The most credit notes of one.
    public static let creditNotesMax = 100
    /// After how many days a credit note should be there.
    static let creditDays: Int32 = 30
    /// After how many days the goods should have left.
    static let sendDays: Int32 = 7

    /// All that it is found under.
    public var terms: [IndexTerm] {
        var terms = [IndexTerm("supplier-return.state/\(state.rawValue)/\(number.keyText)")]
        let owner = "principal-\(buyer ?? maker)"
        if state == .open {
            let due = (madeDay?.adding(Self.sendDays) ?? CalendarDay(0)).start
            terms.append(WaitingTask(owner: owner, due: due, reason: "supplier-return.send").term)
        }
        if state == .sent, let sentDay {
            terms.append(IndexTerm("supplier-return.owed/\(supplier.keyPart)/\(number.keyText)"))
            let due = sentDay.adding(Self.creditDays).start
            terms.append(WaitingTask(owner: owner, due: due, reason: "supplier-return.credit").term)
        }
        return terms
    }

    /// What goes back, at the costs of the lines.
    public var value: Money { Self.sum(lines.map { $0.unitCost.times($0.quantity) }) ?? .zero }

    /// What the supplier still owes.
    public var owed: Money {
        guard state == .sent else { return .zero }
        return Self.sum([value, credited.negated, writtenOff.negated]) ?? .zero
    }

    /// What the credit notes come to.
    public var credited: Money { Self.sum(creditNotes.map(\.amount)) ?? .zero }

    private static func sum(_ amounts: [Money?]) -> Money? {
        var sum = Money.zero
        for amount in amounts {
            guard let amount, let next = sum.adding(amount) else { return nil }
            sum = next
        }
        return sum
    }
}

extension Money {
    fileprivate var negated: Money? { Money.zero.subtracting(self) }
}

extension SupplierReturn {
    /// What can happen to it.
    public enum Event: Hashable, Sendable {
        /// The goods leave.
        case send(on: CalendarDay)
        /// The supplier credits some of what he owes, or all.
        case credit(number: String, amount: Money, on: CalendarDay)
        /// The rest of what he owes is not asked for any more.
        case writeOff(reason: String)
        /// The goods stay.
        case cancel

        var name: String {
            switch self {
            case .send: "send"
            case .credit: "credit"
            case .writeOff: "write-off"
            case .cancel: "cancel"
            }
        }
    }

    /// What it is after something has happened.
    ///
    /// - Throws: the rule that does not allow it.
    public func after(_ event: Event) throws(SupplierReturnRule) -> SupplierReturn {
        var next = self
        switch (event, state) {
        case (.send(let day), .open):
            next.state = .sent
            next.sentDay = day
            if next.owed == .zero { next.state = .credited }
        case (.credit(let number, let amount, let day), .sent):
            guard !number.isEmpty else { throw .creditNoteWithoutNumber }
            guard amount > .zero else { throw .amountNotPositive }
            guard !creditNotes.contains(where: { $0.number == number }) else { throw .creditNoteTwice(number) }
            guard amount <= owed else { throw .creditsTooMuch(self.number, amount: amount, owed: owed) }
            guard creditNotes.count < Self.creditNotesMax else { throw .lineCount(creditNotes.count + 1) }
            next.creditNotes.append(CreditNote(number: number, amount: amount, day: day))
            if next.owed == .zero { next.state = .credited }
        case (.writeOff(let reason), .sent):
            guard !reason.isEmpty else { throw .needsReason }
            next.writtenOff = owed
            next.writtenOffReason = reason
            next.state = .credited
        case (.cancel, .open): next.state = .cancelled
        default: throw .notInState(number, event.name, state)
        }
        return next
    }
}
