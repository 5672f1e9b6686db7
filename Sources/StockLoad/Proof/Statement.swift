import StockBytes
import StockModel

/// One thing that an answer says, and that an event has to say as well: so many units of a SKU changed their state at a
/// place, or left it, with this sequence.
struct Statement {
    /// What happened.
    enum What {
        case promise(PromiseChange.Transition)
        /// Units left for the customer.
        case issued
        case received

        fileprivate var number: UInt64 {
            switch self {
            case .promise(let transition): UInt64(transition.rawValue)
            case .issued: 256
            case .received: 257
            }
        }
    }

    var what: What
    var line: UInt16
    var sku: SKU
    var location: LocationID
    var quantity: Quantity
    var sequence: SequenceNumber

    /// Spread over 64 bits.
    var digest: UInt64 {
        var digest = SplitMix64.mixed(what.number << 16 | UInt64(line) &+ 1)
        digest = SplitMix64.mixed(digest ^ sku.rawValue)
        digest = SplitMix64.mixed(digest ^ UInt64(location.rawValue))
        digest = SplitMix64.mixed(digest ^ UInt64(bitPattern: quantity))
        return SplitMix64.mixed(digest ^ sequence)
    }
}

extension Statement {
    /// Of a line of a receipt.
    init(receiptOf line: MoveLine, at place: Int, _ sequence: SequenceNumber) {
        self.init(
            what: .received, line: UInt16(clamping: place), sku: line.sku, location: line.to, quantity: line.quantity,
            sequence: sequence)
    }

    /// What an event says about units of a reservation.
    init(_ promise: PromiseChange, _ sequence: SequenceNumber) {
        self.init(
            what: .promise(promise.transition), line: promise.line, sku: promise.sku, location: promise.location,
            quantity: promise.quantity, sequence: sequence)
    }

    /// What the ledger says about a line of a receipt.
    init(receipt movement: Movement) {
        self.init(
            what: .received, line: movement.id.line, sku: movement.sku, location: movement.to,
            quantity: movement.quantity, sequence: movement.id.sequence)
    }

    /// What the ledger says about units of a sale, whatever the order of its lines.
    init(issue movement: Movement) {
        self.init(
            what: .issued, line: 0, sku: movement.sku, location: movement.from, quantity: movement.quantity,
            sequence: movement.id.sequence)
    }
}
