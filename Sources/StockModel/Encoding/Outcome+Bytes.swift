public import StockBytes

extension Answer: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(sequence)
        outcome.encode(into: &writer)
    }

    /// Appends the bytes of an answer that promises units of one line from one location, without making it first.
    public static func encode(
        sequence: SequenceNumber, heldUntil deadline: Instant, _ planned: PlannedAllocation,
        into writer: inout ByteWriter
    ) {
        writer.append(sequence)
        writer.append(Outcome.Code.reserved.rawValue)
        deadline.encode(into: &writer)
        writer.append(UInt16(1))
        planned.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let sequence = try reader.read(UInt64.self)
        self.init(sequence: sequence, outcome: try Outcome(from: &reader))
    }
}

extension Outcome: BytesCodable {
    fileprivate enum Code: UInt8 {
        case done = 0
        case reserved = 1
        case extended = 2
        case sold = 3
        /// Differences alone, as they were written before.
        case countedWithoutResults = 4
        case transacted = 5
        case soldAsFact = 6
        case moved = 7
        case counted = 8
        case refused = 255
    }

    /// The number with which the bytes of a refusal begin.
    public static let refusedCode = Code.refused.rawValue

    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .done:
            writer.append(Code.done.rawValue)
        case .reserved(let plan):
            writer.append(Code.reserved.rawValue)
            plan.encode(into: &writer)
        case .extended(let deadline):
            writer.append(Code.extended.rawValue)
            deadline.encode(into: &writer)
        case .sold(let plan):
            writer.append(Code.sold.rawValue)
            plan.encode(into: &writer)
        case .soldAsFact(let plan, let displaced):
            writer.append(Code.soldAsFact.rawValue)
            plan.encode(into: &writer)
            writer.append(list: displaced)
        case .moved(let effects):
            writer.append(Code.moved.rawValue)
            effects.encode(into: &writer)
        case .counted(let result):
            writer.append(Code.counted.rawValue)
            result.encode(into: &writer)
        case .transacted(let outcomes):
            writer.append(Code.transacted.rawValue)
            writer.append(list: outcomes)
        case .refused(let refusal):
            writer.append(Code.refused.rawValue)
            refusal.encode(into: &writer)
        }
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let start = reader.offset
        switch try reader.readCase(Code.self) {
        case .transacted:
            let outcomes = try reader.readFlatOutcomes()
            self = .transacted(outcomes)
        case let code:
            guard let flat = try Outcome(flat: code.rawValue, from: &reader) else { throw BytesError(offset: start) }
            self = flat
        }
    }

    /// Any outcome but that of a transaction, so that hostile bytes cannot make the reader recurse.
    fileprivate init?(flat code: UInt8, from reader: inout ByteReader) throws(BytesError) {
        switch Code(rawValue: code) {
        case .done: self = .done
        case .reserved: self = .reserved(try ReservationPlan(from: &reader))
        case .extended: self = .extended(try Instant(from: &reader))
        case .sold: self = .sold(try ReservationPlan(from: &reader))
        case .soldAsFact:
            let plan = try ReservationPlan(from: &reader)
            self = .soldAsFact(plan, displaced: try reader.readList())
        case .moved: self = .moved(try PromiseEffects(from: &reader))
        case .counted: self = .counted(try CountResult(from: &reader))
        case .countedWithoutResults:
            var lines: [CountedLine] = []
            for _ in 0..<(try reader.read(UInt16.self)) {
                let difference = try reader.read(Quantity.self)
                lines.append(CountedLine(difference, difference == 0 ? .agrees : .booked))
            }
            self = .counted(CountResult(lines: lines))
        case .refused: self = .refused(try Refusal(from: &reader))
        case .transacted, nil: return nil
        }
    }
}

extension ByteReader {
    @_lifetime(self: copy self)
    fileprivate mutating func readFlatOutcomes() throws(BytesError) -> [Outcome] {
        var outcomes: [Outcome] = []
        for _ in 0..<(try read(UInt16.self)) {
            let start = offset
            let code = try read(UInt8.self)
            guard let outcome = try Outcome(flat: code, from: &self) else { throw BytesError(offset: start) }
            outcomes.append(outcome)
        }
        return outcomes
    }
}

extension ReservationPlan: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        deadline.encode(into: &writer)
        writer.append(list: allocations)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let deadline = try Instant(from: &reader)
        self.init(deadline: deadline, allocations: try reader.readList())
    }
}

extension PlannedAllocation: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        // A request has no more than a hundred lines: the highest bit says that a component follows, the next that it waits.
        let waits = isBackordered ? Self.backorderedBit : 0
        writer.append(line | waits | (component == nil ? 0 : Self.componentBit))
        writer.append(location.rawValue)
        writer.append(quantity)
        component?.encode(into: &writer)
    }

    private static var componentBit: UInt16 { 1 << 15 }
    private static var backorderedBit: UInt16 { 1 << 14 }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let line = try reader.read(UInt16.self)
        let location = try LocationID(from: &reader)
        self.init(
            line: line & ~(Self.componentBit | Self.backorderedBit), location: location, quantity: try reader.read(),
            isBackordered: line & Self.backorderedBit != 0)
        if line & Self.componentBit != 0 { component = try SKU(from: &reader) }
    }
}
