import StockAPI
import StockModel

/// A mixture of all that a depot does, by number: the same number is always the same request, so that it can be sent again.
enum Load {
    /// Requests come in rounds of ten; those of a round have to be sent in their order.
    static func operation(_ number: UInt64) -> StockModel.Operation {
        let start = number - number % 10
        let sku = Depot.skus[Int(start / 10 % 20)]
        return switch number % 10 {
        case 0: Depot.receive(5, of: sku)
        case 1...4: Depot.reserve(id(number), of: sku)
        case 5: .commit(Commit(id(start + 1)))
        case 6: .fulfil(Fulfil(id(start + 1), to: Depot.customer))
        case 7: .release(Release(id(start + 2)))
        case 8: Depot.paper("PAPER-\(start % 500)", terms: [IndexTerm("round-\(start)")])
        default:
            .transaction(
                Transaction(operations: [
                    Depot.receive(1, of: sku), Depot.sell(id(number), 1, of: sku),
                    Depot.paper("SALE-\(number)", bytes: 10),
                ]))
        }
    }

    static func command(_ number: UInt64, issuedAt: Instant = Depot.opening) -> Command {
        Depot.command(number, operation(number), issuedAt: issuedAt)
    }

    static func id(_ number: UInt64) -> ReservationID { ReservationID(rawValue: UInt128(number) << 64 | 1) }
}

/// Runs the body in so many tasks at the same time.
func atOnce<Value: Sendable>(_ tasks: Int, _ body: @escaping @Sendable (Int) async -> Value) async -> [Value] {
    await withTaskGroup(of: Value.self) { group in
        for task in 0..<tasks { group.addTask { await body(task) } }
        var values: [Value] = []
        for await value in group { values.append(value) }
        return values
    }
}
