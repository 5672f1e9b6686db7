public import StockAPI
import StockModel

/// Proves from the rehearsal's own record of answers, the feed, and the store's final state that nothing was oversold, lost,
/// or granted twice.
public struct LoadProof: Sendable {
    private let stock: any StockService
    private let channels: [ChannelID]
    private let skus: [SKU]
    private let physical: Set<LocationID>
    private let caps: [CapBook.Key: CapBook.Limit]
    private let start: FeedPosition
    /// The levels at the beginning, and the sequence at which those of each SKU are true.
    private let levels: [LevelKey: LevelCounts]
    private let trueAt: [SKU: SequenceNumber]

    /// Takes down where the stock of a scenario stands before the first request.
    ///
    /// - Throws: what the stock throws; `LoadFailure` where others change one of its SKUs all the time.
    public static func begin(_ scenario: LoadStock, on stock: any StockService) async throws -> LoadProof {
        let (plain, kits) = try await Self.skus(of: scenario, in: stock)
        let channels = scenario.channels.map { ChannelID(rawValue: $0) }
        let caps = try await Self.caps(of: plain, channels, in: stock)
        let locations = try await stock.locations()
        var reader = try await FeedReader(stock)
        let start = reader.position
        let all = plain.union(kits)
        var levels: [LevelKey: LevelCounts] = [:]
        var trueAt: [SKU: SequenceNumber] = [:]
        let watched = LevelBook(skus: all, levels: [:])
        do {
            try await reader.levels(of: all.sorted { $0.rawValue < $1.rawValue }, { watched.skus(changedBy: $0) }) {
                levels.merge($1) { $1 }
                for sku in $0 { trueAt[sku] = $2 }
                return .isTaken
            }
        } catch let busy as BusySKU {
            throw LoadFailure(
                "somebody else changes the stock of SKU \(busy.sku.rawValue) all the time: nothing could be proven. Take SKUs that only the rehearsal uses"
            )
        } catch let gap as FeedGap { throw LoadFailure(gap.reason) }
        return LoadProof(
            stock: stock, channels: channels, skus: all.sorted { $0.rawValue < $1.rawValue },
            physical: Set(locations.filter(\.kind.isPhysical).map(\.location)), caps: caps, start: start,
            levels: levels, trueAt: trueAt)
    }

    private init(
        stock: any StockService, channels: [ChannelID], skus: [SKU], physical: Set<LocationID>,
        caps: [CapBook.Key: CapBook.Limit], start: FeedPosition, levels: [LevelKey: LevelCounts],
        trueAt: [SKU: SequenceNumber]
    ) {
        self.stock = stock
        self.channels = channels
        self.skus = skus
        self.physical = physical
        self.caps = caps
        self.start = start
        self.levels = levels
        self.trueAt = trueAt
    }

    /// The same, as another one tells the end of it.
    init(_ other: LoadProof, on stock: any StockService) {
        self.init(
            stock: stock, channels: other.channels, skus: other.skus, physical: other.physical, caps: other.caps,
            start: other.start, levels: other.levels, trueAt: other.trueAt)
    }

    /// The SKUs of a scenario, and all that is part of them: plain ones, and kits.
    private static func skus(
        of scenario: LoadStock, in stock: any StockService
    ) async throws -> (plain: Set<SKU>, kits: Set<SKU>) {
        var plain: Set<SKU> = []
        var kits: Set<SKU> = []
        var open = Set((0..<scenario.skus.count).map { scenario.sku(at: $0) })
        while !open.isEmpty {
            let found = try await Each(open).map { ($0, try await stock.definition(of: $0)?.components ?? []) }
            open = []
            for (sku, components) in found {
                if components.isEmpty { plain.insert(sku) } else { kits.insert(sku) }
                open.formUnion(components.map(\.sku))
            }
            open.subtract(plain.union(kits))
        }
        return (plain, kits)
    }

