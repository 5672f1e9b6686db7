public import StockBytes

extension Refusal: BytesCodable {
    /// The refusal's number, in stored answers and on the wire; never reused.
    public enum Code: UInt8, Sendable, CaseIterable {
        case insufficientStock = 1
        case insufficientSingleLocation = 2
        case unknownSKU = 3
        case unknownLocation = 4
        case unknownSite = 5
        case unknownChannel = 6
        case skuInactive = 7
        case notFound = 8
        case expired = 9
        case alreadyResolved = 10
        case exceedsHeld = 11
        case exceedsCommitted = 12
        case exceedsReturnable = 13
        case wouldGoNegative = 14
        case versionMismatch = 15
        case idempotencyConflict = 16
        case tooOld = 17
        case reasonNotAllowed = 18
        case alreadyReversed = 19
        case overflow = 20
        case limit = 21
        case malformed = 22
        case storageFull = 23
        case invalid = 24
        case superseded = 25
        case kitCycle = 26
        case kitTooDeep = 27
        case capExceeded = 28
        case tooManyHolds = 29
        case definitionMismatch = 30
        case exceedsWaiting = 31
        case guarded = 32
        case approvalRequired = 33
    }

    /// The number of the refusal.
    public var code: Code {
        switch self {
        case .insufficientStock: .insufficientStock
        case .insufficientSingleLocation: .insufficientSingleLocation
        case .unknownSKU: .unknownSKU
        case .unknownLocation: .unknownLocation
        case .unknownSite: .unknownSite
        case .unknownChannel: .unknownChannel
        case .skuInactive: .skuInactive
        case .notFound: .notFound
        case .expired: .expired
        case .alreadyResolved: .alreadyResolved
        case .exceedsHeld: .exceedsHeld
        case .exceedsCommitted: .exceedsCommitted
        case .exceedsReturnable: .exceedsReturnable
        case .wouldGoNegative: .wouldGoNegative
        case .versionMismatch: .versionMismatch
        case .idempotencyConflict: .idempotencyConflict
        case .tooOld: .tooOld
        case .reasonNotAllowed: .reasonNotAllowed
        case .alreadyReversed: .alreadyReversed
        case .overflow: .overflow
        case .limit: .limit
        case .malformed: .malformed
        case .storageFull: .storageFull
        case .invalid: .invalid
        case .superseded: .superseded
        case .kitCycle: .kitCycle
        case .kitTooDeep: .kitTooDeep
        case .capExceeded: .capExceeded
        case .tooManyHolds: .tooManyHolds
        case .definitionMismatch: .definitionMismatch
        case .exceedsWaiting: .exceedsWaiting
        case .guarded: .guarded
        case .approvalRequired: .approvalRequired
        }
    }

    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(code.rawValue)
        switch self {
        case .insufficientStock(let shortages), .insufficientSingleLocation(let shortages):
            writer.append(list: shortages)
        case .unknownSKU(let sku), .skuInactive(let sku), .kitCycle(let sku):
            sku.encode(into: &writer)
        case .unknownLocation(let location):
            location.encode(into: &writer)
        case .unknownSite(let site):
            site.encode(into: &writer)
        case .unknownChannel(let channel):
            channel.encode(into: &writer)
        case .notFound, .idempotencyConflict, .overflow, .storageFull:
            break
        case .expired(let moment):
            moment.encode(into: &writer)
        case .alreadyResolved(let resolution):
            writer.append(resolution.rawValue)
        case .exceedsHeld(let line, let quantity), .exceedsCommitted(let line, let quantity),
            .exceedsReturnable(let line, let quantity), .exceedsWaiting(let line, let quantity):
            writer.append(line)
            writer.append(quantity)
        case .wouldGoNegative(let sku, let location, let available):
            sku.encode(into: &writer)
            location.encode(into: &writer)
            writer.append(available)
        case .versionMismatch(let key, let actual):
            key.encode(into: &writer)
            // No document has version zero: sequences begin at one.
            writer.append(actual ?? 0)
        case .tooOld(let window):
            writer.append(window)
        case .reasonNotAllowed(let reason, let from, let to):
            writer.append(reason.rawValue)
            writer.append(from.rawValue)
            writer.append(to.rawValue)
        case .alreadyReversed(let movement):
            movement.encode(into: &writer)
        case .limit(let max):
            writer.append(max)
        case .malformed(let offset):
            writer.append(offset)
        case .invalid(let invalidity):
            writer.append(invalidity.rawValue)
        case .superseded(let reservation):
            reservation.encode(into: &writer)
        case .kitTooDeep(let max):
            writer.append(max)
        case .capExceeded(let uses):
            writer.append(list: uses)
        case .tooManyHolds(let max):
            writer.append(max)
        case .definitionMismatch(let actual):
            writer.append(optional: actual)
        case .guarded(let type, let byAnother):
            writer.append(type)
            writer.append(UInt8(byAnother ? 1 : 0))
        case .approvalRequired(let threshold):
            writer.append(threshold)
        }
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        switch try reader.readCase(Code.self) {
        case .insufficientStock: self = .insufficientStock(try reader.readList())
        case .insufficientSingleLocation: self = .insufficientSingleLocation(try reader.readList())
        case .unknownSKU: self = .unknownSKU(try SKU(from: &reader))
        case .unknownLocation: self = .unknownLocation(try LocationID(from: &reader))
        case .unknownSite: self = .unknownSite(try SiteID(from: &reader))
        case .unknownChannel: self = .unknownChannel(try ChannelID(from: &reader))
        case .skuInactive: self = .skuInactive(try SKU(from: &reader))
        case .notFound: self = .notFound
        case .expired: self = .expired(at: try Instant(from: &reader))
        case .alreadyResolved: self = .alreadyResolved(as: try reader.readCase())
        case .exceedsHeld: self = .exceedsHeld(line: try reader.read(), held: try reader.read())
        case .exceedsCommitted: self = .exceedsCommitted(line: try reader.read(), committed: try reader.read())
        case .exceedsReturnable: self = .exceedsReturnable(line: try reader.read(), returnable: try reader.read())
        case .wouldGoNegative:
            self = .wouldGoNegative(
                sku: try SKU(from: &reader), location: try LocationID(from: &reader), available: try reader.read())
        case .versionMismatch:
            let key = try DocumentKey(from: &reader)
            let actual = try reader.read(UInt64.self)
            self = .versionMismatch(key, actual: actual == 0 ? nil : actual)
        case .idempotencyConflict: self = .idempotencyConflict
        case .tooOld: self = .tooOld(windowMilliseconds: try reader.read())
        case .reasonNotAllowed:
            self = .reasonNotAllowed(try reader.readCase(), from: try reader.readCase(), to: try reader.readCase())
        case .alreadyReversed: self = .alreadyReversed(by: try MovementID(from: &reader))
        case .overflow: self = .overflow
        case .limit: self = .limit(max: try reader.read())
        case .malformed: self = .malformed(at: try reader.read())
        case .storageFull: self = .storageFull
        case .invalid: self = .invalid(try reader.readCase())
        case .definitionMismatch: self = .definitionMismatch(actual: try reader.readOptional())
        case .tooManyHolds: self = .tooManyHolds(max: try reader.read())
        case .capExceeded: self = .capExceeded(try reader.readList())
        case .kitCycle: self = .kitCycle(try SKU(from: &reader))
        case .kitTooDeep: self = .kitTooDeep(max: try reader.read())
        case .superseded: self = .superseded(by: try ReservationID(from: &reader))
        case .exceedsWaiting: self = .exceedsWaiting(line: try reader.read(), waiting: try reader.read())
        case .approvalRequired: self = .approvalRequired(threshold: try reader.read())
        case .guarded:
            let type = try reader.read(UInt16.self)
            let start = reader.offset
            let byAnother = try reader.read(UInt8.self)
            guard byAnother < 2 else { throw BytesError(offset: start) }
            self = .guarded(needs: type, byAnother: byAnother == 1)
        }
    }
}

extension Shortage: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        sku.encode(into: &writer)
        writer.append(location?.rawValue ?? 0)
        writer.append(requested)
        writer.append(availableToSell)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let sku = try SKU(from: &reader)
        let location = try LocationID(from: &reader)
        self.init(
            sku: sku, location: location == 0 ? nil : location, requested: try reader.read(),
            availableToSell: try reader.read())
    }
}
