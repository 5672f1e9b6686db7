public import StockAPI
public import StockModel

/// Six weeks of a retailer who sells one stock through many channels, played with the baskets of *The Complete Journey*.
///
/// Web orders come from several stores and wait for what is not there; pickup orders lie at their store until somebody
/// fetches them or the time is over; a marketplace is bound by caps; pairs of products are sold as kits in a promotion; a
/// truck comes each morning; a till is offline for a day. What is derived, and how: `OmnichannelPlan`.
///
/// The store's clock is moved along with the baskets, so it has to be a simulated one, and the store empty. The same slice
/// gives the same rows, and the same figures.
public struct OmnichannelReplay: Sendable {
    let stock: any StockService
    let settings: ReplaySettings
    /// Sets the store's clock forward.
    private let moveTime: @Sendable (Instant) -> Void

    /// When the clock of the store has to begin; nil for a slice without baskets.
    public static func opening(of slice: CompleteJourneySlice) -> Instant? { OmnichannelPlan(slice)?.opening }

    /// A replay into `stock`; `moveTime` sets the clock of the store to a moment, which is never before the last one.
    public init(
        into stock: any StockService, settings: ReplaySettings = ReplaySettings(),
        moveTime: @escaping @Sendable (Instant) -> Void
    ) {
        self.stock = stock
        self.settings = settings
        self.moveTime = moveTime
    }

    var store: ReplayStore { ReplayStore(stock: stock, settings: settings) }

    /// Plays all days of the slice; `progress` is told of baskets.
    public func run(
        _ slice: CompleteJourneySlice, progress: ReplayProgress.Listener = { _ in }
    ) async throws(ReplayFailure) -> OmnichannelFigures {
        guard let plan = OmnichannelPlan(slice) else { return OmnichannelFigures() }
        if let played = try await OmnichannelPaper.read(from: store) {
            guard played.isOf(slice) else {
                throw ReplayFailure.masterData("another file was played through the channels of this store")
            }
            return played.figures
        }
        guard try await store.sites().isEmpty else {
            throw ReplayFailure.masterData(
                "a replay through many channels was interrupted here: remove the store and begin anew")
        }
        progress(ReplayProgress(.defining))
        moveTime(plan.opening)
        try await open(plan)
        var days = OmnichannelDays(plan, in: store, moveTime: moveTime)
        var done = 0
        for (day, baskets) in plan.days {
            try await days.morning(of: day)
            for chunk in baskets.chunked(settings.documentsAtATime) {
                progress(ReplayProgress(.replaying, done, of: slice.baskets.count))
                try await days.perform(Array(chunk))
                done += chunk.count
            }
        }
        // What was ordered last is shipped, and what nobody fetched is given back.
        let last = plan.days.last?.day ?? 0
        for day in (last + 1)...(last + 1 + PickupPaper.days) {
            try await days.morning(of: day, hasTruck: day == last + 1)
        }
        progress(ReplayProgress(.replaying, done, of: slice.baskets.count))
        let figures = try await days.finish()
        try await store.demand(
            .putDocument(OmnichannelPaper(slice, figures).write), for: "the figures of the channels")
        return figures
    }
}

/// What the replay came to, kept in the store: a second run reads it.
private struct OmnichannelPaper: Codable {
    var rows: Int
    var baskets: Int
    var units: Int64
    var figures: OmnichannelFigures

    private static let key: DocumentKey = "omnichannel/figures"

    init(_ slice: CompleteJourneySlice, _ figures: OmnichannelFigures) {
        rows = slice.rows
        baskets = slice.baskets.count
        units = slice.units(.till) + slice.units(.pickup)
        self.figures = figures
    }

    func isOf(_ slice: CompleteJourneySlice) -> Bool {
        rows == slice.rows && baskets == slice.baskets.count && units == slice.units(.till) + slice.units(.pickup)
    }

    static func read(from store: ReplayStore) async throws(ReplayFailure) -> OmnichannelPaper? {
        guard let document = try await store.document(key) else { return nil }
        guard let paper = PaperBody.read(OmnichannelPaper.self, from: document.body) else {
            throw ReplayFailure.unreadablePaper(key)
        }
        return paper
    }

    var write: DocumentWrite {
        DocumentWrite(Self.key, type: PaperType.omnichannelFigures.rawValue, body: PaperBody.bytes(of: self))
    }
}
