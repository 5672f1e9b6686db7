@testable import StockSimulation
import StockModel

extension RefusalCase {
    private static let day: Int64 = 86_400_000

    static let ofEveryCommand = [
        RefusalCase(
            "issued more than a day ahead", .putDocument(DocumentWrite("a", type: 1, body: [])),
            alter: { $0.issuedAt = $0.issuedAt.advanced(byMilliseconds: day + 1) }, is: .invalid(.issuedInTheFuture)),
        RefusalCase(
            "issued as long ago as answers are remembered", .putDocument(DocumentWrite("a", type: 1, body: [])),
            alter: { $0.issuedAt = $0.issuedAt.advanced(byMilliseconds: -7 * day) },
            is: .tooOld(windowMilliseconds: 7 * day)),
        RefusalCase(
            "the id of a reservation that was made otherwise", given: [held],
            reserve([ReserveLine(Shops.shirt, quantity: 1)]), is: .idempotencyConflict),
        RefusalCase(
            "the id of a reservation that a transaction made", given: [.transaction(Transaction(operations: [held]))],
            held, is: .idempotencyConflict),
        RefusalCase(
            "a sale under the id of a reservation", given: [held],
            sell([SellLine(Shops.shirt, quantity: 1, at: Shops.townFloor)]), is: .idempotencyConflict),
        RefusalCase(
            "a device mark without a request id", .putDocument(DocumentWrite("a", type: 1, body: [])),
            alter: { command in
                command.request = nil
                command.device = DeviceMark(device: 1, counter: 1)
            }, is: .invalid(.deviceWithoutRequest)),
    ]
}
