import StockAPI
import StockModel

/// The store as a replay sees it: commands in chunks, ranges as wholes, and its failures as the replay's.
struct ReplayStore {
    let stock: any StockService
    let settings: ReplaySettings

    /// One command, which nothing can do without: a refusal ends the replay.
    @discardableResult
    func demand(
        _ operation: Operation, for what: String, by principal: PrincipalID? = nil
    ) async throws(ReplayFailure) -> Answer {
        let answers = try await submit([settings.command(operation, by: principal)])
        guard let answer = answers.first else { throw ReplayFailure.refused(what: what, .malformed(at: 0)) }
        if case .refused(let refusal) = answer.outcome { throw ReplayFailure.refused(what: what, refusal) }
        return answer
    }

    /// Commands in their order; one answer for each.
    func submit(_ commands: [Command]) async throws(ReplayFailure) -> [Answer] {
        if Task.isCancelled { throw ReplayFailure.cancelled }
        if commands.isEmpty { return [] }
        while true {
            do throws(StockFailure) {
                let answers = try await stock.submit(commands)
                if answers.count == commands.count { return answers }
                throw StockFailure.damaged("\(commands.count) commands got \(answers.count) answers")
            } catch {
                guard case .busy(let milliseconds) = error else { throw ReplayFailure.stock(error) }
                do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch { throw ReplayFailure.cancelled }
            }
        }
    }

    func document(_ key: DocumentKey) async throws(ReplayFailure) -> Document? {
        do throws(StockFailure) { return try await stock.document(key) } catch { throw ReplayFailure.stock(error) }
    }

    func reservation(_ id: ReservationID) async throws(ReplayFailure) -> Reservation? {
        do throws(StockFailure) { return try await stock.reservation(id) } catch { throw ReplayFailure.stock(error) }
    }

    func definition(of sku: SKU) async throws(ReplayFailure) -> SKUDefinition? {
        do throws(StockFailure) { return try await stock.definition(of: sku) } catch {
            throw ReplayFailure.stock(error)
        }
    }

    func sites() async throws(ReplayFailure) -> [SiteDefinition] {
        do throws(StockFailure) { return try await stock.sites() } catch { throw ReplayFailure.stock(error) }
    }

    func locations() async throws(ReplayFailure) -> [LocationDefinition] {
        do throws(StockFailure) { return try await stock.locations() } catch { throw ReplayFailure.stock(error) }
    }

    func channels() async throws(ReplayFailure) -> [ChannelDefinition] {
        do throws(StockFailure) { return try await stock.channels() } catch { throw ReplayFailure.stock(error) }
    }
}
