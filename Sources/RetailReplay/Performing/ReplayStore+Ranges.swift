import StockAPI
import StockModel

/// Whole ranges, read a page at a time.
extension ReplayStore {
    /// All documents whose key begins with `prefix`, by key.
    func eachDocument(
        under prefix: String, visit: (Document) throws(ReplayFailure) -> Void
    ) async throws(ReplayFailure) {
        var scan = Scan(prefix: Array(prefix.utf8), limit: Scan.limitMax)
        repeat {
            let page: Page<Document>
            do throws(StockFailure) { page = try await stock.documents(scan) } catch {
                throw ReplayFailure.stock(error)
            }
            for document in page.elements { try visit(document) }
            scan.cursor = page.cursor
        } while scan.cursor != nil
    }

    /// All movements, by sequence.
    func eachMovement(visit: (Movement) -> Void) async throws(ReplayFailure) {
        var last = MovementID.none
        while true {
            let page: [Movement]
            do throws(StockFailure) { page = try await stock.movements(after: last, limit: Scan.limitMax) } catch {
                throw ReplayFailure.stock(error)
            }
            for movement in page { visit(movement) }
            guard let newest = page.last else { return }
            last = newest.id
        }
    }

    /// All movements on one document, oldest first.
    func eachMovement(on document: DocumentKey, visit: (Movement) -> Void) async throws(ReplayFailure) {
        var last = MovementID.none
        while true {
            let page: [Movement]
            do throws(StockFailure) {
                page = try await stock.movements(on: document, after: last, limit: Scan.limitMax)
            } catch { throw ReplayFailure.stock(error) }
            for movement in page { visit(movement) }
            guard let newest = page.last else { return }
            last = newest.id
        }
    }

    /// The levels of one SKU, wherever it ever was.
    func levels(of sku: SKU) async throws(ReplayFailure) -> [Level] {
        do throws(StockFailure) { return try await stock.levels(of: sku) } catch { throw ReplayFailure.stock(error) }
    }

    /// Units of `skus` on hand at `locations`, by location.
    func onHand(of skus: Set<SKU>, at locations: Set<LocationID>) async throws(ReplayFailure) -> [LocationID: Quantity]
    {
        var units: [LocationID: Quantity] = [:]
        for sku in skus {
            for level in try await levels(of: sku) where locations.contains(level.location) {
                units[level.location, default: 0] += level.onHand
            }
        }
        return units
    }
}
