import StockAPI
import StockModel

/// A stock of 32 SKUs at one place, sold through one channel whose holds end after a day.
enum Kiosk {
    static let skus: [SKU] = (1...32).map { SKU(rawValue: $0) }
    static let site: SiteID = 1
    static let shelf: LocationID = 11
    static let supplier: LocationID = 91
    static let customer: LocationID = 92
    static let channel: ChannelID = 1
    static let delivered: Quantity = 1_000_000

    static let masterData: [Definition] =
        skus.map { .sku(SKUDefinition($0, code: "SKU-\($0.rawValue)")) } + [
            .site(SiteDefinition(site, code: "KIOSK")),
            .location(LocationDefinition(shelf, kind: .stock, site: site, code: "SHELF")),
            .location(LocationDefinition(supplier, kind: .supplier, code: "SUPPLIER")),
            .location(LocationDefinition(customer, kind: .customer, code: "CUSTOMER")),
            .channel(
                ChannelDefinition(
                    channel, code: "WEB", sites: [ChannelSite(site)], defaultHoldMilliseconds: 86_400_000,
                    longestHoldMilliseconds: 86_400_000)),
        ]

    static func fill(_ stock: any StockService) async throws {
        let delivery = Move(
            .receive, lines: skus.map { MoveLine($0, quantity: delivered, from: supplier, to: shelf) })
        let answers = try await stock.submit([
            command(.define(masterData), request: 1), command(.move(delivery), request: 2),
        ])
        guard answers.allSatisfy(\.isAccepted) else { throw NotFilled(answers: answers) }
    }

    struct NotFilled: Error { let answers: [Answer] }

    static func command(
        _ operation: StockModel.Operation, request: UInt64? = nil, by principal: PrincipalID = 1
    ) -> Command {
        Command(
            request: request.map { RequestID(high: 1, low: $0) }, issuedAt: .systemNow, principal: principal,
            operation: operation)
    }

    /// A reserve of one unit, under this number.
    static func reserve(
        _ number: UInt64, _ quantity: Quantity = 1, of sku: SKU = 1, by principal: PrincipalID = 1,
        hold milliseconds: Int64? = nil
    ) -> Command {
        command(
            .reserve(
                Reserve(
                    id(number), channel: channel, owner: OwnerID(high: 0, low: 5),
                    lines: [ReserveLine(sku, quantity: quantity)], holdMilliseconds: milliseconds)),
            by: principal)
    }

    static func id(_ number: UInt64) -> ReservationID { ReservationID(high: 7, low: number) }

    /// A document with a body of so many bytes.
    static func document(_ number: UInt64, bytes: Int) -> Command {
        command(
            .putDocument(
                DocumentWrite(
                    DocumentKey("note/\(number)"), type: 100,
                    body: [UInt8](repeating: 7, count: bytes))), request: 1_000_000 + number)
    }
}

extension Answer {
    var refusal: Refusal? { if case .refused(let refusal) = outcome { refusal } else { nil } }

    var plan: ReservationPlan? { if case .reserved(let plan) = outcome { plan } else { nil } }
}

/// What can be seen of the kiosk's stock.
struct StateOfStock: Equatable {
    let sequence: SequenceNumber
    let levels: [Level]
    let reservations: [Reservation]

    init(of stock: any StockService) async throws(StockFailure) {
        sequence = try await stock.statistics().sequence
        levels = try await stock.levels(at: Kiosk.shelf, after: nil, limit: 1_000)
        reservations = try await stock.reservations(of: OwnerID(high: 0, low: 5), after: nil, limit: 1_000)
    }
}
