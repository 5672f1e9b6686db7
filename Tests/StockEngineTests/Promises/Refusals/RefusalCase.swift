@testable import StockSimulation
import StockModel
import Testing

/// One way to be refused: what happened before, what is asked then, and the answer.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    let name: String
    var given: [StockModel.Operation]
    /// Between what was given and what is asked.
    var waitMilliseconds: Int64
    let asked: StockModel.Operation
    /// What the command says besides its operation; by default what every client says.
    var alter: @Sendable (inout Command) -> Void
    let refusal: Refusal

    init(
        _ name: String, given: [StockModel.Operation] = [], wait waitMilliseconds: Int64 = 0,
        _ asked: StockModel.Operation, alter: @escaping @Sendable (inout Command) -> Void = { _ in },
        is refusal: Refusal
    ) {
        self.name = name
        self.given = given
        self.waitMilliseconds = waitMilliseconds
        self.asked = asked
        self.alter = alter
        self.refusal = refusal
    }

    init(
        _ name: String, given: [StockModel.Operation] = [], wait waitMilliseconds: Int64 = 0,
        _ asked: StockModel.Operation, is invalidity: Invalidity
    ) {
        self.init(name, given: given, wait: waitMilliseconds, asked, is: .invalid(invalidity))
    }

    var testDescription: String { name }

    static let all: [RefusalCase] =
        ofEveryCommand + ofReserve + ofSourcing + ofReplacing + ofReviving + ofReSourcing + ofPromises + ofFulfilment
        + ofBackorders + ofSell + ofMove
        + ofCorrections
        + ofDefine + ofDocuments + ofTransactions
}

// Short forms for the tables. Five shirts lie on the town's floor, three in its cellar, four at the harbour, and one hat
// in each place.
extension RefusalCase {
    typealias Shops = CornerShops

    static let stock = CornerShops.delivery([
        (Shops.shirt, 5, Shops.townFloor), (Shops.shirt, 3, Shops.townCellar), (Shops.shirt, 4, Shops.harbourFloor),
        (Shops.hat, 1, Shops.townFloor), (Shops.hat, 1, Shops.harbourFloor),
    ])

    static func reserve(
        _ lines: [ReserveLine], as id: ReservationID = 1, channel: ChannelID = Shops.web,
        mode: ReserveMode = .allOrNothing,
        from sourcing: Sourcing = .bestSingleSite, hold: Int64? = nil
    ) -> StockModel.Operation {
        .reserve(
            Reserve(id, channel: channel, lines: lines, mode: mode, sourcing: sourcing, holdMilliseconds: hold))
    }

    /// Two shirts and a hat for fifteen minutes, as reservation 1.
    static let held = reserve([ReserveLine(Shops.shirt, quantity: 2), ReserveLine(Shops.hat, quantity: 1)])
    static let committed = StockModel.Operation.commit(Commit(1))
    static let released = StockModel.Operation.release(Release(1))
    static let fulfilled = StockModel.Operation.fulfil(Fulfil(1, to: Shops.customer))

    static func sell(
        _ lines: [SellLine], channel: ChannelID = Shops.web, to: LocationID = Shops.customer, fact: Fact? = nil
    ) -> StockModel.Operation {
        .sell(Sell(1, channel: channel, lines: lines, to: to, fact: fact))
    }

    static func move(_ reason: Reason, _ lines: [MoveLine]) -> StockModel.Operation {
        .move(Move(reason, lines: lines))
    }

    static func line(_ sku: SKU, _ quantity: Quantity, _ from: LocationID, _ to: LocationID) -> MoveLine {
        MoveLine(sku, quantity: quantity, from: from, to: to)
    }

    static func short(_ sku: SKU, at location: LocationID? = nil, _ requested: Quantity, of available: Quantity)
        -> Shortage
    {
        Shortage(sku: sku, location: location, requested: requested, availableToSell: available)
    }
}
