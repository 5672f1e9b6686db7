public import StockBytes

extension Operation: BytesCodable {
    /// The operation's number, in the journal and on the wire; never reused.
    public enum Code: UInt8, Sendable, CaseIterable {
        case define = 1
        case reserve = 2
        case extend = 3
        case commit = 4
        case release = 5
        case fulfil = 6
        case returnGoods = 7
        case sell = 8
        case move = 9
        case adjust = 10
        case count = 11
        case reverse = 12
        case putDocument = 13
        case deleteDocument = 14
        case transaction = 15
        case reSource = 16
        case allocate = 17
        /// A sale that is booked whatever the book says: what `sell` has, after the fact.
        case sellAsFact = 18
    }

    /// The number of the operation.
    public var code: Code {
        switch self {
        case .define: .define
        case .reserve: .reserve
        case .extend: .extend
        case .commit: .commit
        case .release: .release
        case .fulfil: .fulfil
        case .return: .returnGoods
        case .sell(let sell): sell.fact == nil ? .sell : .sellAsFact
        case .move: .move
        case .adjust: .adjust
        case .count: .count
        case .reverse: .reverse
        case .putDocument: .putDocument
        case .deleteDocument: .deleteDocument
        case .transaction: .transaction
        case .reSource: .reSource
        case .allocate: .allocate
        }
    }

    func encodeBody(into writer: inout ByteWriter) {
        switch self {
        case .define(let definitions): writer.append(list: definitions)
        case .reserve(let reserve): reserve.encode(into: &writer)
        case .extend(let extend): extend.encode(into: &writer)
        case .commit(let commit): commit.encode(into: &writer)
        case .release(let release): release.encode(into: &writer)
        case .fulfil(let fulfil): fulfil.encode(into: &writer)
        case .return(let returned): returned.encode(into: &writer)
        case .sell(let sell):
            sell.fact?.encode(into: &writer)
            sell.encode(into: &writer)
        case .move(let move): move.encode(into: &writer)
        case .adjust(let adjust): adjust.encode(into: &writer)
        case .count(let count): count.encode(into: &writer)
        case .reverse(let reverse): reverse.encode(into: &writer)
        case .putDocument(let write): write.encode(into: &writer)
        case .deleteDocument(let key): key.encode(into: &writer)
        case .transaction(let transaction): transaction.encode(into: &writer)
        case .reSource(let reSource): reSource.encode(into: &writer)
        case .allocate(let allocate): allocate.encode(into: &writer)
        }
    }

    init(_ code: Code, from reader: inout ByteReader) throws(BytesError) {
        switch code {
        case .define: self = .define(try reader.readList())
        case .reserve: self = .reserve(try Reserve(from: &reader))
        case .extend: self = .extend(try Extend(from: &reader))
        case .commit: self = .commit(try Commit(from: &reader))
        case .release: self = .release(try Release(from: &reader))
        case .fulfil: self = .fulfil(try Fulfil(from: &reader))
        case .returnGoods: self = .return(try ReturnGoods(from: &reader))
        case .sell: self = .sell(try Sell(from: &reader, fact: nil))
        case .sellAsFact:
            let fact = try Fact(from: &reader)
            self = .sell(try Sell(from: &reader, fact: fact))
        case .move: self = .move(try Move(from: &reader))
        case .adjust: self = .adjust(try Adjust(from: &reader))
        case .count: self = .count(try Count(from: &reader))
        case .reverse: self = .reverse(try Reverse(from: &reader))
        case .putDocument: self = .putDocument(try DocumentWrite(from: &reader))
        case .deleteDocument: self = .deleteDocument(try DocumentKey(from: &reader))
        case .transaction: self = .transaction(try Transaction(from: &reader))
        case .reSource: self = .reSource(try ReSource(from: &reader))
        case .allocate: self = .allocate(try Allocate(from: &reader))
        }
    }

    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(code.rawValue)
        encodeBody(into: &writer)
    }

    /// An operation within a transaction; a transaction within one is refused before it is read any deeper.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let start = reader.offset
        let code = try reader.readCase(Code.self)
        guard code != .transaction else { throw BytesError(offset: start) }
        self = try Operation(code, from: &reader)
    }
}

/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 1 | operation code |
/// | 1 | 1 | flags: 1 a request id follows, 2 a device mark follows |
/// | 2 | 2 | zero |
/// | 4 | 4 | principal |
/// | 8 | 8 | issued at, milliseconds since 1970 |
/// | 16 | 16 | request id, if flagged |
/// | … | 12 | device (4) and counter (8), if flagged |
/// | … | … | the operation's body |
extension Command: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(operation.code.rawValue)
        writer.append(UInt8((request == nil ? 0 : 1) | (device == nil ? 0 : 2)))
        writer.append(UInt16(0))
        writer.append(principal.rawValue)
        issuedAt.encode(into: &writer)
        if let request { request.encode(into: &writer) }
        if let device { device.encode(into: &writer) }
        operation.encodeBody(into: &writer)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let code = try reader.readCase(Operation.Code.self)
        let flags = try reader.read(UInt8.self)
        guard flags < 4 else { throw BytesError(offset: reader.offset - 1) }
        guard try reader.read(UInt16.self) == 0 else { throw BytesError(offset: reader.offset - 2) }
        let principal = try PrincipalID(from: &reader)
        let issuedAt = try Instant(from: &reader)
        let request = flags & 1 == 0 ? nil : try RequestID(from: &reader)
        let device = flags & 2 == 0 ? nil : try DeviceMark(from: &reader)
        self.init(
            request: request, issuedAt: issuedAt, principal: principal, device: device,
            operation: try Operation(code, from: &reader))
    }
}
