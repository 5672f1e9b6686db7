public import StockAPI
import StockModel

/// Proves from the rehearsal's own record of answers, the feed, and the store's final state that nothing was oversold, lost,
/// or granted twice.
public struct LoadProof: Sendable {
    private let stock: any StockService
    private let skus: Set<SKU>
    private let start: StockImage
    private let physical: Set<LocationID>
    private let caps: [CapBook.Key: Cap]

    private static let attemptsMax = 10

    private init(
        stock: any StockService, skus: Set<SKU>, start: StockImage, physical: Set<LocationID>, caps: [CapBook.Key: Cap]
    ) {
        self.stock = stock
        self.skus = skus
        self.start = start
        self.physical = physical
        self.caps = caps
    }

    /// The same, as another one tells the end of it.
    init(_ other: LoadProof, on stock: any StockService) {
        self.init(
            stock: stock, skus: other.skus, start: other.start, physical: other.physical, caps: other.caps)
    }

    /// Takes down where the stock of a scenario stands before the first request.
    ///
    /// - Throws: what the stock throws; `LoadFailure` where others change the same SKUs all the time.
    public static func begin(_ scenario: LoadStock, on stock: any StockService) async throws -> LoadProof {
        let skus = try await Self.skus(of: scenario, in: stock)
        let channels = scenario.channels.map { ChannelID(rawValue: $0) }
        var caps: [CapBook.Key: Cap] = [:]
        for policy in try await Each(skus, atOnce: 256).map({ try await stock.policies(of: $0) }).joined() {
            guard let place = channels.firstIndex(of: policy.channel), let cap = policy.cap else { continue }
            caps[CapBook.Key(channel: place, sku: policy.sku)] = cap
        }
        let physical = try await stock.locations().filter(\.kind.isPhysical).map(\.location)
        return LoadProof(
            stock: stock, skus: skus, start: try await StockImage.read(skus, from: stock), physical: Set(physical),
            caps: caps)
    }

    /// The SKUs of a scenario, and all that is part of them.
    private static func skus(of scenario: LoadStock, in stock: any StockService) async throws -> Set<SKU> {
        var found: Set<SKU> = []
        var open = Set((0..<scenario.skus.count).map { scenario.sku(at: $0) })
        while !open.isEmpty {
            found.formUnion(open)
            let definitions = try await Each(open, atOnce: 256).map { try await stock.definition(of: $0) }
            open = Set(definitions.flatMap { $0?.components.map(\.sku) ?? [] }).subtracting(found)
        }
        return found
    }

    /// Reads all events since then, and compares them with the answers and with what the store says now.
    ///
    /// - Parameters:
    ///   - answers: what each process was told.
    ///   - count: how many reservations are asked for one by one.
    ///   - progress: told how many events were read.
    /// - Returns: what differs, in numbers.
    /// - Throws: what the stock throws.
    public func finish(
        _ answers: [LoadAnswers], lookUp count: Int, progress: (Int) -> Void = { _ in }
    ) async throws -> ProofResult {
        let records = answers.map(\.record)
        var comparison = FeedComparison(
            records, book: LevelBook(skus: skus, levels: start.levels), physical: physical, caps: CapBook(caps),
            samples: SampledReservations(Self.sample(of: records, count)))
        var position = start.position
        var levels: [LevelKey: LevelCounts] = [:]
        var gap: String?
        for attempt in 1...Self.attemptsMax {
            gap = try await read(&comparison, &position, progress).gap
            if gap != nil { break }
            levels = try await StockImage.levels(of: skus, from: stock)
            let late = try await read(&comparison, &position, progress)
            gap = late.gap
            if gap != nil || (!late.changed && Self.differing(levels, comparison.book) == 0) { break }
            if late.changed {
                gap = "others change the same SKUs: the levels could not be compared at one moment"
            }
            // A hold that ends now is already gone from the levels, and not yet in the feed.
            if attempt < Self.attemptsMax { try await Task.sleep(for: .milliseconds(200)) }
        }
        var result = comparison.finish()
        result.gap = gap
        if gap == nil {
            result.levels = Set(levels.keys).union(comparison.book.levels.keys).count
            result.levelsDiffering = Self.differing(levels, comparison.book)
        }
        try await lookUp(comparison.samples, &result)
        return result
    }

    /// Takes all events that there are.
    private func read(
        _ comparison: inout FeedComparison, _ position: inout FeedPosition, _ progress: (Int) -> Void
    ) async throws -> (changed: Bool, gap: String?) {
        var changed = false
        var count = 0
        while true {
            switch try await stock.feed(after: position, limit: Scan.limitMax) {
            case .events(let events, let next):
                for event in events where comparison.take(event) { changed = true }
                if events.isEmpty { return (changed, nil) }
                position = next
                count += events.count
                progress(Int(clamping: position.sequence - start.position.sequence))
            case .trimmed:
                return (changed, "the store does not keep its events for as long as the rehearsal lasted")
            case .otherIncarnation: return (changed, "the store was restored from a backup meanwhile")
            }
        }
    }

    private static func differing(_ levels: [LevelKey: LevelCounts], _ book: LevelBook) -> Int {
        Set(levels.keys).union(book.levels.keys).count { (levels[$0] ?? LevelCounts()) != book[$0] }
    }

    /// Evenly spread over all that was acknowledged.
    private static func sample(of records: [AnswerRecord], _ count: Int) -> [ReservationID] {
        let granted = records.map { record in
            record.marks.indices.filter {
                record.marks[$0].contains(.granted) && !record.marks[$0].contains(.uncertain)
            }
        }
        let total = granted.reduce(0) { $0 + $1.count }
        guard count > 0, total > 0 else { return [] }
        let step = max(1, total / count)
        return zip(records, granted).flatMap { record, numbers in
            stride(from: 0, to: numbers.count, by: step).map { record.id(of: numbers[$0]) }
        }
    }

    private func lookUp(_ samples: SampledReservations, _ result: inout ProofResult) async throws {
        let found = try await Each(samples.reservations.keys, atOnce: 256).map { [stock] id in
            (id, try await stock.reservation(id))
        }
        result.lookedUp = found.count
        result.lookedUpDiffering = found.count { samples.differs($0.1, from: $0.0) }
    }
}
