@testable import StockSimulation
import StockAPI
import StockModel

/// Everything that can be asked of a stock, asked of the engine and of the model.
struct Questions {
    let stock: any StockService
    let model: SimpleStock

    /// The first question that is answered differently, with both answers; nil when none is.
    func firstDifference() async throws -> String? {
        let parts: [() async throws -> String?] = [
            sequence, masterData, availability, levels, reservations, holds, movements, books, documents, terms, feed,
        ]
        for part in parts {
            if let difference = try await part() { return difference }
        }
        return nil
    }

    func difference<Value: Equatable>(_ question: String, _ engine: Value, _ model: Value) -> String? {
        engine == model ? nil : "\(question)\nengine: \(engine)\nmodel:  \(model)"
    }

    func difference<Element: Equatable>(_ question: String, _ engine: [Element], _ model: [Element]) -> String? {
        for (index, (left, right)) in zip(engine, model).enumerated() where left != right {
            return "\(question), element \(index)\nengine: \(left)\nmodel:  \(right)"
        }
        guard engine.count != model.count else { return nil }
        let extra = engine.count > model.count ? "\(engine[model.count])" : "\(model[engine.count])"
        return
            "\(question): the engine has \(engine.count) elements, the model \(model.count); the first more is \(extra)"
    }

    /// Page after page until there is nothing more.
    func walk<Element>(_ page: (Element?) async throws -> [Element]) async throws -> [Element] {
        var all: [Element] = []
        while true {
            let next = try await page(all.last)
            guard !next.isEmpty else { return all }
            all += next
        }
    }

    // MARK: The parts

    private func sequence() async throws -> String? {
        difference("sequence", try await stock.statistics().sequence, model.sequence)
    }

    private func masterData() async throws -> String? {
        for sku in CornerShops.skus + CornerShops.kits + [CornerShops.discontinued, CornerShops.noSKU, 9] {
            let definition = try await stock.definition(of: sku)
            if let found = difference("definition of \(sku)", definition, model.skus[sku]) { return found }
        }
        for sku in CornerShops.skus + CornerShops.kits {
            let policies = try await stock.policies(of: sku)
            let expected = model.policies.values.filter { $0.sku == sku }.sorted { $0.channel < $1.channel }
            if let found = difference("policies of \(sku)", policies, expected) { return found }
        }
        for sku in CornerShops.skus + CornerShops.kits {
            let thresholds = try await stock.thresholds(of: sku)
            if let found = difference("thresholds of \(sku)", thresholds, model.thresholds(of: sku)) { return found }
        }
        let sites = try await stock.sites().sorted { $0.site < $1.site }
        let locations = try await stock.locations().sorted { $0.location < $1.location }
        let channels = try await stock.channels().sorted { $0.channel < $1.channel }
        return difference("sites", sites, model.sites.values.sorted { $0.site < $1.site })
            ?? difference("locations", locations, model.locations.values.sorted { $0.location < $1.location })
            ?? difference("channels", channels, model.channels.values.sorted { $0.channel < $1.channel })
    }

    private func availability() async throws -> String? {
        let pairs = model.channels.keys.sorted().flatMap { channel in
            (CornerShops.skus + CornerShops.kits).map { ChannelSKU($0, channel) }
        }
        let together = try await stock.availability(of: pairs, withReasons: true)
        let apart = pairs.compactMap { pair in
            model.channels[pair.channel].map { model.availability(of: pair.sku, for: $0) }
        }
        if let found = difference("availability of all pairs", together, apart) { return found }
        for channel in model.channels.values.sorted(by: { $0.channel < $1.channel }) {
            let skus = CornerShops.skus + CornerShops.kits + [9]
            let expected = skus.map { model.availability(of: $0, for: channel) }
            let full = try await stock.availability(of: skus, for: channel.channel, withReasons: true)
            let short = try await stock.availability(of: skus, for: channel.channel, withReasons: false)
            let question = "availability for \(channel.channel)"
            if let found = difference(question, full, expected)
                ?? difference(question, short.map(\.availableToSell), expected.map(\.availableToSell))
            {
                return found
            }
        }
        return nil
    }

    private func levels() async throws -> String? {
        let all = model.levels
        for sku in CornerShops.skus {
            let levels = try await stock.levels(of: sku)
            if let found = difference("levels of \(sku)", levels, all.filter { $0.sku == sku }) { return found }
        }
        for location in model.locations.keys.sorted() {
            let levels = try await walk { last in try await stock.levels(at: location, after: last?.sku, limit: 2) }
            let expected = all.filter { $0.location == location }
            if let found = difference("levels at \(location)", levels, expected) { return found }
        }
        return nil
    }

    private func reservations() async throws -> String? {
        for id in model.reservations.keys.sorted() + [CommandGenerator.unknownReservation] {
            let reservation = try await stock.reservation(id)
            if let found = difference("reservation \(id)", reservation, model.reservation(id)) { return found }
        }
        for sku in CornerShops.skus {
            let waiting = try await walk { (last: Reservation?) in
                try await stock.waiting(for: sku, after: last.map(WaitingPosition.init(of:)), limit: 2)
            }
            if let found = difference("waiting for \(sku)", waiting, model.waiting(for: sku)) { return found }
            let promises = try await walk { last in
                try await stock.promises(of: sku, after: last?.reservation, limit: 2)
            }
            if let found = difference("promises of \(sku)", promises, model.promises(of: sku)) { return found }
        }
        for owner in [1, 2, 3, 9] as [OwnerID] {
            let open = try await walk { last in
                try await stock.reservations(of: owner, after: last?.reservation, limit: 2)
            }
            if let found = difference("reservations of \(owner)", open, model.reservations(of: owner)) { return found }
        }
        return nil
    }

    private func holds() async throws -> String? {
        for site in model.sites.keys.sorted() {
            let holds = try await walk { (last: Reservation?) in
                let position = last.map(HoldPosition.init(of:))
                return try await stock.holds(at: site, after: position, limit: 2)
            }
            if let found = difference("holds at \(site)", holds, model.holds(at: site)) { return found }
        }
        return nil
    }
}
