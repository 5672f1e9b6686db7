import RetailDocuments
import Foundation
import RetailReplay
import StockAPI
import StockModel

extension Promotion {
    /// Writes the promotion down and fills up its SKUs, in one transaction; what has more already keeps it.
    func prepare(in stock: any StockService, by session: StockSession, channel: ChannelID) async throws {
        let available = try await available(in: stock, channel: channel)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let paper = DocumentWrite(
            Self.key(number), type: Self.type, body: Array(try encoder.encode(self)),
            terms: [IndexTerm("promotion.store/\(store)")])
        let lines = skus.compactMap { number -> MoveLine? in
            let sku = SKU(rawValue: number)
            let missing = target - (available[sku] ?? 0)
            guard missing > 0 else { return nil }
            return MoveLine(
                sku, quantity: missing, from: RetailNumbers.supplier, to: LocationID(rawValue: store))
        }
        var operations: [StockModel.Operation] = [.putDocument(paper)]
        if !lines.isEmpty {
            operations.append(
                .move(Move(.receive, lines: lines, context: MovementContext(document: Self.key(number)))))
        }
        let decision = try await session.transact(
            Transaction(preconditions: [.absent(Self.key(number))], operations: operations))
        if let refusal = decision.refusal {
            throw CommandFailure(.differs, "the promotion's stock was refused: \(refusal.message)")
        }
    }
}
