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

    /// All levels of one location, by SKU.
    func eachLevel(at location: LocationID, visit: (Level) -> Void) async throws(ReplayFailure) {
        var last: SKU?
        while true {
            let page: [Level]
            do throws(StockFailure) {
                page = try await stock.levels(at: location, after: last, limit: Scan.limitMax)
            } catch { throw ReplayFailure.stock(error) }
            for level in page { visit(level) }
            guard let newest = page.last else { return }
            last = newest.sku
        }
    }
}
