public import StockBytes

extension Answer: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(sequence)
        outcome.encode(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let sequence = try reader.read(UInt64.self)
        self.init(sequence: sequence, outcome: try Outcome(from: &reader))
    }
}

extension Outcome: BytesCodable {
    private enum Code: UInt8 {
        case done = 0
        case reserved = 1
        case extended = 2
        case sold = 3
        case counted = 4
        case transacted = 5
        case refused = 255
    }

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
        case .counted(let differences):
            writer.append(Code.counted.rawValue)
            writer.append(UInt16(clamping: differences.count))
            for difference in differences { writer.append(difference) }
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
        case .counted:
            var differences: [Quantity] = []
            for _ in 0..<(try reader.read(UInt16.self)) { differences.append(try reader.read()) }
            self = .counted(differences)
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
        // A request has no more than a hundred lines: the highest bit says that a component follows.
        writer.append(component == nil ? line : line | Self.componentBit)
        writer.append(location.rawValue)
        writer.append(quantity)
        component?.encode(into: &writer)
    }

    private static var componentBit: UInt16 { 1 << 15 }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let line = try reader.read(UInt16.self)
        let location = try LocationID(from: &reader)
        self.init(line: line & ~Self.componentBit, location: location, quantity: try reader.read())
        if line & Self.componentBit != 0 { component = try SKU(from: &reader) }
    }
}
