import StockModel

/// What is derived from the baskets for a retailer who sells one stock through many channels: the file says only what was
/// bought where and when.
///
/// - A basket whose number is divisible by three is ordered from afar: of those, by the number divided by three, two of four
///   in the web shop, one for pickup at its store, one on a marketplace, where each line is an order of its own. The others
///   are till receipts.
/// - Stores are ranked by the units that they sell.
/// - The ten most bought pairs of products are kits in the second week, at a cap.
/// - Each store opens with 0.9 × what is asked for there at tills and for pickup and by the marketplace; the four
///   best-ranked stores have 0.75 × what the web asks for besides, each a quarter of the products. Both rounded up.
/// - One till is offline for one day: of the four best-ranked stores, in the last third of the days, the store and the day
///   with most units at tills.
struct OmnichannelPlan {
    enum Way { case web, pickup, marketplace, till }

    static let kitsMax = 10
    /// Stores that the marketplace may sell from.
    static let marketplaceStoresMax = 50
    /// Products of which the marketplace may promise only so many.
    static let cappedProductsMax = 100
    /// Products whose crossings of a threshold are told.
    static let watchedProductsMax = 10
    /// Kits of each pair that the promotion sells.
    static let kitCap: Quantity = 5
    static let marketplaceCap: Quantity = 3
    /// They run low below one in so many of the units with which they open.
    static let watchedShare: Quantity = 4
    /// Units that a truck brings each morning.
    static let truckUnits: Quantity = 250
    /// Best-ranked stores that hold what the web asks for besides, and of which one has a till that goes offline.
    static let webStoresMax = 4
    /// Units that the web shop leaves on the shelf of a store for those who walk in.
    private static let webBuffer: Quantity = 1
    static let marketplaceBuffer: Quantity = 2
    static let splitsMax: UInt8 = 3

    static let dayMilliseconds: Int64 = 86_400_000

    let slice: CompleteJourneySlice
    /// The best-selling first.
    let stores: [UInt32]
    /// What sells most, the best first.
    let bestSellers: [UInt64]
    let kits: [(kit: SKU, pair: FrequentPairs.Pair)]
    /// Days since 1970 on which something is bought, each with its baskets.
    let days: [(day: Int64, baskets: [Basket])]
    let promotion: Cap.Window
    let offlineStore: UInt32
    let offlineDay: Int64

    init?(_ slice: CompleteJourneySlice) {
        self.slice = slice
        var units: [UInt32: Int64] = [:]
        var days: [Int64: [Basket]] = [:]
        for basket in slice.baskets {
            units[basket.store, default: 0] += basket.units
            days[Self.day(of: basket.occurredAtMilliseconds), default: []].append(basket)
        }
        stores = units.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
            .prefix(CommandLimits.channelSitesMax).map(\.key)
        self.days = days.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        guard let first = self.days.first?.day else { return nil }
        bestSellers = BestSellers(of: slice, productsMax: Self.cappedProductsMax).products.map(\.product)
        kits = FrequentPairs(in: slice, pairsMax: Self.kitsMax).pairs.enumerated().map { index, pair in
            (SKU(rawValue: 9_000_000_001 + UInt64(index)), pair)
        }
        promotion = Cap.Window(start: Self.instant(first + 5), end: Self.instant(first + 12))
        (offlineStore, offlineDay) = Self.busiestTill(
            of: stores.prefix(Self.webStoresMax), self.days.suffix(max(1, self.days.count / 3)))
    }

    /// Where and when most units are sold at tills; ties go to the better store, and to the earlier day.
    private static func busiestTill(
        of stores: ArraySlice<UInt32>, _ days: ArraySlice<(day: Int64, baskets: [Basket])>
    ) -> (store: UInt32, day: Int64) {
        var busiest: (store: UInt32, day: Int64, units: Int64) = (0, 0, -1)
        for store in stores {
            for (day, baskets) in days {
                let units = baskets.filter { $0.store == store && way(of: $0) == .till }.map(\.units).reduce(0, +)
                if units > busiest.units { busiest = (store, day, units) }
            }
        }
        return (busiest.store, busiest.day)
    }

    /// When the store is made ready: noon of the day before the first basket.
    var opening: Instant { Self.instant(days[0].day - 1, hour: 12) }

    static func day(of milliseconds: Int64) -> Int64 {
        milliseconds >= 0 ? milliseconds / dayMilliseconds : (milliseconds - dayMilliseconds + 1) / dayMilliseconds
    }

    static func instant(_ day: Int64, hour: Int64 = 0) -> Instant {
        Instant(millisecondsSinceEpoch: day * dayMilliseconds + hour * 3_600_000)
    }

    static func way(of basket: Basket) -> Way {
        guard basket.id.isMultiple(of: 3) else { return .till }
        switch basket.id / 3 % 4 {
        case 0, 1: return .web
        case 2: return .pickup
        default: return .marketplace
        }
    }

    /// A customer who never comes to fetch what was ordered for pickup.
    static func isForgotten(_ basket: Basket) -> Bool { basket.id / 12 % 10 == 0 }

    /// The stores that ship for the web shop keep nothing back.
    func webBuffer(at store: UInt32) -> Quantity {
        stores.prefix(Self.webStoresMax).contains(store) ? 0 : Self.webBuffer
    }

    /// What each store has of each product before the first basket.
    var openingStock: [UInt32: [UInt64: Quantity]] {
        var there: [UInt32: [UInt64: Quantity]] = [:]
        var web: [UInt64: Quantity] = [:]
        for basket in slice.baskets {
            for line in basket.lines {
                if Self.way(of: basket) == .web {
                    web[line.product, default: 0] += line.quantity
                } else {
                    there[basket.store, default: [:]][line.product, default: 0] += line.quantity
                }
            }
        }
        var opening = there.mapValues { $0.mapValues { OpeningStock.opening(forUnitsSold: $0) } }
        for (product, units) in web {
            let store = stores[Int(product % UInt64(min(Self.webStoresMax, stores.count)))]
            opening[store, default: [:]][product, default: 0] += units - units / 4
        }
        return opening
    }
}