    /// The caps of plain SKUs, with what is used of them already.
    private static func caps(
        of skus: Set<SKU>, _ channels: [ChannelID], in stock: any StockService
    ) async throws -> [CapBook.Key: CapBook.Limit] {
        var caps: [CapBook.Key: CapBook.Limit] = [:]
        for policy in try await Each(skus).map({ try await stock.policies(of: $0) }).joined() {
            guard let place = channels.firstIndex(of: policy.channel), let cap = policy.cap else { continue }
            let answers = try await stock.availability(
                of: [ChannelSKU(policy.sku, policy.channel)], withReasons: false)
            let used = answers.first?.caps.first { $0.sku == policy.sku }?.used ?? 0
            caps[CapBook.Key(channel: place, sku: policy.sku)] = CapBook.Limit(cap: cap, usedBefore: used)
        }
        return caps
    }

    /// Reads all events since then, and compares them with the answers and with what the store says now.
    ///
    /// - Parameters:
    ///   - answers: what each process was told.
    ///   - count: how many reservations are asked for one by one.
    ///   - progress: told how many events were read.
    /// - Returns: what differs, in numbers. Where the store cannot be asked to the end, the result says why.
    public func finish(
        _ answers: [LoadAnswers], lookUp count: Int, progress: (Int) -> Void = { _ in }
    ) async -> ProofResult {
        let records = answers.map(\.record)
        var comparison = FeedComparison(
            records, book: LevelBook(skus: Set(skus), levels: levels, trueAt: trueAt), physical: physical,
            caps: CapBook(caps, channels: channels), samples: SampledReservations(Self.sample(of: records, count)))
        var result: ProofResult
        do {
            let compared = try await compare(&comparison, progress)
            result = comparison.finish()
            result.levels = compared.levels
            result.levelsDiffering = compared.differing
            try await lookUp(comparison.samples, &result)
        } catch {
            result = comparison.finish()
            result.gap = Self.reason(error)
        }
        return result
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let gap as FeedGap: gap.reason
        case let busy as BusySKU:
            "others change SKU \(busy.sku.rawValue) all the time: its levels could not be compared at one moment"
        case is CancellationError: "it was interrupted"
        default: "the store could not be asked to the end: \(error)"
        }
    }

    private func compare(
        _ comparison: inout FeedComparison, _ progress: (Int) -> Void
    ) async throws -> (levels: Int, differing: Int) {
        var reader = FeedReader(stock, after: start)
        var taken = comparison
        var events = 0
        let take = { (event: FeedEvent) -> Set<SKU> in
            events += 1
            if events.isMultiple(of: 1_000) { progress(events) }
            return taken.take(event)
        }
        defer { comparison = taken }
        try await reader.advance(take)
        var seen = 0
        var differing = 0
        var suspects: [SKU: Int] = [:]
        try await reader.levels(of: skus, take) { skus, levels, _ in
            let wrong = taken.book.differing(skus, from: levels)
            // A level that differs is looked at again: its hold may have ended between two looks.
            suspects[skus[0], default: 0] += wrong == 0 ? 0 : 1
            guard wrong == 0 || suspects[skus[0], default: 0] > Self.looksAtSuspects else { return .isToBeReadAgain }
            seen += taken.book.count(skus, with: levels)
            differing += wrong
            return .isTaken
        }
        return (seen, differing)
    }

    private static let looksAtSuspects = 8

    /// Evenly spread over all that was acknowledged, at most so many.
    private static func sample(of records: [AnswerRecord], _ count: Int) -> [ReservationID] {
        let wanted = records.map { record in
            record.marks.indices.filter {
                record.marks[$0].contains(.granted) && record.marks[$0].isDisjoint(with: [.uncertain, .receipt])
            }
        }
        let total = wanted.reduce(0) { $0 + $1.count }
        guard count > 0, total > 0 else { return [] }
        let step = (total + count - 1) / count
        let ids = zip(records, wanted).flatMap { record, numbers in
            stride(from: 0, to: numbers.count, by: step).map { record.id(of: numbers[$0]) }
        }
        return Array(ids.prefix(count))
    }

    private func lookUp(_ samples: SampledReservations, _ result: inout ProofResult) async throws {
        let found = try await Each(samples.reservations.keys).map { [stock] id in
            (id, try await stock.reservation(id))
        }
        result.lookedUp = found.count
        result.lookedUpDiffering = found.count { samples.differs($0.1, from: $0.0) }
    }
}
